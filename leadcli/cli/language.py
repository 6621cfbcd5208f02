"""Which language people read: asked for, else from the environment, else from the locale."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence

from leadcli.i18n import LANGUAGES

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of help texts, known before the arguments are parsed; a wrong `--lang` is refused later."""
    for wish in (_option(arguments), environment.get("LEADCLI_LANG", "")):
        if wish in LANGUAGES:
            return wish
    return "zh" if _system_locale(environment).lower().startswith(("zh", "chinese")) else "en"


def _option(arguments: Sequence[str]) -> str:
    """The last `--lang` on the line."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    wish = ""
    for place, argument in enumerate(options):
        if argument.startswith("--lang="):
            wish = argument.removeprefix("--lang=")
        elif argument == "--lang" and place + 1 < len(options):
            wish = options[place + 1]
    return wish


def _system_locale(environment: Mapping[str, str]) -> str:
    """What the shell says; Windows and macOS desktops say it elsewhere."""
    stated = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), None)
    return stated if stated is not None else locale.getlocale()[0] or ""
