"""The commands there are, their names, and their words in the user's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from typer import Typer
from typer.main import get_command

from leadcli.cli import (
    assign,
    channel,
    customer,
    dedupe,
    doctor,
    due,
    explain,
    export,
    find,
    followup,
    forecast,
    funnel,
    grade,
    handover,
    imports,
    lifecycle,
    notify,
    opportunity,
    pool,
    program,
    run,
    score,
    stage,
    target,
    template,
    undo,
    worklist,
)
from leadcli.cli.command import Command, Group
from leadcli.cli.options import with_options
from leadcli.cli.typer_types import ClickCommand
from leadcli.i18n import Words

_COMMANDS: dict[str, Callable[..., object] | dict[str, Callable[..., object]]] = {
    "import": imports.import_files,
    "dedupe": dedupe.dedupe,
    "score": score.score,
    "grade": grade.grade,
    "assign": assign.assign,
    "handover": handover.handover,
    "pool": pool.pool,
    "stage": {"set": stage.set_stage, "history": stage.history, "check": stage.check},
    "funnel": {"report": funnel.report, "diagnose": funnel.diagnose},
    "due": due.due,
    "notify": notify.notify,
    "worklist": worklist.worklist,
    "followup": {"log": followup.log, "report": followup.report},
    "lifecycle": {"report": lifecycle.report, "nurture": lifecycle.nurture, "winback": lifecycle.winback},
    "opportunity": {"list": opportunity.show_list, "report": opportunity.report},
    "channel": {"report": channel.report},
    "customer": {"report": customer.report, "show": customer.show},
    "target": {"plan": target.plan, "status": target.status},
    "forecast": forecast.forecast,
    "find": find.find,
    "explain": explain.explain,
    "export": export.export,
    "undo": undo.undo,
    "run": run.run,
    "schedule": run.schedule,
    "template": {"list": template.show_list, "new": template.new},
    "doctor": doctor.doctor,
}


@cache
def application(words: Words, typed: str | None = None) -> ClickCommand:
    """The command tree, its help in the language of `words`; only the branch of the command typed, if it is one.

    To build them all takes as long as to load DuckDB.
    """
    named = {typed: _COMMANDS[typed]} if typed in _COMMANDS else _COMMANDS
    app = _group(named)
    app.callback(cls=Group)(program.options)
    command: ClickCommand = get_command(app)
    command.commands = {name: command.commands[name] for name in named}  # Typer puts groups last
    _name(command, "cli", words)
    program.speak(command, words)
    return command


def _group(commands: dict[str, Any]) -> Typer:
    app = Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
    for name, what in commands.items():
        if isinstance(what, dict):
            app.add_typer(_group(what), name=name)
        else:
            app.command(name, cls=Command)(with_options(what))
    return app


def _name(command: ClickCommand, key: str, words: Words) -> None:
    """Give a command and its parameters their sentences: `cli.<command>.help`, `….examples`, `….<parameter>`.

    What a parameter means for every command alike stands under `cli.shared.<parameter>`.
    """
    command.help = words(f"{key}.help")
    command.short_help = command.help.split("\n")[0]
    command.epilog = words.get(f"{key}.examples", "")
    parameters = "cli.option" if key == "cli" else key
    for param in command.params:
        own = f"{parameters}.{param.name}"
        param.help = words.get(own, "") or words(f"cli.shared.{param.name}")
    for name, inner in getattr(command, "commands", {}).items():
        _name(inner, f"{key}.{name}", words)
