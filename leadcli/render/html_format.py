"""How values read on a page: the numbers of a column share their decimals; scripts are told to write them likewise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from leadcli.domain.figures import rounded
from leadcli.i18n import Message, Words
from leadcli.render.numbers import FINE, SHARES, Format, Place, format_of, number_of
from leadcli.render.xlsx_style import DASH, with_unit
from leadcli.report.model import Column, ColumnKind, Figure, Toned, Value


def written(number: float, form: Format) -> str:
    """A scaled number as it is read."""
    if form.decimals is None:
        return f"{number:.15g}"
    if form.nearly and number >= form.nearly:
        return f">99.9{form.suffix}"
    told = rounded(number, form.decimals)
    text = f"{told:+,}" if form.signed and number else f"{told:,}"
    return text + form.suffix


def text_of(cell: Value, kind: ColumnKind, form: Format, words: Words) -> str:
    """A cell as it is read; no value is a dash."""
    number = number_of(cell, kind, words)
    if number is not None:
        return written(number, form)
    value = cell.value if isinstance(cell, Toned) else cell
    if value is None or isinstance(value, float | Decimal):
        return DASH
    if isinstance(value, bool):
        return words("workbook.yes" if value else "workbook.no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if kind is ColumnKind.DATE else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return (words.text(value) if isinstance(value, Message) else str(value)) or DASH


def texts_of(cells: Iterable[Value], kind: ColumnKind, words: Words) -> list[str]:
    """The cells of a column as they are read."""
    column = list(cells)
    numbers = (number_of(cell, kind, words) for cell in column)
    form = format_of(kind, [number for number in numbers if number is not None], words)
    return [text_of(cell, kind, form, words) for cell in column]


def label_and_text(item: Figure, words: Words) -> tuple[str, str]:
    """A key figure's label and value; money has its unit in the label, days in the value."""
    [text] = texts_of([item.value], item.kind, words)
    label = words.text(item.label)
    if item.kind is ColumnKind.DAYS:
        return label, text if text == DASH else words("workbook.days", days=text)
    return with_unit(label, item.kind, words, "report"), text


def heading(column: Column, words: Words, place: Place = "report") -> str:
    """A column's heading with its unit; the user's own headings among the rows stay as they are."""
    own = place == "data" and isinstance(column.heading, str)
    text = words.text(column.heading)
    return text if own else with_unit(text, column.kind, words, place)


def is_figure(kind: ColumnKind) -> bool:
    """Whether values of this kind stand at the right edge of their column."""
    return kind in SHARES | FINE | {ColumnKind.INTEGER, ColumnKind.DAYS, ColumnKind.BARE}
