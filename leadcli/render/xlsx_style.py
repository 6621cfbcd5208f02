"""The look of every workbook: one accent colour, red only for what needs action, widths that know Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from leadcli.i18n import Words
from leadcli.report.model import ColumnKind, Tone

INK = "#1F2937"
NAVY = "#1B365D"
ACCENT = "#3A6DB5"
MUTED = "#7B8794"
PAPER = "#F3F6FA"
LINE = "#D9DFE8"
BAR = "#C9DCF2"
WHITE = "#FFFFFF"
RED = "#C0392B"
GREEN = "#2E9E62"
AMBER = "#B7791F"

TONE_INK = {Tone.PLAIN: INK, Tone.MUTED: MUTED, Tone.GOOD: GREEN, Tone.WARN: AMBER, Tone.BAD: RED}
TONE_PAPER = {Tone.GOOD: "#E6F5EC", Tone.WARN: "#FFF4DB", Tone.BAD: "#FDE8E6"}
GRADE_PAPER = {"A": "#D3EDDD", "B": "#DCE8F7", "C": "#ECEEF1"}
GRADE_INK = {"A": "#1D6B41", "B": "#24548F", "C": "#5D6773"}

FONT = "Microsoft YaHei"  # present wherever Excel writes Chinese; others fall back to their own
DASH = "—"

_REPORT_FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.GRADE: "@",
    ColumnKind.INTEGER: "#,##0",
    ColumnKind.NUMBER: "#,##0.0",
    ColumnKind.PERCENT: "0.0%",
    ColumnKind.CHANCE: '[>=0.9995]">99.9%";0.0%',
    ColumnKind.CHANGE: "+0.0%;-0.0%;0.0%",
    ColumnKind.DAYS: "0.0",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.DATETIME: "yyyy-mm-dd hh:mm",
    ColumnKind.TIME: "hh:mm:ss",
    ColumnKind.BARE: "General",
}
_MOMENTS = frozenset({ColumnKind.DATE, ColumnKind.DATETIME, ColumnKind.TIME})
_WIDEST_SHEET_NAME = 31


def report_format(kind: ColumnKind) -> str:
    """The number format of a kind on a report page where its values do not decide it."""
    return _REPORT_FORMATS[kind]


def data_format(kind: ColumnKind, whole: bool) -> str:
    """The number format of a data column; `whole` says that none of its values needs its decimals (or its time)."""
    if kind in {ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.DAYS}:
        return "#,##0" if whole else {ColumnKind.MONEY: "#,##0.00"}.get(kind, "#,##0.0#")
    if whole and kind is ColumnKind.PERCENT:
        return "0%"
    if whole and kind is ColumnKind.DATETIME:
        return _REPORT_FORMATS[ColumnKind.DATE]
    return _REPORT_FORMATS[kind]


def placed(kind: ColumnKind) -> dict[str, object]:
    """Where values of a kind stand in their cell: words and dates left, grades in the middle, figures right."""
    if kind is ColumnKind.GRADE:
        return {"align": "center"}
    return {"align": "left" if kind is ColumnKind.TEXT or kind in _MOMENTS else "right", "indent": 1}


def with_unit(heading: str, kind: ColumnKind, words: Words, place: str) -> str:
    """The heading with its unit; `place` is `report` or `data`, which count money in different units."""
    unit = unit_of(kind, words, place)
    if not unit or re.search(r"[(（]", heading):
        return heading
    return words("workbook.with_unit", heading=heading, unit=unit)


def unit_of(kind: ColumnKind, words: Words, place: str) -> str:
    """What values of a kind are counted in, empty where they say so themselves."""
    if kind is ColumnKind.MONEY:
        return words(f"workbook.unit_money_{place}")
    return words("workbook.unit_days") if kind is ColumnKind.DAYS else ""


def width_of(text: str) -> int:
    """Cells a text takes in a column: Chinese and full-width characters count two; the longest line counts."""
    return max(sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in line) for line in text.split("\n"))


def column_width(heading: str, samples: Iterable[str], *, narrowest: int = 8, widest: int = 42) -> float:
    """A sensible column width for its heading (with room for the filter button) and some of its values."""
    needed = max([width_of(heading) + 4, *(width_of(each) + 2 for each in samples)])
    return float(min(max(needed, narrowest), widest))


def sheet_name(title: str, taken: Iterable[str]) -> str:
    r"""A legal sheet name (no `[]:*?/\\`, at most 31 characters, not yet taken) as near to the title as possible."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", title).strip().strip("'").strip() or "Sheet"
    used = {each.casefold() for each in taken} | {"history"}  # Excel keeps `History` for itself
    name, count = _cut(clean, ""), 1
    while name.casefold() in used:
        count += 1
        name = _cut(clean, f" ({count})")
    return name


def _cut(name: str, suffix: str) -> str:
    units = _WIDEST_SHEET_NAME - len(suffix)
    while len(name.encode("utf-16-le")) > 2 * units:  # Excel counts UTF-16 units
        name = name[:-1]
    return name.rstrip() + suffix
