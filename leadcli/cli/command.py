"""Commands that take the global options before and after their name, and explain themselves in the user's language."""

from __future__ import annotations

from dataclasses import fields, replace

from typer import TyperException
from typer.core import TyperCommand, TyperGroup

from leadcli.cli.help import help_text
from leadcli.cli.invocation import GlobalOptions, Invocation
from leadcli.cli.typer_types import ClickContext, ClickError, ClickParameter, HelpFormatter, Resolved
from leadcli.cli.usage import near_or_all
from leadcli.domain.errors import LeadcliError

_GLOBAL = [field.name for field in fields(GlobalOptions)]


class _Options:
    """Mixed into commands and groups: each also knows the options of the program itself."""

    def get_params(self, ctx: ClickContext) -> list[ClickParameter]:
        """Own parameters, then those of the program."""
        own: list[ClickParameter] = super().get_params(ctx)  # type: ignore[misc]
        program = ctx.find_root().command
        if program is self:
            return own
        return own + [param for param in program.params if param.name in _GLOBAL]

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Parse, and hand what was said about the program as a whole to the invocation."""
        invocation: Invocation = ctx.obj
        invocation.command = ctx.command_path.partition(" ")[2]
        try:
            rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except TyperException as error:
            told: ClickError = error
            told.ctx = getattr(error, "ctx", None) or ctx  # some are raised without
            raise
        said = {name: ctx.params.pop(name) for name in _GLOBAL}
        stated = {name: value for name, value in said.items() if _is_stated(ctx, name)}
        invocation.options = replace(invocation.options, **stated)
        invocation.typed |= {name: value for name, value in stated.items() if _is_typed(ctx, name)}
        return rest

    def format_help(self, ctx: ClickContext, formatter: HelpFormatter) -> None:
        """Our own layout: no boxes, both languages."""
        formatter.write(help_text(ctx, ctx.obj.words))


def _is_stated(ctx: ClickContext, name: str) -> bool:
    """Whether the user gave it here; what the environment says counts once, at the program's own options."""
    source = ctx.get_parameter_source(name)
    return _is_typed(ctx, name) or (source is not None and source.name == "ENVIRONMENT" and ctx.parent is None)


def _is_typed(ctx: ClickContext, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


class Command(_Options, TyperCommand):
    """A command that does something."""

    allow_extra_args = True  # refused below, in the user's language

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Parse; an argument too many is an error."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise LeadcliError("unexpected_argument", argument=rest[0], command=ctx.command_path)
        return rest


class Group(_Options, TyperGroup):
    """A command that only leads to others."""

    def resolve_command(self, ctx: ClickContext, args: list[str]) -> Resolved:
        """Find the command, or say which one was probably meant."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            path = f"{ctx.command_path} {args[0]}".partition(" ")[2]
            advice = near_or_all(args[0], list(self.commands))
            raise LeadcliError("no_such_command", command=path, advice=advice)
        return super().resolve_command(ctx, args)
