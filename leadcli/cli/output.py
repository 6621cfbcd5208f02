"""Showing what came out: the answer on stdout, the talk about it on stderr, or one JSON object."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from leadcli.cli import runtime
from leadcli.domain.errors import Problem

if TYPE_CHECKING:
    from rich.text import Text

    from leadcli.app.result import Result
    from leadcli.cli.invocation import Invocation


def show(result: Result, invocation: Invocation) -> int:
    """Show a result and give the exit code."""
    problems = list(result.problems or [Problem("nothing_done")]) if result.status == "error" else []
    if invocation.options.json:
        _show_json(result, problems, invocation)
    else:
        _show_text(result, invocation)
    if problems:
        _tell(problems, invocation)
        return 2
    return 1 if result.findings else 0


def show_problems(problems: Sequence[Problem], invocation: Invocation) -> None:
    """All that is wrong, on stderr; with `--json` also as an object on stdout."""
    _tell(problems, invocation)
    if invocation.options.json:
        from leadcli.render.json import Envelope

        envelope = Envelope(invocation.command, "error", invocation.as_of, {}, problems=problems)
        _print_json(envelope.dump(invocation.words))


def _tell(problems: Sequence[Problem], invocation: Invocation) -> None:
    from leadcli.render.terminal import print_lines
    from leadcli.render.terminal_issues import problem_lines
    from leadcli.render.terminal_wrap import TerminalWords

    talk = runtime.console(sys.stderr)
    words = TerminalWords(invocation.words.language)
    print_lines([line for problem in problems for line in problem_lines(problem, words, talk.width)], talk)


def _show_json(result: Result, problems: Sequence[Problem], invocation: Invocation) -> None:
    from leadcli.render.json import Envelope

    envelope = Envelope(
        result.command,
        result.status,
        invocation.as_of,
        result.data,
        result.issues,
        result.issues_total,
        invocation.proposed(result.next_command),
        problems,
    )
    _print_json(envelope.dump(invocation.words))


def _print_json(line: str) -> None:
    """JSON is UTF-8 whatever the terminal speaks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _show_text(result: Result, invocation: Invocation) -> None:
    from leadcli.render.terminal import print_lines, print_report

    if result.plain is not None:
        sys.stdout.write(result.plain)
        sys.stdout.flush()
    screen = runtime.console(sys.stdout)
    if result.report is not None:
        print_report(result.report, screen, invocation.words.language)
        screen.file.flush()
    if not invocation.options.quiet:
        talk = runtime.console(sys.stderr)
        print_lines(_talk(result, invocation, talk.width if sys.stderr.isatty() else None), talk)


def _talk(result: Result, invocation: Invocation, limit: int | None) -> list[Text]:
    """What a person wants to know besides the answer: doubts, notices, files written, what to do next.

    A doubt is one line, so that editors can jump to it; on a screen of `limit` cells it breaks between words.
    """
    from rich.text import Text

    from leadcli.render.terminal_issues import hanging, issue_lines, summary_lines
    from leadcli.render.terminal_wrap import TerminalWords, printable

    words = TerminalWords(invocation.words.language)
    total = max(result.issues_total, len(result.issues))
    if invocation.options.verbose:
        doubts = [line for issue in result.issues for line in issue_lines(issue, words)]
    else:
        doubts = summary_lines(result.issues, total, words)
    if limit is not None:
        doubts = [part for line in doubts for part in hanging(line, limit)]
    notices = [Text(printable(words.text(notice))) for notice in result.notices]
    files = words("cli.list_comma").join(result.written)
    last = [Text(printable(words("cli.written", files=files)))] if files else []
    if result.next_command:
        command = printable(invocation.proposed(result.next_command) or "")
        first = printable(words.text(result.before_next))
        last.append(Text.assemble((words("cli.next"), "dim"), "  ", first, (command, "cyan")))
    if invocation.options.verbose:
        last.append(Text(words("cli.ran_in", workspace=invocation.workspace, as_of=invocation.as_of), "dim"))
    groups = [group for group in (doubts, notices, last) if group]
    return [line for group in groups for line in (Text(), *group)]
