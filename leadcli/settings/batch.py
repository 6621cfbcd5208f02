"""`batch.yaml`: what a nightly run does, step by step."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from leadcli.domain.errors import Problem
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, listed, read_settings
from leadcli.settings.suggest import suggestion

FILE_NAME = "batch.yaml"
SAMPLE = {
    "date": "2024-05-31",
    "month": "2024-05",
    "last_month": "2024-04",
    "week": "2024-W22",
    "reports": "reports",
    "summary": "summary.txt",
}
"""The placeholders, each with what may stand in its place."""
IMPORT = "import"
"""The command that takes the files of the inbox."""
_PLACEHOLDER = re.compile(r"\{(\w*)\}")

Check = Callable[[Sequence[str]], Problem | None]
"""What is wrong with a command line, if anything is."""

_Text = Annotated[str, Field(min_length=1)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(listed)]
When = Literal["always", "imported", "changed", "month_end", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def filled(words: Sequence[str], values: dict[str, str]) -> list[str]:
    """Put values in the place of the placeholders; a word stays one word, whatever is in it."""
    return [_PLACEHOLDER.sub(lambda found: values[found[1]], word) for word in words]


def _words(value: object, info: ValidationInfo) -> object:
    """Take a command line apart, and refuse what the program would."""
    if not isinstance(value, str):
        return value
    try:
        words = shlex.split(value)
    except ValueError:
        raise PydanticCustomError("quote_not_closed", "quote_not_closed") from None
    for name in _PLACEHOLDER.findall(value):
        if name not in SAMPLE:
            raise PydanticCustomError(
                "unknown_placeholder", "unknown_placeholder", {"name": name} | suggestion(name, SAMPLE)
            )
    check: Check | None = (info.context or {}).get("check")
    problem = check(filled(words, SAMPLE)) if check and words else None
    if problem:
        params: dict[str, object] = problem.params
        raise PydanticCustomError(problem.code, "refused", params)
    return words


class Step(SettingsModel):
    """A command, when it is run, and what happens when it fails."""

    name: _Text
    run: Annotated[tuple[_Text, ...], BeforeValidator(_words), Field(min_length=1)]
    when: Annotated[tuple[When, ...], BeforeValidator(listed), Field(min_length=1)] = ("always",)
    on_error: Literal["stop", "continue"] = "stop"

    @property
    def takes_inbox(self) -> bool:
        """Whether it imports the files of the inbox."""
        return self.run[0] == IMPORT


class LogFile(SettingsModel):
    """Where the log is written, how large it grows, and how many old ones are kept."""

    file: _Text
    megabytes: Annotated[float, Field(gt=0)]
    keep: Annotated[int, Field(ge=1, le=1_000)]


class BatchSettings(SettingsModel):
    """Folders, log and steps of a nightly run."""

    inbox: _Text
    archive: _Text
    refused: _Text
    reports: _Text
    settle_seconds: Annotated[int, Field(ge=0, le=86_400)]
    temporary: _Texts
    log: LogFile
    steps: tuple[Step, ...]

    def problems(self, complete: bool) -> Iterator[Found]:
        """No step; two steps of one name; files put back where they come from."""
        if complete and not self.steps:
            yield ("steps",), "empty_list", {}
        seen: set[str] = set()
        for place, step in enumerate(self.steps):
            if step.name in seen:
                yield ("steps", place, "name"), "step_name_twice", {}
            seen.add(step.name)
        for name in ("archive", "refused"):
            if Path(getattr(self, name)) == Path(self.inbox):
                yield (name,), "folder_is_inbox", {}


def read_batch(workspace: Path, given: str | None = None, check: Check | None = None) -> Loaded[BatchSettings]:
    """Read a batch file, by default the `batch.yaml` of the workspace or of its `config`, else the shipped one.

    Args:
        workspace: the workspace folder.
        given: a path, or a name in the workspace or in its `config`.
        check: tells what is wrong with the command of a step.

    Raises:
        LeadcliError: `settings_not_found`, or all problems of the file.
    """
    beside = workspace / (given or FILE_NAME)
    if beside.is_file() and not (given and Path(given).is_file()):
        given = str(beside)
    return read_settings(find_settings(FILE_NAME, workspace, given), BatchSettings, {"check": check})
