"""The one object that `--json` prints: contract, not prose; keys and codes are never translated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from pathlib import PurePath
from types import NoneType
from typing import Any

from leadcli import __version__
from leadcli.domain.errors import Problem
from leadcli.domain.issue import Issue
from leadcli.i18n import Words
from leadcli.render.sentences import issue_hint, issue_sentence, problem_hint, problem_sentence

SCHEMA = 1
MOST_ISSUES = 1_000


@dataclass(frozen=True)
class Envelope:
    """What is common to every answer: which command ran, how it ended, for which day, and what comes next."""

    command: str
    status: str
    as_of: date
    data: Mapping[str, object]
    issues: Sequence[Issue] = ()
    issues_total: int = 0
    next_command: str | None = None
    problems: Sequence[Problem] = ()

    def dump(self, words: Words) -> str:
        """The object as one line of JSON, its messages in the language of `words`."""
        answer: dict[str, object] = {
            "leadcli": __version__,
            "schema": SCHEMA,
            "command": self.command,
            "status": self.status,
            "as_of": self.as_of,
            "data": self.data,
            "issues": [_issue(issue, words) for issue in self.issues[:MOST_ISSUES]],
            "issues_total": max(self.issues_total, len(self.issues)),
            "next": self.next_command,
        }
        errors = [_problem(problem, words) for problem in self.problems]
        if errors:
            answer["error"] = errors[0]
        if len(errors) > 1:
            answer["errors"] = errors
        return json.dumps(plain(answer), ensure_ascii=False, allow_nan=False)


def _issue(issue: Issue, words: Words) -> dict[str, object]:
    return {
        "code": issue.code,
        "severity": issue.severity,
        "file": issue.file,
        "sheet": issue.sheet,
        "row": issue.row,
        "cell": issue.cell,
        "value": issue.value,
        "message": issue_sentence(issue, words),
        "hint": issue_hint(issue, words) or None,
    }


def _problem(problem: Problem, words: Words) -> dict[str, object]:
    return {
        "code": problem.code,
        "message": problem_sentence(problem, words),
        "hint": problem_hint(problem, words) or None,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
    }


def plain(value: object) -> object:
    """What JSON can hold: numbers unrounded, days and times as ISO 8601, no number (NaN) as null.

    Raises:
        TypeError: for a value that has no form in JSON.
    """
    for kinds, form in _FORMS:
        if isinstance(value, kinds):
            return form(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    raise TypeError(type(value).__name__)


def _number(value: float | Decimal) -> float | None:
    if not isfinite(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


_FORMS: Sequence[tuple[type | tuple[type, ...], Callable[[Any], object]]] = (
    (Enum, lambda value: value.value),
    ((bool, str, NoneType), lambda value: value),
    ((int, float, Decimal), _number),
    ((date, datetime), lambda value: value.isoformat()),
    (PurePath, str),
    (Mapping, lambda value: {str(key): plain(part) for key, part in value.items()}),
    ((list, tuple), lambda value: [plain(part) for part in value]),
)
