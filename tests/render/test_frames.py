"""CSV, JSON and Parquet files of a table."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.render.frames import write_frame

TABLE = pa.table(
    {
        "lead_no": ["LX20240501001", None],
        "company": ['上海"优职", 教育', "第一行\n第二行"],
        "phones": [["13912345678", "021-5"], []],
        "at": [datetime(2024, 5, 1, 14, 30), None],
        "day": [date(2024, 5, 1), None],
        "amount": pa.array([Decimal("120000.50"), None], pa.decimal128(18, 2)),
        "share": [1 / 3, None],
        "ok": [True, None],
    }
)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    write_frame(TABLE, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header, first, second = rows_of(tmp_path / "a.csv")
    assert header == ["lead_no", "company", "phones", "at", "day", "amount", "share", "ok"]
    assert first == [
        *("LX20240501001", '上海"优职", 教育', "13912345678; 021-5", "2024-05-01 14:30:00", "2024-05-01"),
        *("120000.50", "0.3333333333333333", "true"),
    ]
    assert second == ["", "第一行\n第二行", "", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("\t=1", "'\t=1"),
        ("-", "-"),
        ("-12.5", "-12.5"),
        ("+8613912345678", "+8613912345678"),
        ("+86-139-1234-5678", "'+86-139-1234-5678"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_text_of_a_csv_runs_as_a_formula(text: str, written: str, tmp_path: Path) -> None:
    write_frame(pa.table({"a": ["x"], "b": [text]}), tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv")[1] == ["x", written]


def test_json_is_a_list_of_objects(tmp_path: Path) -> None:
    write_frame(TABLE, tmp_path / "a.json")
    first, second = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert first == {
        "lead_no": "LX20240501001",
        "company": '上海"优职", 教育',
        "phones": ["13912345678", "021-5"],
        "at": "2024-05-01T14:30:00",
        "day": "2024-05-01",
        "amount": 120000.5,
        "share": 1 / 3,
        "ok": True,
    }
    assert set(second) == set(first)
    assert second["company"] == "第一行\n第二行"
    assert second["amount"] is None


def test_json_without_rows_is_an_empty_list(tmp_path: Path) -> None:
    write_frame(TABLE.slice(0, 0), tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == []


def test_parquet_keeps_the_types(tmp_path: Path) -> None:
    write_frame(TABLE, tmp_path / "a.PARQUET")
    assert pq.read_table(tmp_path / "a.PARQUET").equals(TABLE)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for name in ("a.csv", "a.json", "a.parquet"):
        with pytest.raises(LeadcliError) as caught:
            write_frame(TABLE, tmp_path / "nowhere" / name)
        assert caught.value.problems[0].code == "cannot_write"
