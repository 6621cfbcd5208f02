"""Commands as a person is to type them, such as the one to go on with."""

from __future__ import annotations

import re
import shlex


def command_line(*parts: object) -> str:
    """`leadcli` and its arguments as one line; what a shell would misread is quoted."""
    return " ".join(["leadcli", *(quoted(part) for part in parts)])


def quoted(argument: object) -> str:
    """An argument as it is to be typed: in double quotes, which every shell understands, where it needs any."""
    part = str(argument)
    if re.fullmatch(r"[\w@%+=:,./-]+", part):
        return part
    return shlex.quote(part) if not part or re.search(r'["$`\\!]', part) else f'"{part}"'
