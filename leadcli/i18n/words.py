"""Looking sentences up in the catalogue of one language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from leadcli.i18n.message import Message, Text

LANGUAGES = ("zh", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of a language; each feature keeps its own file."""
    sentences: dict[str, str] = {}
    for file in files("leadcli.i18n").joinpath(language).iterdir():
        if file.name.endswith(".json"):
            sentences |= json.loads(file.read_text("utf-8"))
    return sentences


_NAMES = re.compile(r"\{(\w+)")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")


def _told(part: str, filling: Mapping[str, object]) -> str:
    return "" if any(filling.get(name) == "" for name in _NAMES.findall(part)) else part


@dataclass(frozen=True)
class Words:
    """The sentences of one language: `words("import.done", rows=3)`."""

    language: str

    def __call__(self, key: str, /, **params: object) -> str:
        """Fill a sentence; an unknown key is a bug and raises KeyError.

        What stands in [[ ]] is left out where nothing fills it.
        """
        filling = {name: self.spoken(value) for name, value in params.items()}
        return _OPTIONAL.sub(lambda part: _told(part[1], filling), self.written(key)).format(**filling)

    def written(self, key: str) -> str:
        """A sentence as it stands in the catalogue."""
        return catalogue(self.language)[key]

    def spoken(self, value: object) -> object:
        """What fills a sentence: messages are translated, lists enumerated, anything else stays as it is."""
        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, list | tuple):
            return catalogue(self.language)["cli.list_comma"].join(str(self.spoken(each)) for each in value)
        return value

    def text(self, text: Text) -> str:
        """Translate a message; a user's own text stays as it is."""
        return self(text.key, **text.params) if isinstance(text, Message) else text

    def get(self, key: str, default: str, /, **params: object) -> str:
        """Fill a sentence that may not exist, such as the hint of an error that needs none."""
        return self(key, **params) if key in catalogue(self.language) else default
