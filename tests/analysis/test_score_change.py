"""Who moved and why, what people decided themselves, and how much work it makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pytest

from leadcli.analysis.score import count_grades
from leadcli.analysis.score_change import (
    CHANGES,
    FINAL_SCORES,
    GradeMoves,
    OwnerLoad,
    diff_scores,
    owner_loads,
    settle_grades,
)
from tests.support.engine import scratch

GRADES = ["A", "B", "C"]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with scratch() as database:
        for name in ("before", "after"):
            database.execute(
                f"""CREATE TABLE {name} (lead_no VARCHAR, total DOUBLE, grade VARCHAR, invalid_reason VARCHAR,
                parts STRUCT(dimension VARCHAR, points DOUBLE, max DOUBLE, reason VARCHAR)[])"""
            )
        database.execute(
            'CREATE TABLE manual (lead_no VARCHAR, grade VARCHAR, reason VARCHAR, "by" VARCHAR, "at" TIMESTAMP)'
        )
        yield database


def add(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    lead_no: str,
    grade: str | None,
    *,
    reason: str = "",
    **points: float,
) -> None:
    parts = [
        {"dimension": key, "points": each, "max": 50.0, "reason": f"{key} {each:g}"} for key, each in points.items()
    ]
    row = [lead_no, sum(points.values()), grade, reason or None, parts]
    connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", row)


def changes(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    found = connection.execute(f"SELECT * FROM {CHANGES}")
    names = [each[0] for each in found.description or []]
    return {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


def test_only_moved_grades_are_told_with_the_dimensions_that_moved_them(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "before", "same", "B", fit=30, size=35)
    add(connection, "after", "same", "B", fit=35, size=35)
    add(connection, "before", "rose", "C", fit=30, size=5, need=10)
    add(connection, "after", "rose", "A", fit=30, size=50, need=15)
    add(connection, "before", "fell", "A", fit=50, size=35)
    add(connection, "after", "fell", "B", fit=30, size=35)
    add(connection, "after", "new", "A", fit=50, size=50)
    add(connection, "before", "gone", "A", fit=50, size=50)
    assert diff_scores(connection, "before", "after", GRADES) == GradeMoves(up=1, down=1)
    found = changes(connection)
    assert sorted(found) == ["fell", "rose"]
    assert (found["rose"]["grade_before"], found["rose"]["grade_after"]) == ("C", "A")
    assert (found["rose"]["total_before"], found["rose"]["total_after"]) == (45, 95)
    assert found["rose"]["moved"] == [
        {"dimension": "size", "before": 5, "after": 50, "reason": "size 50"},
        {"dimension": "need", "before": 10, "after": 15, "reason": "need 15"},
    ]
    assert [each["dimension"] for each in found["fell"]["moved"]] == ["fit"]


def test_becoming_invalid_is_a_fall_and_the_way_back_a_rise(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "before", "1", "C", fit=5)
    add(connection, "after", "1", None, reason="空号", fit=5)
    add(connection, "before", "2", None, reason="空号", fit=5)
    add(connection, "after", "2", "C", fit=5)
    assert diff_scores(connection, "before", "after", GRADES) == GradeMoves(up=1, down=1)
    found = changes(connection)
    assert (found["1"]["direction"], found["1"]["invalid_after"], found["1"]["moved"]) == ("down", "空号", [])
    assert (found["2"]["direction"], found["2"]["invalid_before"]) == ("up", "空号")


def test_grades_of_another_file_are_compared_by_the_total(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "before", "1", "Hot", old=50)
    add(connection, "after", "1", "C", fit=20)
    add(connection, "before", "2", "Cold", old=5)
    add(connection, "after", "2", "B", fit=40)
    assert diff_scores(connection, "before", "after", GRADES) == GradeMoves(up=1, down=1)
    assert changes(connection)["1"]["moved"] == [
        {"dimension": "old", "before": 50, "after": None, "reason": None},
        {"dimension": "fit", "before": None, "after": 20, "reason": "fit 20"},
    ]


def test_a_first_scoring_moves_nobody(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "after", "1", "A", fit=50)
    assert diff_scores(connection, "before", "after", GRADES) == GradeMoves(up=0, down=0)


def test_a_grade_set_by_hand_outranks_the_score_until_withdrawn(connection: duckdb.DuckDBPyConnection) -> None:
    for lead_no, grade in (("kept", "C"), ("withdrawn", "C"), ("twice", "C"), ("plain", "B"), ("invalid", None)):
        add(connection, "after", lead_no, grade, fit=5)
    rows = [
        ("kept", "A", "老客户", "张敏", datetime(2024, 5, 1)),
        ("withdrawn", "A", "误判", "张敏", datetime(2024, 5, 1)),
        ("withdrawn", None, "撤回", "李强", datetime(2024, 5, 2)),
        ("twice", "B", "后来", "李强", datetime(2024, 5, 3)),
        ("twice", "A", "先前", "张敏", datetime(2024, 5, 2)),
        ("invalid", "B", "号码已更新", "王芳", datetime(2024, 5, 2)),
    ]
    connection.executemany("INSERT INTO manual VALUES (?, ?, ?, ?, ?)", rows)
    settle_grades(connection, "after", "manual")
    found = connection.execute(
        f"SELECT lead_no, grade, scored_grade, manual_reason, manual_by FROM {FINAL_SCORES} ORDER BY lead_no"
    ).fetchall()
    assert found == [
        ("invalid", "B", None, "号码已更新", "王芳"),
        ("kept", "A", "C", "老客户", "张敏"),
        ("plain", "B", "B", None, None),
        ("twice", "B", "C", "后来", "李强"),
        ("withdrawn", "C", "C", None, None),
    ]
    assert count_grades(connection, FINAL_SCORES, GRADES).grades == {"A": 1, "B": 3, "C": 1}


def test_what_if_tells_each_owners_load_by_grade(connection: duckdb.DuckDBPyConnection) -> None:
    owners = {"1": "张敏", "2": "张敏", "3": "李强", "4": None, "5": "张敏"}
    connection.execute("CREATE TABLE leads (lead_no VARCHAR, owner VARCHAR)")
    connection.executemany("INSERT INTO leads VALUES (?, ?)", [list(each) for each in owners.items()])
    for lead_no, grade in (("1", "A"), ("2", "A"), ("3", "B"), ("4", "C"), ("5", None)):
        add(connection, "after", lead_no, grade, fit=5)
    assert owner_loads(connection, "leads", "after") == [
        OwnerLoad("张敏", "A", 2),
        OwnerLoad("张敏", None, 1),
        OwnerLoad("李强", "B", 1),
        OwnerLoad(None, "C", 1),
    ]
