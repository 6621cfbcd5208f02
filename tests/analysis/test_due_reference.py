"""What is due against a slow and obvious reference, on made-up lives of leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.due import find_due
from leadcli.analysis.due_rule import Due
from leadcli.settings.followup import read_followup
from leadcli.settings.priority import read_priority
from tests.support.engine import scratch
from tests.support.examples import examples
from tests.support.funnel_tables import shipped_pipelines

AS_OF = date(2024, 5, 31)
STOP = datetime(2024, 6, 1)
STANDARD = shipped_pipelines().select("standard")
WON, LOST = STANDARD.won, len(STANDARD.stages)
_TABLES = {
    "due_lead": """lead_no varchar, company varchar, contact varchar, owner varchar, acquired_at timestamp,
        acquired_timed boolean, grade varchar, is_invalid boolean, customer_priority varchar""",
    "due_followup": """lead_no varchar, number varchar, "at" timestamp, timed boolean, "by" varchar, is_contact boolean,
        is_postponed boolean, has_reason boolean, replied boolean, next_at timestamp, next_timed boolean,
        next_owner varchar, next_action varchar, recorded_at timestamp, recorded_timed boolean, place bigint""",
    "due_planned": """lead_no varchar, "at" timestamp, timed boolean, place bigint, next_at timestamp,
        next_timed boolean, next_action varchar""",
    "due_behaviour": 'lead_no varchar, "at" timestamp, action varchar, place bigint',
    "due_customer": """lead_no varchar, created_at timestamp, created_timed boolean, refreshed_at timestamp,
        place bigint""",
    "due_unclear": "lead_no varchar, headings varchar, since timestamp, place bigint",
    "opportunity_now_stood": "lead_no varchar, place int, step int, entered_at timestamp, first_at timestamp",
    "opportunity_stage": "place int, step int, stage varchar, is_won boolean, is_lost boolean",
    "opportunity_open": "lead_no varchar, rank int, refreshed_at date, told_at date",
    "lead_given": "lead_no varchar, given_on date",
}


@dataclass(frozen=True)
class Call:
    """A follow-up; `plan` is how many days later the next one is planned for."""

    at: datetime
    postponed: bool
    plan: int | None


@dataclass(frozen=True)
class Life:
    """A lead: acquired, graded, called, the stage it stands in since when, and the day its owner got it."""

    acquired: datetime
    timed: bool
    grade: str | None
    calls: list[Call]
    stage: tuple[int, datetime] | None
    given: date | None

    @property
    def past(self) -> list[Call]:
        return sorted((call for call in self.calls if call.at < STOP), key=lambda call: call.at)

    @property
    def contacts(self) -> list[datetime]:
        return [call.at for call in self.past if not call.postponed]

    @property
    def works(self) -> bool:
        return self.stage is None or self.stage[0] < WON


moments = st.integers(0, 40 * 24).map(lambda hours: datetime(2024, 4, 25) + timedelta(hours=hours, minutes=7))
calls = st.lists(
    st.builds(Call, moments, st.booleans(), st.none() | st.integers(0, 15)), max_size=5, unique_by=lambda call: call.at
)
lives = st.lists(
    st.builds(
        Life,
        moments,
        st.booleans(),
        st.sampled_from([None, "A", "B", "C"]),
        calls,
        st.none() | st.tuples(st.integers(0, LOST), moments.filter(lambda at: at < STOP)),
        st.none() | moments.map(datetime.date),
    ),
    min_size=1,
    max_size=6,
)


def found(known: list[Life]) -> dict[tuple[str, str], tuple[object, ...]]:
    with scratch() as connection:
        for name, columns in _TABLES.items():
            connection.execute(f"create temp table {name} ({columns})")
        for step, name in enumerate([*STANDARD.names, "已流失"]):
            connection.execute(
                "insert into opportunity_stage values (0, ?, ?, ?, ?)", [step, name, WON <= step < LOST, step == LOST]
            )
        for n, life in enumerate(known):
            acquired = life.acquired if life.timed else datetime.combine(life.acquired.date(), datetime.min.time())
            connection.execute(
                "insert into due_lead values (?, null, null, null, ?, ?, ?, false, null)",
                [f"L{n}", acquired, life.timed, life.grade],
            )
            if life.given:
                connection.execute("insert into lead_given values (?, ?)", [f"L{n}", life.given])
            if life.stage:
                connection.execute(
                    "insert into opportunity_now_stood values (?, 0, ?, ?, ?)", [f"L{n}", *life.stage, life.stage[1]]
                )
            for place, call in enumerate(life.calls):
                planned = None if call.plan is None else datetime.combine(call.at.date(), datetime.min.time())
                connection.execute(
                    """insert into due_followup by name select ? as lead_no, ? as "at", true as timed,
                    not ? as is_contact, false as is_postponed, ?::timestamp + to_days(?::int) as next_at,
                    false as next_timed, ? as place""",
                    [f"L{n}", call.at, call.postponed, planned, call.plan, n * 100 + place],
                )
        due = Due(
            connection, AS_OF, 0, read_followup(Path("nowhere")).value, read_priority(Path("nowhere")).value, [STANDARD]
        )
        find_due(due, None)
        rows = connection.execute("select rule, lead_no, due_at, days_late, level from due_line").fetchall()
    return {(rule, number): tuple(rest) for rule, number, *rest in rows}


def climbed(days: int, warn: int, error: int, reassign: int) -> str:
    return "reassign" if days >= reassign else "error" if days >= error else "warn" if days >= warn else "info"


def day_of(at: datetime) -> datetime:
    return datetime.combine(at.date(), datetime.min.time())


def expected(life: Life) -> dict[str, tuple[object, ...]]:
    """Rule by rule, as followup.yaml and the table of clocks have it."""
    told: dict[str, tuple[object, ...]] = {}

    def tell(rule: str, due: datetime, ladder: tuple[int, int, int]) -> None:
        if due < STOP:
            late = (AS_OF - due.date()).days
            told[rule] = (due, late, climbed(late, *ladder))

    acquired = life.acquired if life.timed else day_of(life.acquired)
    if life.given and life.acquired.date() < life.given <= AS_OF:
        acquired = datetime.combine(life.given, datetime.min.time())
    if life.works and life.grade == "A" and not life.contacts and acquired < STOP:
        tell("first_response", acquired + timedelta(days=1), (1, 2, 3))
    times = {"A": 2, "B": 1}.get(life.grade or "")
    if life.works and times:
        since = life.contacts[-times] if len(life.contacts) >= times else acquired
        tell("cadence", since + timedelta(days=7), (3, 5, 7))
    plans = [call for call in life.past if call.plan is not None]
    if life.works and plans:
        planned = day_of(plans[-1].at) + timedelta(days=plans[-1].plan or 0)
        if not any(at > plans[-1].at and at >= planned for at in life.contacts):
            tell("next_step", planned, (1, 5, 7))
    if life.stage and life.works:
        step, entered = life.stage
        warn, error, reassign = (30, 30, 32) if STANDARD.names[step] == "商机孵化" else (33, 35, 37)
        stayed = (AS_OF - entered.date()).days
        if stayed >= 30:
            due = day_of(entered) + timedelta(days=30)
            told["stage_timeout"] = (due, stayed - 30, climbed(stayed, warn, error, reassign))
    return told


@examples(50)
@given(lives)
def test_every_clock(known: list[Life]) -> None:
    wanted = {(rule, f"L{n}"): line for n, life in enumerate(known) for rule, line in expected(life).items()}
    assert found(known) == wanted
