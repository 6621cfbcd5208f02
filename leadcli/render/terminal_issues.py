"""What was doubted or went wrong, in the form `place: severity[code]: sentence`, so that editors can jump to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from leadcli.domain.errors import Problem
from leadcli.domain.issue import Issue, Severity
from leadcli.i18n import Words
from leadcli.render.sentences import issue_hint, issue_sentence, problem_hint, problem_sentence
from leadcli.render.terminal_wrap import printable, wrap

SHOWN = 10
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_INDENT = "    "
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def issue_place(issue: Issue) -> str:
    """Where it stands: `leads.xlsx[5月!C17]`."""
    inside = "!".join(str(part) for part in (issue.sheet, issue.cell or issue.row) if part is not None)
    return f"{issue.file or ''}[{inside}]" if inside else issue.file or ""


def issue_lines(issue: Issue, words: Words) -> list[Text]:
    """One issue on one line, and what to do about it, if anything, on another."""
    line = _line(issue_place(issue), issue.severity, issue.code, issue_sentence(issue, words))
    hint = issue_hint(issue, words)
    return [line, _hint(printable(hint))] if hint else [line]


def problem_lines(problem: Problem, words: Words, limit: int) -> list[Text]:
    """One error and how to mend it."""
    lines = [_line(str(problem.place), Severity.ERROR, problem.code, problem_sentence(problem, words))]
    hint = problem_hint(problem, words)
    if hint:
        first, *rest = wrap(printable(hint), max(20, limit - 6))
        lines += [_hint(first), *(Text(" " * 6 + line) for line in rest)]
    return lines


def summary_lines(issues: Sequence[Issue], total: int, words: Words) -> list[Text]:
    """All issues when they are few; else how many of which kind, each kind with its first, and how to see all.

    Of the kinds only those that state an assumption are left out when there are many.
    """
    ordered = sorted(issues, key=lambda issue: (_ORDER.index(issue.severity), issue.code))
    if total <= SHOWN:
        return [line for issue in ordered for line in issue_lines(issue, words)]
    kinds = [list(same) for _, same in groupby(ordered, key=lambda issue: (issue.severity, issue.code))]
    kinds.sort(key=lambda same: (_ORDER.index(same[0].severity), -len(same)))
    counts = max(len(f"{len(same):,}") for same in kinds)
    heading = "cli.issues" if total == len(issues) else "cli.issues_first"
    lines = [Text(words(heading, total=f"{total:,}", shown=f"{len(issues):,}"), "bold")]
    shown = max(SHOWN, sum(same[0].severity is not Severity.INFO for same in kinds))
    for same in kinds[:shown]:
        first, *hint = issue_lines(same[0], words)
        lines += [Text.assemble(f"{len(same):>{counts},} x ", first), *hint]
    if len(kinds) > shown:
        lines.append(Text(words("cli.more_kinds", kinds=len(kinds) - shown), "dim"))
    return [*lines, Text(words("cli.all_issues"), "dim")]


def _hint(text: str) -> Text:
    return Text.assemble(("hint: ", "cyan"), text)


def hanging(line: Text, limit: int) -> list[Text]:
    """Break a line between words for a screen of `limit` cells, what follows indented."""
    ends, at = [], 0
    for piece in wrap(line.plain, limit - len(_INDENT)):
        at = line.plain.index(piece, at) + len(piece)
        ends.append(at)
    first, *rest = line.divide(ends[:-1])
    return [first, *(Text.assemble(_INDENT, part[len(part.plain) - len(part.plain.lstrip()) :]) for part in rest)]


def _line(place: str, severity: Severity, code: str, sentence: str) -> Text:
    before = f"{printable(place)}: " if place else ""
    return Text.assemble(before, (f"{severity}[{code}]", _STYLES[severity]), f": {printable(sentence)}")
