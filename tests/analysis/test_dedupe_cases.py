"""The cases of tests/cases/dedupe, all rows in one run, as they would stand in one sheet."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.support.dedupe_tables import Found, find, lead

CASES = list(csv.DictReader(Path("tests/cases/dedupe/cases.csv").read_text(encoding="utf-8").splitlines()))
BY_NAME = {name: [row for row in CASES if row["case"] == name] for name in dict.fromkeys(row["case"] for row in CASES)}


@pytest.fixture(scope="module")
def found() -> Found:
    return find([lead(row["lead_no"], row["company"], row["contact"], row["phone"]) for row in CASES])


def lead_of(row: dict[str, str]) -> str | None:
    """The lead the case names; None when it wants a review instead."""
    told = re.match(r"lead (\d+)", row["expected"])
    return told.group(1) if told else None


@pytest.mark.parametrize("case", BY_NAME)
def test_leads(found: Found, case: str) -> None:
    told = {row["lead_no"]: lead_of(row) for row in BY_NAME[case] if lead_of(row)}
    for left, right in combinations(told, 2):
        assert found.together(left, right) == (told[left] == told[right]), f"{left} and {right}"


def asked(found: Found, left: str, right: str) -> bool:
    """Whether a review asks about the leads of these two."""
    leads = {found.lead[left], found.lead[right]}
    return any({found.lead[number] for number in pair} == leads for pair in found.asked)


@pytest.mark.parametrize(("number", "other"), [("B3", "B2"), ("F2", "F1")])
def test_reviews(found: Found, number: str, other: str) -> None:
    assert not found.together(number, other)
    assert asked(found, number, other)


def test_another_mobile_of_the_same_person_is_merged_or_asked(found: Found) -> None:
    assert found.together("H2", "H1") or asked(found, "H2", "H1")


def test_nothing_else_is_asked(found: Found) -> None:
    assert found.asked <= {frozenset(pair) for pair in (("B2", "B3"), ("B1", "B3"), ("F1", "F2"), ("H1", "H2"))}


def test_accounts(found: Found) -> None:
    account = found.account
    assert account["A1"] == account["A2"] == account["A3"]
    assert len({account[number] for number in ("A1", "A4", "A5")}) == 3
    assert account["B1"] == account["B2"] == account["B3"]
    assert account["D1"] == account["D2"]
    assert account["F1"] != account["F2"]
    assert account["I1"] != account["I2"]


def test_a_case_never_meets_another(found: Found) -> None:
    case_of = {row["lead_no"]: row["case"] for row in CASES}
    for group in found.partition | found.accounts:
        assert len({case_of[number] for number in group}) == 1


def test_counts_add_up(found: Found) -> None:
    counts = found.counts
    assert counts.records == len(CASES)
    assert counts.records - counts.merged_records == counts.leads == len(found.partition)
    assert counts.accounts == len(found.accounts)
