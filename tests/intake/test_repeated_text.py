"""Small files whose cells come to gigabytes of text: told in a sentence before they are opened, ordinary ones not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.intake.workbook import read_bytes
from leadcli.intake.workbook_repeats import repeated_text
from tests.support.raw_books import ods, ods_cell, ods_row, xls_stream, xlsb, xlsx, xlsx_row

HEADS = ("公司名称", "需求描述")
LONG = "x" * 30_000
XLSB = Path(__file__).parents[1] / "data" / "hostile" / "any_sheets.xlsb"
TIMES = 10_000
MEGABYTES = 300
"""What ten thousand cells of 30,000 letters come to; the marks about repeated ones of an ods file count too."""

REPEATED = {
    "shared.xlsx": lambda: xlsx([*HEADS, "甲", LONG], xlsx_row(0, 1) + xlsx_row(2, 3) * TIMES),
    "rich.xlsx": lambda: xlsx([*HEADS, "<r><t>12345</t></r>" * 6000], xlsx_row(0, 1) + xlsx_row(2, 2) * 5000),
    "row.ods": lambda: ods(ods_row(*HEADS) + ods_row("甲", LONG, more=f'table:number-rows-repeated="{TIMES}"')),
    "cell.ods": lambda: ods(
        ods_row(*HEADS) + ods_row("甲", ods_cell(LONG, f'table:number-columns-repeated="{TIMES}"'))
    ),
    "both.ods": lambda: ods(
        ods_row(*HEADS)
        + ods_row(ods_cell(LONG, 'table:number-columns-repeated="10"'), more='table:number-rows-repeated="1000"')
    ),
}


def refusal(name: str, data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(LeadcliError) as raised:
        read_bytes(name, data)
    [problem] = raised.value.problems
    return problem.code, problem.params


@pytest.mark.parametrize("name", REPEATED)
def test_a_long_text_in_very_many_cells(name: str) -> None:
    data = REPEATED[name]()
    assert len(data) < 100_000
    started = time.monotonic()
    code, params = refusal(name, data)
    assert code == "text_repeated"
    assert MEGABYTES <= int(str(params["size"])) <= MEGABYTES + (4 if name.endswith("ods") else 0)
    assert time.monotonic() - started < 2


def test_in_a_binary_workbook() -> None:
    """Of which the bytes of the letters are counted as they stand there, two each."""
    data = xlsb(XLSB.read_bytes(), [*HEADS, LONG], [[0, 1], *([[2, 2]] * (TIMES // 2))])
    assert refusal("a.xlsb", data) == ("text_repeated", {"file": "a.xlsb", "size": "600"})
    few = read_bytes("a.xlsb", xlsb(XLSB.read_bytes(), [*HEADS, LONG], [[0, 1], [2, 2]]))
    assert [cell.as_py() for cell in few.sheets[0].cells.column("c1")] == [HEADS[1], LONG]


def test_in_an_old_workbook() -> None:
    """Whose texts go on over records of at most 8,224 bytes."""
    cells = [0] + [2] * TIMES + [1] * TIMES
    assert repeated_text(xls_stream(["firm", "need", LONG], cells), "xls") == TIMES * 30_000
    assert repeated_text(xls_stream([LONG, "need", "y" * 40_000, "z"], cells), "xls") == TIMES * 40_000 + 30_000
    assert repeated_text(xls_stream(["firm", "need", "z" * 200], cells), "xls") == 0


# what is ordinary


def test_long_texts_that_stand_once_each_are_read() -> None:
    texts = [f"{at}{LONG}" for at in range(300)]
    rows = "".join(xlsx_row(2, at) for at in range(3, 303))
    sheet = read_bytes("a.xlsx", xlsx([*HEADS, "甲", *texts], xlsx_row(0, 1) + rows)).sheets[0]
    assert sheet.cells.column("c1").to_pylist() == [HEADS[1], *texts]


def test_a_long_text_beside_many_short_ones() -> None:
    """Numbers of texts that begin alike are different texts: 3 is long, 30 and 33 are not."""
    texts = [*HEADS, "甲", LONG, *(f"乙{at}" for at in range(40))]
    rows = xlsx_row(2, 3) + xlsx_row(30, 33) * 20_000
    assert read_bytes("a.xlsx", xlsx(texts, xlsx_row(0, 1) + rows)).sheets[0].cells.num_rows == 20_002


@pytest.mark.parametrize("blanks", [1014, 16_370])
def test_what_a_spreadsheet_program_says_of_blank_cells(blanks: int) -> None:
    """LibreOffice ends each row, and the sheet, with the blank rest of it, and counts gaps and equal neighbours."""
    rest = f'<table:table-cell table:number-columns-repeated="{blanks}"/>'
    same = ods_cell("是", 'table:number-columns-repeated="3"')
    value = '<table:table-cell office:value-type="float" office:value="5" table:number-columns-repeated="2"/>'
    gap = ods_row(rest, more='table:number-rows-repeated="40"')
    below = ods_row(rest, more='table:number-rows-repeated="1048000"') + ods_row(rest)
    rows = [ods_row("编号", *HEADS, rest), ods_row("A1", same, value, rest), gap, ods_row("A2", "甲", rest), below]
    cells = read_bytes("a.ods", ods("".join(rows))).sheets[0].cells
    assert cells.num_rows == 43
    assert list(cells.to_pylist()[1].values()) == ["A1", "是", "是", "是", "5", "5"]


@pytest.mark.parametrize("far", ["cells", "rows"])
def test_a_stray_far_cell_of_an_ods_file(far: str) -> None:
    blank = '<table:table-cell table:number-columns-repeated="{}"/>'.format
    rows = {
        "cells": [ods_row("公司名称", blank(16_000), "x"), *[ods_row("甲")] * 3000],
        "rows": [
            *[ods_row("甲", blank(60), "乙")] * 3,
            ods_row(blank(62), more='table:number-rows-repeated="1000000"'),
        ],
    }[far]
    code, params = refusal("a.ods", ods("".join([*rows, ods_row("丙")])))
    told = {"cells": (3002, 16_002, 3003), "rows": (1_000_004, 62, 7)}[far]
    assert (code, params["rows"], params["columns"], params["filled"]) == ("sheet_too_sparse", *told)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
from leadcli.cli.main import run
run()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit to the memory of a process")
@pytest.mark.parametrize("name", ["shared.xlsx", "row.ods"])
def test_one_sentence_says_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = xlsx_row(0, 1) + xlsx_row(2, 2) * 250_000
    many = ods_row("甲", LONG, more='table:number-rows-repeated="500000"')
    path.write_bytes(xlsx([*HEADS, LONG], rows) if name == "shared.xlsx" else ods(ods_row(*HEADS) + many))
    assert path.stat().st_size < 50_000
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, "import", name, "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"COLUMNS": "400"},
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    told, hint = ran.stderr.splitlines()
    assert told.startswith(f"{name}: error[text_repeated]: written out cell by cell, the texts of the file come to 15,")
    assert hint == "hint: open it in Excel or WPS, clear the cells that repeat a long text, and save it"
