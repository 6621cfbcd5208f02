"""`funnel diagnose` from sheets to answer."""

from __future__ import annotations

import openpyxl

from tests.support.funnel_asked import three_leads_of_spring
from tests.support.imported import Prepared


def test_the_answer_for_programs(prepared: Prepared) -> None:
    """In May A and B enter 潜在客户, one 意向客户, one is won; C came in April."""
    workspace = prepared(three_leads_of_spring)
    data = workspace.told("funnel", "diagnose", "--month", "2024-05")["data"]
    assert [(step["stage"], step["entered"]) for step in data["steps"]][:2] == [("潜在客户", 2), ("意向客户", 1)]
    assert data["qualified"] == {"from": "潜在客户", "to": "意向客户", "entered": 2, "qualified": 1, "rate": 0.5}
    assert data["settings_file"].endswith("benchmarks.yaml")


def test_the_book_has_the_rows_behind_it(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    ran = workspace.leadcli("funnel", "diagnose", "--month", "2024-05", "--out", "d.xlsx", "--lang", "zh")
    assert ran.code == 0, ran
    assert "最弱一环" in ran.out
    book = openpyxl.load_workbook(workspace.folder / "d.xlsx")
    assert {"摘要", "停留中"} <= set(book.sheetnames)


def test_a_period_without_data_says_so(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    ran = workspace.leadcli("funnel", "diagnose", "--month", "2019-01", "--lang", "en")
    assert ran.code == 0
    assert "there is nothing to compare" in ran.out


def test_benchmarks_that_cannot_be_read_are_told_with_their_place(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    config = workspace.folder / "config"
    config.mkdir(exist_ok=True)
    broken = "benchmarks:\n  standard:\n    潜在客户: {conversion: 3}\nshape: {}\n"
    (config / "benchmarks.yaml").write_text(broken, "utf-8")
    ran = workspace.leadcli("funnel", "diagnose", "--lang", "en")
    assert ran.code == 2
    assert "benchmarks.yaml:3:" in ran.err
    assert "error[unknown_key]" in ran.err
    assert "error[missing_key]" in ran.err
