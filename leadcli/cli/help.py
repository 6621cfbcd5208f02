"""Help pages: usage, options, examples. No boxes, since their lines are two cells wide in some terminals."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from leadcli.cli.typer_types import ClickCommand, ClickContext, ClickParameter
from leadcli.i18n import Words
from leadcli.render.terminal_wrap import pad, width, wrap

_WIDEST_PAGE = 100
_WIDEST_NAMES = 30


def help_text(context: ClickContext, words: Words) -> str:
    """The help page of a command."""
    command = context.command
    own = [param for param in command.get_params(context) if not param.hidden]
    program = {param.name for param in context.find_root().command.params} if context.parent else set()
    arguments = [param for param in own if param.param_type_name == "argument"]
    options = [param for param in own if param.param_type_name == "option" and param.name not in program]
    sections = [
        f"{words('cli.heading.usage')}{_usage(context, arguments, words)}",
        "\n".join(wrap(command.help or "", _page_width())),
        _section(
            words("cli.heading.arguments"), [(param.metavar or param.name.upper(), param.help) for param in arguments]
        ),
        _commands(command, words),
        _section(words("cli.heading.options"), [_option_row(param, words) for param in options]),
        _program_options(context, words) if context.parent else "",
        f"{words('cli.heading.examples')}\n{_indented(command.epilog)}" if command.epilog else "",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _page_width() -> int:
    return min(_WIDEST_PAGE, shutil.get_terminal_size().columns)


def _usage(context: ClickContext, arguments: Sequence[ClickParameter], words: Words) -> str:
    pieces = [context.command_path, words("cli.options_metavar")]
    pieces += [_argument_form(param) for param in arguments]
    if hasattr(context.command, "commands"):
        pieces.append(words("cli.command_metavar"))
    return " ".join(pieces)


def _argument_form(param: ClickParameter) -> str:
    name = (param.metavar or param.name.upper()) + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _commands(command: ClickCommand, words: Words) -> str:
    commands = getattr(command, "commands", {})
    return _section(words("cli.heading.commands"), [(name, each.short_help) for name, each in commands.items()])


def _option_row(param: ClickParameter, words: Words) -> tuple[str, str]:
    names = ", ".join(sorted(param.opts, key=len))
    if param.name == "help":
        return names, words("cli.option.help")
    value = "" if param.is_flag else f" {_value_form(param)}"
    notes = [param.help or ""]
    if param.envvar:
        notes.append(words("cli.environment_form", variable=param.envvar))
    if param.default not in (None, False, (), "") and param.show_default and not param.multiple:
        notes.append(words("cli.default_value", value=param.default))
    if param.multiple:
        notes.append(words("cli.may_be_repeated"))
    return names + value, "".join(notes)


def _value_form(param: ClickParameter) -> str:
    if param.metavar:
        return str(param.metavar)
    choices = param.type_descriptor.choices
    return "|".join(map(str, choices)) if choices else param.name.upper()


def _program_options(context: ClickContext, words: Words) -> str:
    program = [param for param in context.find_root().command.params if param.name not in {"version", *_COMPLETION}]
    names = ", ".join(sorted(param.opts, key=len)[-1] for param in program)
    return "\n".join(wrap(words("cli.program_options", names=names), _page_width()))


_COMPLETION = ("install_completion", "show_completion")


def _section(title: str, rows: Sequence[tuple[str, str | None]]) -> str:
    """Names at the left, what they mean at the right."""
    if not rows:
        return ""
    left = min(_WIDEST_NAMES, max(width(name) for name, _ in rows)) + 4
    lines = [title]
    for name, meaning in rows:
        first, *more = wrap(meaning or "", max(20, _page_width() - left))
        if width(name) + 4 > left:
            lines.append(f"  {name}")
            lines.append(" " * left + first)
        else:
            lines.append(pad(f"  {name}", left) + first)
        lines += [" " * left + line for line in more]
    return "\n".join(line.rstrip() for line in lines)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
