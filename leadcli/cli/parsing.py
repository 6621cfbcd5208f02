"""What the program would refuse of a step of a batch file, found without running it."""

from __future__ import annotations

from collections.abc import Sequence

from typer import TyperException

from leadcli.cli.application import application
from leadcli.cli.invocation import Invocation
from leadcli.cli.typer_types import ClickContext
from leadcli.cli.usage import is_help, usage_problem
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Words
from leadcli.settings.batch import IMPORT

_NO_STEPS = {"run", "schedule", "--help", "--version", "--install-completion", "--show-completion"}
_FILE = "FILE"
"""Stands for each file of the inbox."""


def refused(step: Sequence[str], words: Words) -> Problem | None:
    """What is wrong with the command of a step; None when it would begin."""
    idle = next((word for word in step if word.startswith("--") and word in _NO_STEPS), None)
    if idle or step[0] in _NO_STEPS:
        return Problem("not_a_step", {"found": idle or step[0]})
    arguments = [*step, _FILE] if step[0] == IMPORT else list(step)
    try:
        context = _parsed(arguments, words)
    except LeadcliError as error:
        return error.problems[0]
    except TyperException as error:
        return Problem("step_without_command", {"found": " ".join(step)}) if is_help(error) else usage_problem(error)
    given = [file for file in context.params.get("files") or () if file != _FILE]
    return Problem("import_takes_inbox", {"found": given[0]}) if given else None


def _parsed(arguments: Sequence[str], words: Words) -> ClickContext:
    """The innermost command with its parameters, which nobody calls."""
    program = application(words, arguments[0])
    context = program.make_context("leadcli", list(arguments), obj=Invocation(words))
    while hasattr(context.command, "commands"):
        said = [*context._protected_args, *context.args]
        name, command, rest = context.command.resolve_command(context, said)
        context = command.make_context(name, rest, parent=context)
    return context
