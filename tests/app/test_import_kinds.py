"""Every kind of sheet into the store: each template filled in, imported, imported again, and updated by key."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from leadcli.app.template import template_kinds
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.settings.shipped import shipped_folder
from tests.support.imported import Workspace
from tests.support.kind_rows import ROWS
from tests.support.some import some

CASES = Path(__file__).parents[1] / "cases"
HEADER_ROW = 4
TEMPLATES = list(template_kinds())


def fill(template: str, language: str, path: Path, **first_row: object) -> Path:
    """Type the rows into a template; `first_row` is typed over in the first row of each of its sheets."""
    folder = shipped_folder("templates") / ("en" if language == "en" else ".")
    book = openpyxl.load_workbook(folder / f"{template}.xlsx")
    for kind in template_kinds()[template]:
        sheet = book[kind.title(language)]
        for place, row in enumerate(ROWS[kind.name].typed):
            over = {name: value for name, value in first_row.items() if place == 0}
            for column, field in enumerate(kind.fields, 1):
                sheet.cell(HEADER_ROW + 1 + place, column, (row | over).get(field.name))
    book.save(path)
    return path


def stored(workspace: Workspace, kind: Kind, columns: set[str]) -> list[dict[str, object]]:
    names = sorted(columns)
    quoted = ", ".join(f'"{name}"' for name in names)
    found = workspace.rows(
        f"select {quoted} from {kind.table} where superseded_by is null and kind = '{kind.name}' order by record_id"
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def holds(workspace: Workspace, kind: Kind, expected: list[dict[str, object]]) -> None:
    found = stored(workspace, kind, {name for row in expected for name in row})
    assert [{name: row[name] for name in wanted} for row, wanted in zip(found, expected, strict=True)] == expected


def test_every_field_of_every_kind_is_tried() -> None:
    for kind in KINDS.values():
        if kind.template:
            assert {field.name for field in kind.fields} == {name for row in ROWS[kind.name].typed for name in row}


@pytest.mark.parametrize("language", some(["zh", "en"], quick=["zh"]))
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_filled_template(workspace: Workspace, template: str, language: str) -> None:
    kinds = template_kinds()[template]
    answer = workspace.told("import", fill(template, language, workspace.folder / "filled.xlsx"))
    assert answer["issues"] == []
    assert [each["kind"] for each in answer["data"]["files"]] == [kind.name for kind in kinds]
    for each, kind in zip(answer["data"]["files"], kinds, strict=True):
        rows = ROWS[kind.name]
        assert (each["rows_read"], each["created"], each["unmapped"]) == (len(rows.typed), len(rows.typed), [])
        holds(workspace, kind, rows.stored)


@pytest.mark.parametrize("template", some(TEMPLATES, quick=["lead_sheet", "market"]))
@pytest.mark.slow
def test_a_template_saved_again_and_then_edited(workspace: Workspace, template: str) -> None:
    """The bytes differ, the rows do not; then a row is known by its number or its key, and edited field by field."""
    kinds = template_kinds()[template]
    workspace.told("import", fill(template, "zh", workspace.folder / "filled.xlsx"))
    again = openpyxl.load_workbook(workspace.folder / "filled.xlsx")
    again.properties.title = "saved again"
    again.save(workspace.folder / "again.xlsx")
    for each in workspace.told("import", "again.xlsx")["data"]["files"]:
        assert not each["seen_before"]
        assert (each["created"], each["updated"], each["unchanged"]) == (0, 0, each["rows_read"])
    for kind in kinds:
        rows = ROWS[kind.name]
        fill(template, "zh", workspace.folder / "edited.xlsx", **rows.later)
        facts = {each["kind"]: each for each in workspace.told("import", "edited.xlsx")["data"]["files"]}[kind.name]
        assert (facts["created"], facts["updated"], facts["unchanged"]) == (0, 1, len(rows.typed) - 1)
        holds(workspace, kind, [rows.stored[0] | rows.changed, *rows.stored[1:]])


def test_one_date_column_per_stage(workspace: Workspace) -> None:
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "pipelines.yaml").write_text(
        (CASES / "funnel" / "pipelines.yaml").read_text("utf-8"), "utf-8"
    )
    sheet = openpyxl.load_workbook(CASES / "funnel" / "wide_dates.xlsx").worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    dated = [
        (row[0], str(heading)[:-2], at) for row in rows for heading, at in zip(headings[1:], row[1:], strict=True) if at
    ]
    found = workspace.imported(CASES / "funnel" / "wide_dates.xlsx")
    assert (found["kind"], found["rows_read"], found["created"], found["refused"]) == (
        "stage_dates",
        len(rows),
        len(rows),
        0,
    )
    stored_events = workspace.current("number, stage, entered_at", "stage_entry")
    assert sorted(stored_events) == sorted(
        (number, stage, datetime.fromisoformat(str(at))) for number, stage, at in dated
    )
    assert workspace.imported(CASES / "funnel" / "wide_dates.xlsx")["unchanged"] == len(rows)


def test_a_kind_the_user_names(workspace: Workspace) -> None:
    path = workspace.csv("people.csv", "客户名称,联系人,职务,电话", "甲公司,孙浩,总经理,13912345678")
    assert workspace.imported(path, "--dry-run")["kind"] == "lead"
    assert workspace.imported(path, "--kind", "contact")["kind"] == "contact"
    assert workspace.current("company, contact, title, mobiles", "contact") == [
        ("甲公司", "孙浩", "总经理", ["13912345678"])
    ]


def test_a_kind_that_does_not_exist(workspace: Workspace) -> None:
    path = workspace.csv("people.csv", "客户名称,联系人", "甲公司,孙浩")
    ran = workspace.leadcli("import", path, "--kind", "leed")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "error[no_such_kind]: there is no kind of sheet `leed`"
    assert "nearest: `lead`" in ran.err


def test_log_entries_without_a_number_keep_whom_they_are_about(workspace: Workspace) -> None:
    path = workspace.csv(
        "log.csv",
        "编号,客户名称,联系人,电话,跟进时间,跟进方式,跟进人,沟通内容",
        "A1,甲公司,张三,,2024-05-06,电话,李强,一",
        ",乙公司,李四,13912345678,2024-05-06,电话,李强,二",
        ",乙公司,王五,,2024-05-06,电话,李强,三",
        ",,,,2024-05-07,电话,李强,四",
    )
    found = workspace.imported(path)
    assert (found["kind"], found["created"], found["refused"]) == ("followup", 3, 1)
    assert found["issues"] == [("missing_required", 5)]
    columns = "number, company, contact, mobiles, content"
    assert workspace.current(columns, "followup") == [
        ("A1", "甲公司", "张三", None, "一"),
        (None, "乙公司", "李四", ["13912345678"], "二"),
        (None, "乙公司", "王五", None, "三"),
    ]
    workspace.csv("less.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容", "A1,2024-05-06,电话,李强,一")
    assert workspace.imported("less.csv")["unchanged"] == 1


def test_a_log_of_a_number_nobody_knows_is_kept(workspace: Workspace) -> None:
    path = workspace.csv("log.csv", "编号,阶段,进入时间", "Z9,意向客户,2024-05-06")
    assert workspace.imported(path)["created"] == 1
    assert workspace.current("number, stage", "stage_entry") == [("Z9", "意向客户")]


def test_the_values_of_the_cases_come_through_a_sheet(workspace: Workspace) -> None:
    """The money of `cases/values/money.csv` typed into 预算范围 is stored as its table says."""
    with (CASES / "values" / "money.csv").open(encoding="utf-8", newline="") as stream:
        cases = [row for row in csv.DictReader(stream) if not row.get("unit")]
    rows = [
        ["线索编号", "公司名称", "联系人", "预算范围"],
        *([f"M{at}", "甲", "乙", row["text"]] for at, row in enumerate(cases)),
    ]
    workspace.imported(workspace.book("money.xlsx", 表=rows))
    found = {number: (low, high) for number, low, high in workspace.current("number, budget_low, budget_high")}
    for at, row in enumerate(cases):
        assert found[f"M{at}"] == tuple(float(row[end]) if row[end] else None for end in ("low", "high")), row


def test_two_calls_on_one_day_are_two(workspace: Workspace) -> None:
    log = [
        "编号,跟进时间,跟进方式,跟进人,沟通内容",
        "A1,2024-05-06,电话,李强,没人接",
        "A1,2024-05-06,电话,李强,约了周三",
        "A1,2024-05-06,电话,李强,没人接",
    ]
    first = workspace.imported(workspace.csv("log.csv", *log))
    assert (first["created"], first["updated"], first["unchanged"]) == (2, 0, 1)
    assert workspace.current("content", "followup") == [("没人接",), ("约了周三",)]
    again = workspace.imported(workspace.csv("again.csv", *log, "A1,2024-05-07,电话,李强,没人接"))
    assert (again["created"], again["updated"], again["unchanged"]) == (1, 0, 3)
    spent = ["渠道,期间起,期间止,投入金额(元)", "百度,2024-05-01,2024-05-31,5000", "百度,2024-05-01,2024-05-31,3000"]
    assert workspace.imported(workspace.csv("cost.csv", *spent))["created"] == 2


def test_a_book_in_everyday_words(workspace: Workspace) -> None:
    """A number that does not say whose it is, 录入日期 without 获取时间, and a log with no more than 时间."""
    heads = ["编号", "客户单位", "对接人", "手机", "来源", "录入日期", "跟进情况", "业务员", "大概预算", "群昵称"]
    row = [
        "K1",
        "苏州明远精密机械有限公司",
        "周杰",
        "13912345678",
        "展会",
        "2024.5.3",
        "意向客户",
        "小李",
        "8-12万",
        "周工",
    ]
    workspace.book(
        "book.xlsx",
        线索汇总=[["2024年线索"], heads, row],
        阶段记录=[["编号", "阶段", "时间"], ["K1", "潜在客户", "2024-05-03"]],
    )
    files = workspace.told("import", "book.xlsx")["data"]["files"]
    assert [(each["kind"], each["created"], each["refused"]) for each in files] == [("lead", 1, 0), ("stage_log", 1, 0)]
    assert workspace.current("number, acquired_at::date::varchar, status, owner, budget_high::int, extras") == [
        ("K1", "2024-05-03", "意向客户", "小李", 120000, {"群昵称": "周工"})
    ]
