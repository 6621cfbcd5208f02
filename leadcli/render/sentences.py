"""The sentences of errors and issues, the same for the terminal, for workbooks and for JSON."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from leadcli.domain.errors import Problem
from leadcli.domain.issue import Issue
from leadcli.i18n import Message, Text, Words

_REASONS = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EISDIR: "is_folder",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.ENAMETOOLONG: "long_name",
}


def problem_sentence(problem: Problem, words: Words) -> str:
    """What is wrong."""
    return _filled("error", problem.code, problem.params, words) or _bare(problem.code, problem.params)


def problem_hint(problem: Problem, words: Words) -> str:
    """How to mend it; empty when the error needs no hint."""
    return _filled("hint", problem.code, problem.params, words)


def issue_sentence(issue: Issue, words: Words) -> str:
    """What is doubtful about a cell or a row."""
    params = _issue_params(issue)
    return _filled("issue", issue.code, params, words) or _bare(issue.code, params)


def issue_hint(issue: Issue, words: Words) -> str:
    """What to do about it; empty when nothing needs to be done."""
    return _filled("hint", issue.code, _issue_params(issue), words)


def reason_of(error: OSError) -> Text:
    """Why the system refused a file, in the reader's language where there are words for it."""
    known = _REASONS.get(error.errno or 0)
    return Message.of(f"workbook.os_{known}") if known else error.strerror or str(error)


def _issue_params(issue: Issue) -> dict[str, object]:
    return {"value": issue.value or "", **issue.params}


def _filled(form: str, code: str, params: Mapping[str, object], words: Words) -> str:
    """The sentence, empty when there is none: a gap in a catalogue must not hide the error that is to be told."""
    try:
        return words.get(f"{form}.{code}", "", **params)
    except (KeyError, IndexError):
        return ""


def _bare(code: str, params: Mapping[str, object]) -> str:
    return " ".join([code, *(f"{name}=`{value}`" for name, value in params.items())])
