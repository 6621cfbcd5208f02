"""Arguments in, an exit code out, and the one place where errors end."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence

from typer import TyperException

from leadcli.cli import INTERRUPTED, runtime
from leadcli.cli.application import application
from leadcli.cli.failures import is_interruption, keep_traceback, problems_of
from leadcli.cli.interruption import leave_when_stuck
from leadcli.cli.invocation import GlobalOptions, Invocation
from leadcli.cli.language import chosen_language
from leadcli.cli.output import show, show_problems
from leadcli.cli.usage import is_help
from leadcli.domain.errors import Problem
from leadcli.i18n import Words

UNABLE = 2


def run(arguments: Sequence[str]) -> int:
    """Run one command line as a process of its own and give the exit code."""
    runtime.tolerate_any_text()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries tell programmers is no talk for users
    invocation = _begin(arguments)
    leave_when_stuck(lambda: _interrupted(invocation), INTERRUPTED)
    return _ended(arguments, invocation)


def main(arguments: Sequence[str]) -> int:
    """Run one command line inside another program and give the exit code."""
    return _ended(arguments, _begin(arguments))


def _begin(arguments: Sequence[str]) -> Invocation:
    """What is known before parsing, which may fail and must then know how to say so."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    early = GlobalOptions(json="--json" in options, debug="--debug" in options)
    return Invocation(Words(chosen_language(arguments, os.environ)), options=early)


def _ended(arguments: Sequence[str], invocation: Invocation) -> int:
    try:
        code = _answer(arguments, invocation)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough
        _drop_stdout()
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one error boundary
        return _interrupted(invocation) if is_interruption(error) else _failed(error, invocation)
    return code


def _answer(arguments: Sequence[str], invocation: Invocation) -> int:
    command = application(invocation.words, next(iter(arguments), None))
    try:
        answer = command.main(list(arguments), prog_name="leadcli", standalone_mode=False, obj=invocation)
    finally:
        invocation.end_progress()
    if answer == INTERRUPTED:  # Typer turns Ctrl-C into this
        return _interrupted(invocation)
    return answer or 0 if isinstance(answer, int | None) else show(answer, invocation)


def _interrupted(invocation: Invocation) -> int:
    if invocation.first_to_end():
        show_problems([Problem("interrupted")], invocation)
    return INTERRUPTED


def _failed(error: BaseException, invocation: Invocation) -> int:
    if isinstance(error, TyperException) and is_help(error):
        sys.stderr.write(error.format_message() + "\n")
        return UNABLE
    if invocation.options.debug:
        traceback.print_exception(error)
    problems = problems_of(error)
    if not problems:
        log = keep_traceback(error, invocation.workspace, runtime.now())
        reason = (str(error).splitlines() or [""])[0]
        problems = [Problem("bug", {"kind": type(error).__name__, "reason": reason, "log": log or "-"})]
    show_problems(problems, invocation)
    return UNABLE


def _drop_stdout() -> None:
    """Nobody reads any more; keep the interpreter from complaining when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
