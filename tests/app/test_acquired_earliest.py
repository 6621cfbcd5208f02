"""When a prospect without a number was acquired: the earliest that any sheet says, until its own sheet is corrected."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.imported import Workspace

HEADS = "公司名称,联系人,联系方式,获取时间,备注"
WHO = "甲公司,张三,13912345678"


def taken(workspace: Workspace, file: str, *days: str) -> None:
    workspace.told("import", workspace.csv(file, HEADS, *(f"{WHO},{day},{day}" for day in days)))


def acquired(workspace: Workspace) -> datetime:
    [(moment,)] = workspace.current("acquired_at")
    return moment


@pytest.mark.parametrize("days", [("2024-05-02", "2024-05-20"), ("2024-05-20", "2024-05-02"), ("2024-05-02", "")])
def test_of_rows_in_one_sheet_and_in_two_files(workspace: Workspace, days: tuple[str, str]) -> None:
    taken(workspace, "one.csv", *days)
    assert acquired(workspace) == datetime(2024, 5, 2)
    taken(workspace, "later.csv", "2024-05-09")
    assert workspace.current("acquired_at, note") == [(datetime(2024, 5, 2), "2024-05-09")]
    taken(workspace, "earlier.csv", "2024-05-01")
    assert acquired(workspace) == datetime(2024, 5, 1)


def test_a_corrected_sheet_counts(workspace: Workspace) -> None:
    """one.csv said 2 May and now says 10 May; that another file said 20 May is no news, that it says 8 May is."""
    taken(workspace, "one.csv", "2024-05-02")
    taken(workspace, "two.csv", "2024-05-20")
    taken(workspace, "one.csv", "2024-05-10", "2024-05-12")
    assert acquired(workspace) == datetime(2024, 5, 10)
    taken(workspace, "two.csv", "2024-05-08")
    assert acquired(workspace) == datetime(2024, 5, 8)
    taken(workspace, "one.csv", "2024-05-11", "2024-05-12")
    assert acquired(workspace) == datetime(2024, 5, 8)


def test_a_day_is_no_earlier_than_a_time_on_it(workspace: Workspace) -> None:
    taken(workspace, "one.csv", "2024-05-02 15:30", "2024-05-02")
    assert workspace.current("acquired_at, acquired_at_timed") == [(datetime(2024, 5, 2, 15, 30), True)]
    taken(workspace, "two.csv", "2024-05-02 09:00")
    assert acquired(workspace) == datetime(2024, 5, 2, 9)


def test_a_row_with_a_number_says_what_it_says(workspace: Workspace) -> None:
    """The number was made here and is typed now: then the row is about that record, and corrects it."""
    taken(workspace, "one.csv", "2024-05-02")
    workspace.told("import", workspace.csv("two.csv", f"线索编号,{HEADS}", f"LX20240502001,{WHO},2024-05-20,"))
    assert acquired(workspace) == datetime(2024, 5, 20)
