"""Empty workbooks to fill in: one sheet per kind with dropdowns, formats and an example, and a sheet that explains.

The example stands above the header, where no import looks for rows (docs/adr/0007-template-example-row.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from leadcli.domain.examples import EXAMPLES
from leadcli.domain.fields import Field, FieldType
from leadcli.domain.kind import Kind
from leadcli.i18n import Message, Words
from leadcli.render.xlsx_book import Book, Written
from leadcli.render.xlsx_page import Page
from leadcli.render.xlsx_style import ACCENT, LINE, MUTED, NAVY, PAPER, WHITE, column_width, width_of, with_unit
from leadcli.render.xlsx_table import draw_table
from leadcli.report.model import Column, ColumnKind, Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TITLE, _EXAMPLE, _HINT, _HEADER = range(4)
_FIRST = _HEADER + 1
_LAST = _HEADER + 500  # rows that are drawn as a table; more may be typed below
_LONGEST_PROMPT_TITLE, _LONGEST_PROMPT = 32, 255
_FORMATS = {
    FieldType.MONEY: "#,##0.00",
    FieldType.PROBABILITY: "0%",
    FieldType.SHARE: "0%",
    FieldType.INTEGER: "0",
    FieldType.NUMBER: "General",
    FieldType.DATE: "yyyy-mm-dd",
    FieldType.EXPECTED: "yyyy-mm-dd",
    FieldType.DATETIME: "yyyy-mm-dd hh:mm",
}
_TEXT = "@"  # keeps 007 and 8-12万 as typed: elsewhere a spreadsheet makes 7 of the one and a date of the other
_MOMENTS = frozenset({FieldType.DATETIME, FieldType.EXPECTED})
_CHECKED = frozenset({FieldType.DATE, FieldType.DATETIME})
_STRICT = frozenset({FieldType.CHOICE, FieldType.BOOLEAN})
_GUIDE_WIDTHS = (22.0, 8.0, 42.0, 48.0, 40.0, 34.0)


def write_template(kinds: Sequence[Kind], path: Path, words: Words) -> Written:
    """Write the template of these kinds, one sheet each and a last one that explains every column.

    Raises:
        LeadcliError: `cannot_write`, when the folder or the file refuses.
    """
    book = Book(words, None, to_fill_in=True)
    for kind in kinds:
        add_kind_sheet(book, kind)
    _add_guide(book, kinds)
    return book.save(path)


def add_kind_sheet(book: Book, kind: Kind, offered: Mapping[str, str] = MappingProxyType({})) -> None:
    """Add the empty sheet of a kind; `offered` tells for a field where else the values stand that it may have."""
    words, fields = book.words, kind.fields
    sheet = book.add_sheet(kind.title(words.language))
    sheet.freeze_panes(_FIRST, 0)
    sheet.repeat_rows(_HEADER)
    for index, field in enumerate(fields):
        example = EXAMPLES[kind.name].get(field.name, "")
        width = column_width(_heading(kind, field, words), [example], narrowest=10, widest=26)
        sheet.set_column(
            index, index, width, book.format(num_format=_number_format(kind, field), align="left", indent=1)
        )
        _add_rule(book, sheet, kind, index, offered.get(field.name))
    _add_top(book, sheet, kind)
    _add_header(book, sheet, kind)


def _heading(kind: Kind, field: Field, words: Words) -> str:
    """A heading with the unit of a bare amount, so that none has to be assumed, and the star of a required column."""
    heading = field.header(words.language)
    if field.type is FieldType.MONEY:
        heading = with_unit(heading, ColumnKind.MONEY, words, "data")
    return heading + ("*" if field.name in kind.required else "")


def _number_format(kind: Kind, field: Field) -> str:
    """The format of a column; a moment shows its time where the example has one."""
    if field.type in _MOMENTS and (example := EXAMPLES[kind.name].get(field.name)):
        return _FORMATS[FieldType.DATETIME if ":" in example else FieldType.DATE]
    return _FORMATS.get(field.type, _TEXT)


def _add_top(book: Book, sheet: Worksheet, kind: Kind) -> None:
    """The title, the example, and the line that tells them from what is to be filled in."""
    words, last = book.words, len(kind.fields) - 1
    for row, height in ((_TITLE, 40), (_EXAMPLE, 26), (_HINT, 24), (_HEADER, 32)):
        sheet.set_row_pixels(row, height)
    title = book.format(bold=True, font_size=18, font_color=NAVY)
    sheet.write_string(_TITLE, 0, kind.title(words.language), title)
    look = book.format(italic=True, font_color=MUTED, bg_color=PAPER, indent=1, bottom=4, bottom_color=LINE)
    for index, field in enumerate(kind.fields):
        sheet.write(_EXAMPLE, index, EXAMPLES[kind.name].get(field.name), look)
    guard = {
        "validate": "custom",
        "value": "=FALSE",
        "ignore_blank": False,
        "error_title": words("template.locked_title"),
        "error_message": words("template.locked", row=_FIRST + 1),
    }
    sheet.data_validation(_EXAMPLE, 0, _EXAMPLE, last, guard)
    hint = words("template.hint", row=_FIRST + 1, guide=words("template.guide"))
    sheet.write_string(_HINT, 0, hint, book.format(font_size=9, font_color=ACCENT, indent=1))


def _add_header(book: Book, sheet: Worksheet, kind: Kind) -> None:
    last = len(kind.fields) - 1
    required = book.format(bold=True, font_color=WHITE, bg_color=NAVY, indent=1, text_wrap=True)
    optional = book.format(bold=True, font_color=WHITE, bg_color=ACCENT, indent=1, text_wrap=True)
    columns = []
    for index, field in enumerate(kind.fields):
        look = required if field.name in kind.required else optional
        heading = _heading(kind, field, book.words)
        sheet.write_string(_HEADER, index, heading, look)
        columns.append({"header": heading, "header_format": look})
    sheet.add_table(_HEADER, 0, _LAST, last, {"columns": columns, "style": "Table Style Light 1"})
    ruled = book.workbook.add_format({"bottom": 1, "bottom_color": LINE})
    sheet.conditional_format(_FIRST, 0, _LAST, last, {"type": "formula", "criteria": "=TRUE", "format": ruled})
    sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST + 1}:XFD{_LAST + 1}"})


def _add_rule(book: Book, sheet: Worksheet, kind: Kind, index: int, offered: str | None) -> None:
    """What may be typed into a column, and what is said when its cells are entered."""
    field, words = kind.fields[index], book.words
    rule: dict[str, Any] = {"validate": "any"}
    if field.choices or offered:
        strict = field.type in _STRICT
        message = words("template.only_listed" if strict else "template.not_listed")
        rule = {"validate": "list", "source": offered or book.choices(field.choices), "error_message": message}
        rule["error_type"] = "stop" if strict else "warning"
    elif field.type in _CHECKED:
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
        rule["error_message"] = words("template.not_a_date")
    rule["input_title"] = field.header(words.language)[:_LONGEST_PROMPT_TITLE]
    rule["input_message"] = _prompt(kind, field, words)[:_LONGEST_PROMPT]
    sheet.data_validation(_FIRST, index, _LAST, index, rule)


def _prompt(kind: Kind, field: Field, words: Words) -> str:
    example = EXAMPLES[kind.name].get(field.name, "")
    key = "template.prompt_example" if example else "template.prompt"
    meaning = words(f"template.field.{field.name}")
    return words(key, meaning=meaning, format=_how(field, words), example=example)


def _how(field: Field, words: Words) -> str:
    """How to fill a column in."""
    if field.choices and field.type not in _STRICT:
        return words("template.open_choice")
    return words(f"template.type.{field.type}")


def _add_guide(book: Book, kinds: Sequence[Kind]) -> None:
    """The sheet that explains every column; no cell says only a column's name, an import would take it for one."""
    words = book.words
    page = Page(book, words("template.guide"), _GUIDE_WIDTHS)
    titles = " · ".join(kind.title(words.language) for kind in kinds)
    page.line(words("template.guide_title", title=titles), 40, font_size=18, bold=True, font_color=NAVY)
    lines = -(-width_of(words("template.rules")) // int(sum(_GUIDE_WIDTHS)))
    page.line(words("template.rules"), 6 + 18 * lines, font_color=MUTED, text_wrap=True)
    for kind in kinds:
        page.gap()
        page.begin_block()
        draw_table(page, _guide(kind, words, titled=len(kinds) > 1))
    page.close()


def _guide(kind: Kind, words: Words, *, titled: bool) -> Table:
    from xlsxwriter.utility import xl_col_to_name

    names = ("column", "required", "meaning", "format", "allowed", "example")
    columns = [Column(name, Message.of(f"template.{name}")) for name in names]
    rows = [
        [
            f"{xl_col_to_name(index)}  {field.header(words.language)}",
            "*" if field.name in kind.required else "",
            words(f"template.field.{field.name}"),
            _how(field, words),
            " / ".join(field.choices),
            _such_as(kind, field, words),
        ]
        for index, field in enumerate(kind.fields)
    ]
    return Table(kind.name, kind.title(words.language) if titled else None, columns, rows)


def _such_as(kind: Kind, field: Field, words: Words) -> str:
    example = EXAMPLES[kind.name].get(field.name)
    return words("template.such_as", example=example) if example else ""
