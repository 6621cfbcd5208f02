"""A workbook as readable text, to compare two workbooks or look into one.

Per sheet: its view and print set-up, widths, cells with their look, then tables, rules, dropdowns, notes and charts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


def dump(path: Path) -> str:
    """The whole workbook."""
    book = openpyxl.load_workbook(path, rich_text=True)
    return "\n".join(line for sheet in book.worksheets for line in _sheet(sheet)) + "\n"


def _sheet(sheet: Worksheet) -> Iterator[str]:
    state = "" if sheet.sheet_state == "visible" else f" ({sheet.sheet_state})"
    yield f"== {sheet.title}{state} {sheet.dimensions}"
    setup, fit = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    lines = "off" if sheet.sheet_view.showGridLines is False else "on"
    tall = {None: 1, 0: "any"}.get(setup.fitToHeight, setup.fitToHeight)
    pages = f"{setup.fitToWidth or 1} page wide, {tall} tall" if fit and fit.fitToPage else "as it comes"
    yield f"frozen {sheet.freeze_panes}, gridlines {lines}, {setup.orientation} {pages}"
    yield f"widths {' '.join(_widths(sheet))}"
    yield from (_cell(cell) for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell) and _counts(cell))
    yield from sorted(f"merged {each}" for each in sheet.merged_cells.ranges)
    for table in sheet.tables.values():
        style = table.tableStyleInfo.name if table.tableStyleInfo else None
        yield f"table {table.ref} {style}: {', '.join(column.name for column in table.tableColumns)}"
    if sheet.auto_filter.ref:
        yield f"filter {sheet.auto_filter.ref}"
    yield from _rules(sheet)
    yield from _charts(sheet)


def _counts(cell: Cell) -> bool:
    return cell.value is not None or bool(cell.fill.patternType)


def _widths(sheet: Worksheet) -> Iterator[str]:
    for letter, size in sorted(sheet.column_dimensions.items(), key=lambda item: item[1].min):
        last = get_column_letter(size.max)
        name = letter if letter == last else f"{letter}-{last}"
        shape = "" if size.number_format == "General" else f"[{size.number_format}]"
        yield f"{name}={round(size.width, 1)}{shape}"


def _cell(cell: Cell | MergedCell) -> str:
    note = f" note {cell.comment.text!r}" if cell.comment else ""
    value = str(cell.value) if cell.data_type == "s" else cell.value
    return f"{cell.coordinate} {value!r} [{_look(cell)}]{note}"


def _look(cell: Cell | MergedCell) -> str:
    font, words = cell.font, []
    words += [str(font.sz)] if font.sz != 10 else []
    words += ["bold"] if font.b else []
    words += ["italic"] if font.i else []
    words += [str(font.color.rgb)[2:]] if font.color and font.color.rgb else []
    words += [f"on {str(cell.fill.fgColor.rgb)[2:]}"] if cell.fill.patternType else []
    words += [cell.alignment.horizontal] if cell.alignment.horizontal else []
    words += [cell.number_format] if cell.number_format != "General" else []
    return " ".join(words)


def _rules(sheet: Worksheet) -> Iterator[str]:
    for ranges, rules in sheet.conditional_formatting._cf_rules.items():
        for rule in rules:
            paper = rule.dxf.fill.bgColor.rgb[2:] if rule.dxf and rule.dxf.fill else ""
            ink = rule.dxf.font.color.rgb[2:] if rule.dxf and rule.dxf.font and rule.dxf.font.color else ""
            said = f"{rule.type} {rule.operator or ''} {' '.join(rule.formula)} ink {ink} paper {paper}"
            yield f"rule {ranges.sqref}: {' '.join(said.split())}"
    for check in sorted(sheet.data_validations.dataValidation, key=lambda each: str(each.sqref)):
        said = f"{check.type} {check.operator or ''} {check.formula1 or ''} else {check.errorStyle or 'stop'}"
        yield f"dropdown {check.sqref}: {' '.join(said.split())} | {check.promptTitle} | {check.prompt!r}"


def _charts(sheet: Worksheet) -> Iterator[str]:
    for chart in sheet._charts:
        place = chart.anchor._from
        yield f"chart {type(chart).__name__} at {get_column_letter(place.col + 1)}{place.row + 1}"
        for series in chart.series:
            fill = series.graphicalProperties
            paint = "no fill" if fill is not None and fill.noFill else "filled"
            yield f"  series {series.val.numRef.f} by {series.cat.strRef.f} {paint}"
