"""YAML text as a tree whose every value knows its line and column.

Scalars stay the text that was typed: the schema decides what a value is, so `no`, `0123`, `12:30` and `1e3` arrive
as written. Aliases, tags and several documents are refused: a settings file is a form, not a program.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from leadcli.domain.errors import LeadcliError, Place, Problem

MAX_DEPTH = 50
LONGEST_EXCERPT = 60
_EMPTY_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
Event = Any  # PyYAML's types leave out what its events carry
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class Node:
    """One value of a settings file: a text, nothing (`None`), a list or a mapping, and where it stands.

    `key_line` and `key_column` tell where the key of a mapping entry stands; `complete` turns false when a part
    below was dropped because it could not be understood.
    """

    line: int
    column: int
    value: str | list[Node] | dict[str, Node] | None
    key_line: int = 0
    key_column: int = 0
    complete: bool = True

    def child(self, step: str | int) -> Node | None:
        """Give the entry of a mapping or the item of a list, `None` when there is no such part."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None

    def follow(self, path: tuple[str | int, ...]) -> list[Node]:
        """Walk down a path and give every node met; steps that lead nowhere are skipped."""
        chain = [self]
        for step in path:
            inner = chain[-1].child(step)
            if inner is not None:
                chain.append(inner)
        return chain

    def drop(self, part: Node) -> None:
        """Take one direct part out of this list or mapping."""
        if isinstance(self.value, dict):
            self.value = {key: inner for key, inner in self.value.items() if inner is not part}
        elif isinstance(self.value, list):
            self.value = [inner for inner in self.value if inner is not part]

    def plain(self) -> object:
        """Give the values without their places, as the schema wants them."""
        if isinstance(self.value, dict):
            return {key: inner.plain() for key, inner in self.value.items()}
        if isinstance(self.value, list):
            return [inner.plain() for inner in self.value]
        return self.value

    def excerpt(self) -> str:
        """Show the value in a sentence: a text in full, the rest by its brackets."""
        if isinstance(self.value, dict):
            return "{…}"
        if isinstance(self.value, list):
            return "[…]"
        text = self.value or ""
        return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"


def read_tree(text: str, file: Path) -> tuple[Node, list[Problem]]:
    """Read YAML text into a tree, with a problem for each duplicate key (the first one is kept).

    Raises:
        LeadcliError: the text is not YAML, or uses what a settings file may not (aliases, tags, deep nesting).
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(text, file, error) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise LeadcliError("unreadable_character", place=place) from None
    return builder.root or Node(1, 1, None), builder.problems


def _syntax_error(text: str, file: Path, error: yaml.MarkedYAMLError) -> LeadcliError:
    """Name the usual slips of the hand: a tab in the indentation, a full-width colon; else show the line."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark
    if error.context_mark and (mark is None or mark.line >= len(lines)):
        mark = error.context_mark  # what was opened and never closed says more than the end of the file
    number = min(mark.line if mark else 0, len(lines) - 1)
    column = mark.column + 1 if mark else 1
    if "nesting depth" in (error.problem or ""):  # the parser looks ahead and meets its own limit first
        return LeadcliError("yaml_depth", place=Place(file, number + 1, column), limit=MAX_DEPTH)
    for nearby in (number, max(number - 1, 0)):
        line = lines[nearby]
        indentation = line[: len(line) - len(line.lstrip())]
        if "\t" in indentation:
            place = Place(file, nearby + 1, indentation.index("\t") + 1)
            return LeadcliError("yaml_tab", place=place)
        if "：" in line and ": " not in line:
            return LeadcliError("yaml_full_width_colon", place=Place(file, nearby + 1, line.index("：") + 1))
    return LeadcliError("yaml_syntax", place=Place(file, number + 1, column), found=lines[number].strip())


class _Builder:
    """Grows the tree from the parser's events without recursion."""

    def __init__(self, file: Path) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._file = file
        self._open: list[Node] = []
        self._keys: list[Node | None] = []

    def take(self, event: Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse("yaml_alias", event, found=f"*{event.anchor}")
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            if event.tag is not None:
                raise self._refuse("yaml_tag", event, found=event.tag)
            self._open_node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._refuse("yaml_documents", event)

    def _open_node(self, event: Event) -> None:
        node = Node(event.start_mark.line + 1, event.start_mark.column + 1, _start_value(event))
        is_key = bool(self._open) and isinstance(self._open[-1].value, dict) and self._keys[-1] is None
        if is_key and not isinstance(event, yaml.ScalarEvent):
            raise self._refuse("yaml_key", event)
        if is_key:
            node.value = event.value
            self._keys[-1] = node
            return
        self._attach(node)
        if not isinstance(event, yaml.ScalarEvent):
            if len(self._open) >= MAX_DEPTH:
                raise self._refuse("yaml_depth", event, limit=MAX_DEPTH)
            self._open.append(node)
            self._keys.append(None)

    def _attach(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1].value
        if isinstance(parent, list):
            parent.append(node)
        elif isinstance(parent, dict):
            key = self._keys[-1]
            self._keys[-1] = None
            if node.value is None and key and "：" in str(key.value):
                self._open[-1].complete = False
                place = Place(self._file, key.line, key.column + str(key.value).index("："))
                self.problems.append(Problem("yaml_full_width_colon", {}, place))
            else:
                self._enter(parent, key, node)

    def _enter(self, mapping: dict[str, Node], key: Node | None, node: Node) -> None:
        if key is None or not isinstance(key.value, str):
            return
        node.key_line, node.key_column = key.line, key.column
        first = mapping.setdefault(key.value, node)
        if first is not node:
            place = Place(self._file, key.line, key.column)
            self.problems.append(Problem("duplicate_key", {"key": key.value, "first_line": first.key_line}, place))

    def _refuse(self, code: str, event: Event, **params: object) -> LeadcliError:
        place = Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)
        return LeadcliError(code, place=place, **params)


def _start_value(event: Event) -> str | list[Node] | dict[str, Node] | None:
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    text: str = event.value
    return None if event.style in (None, "") and text in _EMPTY_WORDS else text
