"""Typer's own complaints about the command line, as errors of ours: one sentence and a hint, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from typer import TyperException

from leadcli.cli.typer_types import ClickError, ClickParameter
from leadcli.domain.errors import Problem
from leadcli.i18n import Message


def usage_problem(error: TyperException) -> Problem:
    """What the user typed wrongly.

    The classes below `TyperException` are not exported, so they are told apart by name; an unknown one keeps
    Typer's sentence.
    """
    told = _PROBLEMS.get(type(error).__name__)
    problem = told(error) if told else None
    return problem or Problem("usage", {"reason": error.format_message()})


def near_or_all(word: str, known: Sequence[str]) -> Message:
    """What was probably meant, else all there is."""
    nearest = get_close_matches(word, known, n=1)
    if nearest:
        return Message.of("cli.did_you_mean", nearest=nearest[0])
    return Message.of("cli.there_are", known=", ".join(known))


def is_help(error: TyperException) -> bool:
    """Whether a group was called without a command, which shows its help."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _no_such_option(error: ClickError) -> Problem:
    advice = Message.of("cli.see_help", command=_command(error))
    if error.possibilities:
        advice = Message.of("cli.did_you_mean", nearest=error.possibilities[0])
    return Problem("no_such_option", {"option": error.option_name, "command": _command(error), "advice": advice})


def _missing(error: ClickError) -> Problem | None:
    if error.param is None:
        return None
    return Problem("missing_argument", {"name": _name(error.param), "command": _command(error)})


def _option_usage(error: ClickError) -> Problem:
    flags = {name for param in error.ctx.command.get_params(error.ctx) if _is_flag(param) for name in param.opts}
    code = "option_takes_no_value" if error.option_name in flags else "option_needs_value"
    return Problem(code, {"option": error.option_name, "command": _command(error)})


def _bad_value(error: ClickError) -> Problem | None:
    """A value outside its choices, or no number; what was typed stands in the cause."""
    errors = getattr(error.__cause__, "errors", None)
    if error.param is None or errors is None:
        return None
    params = {"name": _name(error.param), "value": errors()[0]["input"], "command": _command(error)}
    choices = error.param.type_descriptor.choices
    if choices:
        return Problem("not_a_choice", params | {"choices": ", ".join(f"`{choice}`" for choice in choices)})
    if errors()[0]["type"] in {"greater_than_equal", "less_than_equal"}:
        return Problem("option_out_of_range", params | {"least": error.param.min})
    if error.param.type_descriptor.annotation in (int, float):
        return Problem("option_not_a_number", params)
    return None


def _missing_command(error: ClickError) -> Problem | None:
    if error.ctx is None or not hasattr(error.ctx.command, "commands"):
        return None
    return Problem("missing_command", {"command": _command(error), "known": ", ".join(error.ctx.command.commands)})


def _command(error: ClickError) -> str:
    return error.ctx.command_path if error.ctx else "leadcli"


def _name(param: ClickParameter) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    return str(max(param.opts, key=len))


def _is_flag(param: ClickParameter) -> bool:
    return bool(getattr(param, "is_flag", False))


_PROBLEMS = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadOptionUsage": _option_usage,
    "BadParameter": _bad_value,
    "UsageError": _missing_command,
}
