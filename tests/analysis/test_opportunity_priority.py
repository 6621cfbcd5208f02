"""The priority of an opportunity: the rows of the case, and an obvious reference."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.opportunity_priority import fitting
from leadcli.settings.priority import Bands, Priority, PrioritySettings, read_priority
from tests.support.engine import scratch

CASES = list(csv.DictReader((Path(__file__).parent.parent / "cases" / "priority.csv").open(encoding="utf-8")))
SHIPPED = read_priority(Path("nowhere")).value
Known = float | None


def fits(rows: list[tuple[Known, Known]], settings: PrioritySettings = SHIPPED) -> list[list[str] | None]:
    """All priorities each amount and probability fits, the first that counts first."""
    with scratch() as connection:
        connection.execute("create table given (place int, amount_cny double, probability double)")
        connection.executemany("insert into given values (?, ?, ?)", [[n, *row] for n, row in enumerate(rows)])
        found = connection.execute(f"select {fitting(settings)} from given order by place").fetchall()
    return [None if places is None else [settings.names[place] for place in places] for (places,) in found]


def test_every_row_of_the_case() -> None:
    assert len(CASES) == 10
    rows = [(float(case["amount"]) if case["amount"] else None, float(case["probability"])) for case in CASES]
    for case, found in zip(CASES, fits(rows), strict=True):
        assert (found or [""])[0] == case["priority"], case
        told = "amount unknown: no priority" if found is None else f"fits {' and '.join(found)}" if found[1:] else ""
        assert told == case["flag"], case


def test_what_is_not_known_is_not_zero() -> None:
    assert fits([(None, 0.5), (300_000, None), (None, None), (0, 0)]) == [None, None, None, ["C"]]


def obvious(amount: float, probability: float) -> str:
    """The document's own words, read from top to bottom."""
    if amount >= 500_000 and probability >= 0.7:
        return "A"
    if 200_000 <= amount < 500_000 or 0.4 <= probability < 0.7:
        return "B"
    return "C"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 199_999, 200_000, 499_999, 500_000, 10_000_000]) | st.integers(0, 10**7),
            st.sampled_from([0, 0.39, 0.4, 0.69, 0.7, 1]) | st.floats(0, 1),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_opportunity_has_the_first_priority_that_fits(rows: list[tuple[float, float]]) -> None:
    assert [found and found[0] for found in fits(rows)] == [obvious(*row) for row in rows]  # type: ignore[arg-type]


def test_the_rest_takes_what_no_other_takes_and_is_no_second_fit() -> None:
    rules = (
        Priority(priority="大", all=Bands.model_validate({"amount": {"from": "100万"}})),
        Priority(priority="其余"),
    )
    settings = SHIPPED.model_copy(update={"priorities": rules})
    assert fits([(1_000_000, 0.1), (999_999, 0.9)], settings) == [["大"], ["其余"]]


def test_without_a_rest_an_opportunity_may_fit_nothing() -> None:
    settings = SHIPPED.model_copy(update={"priorities": SHIPPED.priorities[:1]})
    assert fits([(500_000, 0.7), (10, 0.1)], settings) == [["A"], []]
