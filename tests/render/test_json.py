"""The envelope of `--json`, key by key."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from leadcli.domain.errors import Place, Problem
from leadcli.domain.issue import Issue, Severity
from leadcli.i18n import Words
from leadcli.render.json import Envelope, plain

WORDS = Words("en")
DAY = date(2024, 5, 31)


def test_the_keys_of_an_answer() -> None:
    data = {"leads": 3}
    answer = json.loads(Envelope("dedupe", "success", DAY, data, next_command="leadcli score").dump(WORDS))
    assert answer == {
        "leadcli": "0.1.0",
        "schema": 1,
        "command": "dedupe",
        "status": "success",
        "as_of": "2024-05-31",
        "data": {"leads": 3},
        "issues": [],
        "issues_total": 0,
        "next": "leadcli score",
    }


def test_an_issue_carries_its_place_and_its_sentence() -> None:
    issue = Issue("no_such_code", Severity.WARNING, "leads.xlsx", "5月", 17, "C17", "2024/13/02")
    [told] = json.loads(Envelope("import", "partial", DAY, {}, [issue], 1).dump(WORDS))["issues"]
    assert told == {
        "code": "no_such_code",
        "severity": "warning",
        "file": "leads.xlsx",
        "sheet": "5月",
        "row": 17,
        "cell": "C17",
        "value": "2024/13/02",
        "message": "no_such_code value=`2024/13/02`",
        "hint": None,
    }


def test_a_thousand_issues_are_inlined_and_all_are_counted() -> None:
    issues = [Issue("no_such_code", Severity.INFO, row=row) for row in range(1, 1202)]
    answer = json.loads(Envelope("import", "partial", DAY, {}, issues, 5000).dump(WORDS))
    assert (len(answer["issues"]), answer["issues"][-1]["row"], answer["issues_total"]) == (1000, 1000, 5000)


def test_one_error_stands_alone_and_several_as_a_list_too() -> None:
    problem = Problem("map_unreadable", {"value": "x"}, Place(Path("a.yaml"), 14, 13))
    error = {
        "code": "map_unreadable",
        "message": "cannot read `--map x`",
        "hint": "write `--map HEADER=FIELD`, such as `--map Firm=company`",
        "file": "a.yaml",
        "line": 14,
        "column": 13,
    }
    one = json.loads(Envelope("score", "error", DAY, {}, problems=[problem]).dump(WORDS))
    assert one["error"] == error
    assert "errors" not in one
    two = json.loads(Envelope("score", "error", DAY, {}, problems=[problem, problem]).dump(WORDS))
    assert (two["error"], two["errors"]) == (error, [error, error])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234567890123.45"), "1234567890123.45"),
        (Decimal("120000.00"), "120000"),
        (1 / 3, "0.3333333333333333"),
        (float("nan"), "null"),
        (Decimal("NaN"), "null"),
        (float("-inf"), "null"),
        (True, "true"),
        (DAY, '"2024-05-31"'),
        (datetime(2024, 5, 31, 9, 30), '"2024-05-31T09:30:00"'),
        (Path("a/b.xlsx"), '"a/b.xlsx"'),
        (Severity.ERROR, '"error"'),
        ({1: (None, "漏斗")}, '{"1": [null, "漏斗"]}'),
        (Place("a", 1), '{"file": "a", "line": 1, "column": null}'),
    ],
)
def test_how_values_are_written(value: object, text: str) -> None:
    assert json.dumps(plain(value), ensure_ascii=False) == text


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        plain({"a": b"x"})
