"""What every use case returns: data for programs, a report for people, the issues met, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leadcli.domain.errors import Problem
from leadcli.domain.issue import Issue
from leadcli.i18n import Text
from leadcli.report.model import Report


class Status(StrEnum):
    """How a command ended: `partial` means some rows were refused."""

    SUCCESS = "success"
    PARTIAL = "partial"
    ERROR = "error"


@dataclass(frozen=True)
class Result:
    """The outcome of one command.

    `data` follows the contract and is never translated; `report` is what a person reads; at most 1,000 `issues` are
    carried, `issues_total` counts all; `next_command` is what to type next, `before_next` what a person does first;
    `findings` are what `--strict` and `--fail-on` fail on; `problems` say why the status is an error; `plain` is text
    to be copied as it stands, printed in place of a report.
    """

    command: str
    data: Mapping[str, object]
    report: Report | None = None
    status: Status = Status.SUCCESS
    issues: Sequence[Issue] = ()
    issues_total: int = 0
    next_command: str | None = None
    before_next: Text = ""
    written: Sequence[str] = ()
    notices: Sequence[Text] = ()
    findings: int = 0
    problems: Sequence[Problem] = ()
    plain: str | None = None
