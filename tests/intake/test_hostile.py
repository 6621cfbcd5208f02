"""Files that broke other readers: all that another reader sees is there, or one sentence says why not."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.intake.workbook import Book, read_book
from tests.support.shared_folder import SHARED, needs

HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
DATA = SHARED / "data"


def counts(book: Book) -> tuple[int, int, int]:
    """Sheets, rows of the first sheet, cells with content or an error in all sheets."""
    filled = sum(len(column) - column.null_count for sheet in book.sheets for column in sheet.cells.columns)
    return (
        len(book.sheets),
        book.sheets[0].cells.num_rows,
        filled + sum(len(sheet.error_cells) for sheet in book.sheets),
    )


# sheets, rows and cells as xlrd, openpyxl or calamine count them; for text as one counts them by eye
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("any_sheets.xlsb", (4, 5, 7)),
        ("date.ods", (1, 4, 8)),
        ("date_1904.xls", (1, 3, 6)),
        ("date_1904.xlsb", (1, 3, 6)),
        ("date_1904.xlsx", (1, 3, 6)),
        ("errors.xlsx", (3, 7, 7)),
        ("issue_419.xlsx", (1, 1, 1)),
        ("ptgexp-truncated-operand.xls", (1, 24, 66)),
        ("strict_iso_paths.xlsx", (1, 76, 1368)),
        ("temperature-in-middle.xlsx", (1, 6, 6)),
        ("null_byte.csv", (1, 2, 5)),
        ("test_utf16_big.csv", (1, 3, 9)),
        ("mac_newlines.csv", (1, 3, 9)),
        ("escaping.csv", (1, 4, 8)),
        ("issue-1109.csv", (1, 4, 11)),
    ],
)
def test_all_that_others_see_is_there(name: str, expected: tuple[int, int, int]) -> None:
    assert counts(read_book(HOSTILE / name)) == expected


def test_noise_of_a_damaged_workbook_does_not_reach_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    read_book(HOSTILE / "ptgexp-truncated-operand.xls")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["date_1904.xls", "date_1904.xlsb", "date_1904.xlsx"])
def test_days_counted_from_1904(name: str) -> None:
    book = read_book(HOSTILE / name)
    assert book.date_1904
    assert book.sheets[0].cells.column("c0")[0].as_py() == "2021-01-01 00:00:00"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("pass_protected.xlsx", "file_encrypted"),
        ("pass_protected.ods", "file_encrypted"),
        ("issue_385.xls", "file_encrypted"),
        ("issue252.xlsx", "file_unreadable"),
        ("issue_594_dos.ods", "text_repeated"),
        ("samples_biff4_no_format_no_window2.xls", "file_too_old"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, code: str) -> None:
    with pytest.raises(LeadcliError) as raised:
        read_book(HOSTILE / name)
    assert [problem.code for problem in raised.value.problems] == [code]


def outcomes() -> dict[str, tuple[int, int, int]]:
    """What calamine counted in each workbook it could read: sheets, rows of the first, cells."""
    with (DATA / "hostile_outcomes.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["file"].removeprefix("dev/"): (int(row["sheets"]), int(row["rows"]), int(row["nonempty"]))
            for row in csv.DictReader(stream)
            if row["lib"] == "calamine" and row["ok"] == "1"
        }


@pytest.mark.shared
@needs(DATA)
def test_every_shared_hostile_file() -> None:
    seen = outcomes()
    found: dict[str, object] = {}
    for path in sorted(DATA.glob("hostile_*/*")):
        if path.suffix == ".md":
            continue
        name, started = str(path.relative_to(DATA)), time.monotonic()
        try:
            read = counts(read_book(path))
        except LeadcliError as error:
            read = error.problems[0].code
        assert time.monotonic() - started < 10, name
        if name in seen and (
            isinstance(read, str) or any(ours < theirs for ours, theirs in zip(read, seen[name], strict=True))
        ):
            found[name] = (read, seen[name])
    assert found == {}
    assert len(seen) > 120


@pytest.mark.shared
@needs(DATA)
def test_text_files_lose_no_visible_character() -> None:
    read = 0
    for path in sorted(DATA.glob("hostile_*/*.[ct]sv")):
        data = path.read_bytes()
        try:
            book = read_book(path)
            text = data.decode("utf-8-sig")
        except (LeadcliError, UnicodeDecodeError):
            continue
        skipped = {ord(letter): None for letter in ',;\t|"\0' if letter}
        seen = "".join(cell or "" for row in book.sheets[0].cells.to_pylist() for cell in row.values())
        assert "".join(seen.translate(skipped).split()) == "".join(text.translate(skipped).split()), path.name
        read += 1
    assert read > 150
