"""What was sent today, so that nothing goes out twice: one line per message in a file of the workspace."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import date
from pathlib import Path

FILE_NAME = "notices-sent.jsonl"


class Sent:
    """The messages of a day by channel, addressee and content; only a hash of the content is kept.

    A line is written as soon as a message went out, so that a run cut short is not repeated from its beginning.
    """

    def __init__(self, workspace: Path, day: date) -> None:
        self._path = workspace / FILE_NAME
        self._day = f"{day}"
        self._known = self._read()

    def has(self, channel: str, to: str, text: str) -> bool:
        """Whether the same text went there today."""
        return self._key(channel, to, text) in self._known

    def add(self, channel: str, to: str, text: str) -> None:
        """Write down that a text went out; lines of other days go."""
        key = self._key(channel, to, text)
        mode = "a" if self._known else "w"
        self._known.add(key)
        with self._path.open(mode, encoding="utf-8") as file:
            file.write(json.dumps({"day": self._day, "key": key}) + "\n")

    def _key(self, channel: str, to: str, text: str) -> str:
        return hashlib.sha256("\0".join((channel, to, text)).encode()).hexdigest()

    def _read(self) -> set[str]:
        """The keys of the day; a line that was cut short is none."""
        found = set()
        with suppress(OSError):
            for line in self._path.read_text("utf-8", errors="replace").splitlines():
                with suppress(ValueError, TypeError, KeyError):
                    kept = json.loads(line)
                    found |= {kept["key"]} if kept["day"] == self._day else set()
        return found
