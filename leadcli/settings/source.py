"""Settings files: YAML in, a typed model out, or every problem at once with its file, line and column.

    loaded = read_settings(path, ScoringSettings)
    loaded.value, loaded.path, loaded.hash

Models derive from `SettingsModel`. Scalars reach them as the text that was typed, so use plain field types (`str`,
`Decimal`, `bool`, `Literal`, lists, nested models, unions with a discriminator); an undiscriminated `int | str` would
stay text. What a schema cannot say goes into `problems()`; what needs knowledge from outside (the known fields) into a
validator that reads `info.context` and raises `PydanticCustomError(code, code, params)`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from leadcli.domain.errors import LeadcliError, Place, Problem
from leadcli.settings.source_tree import Node, read_tree
from leadcli.settings.suggest import suggestion

LARGEST_FILE = 2_000_000

SettingsPath = tuple[str | int, ...]
Found = tuple[SettingsPath, str, dict[str, object]]
"""A problem a model found in itself: the path below the model, the code, the parameters of the sentence."""


class SettingsModel(BaseModel):
    """The base of every settings schema: unknown keys are problems, values cannot change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def problems(self, complete: bool) -> Iterator[Found]:
        """Give what is wrong although every single value is well formed.

        Args:
            complete: false when a broken part below was left out; sums, gaps and references would then mislead,
                so only what two present values contradict should be told.
        """
        yield from ()


def listed(value: object) -> object:
    """One word may stand for a list of one."""
    return [value] if isinstance(value, str) else value


Model = TypeVar("Model", bound=SettingsModel)


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """Settings as read: the typed value, the file they came from, and the hash of what they say (not of comments)."""

    value: Model
    path: Path
    hash: str


def read_settings(path: Path, model: type[Model], context: Mapping[str, object] | None = None) -> Loaded[Model]:
    """Read a YAML settings file into `model`; `context` reaches the model's validators as `info.context`.

    There they also find `written`, all values of the file as typed: one that refers to another part of the file looks
    there, since a broken part is missing from `info.data`.

    Raises:
        LeadcliError: with all problems of the file, sorted by place.
    """
    text = _read_text(path)
    if context:
        return _understand(text, path, model, context)
    return cast("Loaded[Model]", _understand_once(text, path, model))


def _understand(
    text: str, path: Path, model: type[Model], context: Mapping[str, object] | None = None
) -> Loaded[Model]:
    root, problems = read_tree(text, path)
    if root.value is None:
        raise LeadcliError("settings_empty", place=Place(path))
    if not isinstance(root.value, dict):
        raise LeadcliError("not_a_mapping", place=Place(path, root.line, root.column), key="", found=root.excerpt())
    value = _validate(root, model, path, problems, context)
    if problems or value is None:
        problems.sort(key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
        raise LeadcliError.of(problems)
    return Loaded(value, path, settings_hash(value))


_understand_once = lru_cache(maxsize=8)(_understand)  # a program that uses leadcli reads the same files at each call


def settings_hash(value: BaseModel) -> str:
    """Give the SHA-256 of what the settings say; comments, layout and the order of keys do not change it."""
    content = json.dumps(value.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise LeadcliError("settings_too_large", place=Place(path), limit=LARGEST_FILE)
        content = path.read_bytes()
    except OSError as error:
        raise LeadcliError("settings_unreadable", place=Place(path), reason=error.strerror or str(error)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LeadcliError("settings_not_utf8", place=Place(path, line)) from None


def _validate(
    root: Node, model: type[Model], file: Path, problems: list[Problem], context: Mapping[str, object] | None
) -> Model | None:
    """Validate; on errors note them, drop the broken parts, and go on so that the sound parts are checked as well.

    What only a later pass finds is told too, unless it may come of what was dropped.
    """
    context = {**(context or {}), "written": root.plain()}
    value, errors = _attempt(root, model, context)
    problems += _structural_problems(errors, root, model, file)
    while errors:
        chains = [(root.follow(_value_path(error)), error["type"] == "extra_forbidden") for error in errors]
        if not all([_prune(chain, harmless) for chain, harmless in chains]):
            return None
        value, errors = _attempt(root, model, context)
        sound = [error for error in errors if root.follow(_value_path(error))[-1].complete]
        problems += _structural_problems(sound, root, model, file)
    if value is not None:
        problems += _own_problems(value, root, file)
    return value


def _attempt(root: Node, model: type[Model], context: Mapping[str, object] | None) -> tuple[Model | None, list[Any]]:
    try:
        return model.model_validate(root.plain(), context=context), []
    except ValidationError as error:
        return None, error.errors(include_url=False, include_input=False)


def _prune(chain: list[Node], harmless: bool) -> bool:
    """Drop the last of these nested parts; false when that is the whole file. What held it is no longer complete."""
    if len(chain) < 2:
        return False
    chain[-2].drop(chain[-1])
    if not harmless:
        for node in chain[:-1]:
            node.complete = False
    return True


def _value_path(error: Mapping[str, Any]) -> SettingsPath:
    path: SettingsPath = error["loc"]
    return path[:-1] if error["type"] == "missing" else path


_CODES = {
    "missing": "missing_key",
    "union_tag_not_found": "missing_key",
    "extra_forbidden": "unknown_key",
    "finite_number": "not_a_number",
    "int_from_float": "not_a_whole_number",
    "bool_parsing": "not_yes_or_no",
    "bool_type": "not_yes_or_no",
    "list_type": "not_a_list",
    "tuple_type": "not_a_list",
    "set_type": "not_a_list",
    "frozen_set_type": "not_a_list",
    "dict_type": "not_a_mapping",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "string_type": "not_text",
    "literal_error": "not_one_of",
    "enum": "not_one_of",
    "union_tag_invalid": "not_one_of",
    "greater_than": "not_above",
    "greater_than_equal": "too_small",
    "less_than": "not_below",
    "less_than_equal": "too_large",
    "too_short": "empty_list",
    "string_too_short": "empty_value",
    "string_pattern_mismatch": "bad_form",
}
_PREFIXES = {"int_": "not_a_number", "float_": "not_a_number", "decimal_": "not_a_number", "date_": "not_a_date"}


def _structural_problems(errors: list[Any], root: Node, model: type[BaseModel], file: Path) -> Iterator[Problem]:
    """Turn pydantic's errors into problems at their places, one for each value."""
    seen: set[tuple[int, int, str]] = set()
    for error in errors:
        node = root.follow(_value_path(error))[-1]
        problem = _structural_problem(error, node, model, file)
        place = (problem.place.line or 0, problem.place.column or 0, str(problem.params.get("key")))
        if place not in seen:
            seen.add(place)
            yield problem


def _structural_problem(error: Mapping[str, Any], node: Node, model: type[BaseModel], file: Path) -> Problem:
    kind, path, context = error["type"], error["loc"], error.get("ctx") or {}
    code = _CODES.get(kind) or next((code for prefix, code in _PREFIXES.items() if kind.startswith(prefix)), kind)
    params: dict[str, object] = {"key": _last_key(path), "found": node.excerpt()}
    if kind == "union_tag_not_found":
        params["key"] = context["discriminator"].strip("'")
    elif node.value is None and code != "missing_key":
        code = "empty_value"
    elif code == "unknown_key":
        params |= suggestion(str(path[-1]), _known_keys(model, path[:-1]))
        return Problem(code, params, Place(file, node.key_line, node.key_column))
    elif code == "not_one_of":
        node, params = _choice(node, params, context)
    elif code in {"too_small", "too_large", "not_above", "not_below"}:
        params["limit"] = next(iter(context.values()))
    elif code == kind:
        params |= context
    if path[-1:] == ("[key]",):
        return Problem(code, params, Place(file, node.key_line, node.key_column))
    return Problem(code, params, Place(file, node.line, node.column))


def _choice(node: Node, params: dict[str, object], context: Mapping[str, Any]) -> tuple[Node, dict[str, object]]:
    """Name the value outside its list; for a mapping chosen by a key (`kind: bands`) that key's value is meant."""
    if "discriminator" in context:
        key = context["discriminator"].strip("'")
        node = node.child(key) or node
        params |= {"key": key, "found": node.excerpt()}
    allowed = re.findall(r"'([^']*)'", context.get("expected") or context.get("expected_tags") or "")
    return node, params | suggestion(node.excerpt(), allowed)


def _last_key(path: SettingsPath) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _known_keys(model: type[BaseModel], path: SettingsPath) -> set[str]:
    """Collect the keys the schema knows at a path; list positions, free keys and union tags lead nowhere."""
    models = {model}
    for step in path:
        deeper = {
            inner
            for each in models
            for name, field in each.model_fields.items()
            if step == (field.alias or name)
            for inner in _models_in(field.annotation)
        }
        models = deeper or models
    return {field.alias or name for each in models for name, field in each.model_fields.items()}


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _own_problems(value: object, node: Node | None, file: Path) -> Iterator[Problem]:
    """Ask each sound model below `node` for the problems only it can see."""
    if node is None:
        return
    if isinstance(value, SettingsModel):
        for path, code, params in value.problems(node.complete):
            part = node.follow(path)[-1]
            known = {"key": _last_key(path), "found": part.excerpt()}
            yield Problem(code, known | params, Place(file, part.line, part.column))
        for name, field in type(value).model_fields.items():
            yield from _own_problems(getattr(value, name), node.child(field.alias or name), file)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _own_problems(inner, node.child(key), file)
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from _own_problems(inner, node.child(position), file)
