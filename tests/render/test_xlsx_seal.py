"""A workbook knows whether anybody saved it since it was written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow as pa

from leadcli.i18n import Words
from leadcli.render.xlsx_book import Book
from leadcli.render.xlsx_seal import is_untouched


def written(path: Path, *, to_fill_in: bool = False) -> Path:
    """A workbook of one column with two rows."""
    book = Book(Words("en"), date(2024, 6, 1), to_fill_in=to_fill_in)
    sheet = book.add_sheet("Leads")
    sheet.write(0, 0, "Company")
    book.pour(sheet, pa.table({"company": ["甲公司", "乙公司"]}), {}, table=False)
    book.save(path)
    return path


def test_what_was_written_is_untouched(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx")
    assert is_untouched(path)
    assert is_untouched(path.rename(tmp_path / "b.xlsx")), "the name does not matter"


def test_whoever_saves_it_breaks_the_seal(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert [each.name for each in openpyxl.load_workbook(path).custom_doc_props.props] == ["leadcli seal"]
    assert not is_untouched(path)


def test_a_changed_cell_breaks_the_seal(tmp_path: Path) -> None:
    """Not even a program that leaves every other byte alone can change one."""
    path = written(tmp_path / "a.xlsx")
    with ZipFile(path) as source, ZipFile(tmp_path / "b.xlsx", "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info).replace("乙公司".encode(), "丙公司".encode()))
    assert not is_untouched(tmp_path / "b.xlsx")


def test_what_people_fill_in_or_brought_has_no_seal(tmp_path: Path) -> None:
    assert not is_untouched(written(tmp_path / "template.xlsx", to_fill_in=True))
    openpyxl.Workbook().save(tmp_path / "theirs.xlsx")
    assert not is_untouched(tmp_path / "theirs.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    assert not is_untouched(tmp_path / "text.xlsx")
    assert not is_untouched(tmp_path / "missing.xlsx")
