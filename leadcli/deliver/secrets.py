"""Addresses that nobody else may read: from the environment, else from a file outside the workspace."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from leadcli.domain.errors import LeadcliError, Place

FILE = "LEADCLI_SECRETS"
"""The environment variable that gives the path of the file."""
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*[:=]\s*(.*)", re.ASCII)
_HIDDEN = "***"
_LEAST = 4
"""Shorter parts of an address are words of a sentence too."""


@dataclass(frozen=True)
class Secrets:
    """Secrets by their names; the environment outranks the file. `readable` is the file, where others may read it."""

    environment: Mapping[str, str] = field(repr=False)
    lines: Mapping[str, str] = field(default_factory=dict, repr=False)
    readable: Path | None = None

    def get(self, name: str) -> str | None:
        """The secret of a name, None where there is none."""
        return (self.environment.get(name) or self.lines.get(name) or "").strip() or None


def read_secrets(environment: Mapping[str, str], workspace: Path) -> Secrets:
    """Take the environment and, where it names one, the file: lines `NAME=value` or `NAME: value`.

    Raises:
        LeadcliError: `secrets_in_workspace`, `secrets_unreadable`, `secrets_line` (which never shows the line).
    """
    given = environment.get(FILE)
    if not given:
        return Secrets(environment)
    path = Path(given).expanduser().resolve()
    if path.is_relative_to(workspace.resolve()):
        raise LeadcliError("secrets_in_workspace", path=str(path), workspace=str(workspace))
    try:
        text = path.read_text("utf-8-sig")
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise LeadcliError("secrets_unreadable", path=str(path), reason=reason) from None
    readable = os.name == "posix" and bool(mode & (stat.S_IRGRP | stat.S_IROTH))
    return Secrets(environment, _lines_of(text, path), path if readable else None)


def _lines_of(text: str, path: Path) -> dict[str, str]:
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        match = _LINE.fullmatch(told)
        if match is None:
            raise LeadcliError("secrets_line", place=Place(path, number))
        found[match[1]] = _unquoted(match[2].strip())
    return found


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def scrubbed(text: str, secret: str) -> str:
    """A text without an address, and without any part of it that could be secret."""
    for part in sorted(_parts(secret), key=len, reverse=True):
        text = text.replace(part, _HIDDEN)
    return text


def _parts(secret: str) -> set[str]:
    try:
        url = urlsplit(secret)
    except ValueError:
        return {secret}
    parts = {url.netloc, url.path, url.query, *re.split(r"[@:/]", url.netloc + url.path)}
    parts |= {value for _, value in parse_qsl(url.query)}
    known = {each for part in parts for each in (part, unquote(part))}
    whole = {secret, url.password or secret, unquote(url.password or secret)}
    return whole | {each for each in known if len(each) >= _LEAST}
