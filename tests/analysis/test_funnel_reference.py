"""The SQL against a slow, obvious count of random histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.funnel import count_history
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import Days, FunnelResult, Group
from leadcli.analysis.funnel_rows import open_visit_rows, stage_lead_rows, won_rows
from leadcli.domain.period import range_period
from leadcli.settings.pipelines import LossReason, Pipeline, Stage
from tests.support.examples import examples
from tests.support.funnel_reference import Deal, Event, Reference, Spread
from tests.support.funnel_tables import brought, tables

Line = tuple[int, int, datetime, bool]
"""Lead, stage, moment, and whether nobody knows the moment."""

NAMES = ["一", "二", "三", "四", "五"]
WON = 3
LOST = len(NAMES)
LIMITS = [4, 9, None]
TARGETS = [None, 0.8, 0.5]
STAGES = tuple(
    Stage(name=name, aliases=(f"{name}期",), error_days=limit, target_conversion=target)
    for name, limit, target in zip(NAMES, [*LIMITS, None, None], [*TARGETS, None, None], strict=True)
)
REASONS = ("价格", "太贵", " ", None, "竞品 ")
PIPELINE = Pipeline(
    "random", STAGES, WON, 1, ("丢",), loss_reasons=(LossReason(name="价格", aliases=("太贵",)),), small_sample=4
)
LEADS = 15
OWNERS = {f"L{lead}": ("甲", "乙", None)[lead % 3] for lead in range(LEADS)}
SOURCES = {f"L{lead}": ("官网", "展会")[lead % 2] for lead in range(LEADS)}
AMOUNTS = {f"L{lead}": (("CNY", "USD")[lead % 4 // 2], 10 * lead + 1) for lead in range(0, LEADS, 2)}
CLOSES = {f"L{lead}": date(2024, 1, 1 + 2 * lead) for lead in range(0, LEADS, 3)}
FIRST_DAY = datetime(2024, 1, 1)
HALF_DAY = timedelta(hours=12)

# Few leads, stages and moments, so that bounces, ties and repeated lines are common.
moments = st.integers(0, 60).map(lambda halves: FIRST_DAY + halves * HALF_DAY)
undated = st.integers(0, 3).map(lambda quarter: quarter == 0)
histories = st.lists(
    st.tuples(st.integers(0, LEADS - 1), st.integers(0, LOST), moments, undated), min_size=1, max_size=90
)
deals = st.lists(
    st.tuples(
        st.integers(0, LEADS - 1).map("L{}".format),
        st.sampled_from(["CNY", "USD"]),
        st.integers(1, 9),
        st.dates(date(2024, 1, 1), date(2024, 2, 9)),
    ),
    max_size=9,
)
days_of_month = st.integers(0, 34).map(lambda later: date(2024, 1, 1) + timedelta(days=later))


@st.composite
def questions(draw: st.DrawFn) -> FunnelQuestion:
    start, end = sorted((draw(days_of_month), draw(days_of_month)))
    period = range_period(start.isoformat(), end.isoformat())
    as_of = draw(days_of_month)
    basis = draw(st.sampled_from(Basis))
    if basis is Basis.PERIOD:
        return FunnelQuestion(period, as_of, by=("owner", "source"), previous=1)
    counting, window = draw(st.sampled_from(Counting)), draw(st.none() | st.integers(1, 20))
    return FunnelQuestion(period, as_of, basis, counting, window, by=("owner", "source"), previous=1)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return tables([], map(as_lead, OWNERS))


def as_lead(lead_no: str) -> dict[str, object]:
    currency, amount = AMOUNTS.get(lead_no, (None, None))
    told = {"lead_no": lead_no, "owner": OWNERS[lead_no], "source": SOURCES[lead_no]}
    return told | {"amount": amount, "currency": currency, "expected_close": CLOSES.get(lead_no)}


def close(found: Days, expected: Spread) -> bool:
    n, mean, median, p90, undated = expected
    return (found.n, found.mean, found.median, found.p90, found.undated) == (
        n,
        mean and pytest.approx(mean),
        median and pytest.approx(median),
        p90 and pytest.approx(p90),
        undated,
    )


def as_events(lines: list[Line]) -> list[Event]:
    """The same entry written twice has a date or has none."""
    undated = {line[:3]: line[3] for line in lines}
    return [
        Event(f"L{lead}", stage, moment, row, not undated[lead, stage, moment], REASONS[row % len(REASONS)])
        for row, (lead, stage, moment, _) in enumerate(lines)
    ]


def as_table(events: list[Event]) -> pa.Table:
    """Every other entry by its stage's other name, and every fifth again as one of nobody's and of another pipeline."""
    rows: list[dict[str, object]] = [
        {
            "lead_no": event.lead_no,
            "pipeline": (None, "random")[event.sequence % 2],
            "stage": [*NAMES, "丢"][event.stage] + ("期" if event.sequence % 2 and event.stage < LOST else ""),
            "entered_at": event.entered_at,
            "sequence": event.sequence,
            "reason": event.reason,
            "inferred": not event.dated,
            "origin": "stage_log" if event.dated else "import",
        }
        for event in events
    ]
    rows += [row | {"stage": "谈了谈"} for row in rows[::5]]
    rows += [row | {"pipeline": "another"} for row in rows[: len(events) : 5]]
    text = ("lead_no", "pipeline", "stage", "reason", "origin")
    types = {"entered_at": pa.timestamp("us"), "sequence": pa.int64(), "inferred": pa.bool_()}
    return pa.Table.from_pylist(rows, pa.schema(types | dict.fromkeys(text, pa.string())))


@examples(40)
@given(histories, questions(), st.booleans(), deals)
def test_sql_counts_what_the_definitions_say(
    connection: duckdb.DuckDBPyConnection, lines: list[Line], question: FunnelQuestion, churn: bool, sold: list[Deal]
) -> None:
    events = as_events(lines)
    connection.register("written", as_table(events))
    connection.execute("CREATE OR REPLACE TABLE events AS FROM written")
    reference = Reference(events, len(NAMES), WON, question, churn)
    pipeline = replace(PIPELINE, churn_after_won=churn)
    amounts = brought(connection, sold, question.as_of)
    with funnel_history(connection, "events", "leads", pipeline, question, amounts) as history:
        result = count_history(history)
        rows = stage_lead_rows(history).to_pylist()
        open_rows = open_visit_rows(history).to_pylist()
        won = won_rows(history).to_pylist()

    for step, stage in enumerate(result.stages):
        assert stage.entered == len(reference.entered(step))
        behind = {row["lead_no"]: row["outcome"] for row in rows if row["stage"] == stage.stage}
        assert set(behind) == reference.entered(step)
        if step < WON:
            outcomes = list(reference.outcomes(step).values())
            assert stage.advanced == outcomes.count("advanced")
            assert stage.lost == outcomes.count("lost")
            assert stage.open == outcomes.count("open")
            assert stage.entered == stage.advanced + stage.lost + stage.open
            assert behind == reference.outcomes(step)
            assert close(stage.dwell_days, reference.dwell(step))
            assert stage.drop_off_rate == share(stage.entered - outcomes.count("advanced"), stage.entered)
            assert stage.loss_rate == share(outcomes.count("lost"), stage.entered)
        following = reference.entered(step + 1) if step + 1 < len(NAMES) else set()
        assert stage.conversion == (len(following) / stage.entered if stage.entered and step + 1 < len(NAMES) else None)
    assert result.lost_entered == len(reference.entered(LOST))
    assert close(result.cycle_days, reference.cycle())
    assert (result.win_rate.won, result.win_rate.decided, result.win_rate.undated) == reference.win_rate()
    averages = reference.average_deals(AMOUNTS, sold)
    assert {each.currency: (each.amount, each.deals) for each in result.average_deals} == averages
    leads_won = list({row["lead_no"]: row for row in won}.values())  # a lead has a row for each currency
    assert sum(row["decided"] for row in leads_won) == result.win_rate.won
    assert sum(row["cycle_days"] is not None for row in leads_won) == result.cycle_days.n
    assert sum(row["undated"] for row in leads_won) == result.cycle_days.undated
    if question.basis is Basis.PERIOD:
        assert {row["lead_no"] for row in rows if row["created"]} == set(reference.created())
    entered = [len(reference.entered(step)) for step in range(len(NAMES))]
    assert result.overall_conversion == share(entered[WON], entered[0])
    assert result.cumulative_conversion == tuple(share(count, entered[0]) for count in entered)
    assert_losses(result, reference)
    assert result.created_win_rate == share(reference.created_won(), len(reference.created()))
    assert result.pessimistic
    slipping = (result.pessimistic.overdue, result.pessimistic.stale)
    assert slipping == reference.slipping(CLOSES, LIMITS)
    assert result.pessimistic.rate == share(result.win_rate.won, result.win_rate.decided + sum(slipping))
    if result.bottleneck or result.gaps.has_moves:
        worst = reference.bottleneck(TARGETS)
        assert (result.bottleneck and NAMES.index(result.bottleneck.stage)) == worst
    later = [event for event in events if event.entered_at.date() > question.as_of]
    assert result.gaps.later_events == len(later)
    nobodys = [event for event in events[::5] if event.entered_at.date() <= question.as_of]
    assert [each.count for each in result.unknown_stages] == ([len(nobodys)] if nobodys else [])
    assert (result.created, result.created_won) == (len(reference.created()), reference.created_won())
    assert result.leads == len(reference.counted())
    found = {row["lead_no"]: (NAMES.index(row["stage"]), row["age_days"]) for row in open_rows}
    assert found == reference.open_visits()
    assert sum(stage.open_visits.n for stage in result.stages) == len(found)
    standing = [[stage for stage, _ in found.values()].count(step) for step in range(len(NAMES))]
    assert result.standing == tuple(share(count, len(found)) for count in standing)
    assert_groups(result, reference)
    before = Reference(events, len(NAMES), WON, replace(question, period=question.period.previous()))
    assert result.earlier[0].entered == tuple(len(before.entered(step)) for step in range(len(NAMES)))


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def assert_losses(result: FunnelResult, reference: Reference) -> None:
    """Every reason with its leads, amounts and stage; those that cost most in a currency first, three of them."""
    expected = reference.losses(AMOUNTS, {"太贵": "价格"})
    assert result.losses.count == sum(count for count, _, _ in expected.values()) == result.win_rate.lost
    assert result.losses.without_reason == expected.pop(None, (0, {}, None))[0]
    found = {
        each.reason: (each.count, each.amounts, each.stage and NAMES.index(each.stage))
        for each in result.losses.reasons
    }
    assert found == expected
    assert [each.count for each in result.losses.reasons] == sorted((n for n, _, _ in expected.values()), reverse=True)
    for currency in ("CNY", "USD"):
        costs = sorted((worth[currency] for _, worth, _ in expected.values() if currency in worth), reverse=True)
        assert [each.amounts[currency] for each in result.losses.top_by_amount(currency)] == costs[:3]


def assert_groups(result: FunnelResult, reference: Reference) -> None:
    """Each owner's and each source's figures are those of the leads alone."""
    for table, known in zip(result.groups, (OWNERS, SOURCES), strict=True):
        groups = {group.value: group for group in table.groups}
        for name in dict.fromkeys(known.values()):
            own = {lead_no for lead_no, value in known.items() if value == name}
            entered, won = (len(reference.entered(step) & own) for step in (0, WON))
            group = groups.pop(name, Group(name, 0, 0, None, Days(), small_sample=True))
            assert (group.entered, group.won, group.conversion) == (entered, won, share(won, entered))
            assert group.small_sample == (entered < PIPELINE.small_sample)
            assert close(group.cycle_days, reference.cycle(own))
        assert groups == {}
