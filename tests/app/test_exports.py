"""Every table in every format, masked and not: opens again, holds the same rows, runs nothing, shows no phone."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import leadcli
from leadcli.domain.fields import FieldType
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.store.exports import NAMES
from tests.support.exported import exported
from tests.support.imported import Workspace
from tests.support.kind_rows import ROWS
from tests.support.some import some

HOSTILE = '=HYPERLINK("http://x","13912345678") 或 021 6123 4567'
FREE = {FieldType.TEXT, FieldType.NEED}
FULL = re.compile(r"(?<![\d.])1[3-9]\d[ -]?\d{4}[ -]?\d{4}|021[ -]?6123[ -]?4567|0871[ -]?65432100")
CSV_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]*%?$)")
ENDINGS = (".xlsx", ".csv", ".json", ".parquet")
SHOWN = ("leads", "followups", "refused")
"""Tables looked at in every format; the others as people and programs mostly take them."""
COUNTED = {
    "followups": "followup",
    "contacts": "contact",
    "customer_updates": "customer_update",
    "quotes": "quote",
    "deals": "deal",
    "channel_costs": "channel_cost",
    "behaviours": "behaviour",
    "targets": "target",
}
"""Tables with a row for each row typed into one kind of sheet."""


def sheet(kind: Kind, path: Path) -> Path:
    """The rows of a kind as CSV, with a column of the team's own; free texts of the first row are hostile."""
    rows = []
    for place, typed in enumerate(ROWS[kind.name].typed):
        hostile = {field.name: HOSTILE for field in kind.fields if field.type in FREE and place == 0}
        rows.append([*((typed | hostile).get(field.name) for field in kind.fields), HOSTILE])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*(field.header("zh") for field in kind.fields), "我方备注"], *rows])
    return path


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> leadcli.Workspace:
    """A store with rows in every table."""
    folder = tmp_path_factory.mktemp("exports")
    found = leadcli.Workspace(folder, as_of="2024-05-31", language="zh")
    books = [sheet(kind, folder / f"{kind.name}.csv") for kind in KINDS.values() if kind.template]
    people = folder / "people.csv"
    people.write_text(
        "线索编号,公司名称,联系人,联系方式,负责人,获取时间\n"
        "P1,优职教育科技,张敏,13700010001,李强,2024-05-01\nP2,优职教育科技,张经理,,王芳,2024-05-02\n"
        "P3,味佳餐饮,刘洋,13912345678,李强,2024/13/45\n合计,3人 13912345678,,,,\n",
        "utf-8",
    )
    (folder / "said.csv").write_text(f"编号一,编号二,处理,备注\nP1,P3,不合并,{HOSTILE}\n", "utf-8")
    imported = found.import_files(*books, people, folder / "said.csv")
    assert list(imported.files["kind"]) == [each.stem for each in books] + ["lead", "decision"]
    found.dedupe()
    found.score()
    assert found.handover(HOSTILE, "李强").moved > 0
    return found


def cells(path: Path) -> Iterator[object]:
    """Every cell below the headings, whatever the format."""
    rows: list[dict[str, Any]]
    if path.suffix == ".xlsx":
        for each in openpyxl.load_workbook(path).worksheets:
            assert [cell.coordinate for row in each.iter_rows() for cell in row if cell.data_type == "f"] == []
            yield from (value for row in each.iter_rows(min_row=2, values_only=True) for value in row)
        return
    if path.suffix == ".csv":
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))
        assert [value for row in rows for value in row.values() if CSV_FORMULA.match(value)] == []
    elif path.suffix == ".json":
        rows = json.loads(path.read_text("utf-8"))
    else:
        rows = pd.read_parquet(path).to_dict("records")
    yield from (value for row in rows for value in row.values())


def length(path: Path) -> int:
    """How many rows a file holds."""
    if path.suffix == ".xlsx":
        return sum(each.max_row - 1 for each in openpyxl.load_workbook(path).worksheets)
    if path.suffix == ".csv":
        return len(list(csv.reader(path.read_text("utf-8-sig").splitlines(keepends=True)))) - 1
    return len(json.loads(path.read_text("utf-8")) if path.suffix == ".json" else pd.read_parquet(path))


@pytest.mark.parametrize("name", some(NAMES, quick=SHOWN))
@pytest.mark.slow
def test_a_table_in_every_format(work: leadcli.Workspace, tmp_path: Path, name: str) -> None:
    rows = len(work.table(name))
    assert rows == (len(ROWS[COUNTED[name]].typed) if name in COUNTED else rows) > 0
    for ending in ENDINGS if name in SHOWN else ENDINGS[:2]:
        path = tmp_path / f"masked{ending}"
        assert work.export(name, path, mask_phones=True).rows == length(path) == rows
        hidden = " | ".join(map(str, cells(path)))
        assert FULL.findall(hidden) == []
        if name in COUNTED:
            assert "139****5678" in hidden
            assert "=HYPERLINK" in hidden


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.slow
def test_unmasked_a_table_holds_the_phones(work: leadcli.Workspace, tmp_path: Path, name: str) -> None:
    for ending in ENDINGS:
        path = tmp_path / f"plain{ending}"
        assert work.export(name, path).rows == length(path) == len(work.table(name))
        assert "13912345678" in FULL.findall(" | ".join(map(str, cells(path))))


@pytest.mark.slow
def test_the_files_say_what_the_table_says(work: leadcli.Workspace, tmp_path: Path) -> None:
    """Field by field, for the table with most kinds of columns: numbers, moments, lists, nothing."""
    table = work.table("leads")
    work.export("leads", tmp_path / "a.csv")
    work.export("leads", tmp_path / "a.json")
    work.export("leads", tmp_path / "a.parquet")
    from_csv = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines(keepends=True)))
    from_json = json.loads((tmp_path / "a.json").read_text("utf-8"))
    from_parquet = pd.read_parquet(tmp_path / "a.parquet", dtype_backend="pyarrow")
    assert list(table.columns) == list(from_csv[0]) == list(from_json[0]) == list(from_parquet.columns)
    assert from_parquet.equals(table)
    [at] = [place for place, number in enumerate(table["lead_no"]) if number == "P3"]
    for row in (from_csv[at], from_json[at]):
        assert (row["company"], row["owner"], row["acquired_at"] or None) == ("味佳餐饮", "李强", None)
    assert (from_csv[at]["mobiles"], from_json[at]["mobiles"]) == ("13912345678", ["13912345678"])
    [first] = [place for place, number in enumerate(table["lead_no"]) if number == "P1"]
    assert from_csv[first]["acquired_at"] == "2024-05-01 00:00:00"
    assert from_json[first]["acquired_at"] == "2024-05-01T00:00:00"


def test_a_workbook_has_the_teams_own_cells_as_what_they_are(workspace: Workspace) -> None:
    """Programs get the texts: nobody knows what such a column means."""
    rows = [
        ["公司名称", "联系人", "首访日", "提醒", "套数", "合同号", "备忘日"],
        ["青岛海达", "张伟", datetime(2024, 5, 1), time(9, 30), 12, "007", datetime(2024, 5, 2)],
        ["苏州华盛", "李娜", datetime(2024, 5, 3), None, 3, "12", "月底再问"],
    ]
    workspace.told("import", workspace.book("leads.xlsx", 线索=rows))
    workspace.told("export", "leads", "-o", "out.xlsx", "--lang", "zh", "--mask-phones")
    head, *cells = openpyxl.load_workbook(workspace.folder / "out.xlsx").worksheets[0].iter_rows(values_only=True)
    at = head.index("首访日")
    assert head[at : at + 5] == ("首访日", "提醒", "套数", "合同号", "备忘日")
    assert [row[at : at + 5] for row in cells] == [
        (datetime(2024, 5, 1), time(9, 30), 12, "007", "2024-05-02 00:00:00"),
        (datetime(2024, 5, 3), None, 3, "12", "月底再问"),
    ]
    assert [row["extra.首访日"] for row in exported(workspace, "leads")] == [
        "2024-05-01 00:00:00",
        "2024-05-03 00:00:00",
    ]
