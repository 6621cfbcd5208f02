"""A font with Chinese characters, found where systems keep theirs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from leadcli.domain.errors import LeadcliError


@dataclass(frozen=True)
class Face:
    """A font in a file that may hold several."""

    path: str
    place: int = 0


_KNOWN = [
    ("C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/msyhbd.ttc"),
    ("C:/Windows/Fonts/simhei.ttf", "C:/Windows/Fonts/simhei.ttf"),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", "/System/Library/Fonts/Hiragino Sans GB.ttc"),
    ("/System/Library/Fonts/STHeiti Light.ttc", "/System/Library/Fonts/STHeiti Medium.ttc"),
]
"""Regular and bold, of Windows and macOS."""


def chinese_faces(given: str | None) -> tuple[Face, Face]:
    """The regular and the bold face to draw with: the file given, what fontconfig knows, or what the system brings.

    Raises:
        LeadcliError: `no_such_font`, `no_chinese_font`.
    """
    if given:
        if not Path(given).is_file():
            raise LeadcliError("no_such_font", path=given)
        return Face(given), Face(given)
    found = _of_fontconfig("regular"), _of_fontconfig("bold")
    if found[0] and found[1]:
        return found[0], found[1]
    for regular, bold in _KNOWN:
        if Path(regular).is_file() and Path(bold).is_file():
            return Face(regular), Face(bold)
    raise LeadcliError("no_chinese_font")


def _of_fontconfig(weight: str) -> Face | None:
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = [program, "-f", "%{file}\t%{index}\t%{lang}", f"sans:lang=zh-cn:{weight}"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20).stdout.split("\t")  # noqa: S603
    return Face(told[0], int(told[1])) if len(told) == 3 and "zh-cn" in told[2].split("|") else None
