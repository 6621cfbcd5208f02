"""A workbook in the making: its formats, its sheets, and the rows that will be poured in at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Words
from leadcli.render import xlsx_seal
from leadcli.render.sentences import reason_of
from leadcli.render.xlsx_fill import Filling, Pouring, fill
from leadcli.render.xlsx_style import FONT, GRADE_INK, GRADE_PAPER, INK, sheet_name

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_NOTES = 1_000  # in one workbook; what is beyond stands in its list of issues
_MARK = "written by leadcli"
_LONGEST_LIST = 255
_A4 = 9
_UNDATED = date(2024, 1, 1)  # so that the same workbook is the same file whenever it is made


@dataclass(frozen=True)
class Written:
    """What a workbook became: its visible sheets in order, and how many over-long cells were cut."""

    sheets: tuple[str, ...]
    cut: int = 0


class Book:
    """One workbook being built; nothing is on disk before `save`.

    `as_of` is printed on every page. A workbook `to_fill_in` becomes people's own; any other may be written anew, and
    `what` report it holds stands in its properties, so that it is told apart when somebody imports it.
    """

    def __init__(self, words: Words, as_of: date | None, *, to_fill_in: bool = False, what: str = "") -> None:
        import xlsxwriter

        self.words = words
        self.as_of = as_of
        self.notes_left = MOST_NOTES
        self._bytes = BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self._bytes,
            {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10, "font_color": INK}},
        )
        created = as_of or _UNDATED
        mark = {} if to_fill_in else {"keywords": _MARK, "subject": f"leadcli {what}".strip()}
        self.workbook.set_properties({"created": datetime(created.year, created.month, created.day), **mark})
        if not to_fill_in:
            xlsx_seal.prepare(self.workbook)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._sheets: list[tuple[str, bool]] = []
        self._fillings: list[Filling] = []
        self._tables = 0
        self._lists: Worksheet | None = None
        self._list_count = 0

    def format(self, **properties: Any) -> Format:  # noqa: ANN401
        """The cell format with these properties; equal ones are made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({"valign": "vcenter", **properties})
        return self._formats[key]

    def add_sheet(self, title: str, *, hidden: bool = False) -> Worksheet:
        """A new sheet, named as near to `title` as spreadsheets allow; prints on A4 landscape, one page wide."""
        name = sheet_name(title, (taken for taken, _ in self._sheets))
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        day = f"&C&8 {self.as_of:%Y-%m-%d}" if self.as_of else ""
        sheet.set_footer(f"&L&8&A{day}&R&8&P / &N")
        if hidden:
            sheet.hide()
        self._sheets.append((name, hidden))
        return sheet

    def pour(self, sheet: Worksheet, data: pa.Table, folds: Mapping[int, float], *, table: bool) -> None:
        """Have these rows written under the header row of a sheet.

        `folds` are the widths of columns whose texts take several lines; `table` says that a table was drawn over it.
        """
        self._tables += table
        number = self.workbook.worksheets().index(sheet) + 1
        self._fillings.append(Filling(number, 2, data, self._tables if table else None, folds))

    def choices(self, values: Sequence[str]) -> list[str] | str:
        """What a dropdown offers: the list itself, or where it stands on a hidden sheet if it is too long."""
        if len(",".join(values)) <= _LONGEST_LIST and not any("," in value for value in values):
            return list(values)
        if self._lists is None:
            self._lists = self.add_sheet(self.words("workbook.choices"), hidden=True)
        column = self._list_count
        self._list_count += 1
        self._lists.write_column(0, column, values)
        return f"='{self._lists.get_name()}'!{_absolute(column, len(values))}"

    def save(self, path: Path, progress: Callable[[float], None] = lambda share: None) -> Written:
        """Write the file, whole or not at all.

        Raises:
            LeadcliError: `cannot_write`, when the folder or the file refuses.
        """
        self.workbook.close()
        pouring = Pouring(self.words("workbook.yes"), self.words("workbook.no"), progress)
        try:
            cut = fill(self._bytes, path, self._fillings, pouring)
        except OSError as error:
            raise LeadcliError("cannot_write", path=str(path), reason=reason_of(error)) from error
        return Written(tuple(name for name, hidden in self._sheets if not hidden), cut)


def is_ours(path: Path) -> bool:
    """Whether a file is a workbook that leadcli wrote from its store, also when another program saved it since."""
    try:
        with ZipFile(path) as archive:
            return b">" + _MARK.encode() + b"<" in archive.read("docProps/core.xml")
    except (BadZipFile, KeyError, OSError):
        return False


def grade_rules(book: Book) -> list[dict[str, object]]:
    """Conditional formats that colour the grades A, B and C."""
    return [
        {
            "type": "cell",
            "criteria": "==",
            "value": f'"{grade}"',
            "format": book.workbook.add_format({"bg_color": paper, "font_color": GRADE_INK[grade], "bold": True}),
        }
        for grade, paper in GRADE_PAPER.items()
    ]


def _absolute(column: int, rows: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return str(xl_range_abs(0, column, rows - 1, column))
