"""月底 means the end of the month it was first said in, as long as the cell says nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,预计成交时间,备注"
JUNE, JULY = "2024-06-20", "2024-07-10"
JUNE_END, JULY_END = datetime(2024, 6, 30), datetime(2024, 7, 31)


def said(workspace: Workspace, cell: str, note: str, as_of: str, number: str = "A1") -> list[tuple[str, object]]:
    file = workspace.csv(f"{note}.csv", HEADS, f"{number},甲公司,张三,{cell},{note}")
    return list(workspace.imported(file, as_of=as_of)["issues"])


def expected(workspace: Workspace) -> datetime:
    [(moment,)] = workspace.current("expected_close")
    return moment


def doubts(workspace: Workspace) -> list[tuple[str, str]]:
    return workspace.rows("select value, params ->> 'read' from issue where superseded_by is null and cell is not null")


@pytest.mark.parametrize("number", ["A1", ""])
def test_a_promise_does_not_slide(workspace: Workspace, number: str) -> None:
    assert [code for code, _ in said(workspace, "月底", "one", JUNE, number) if code == "soft_date"] == ["soft_date"]
    assert said(workspace, "月底", "two", JULY, number) == []
    assert workspace.current("expected_close, note") == [(JUNE_END, "two")]
    assert doubts(workspace) == [("月底", "2024-06-30")]


def test_what_is_said_anew_counts_from_then_on(workspace: Workspace) -> None:
    """Another text in between, a certain day or another soft one, makes 月底 a new word."""
    said(workspace, "月底", "one", JUNE)
    said(workspace, "7月中旬", "two", JULY)
    assert expected(workspace) == datetime(2024, 7, 20)
    assert said(workspace, "月底", "three", JULY) == [("soft_date", "D2")]
    assert expected(workspace) == JULY_END
    said(workspace, "2024-08-15", "four", JULY)
    assert (expected(workspace), doubts(workspace)) == (datetime(2024, 8, 15), [])
    said(workspace, "月底", "five", JUNE)
    assert expected(workspace) == JUNE_END


def test_an_assumed_year_stays(workspace: Workspace) -> None:
    """Read in December as of 2024 and, the cell unchanged, in January."""
    heads = "线索编号,公司名称,获取时间,备注"
    for note, as_of in (("one", "2024-12-20"), ("two", "2025-11-10")):
        workspace.imported(workspace.csv(f"{note}.csv", heads, f"A1,甲公司,11月8日,{note}"), as_of=as_of)
    assert workspace.current("acquired_at, note") == [(datetime(2024, 11, 8), "two")]
    assert doubts(workspace) == [("11月8日", "2024-11-08")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "“月底”不是确切的日子，已取该时段的最后一天 2024-06-30"),
        ("en", "`月底` is not one certain day; the last day of that period was taken, 2024-06-30"),
    ],
)
def test_the_day_that_was_taken_is_told(workspace: Workspace, language: str, sentence: str) -> None:
    file = workspace.csv("leads.csv", HEADS, "A1,甲公司,张三,月底,")
    told = workspace.told("import", file, "--lang", language, as_of=JUNE)["issues"]
    assert [each["message"] for each in told] == [sentence]
