"""What sheets show of a lead's stages, import by import, against walking along them one at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.support.examples import examples
from tests.support.funnel_tables import shipped_pipelines
from tests.support.stage_history import Event, events, logged, record

FIRST = datetime(2024, 5, 1)
STANDARD = shipped_pipelines().select()
TEXTS = ["潜在客户", "潜在", "意向客户", "意向", "商机孵化", "成交签约", "已流失"]
ENDS = {"已成交", "已流失"}

days = st.integers(0, 9).map(lambda later: f"{FIRST + timedelta(days=later):%Y-%m-%d}")
shown = st.lists(st.tuples(days, st.sampled_from(TEXTS)), min_size=1, max_size=5, unique_by=lambda each: each[0])
logs = st.lists(st.tuples(days, st.sampled_from(TEXTS)), max_size=4)
statuses = st.lists(
    st.tuples(days, st.sampled_from(["跟进中", "已成交", "已流失"])),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each[0],
)


def changes(states: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Day, text and origin of each state that is not the one of the import before."""
    found, before = [], None
    for day, text in sorted(states):
        if STANDARD.stage_named(text) != before:
            found.append((day, text, "import_difference" if before else "import"))
        before = STANDARD.stage_named(text)
    return found


@examples(40)
@given(shown, logs)
def test_a_stage_counts_when_it_changes_unless_the_log_has_it(
    states: list[tuple[str, str]], log: list[tuple[str, str]]
) -> None:
    expected = [Event("A", text, day, "stage_log") for day, text in log]
    for day, text, origin in changes(states):
        had = {STANDARD.stage_named(written) for moment, written in log if moment <= day}
        if STANDARD.stage_named(text) not in had:
            expected.append(Event("A", text, day, origin))
    entries = [logged("A", text, day) for day, text in log]
    sheet = record("A", *({"stage": text, "as_of": day} for day, text in sorted(states)))
    assert sorted(events(entries, sheet)) == sorted(expected)


@examples(40)
@given(st.none() | days, statuses)
def test_a_lead_without_history_enters_when_it_was_acquired_and_its_status_ends_it(
    acquired: str | None, states: list[tuple[str, str]]
) -> None:
    """A status that says no end is a change all the same: after it the same end is another one."""
    expected = [Event("A", "潜在客户", acquired, "acquired")] if acquired else []
    before = None
    for day, text in sorted(states):
        if text in ENDS and text != before:
            expected.append(Event("A", text, day, "import_difference" if before else "import"))
        before = text
    known = {"acquired_at": acquired} if acquired else {}
    sheet = record("A", *({**known, "status": text, "as_of": day} for day, text in sorted(states)), kind="lead")
    assert sorted(events([], sheet)) == sorted(expected)
