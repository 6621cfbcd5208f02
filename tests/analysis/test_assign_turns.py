"""Who gets which lead: cases counted by hand, and the same as handing them out one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.assign import Share, Taker, assign_leads
from tests.support.assign_reference import Waiting, handed_out
from tests.support.examples import examples

SHARES = [Share("A", ["senior", "manager"]), Share("B", ["rep"]), Share("C", pool="培育池")]
REPS = [Taker(name, "rep") for name in "甲乙丙丁"]
Owners = dict[int, list[str]]
DATABASE = duckdb.connect()
TEXTS = {name: pa.string() for name in ("lead_no", "grade", "region", "industry")}
WAITING = pa.schema({"account_id": pa.int64(), "acquired_at": pa.date32(), **TEXTS})
HELD = pa.schema([("account_id", pa.int64()), ("owner", pa.string())])


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: pa.Schema, rows: Sequence[tuple[object, ...]]
) -> None:
    named = [dict(zip(columns.names, row, strict=True)) for row in rows]
    connection.register("given_rows", pa.Table.from_pylist(named, columns))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM given_rows")


def result(
    leads: Sequence[Waiting],
    team: Sequence[Taker],
    owners: Owners | None = None,
    shares: Sequence[Share] = tuple(SHARES),
) -> dict[str, tuple[str | None, str]]:
    connection = DATABASE.cursor()
    rows = [(each.account, each.acquired_at, each.lead_no, each.grade, each.region, each.industry) for each in leads]
    _table(connection, "waiting", WAITING, rows)
    held = [(account, name) for account, names in (owners or {}).items() for name in names]
    _table(connection, "held", HELD, held)
    assign_leads(connection, "waiting", "held", team, shares)
    found = connection.execute("SELECT lead_no, owner, reason FROM assign_result").fetchall()
    assert len(found) == len(leads)
    return {lead_no: (owner, reason) for lead_no, owner, reason in found}


def waiting(count: int, grade: str = "B", region: str | None = None) -> list[Waiting]:
    """So many leads, each of a firm of its own, acquired one a day."""
    return [Waiting(f"L{n}", n, grade, date(2024, 5, n), region) for n in range(1, count + 1)]


def owned(found: dict[str, tuple[str | None, str]]) -> dict[str | None, list[int]]:
    """The numbers of the leads each has."""
    each: dict[str | None, list[int]] = {}
    for lead_no, (owner, _) in sorted(found.items()):
        each.setdefault(owner, []).append(int(lead_no[1:]))
    return each


def test_six_leads_in_turns_over_four() -> None:
    """The issue: 1,5 / 2,6 / 3 / 4."""
    assert owned(result(waiting(6), REPS)) == {"甲": [1, 5], "乙": [2, 6], "丙": [3], "丁": [4]}


def test_the_next_run_goes_on_where_the_last_one_ended() -> None:
    """Turns 1 to 6 went 甲乙丙丁甲乙, so 丙 is next; 戊 is new and comes first."""
    later = [Taker(name, "rep", last_turn=turn) for name, turn in zip("甲乙丙丁", (5, 6, 3, 4), strict=True)]
    assert owned(result(waiting(3), later)) == {"丙": [1], "丁": [2], "甲": [3]}
    assert owned(result(waiting(2), [*later, Taker("戊", "rep")])) == {"戊": [1], "丙": [2]}


def test_grades_go_to_roles_and_to_the_pool() -> None:
    team = [Taker("王", "senior"), Taker("李", "rep"), Taker("周", "director")]
    leads = [Waiting("L1", 1, "C"), Waiting("L2", 2, "B"), Waiting("L3", 3, "A"), Waiting("L4", 4, "D")]
    assert result(leads, team) == {
        "L1": ("培育池", "pool"),
        "L2": ("李", "turn"),
        "L3": ("王", "turn"),
        "L4": (None, "no_rule"),
    }
    assert result(leads[1:2], team[:1]) == {"L2": (None, "no_role")}


def test_nobody_gets_more_than_he_takes() -> None:
    """甲 has room for 1, 乙 for 2: 甲 1, 乙 2 and 3, and one lead waits."""
    team = [Taker("甲", "rep", left=1), Taker("乙", "rep", left=2)]
    assert owned(result(waiting(4), team)) == {"甲": [1], "乙": [2, 3], None: [4]}
    assert result(waiting(4), team)["L4"] == (None, "no_capacity")


def test_whose_region_it_is_comes_first_and_others_are_passed_over() -> None:
    team = [Taker("甲", "rep"), Taker("乙", "rep", regions=["华东", "上海"]), Taker("丙", "rep", regions=["华南"])]
    found = result([*waiting(2, region="上海市浦东新区"), Waiting("L3", 3, "B", date(2024, 5, 3))], team)
    assert found == {"L1": ("乙", "fitting"), "L2": ("乙", "fitting"), "L3": ("甲", "turn")}
    assert result(waiting(1, region="西北"), team[1:]) == {"L1": (None, "no_fit")}


def test_one_account_stays_with_one_owner() -> None:
    """Its owner gets its new lead whatever his capacity; of new leads of one firm the first takes the others along."""
    team = [Taker("甲", "rep", left=0), Taker("乙", "rep"), Taker("丙", "rep", is_there=False, takes=False)]
    leads = [Waiting("L1", 1, "A"), Waiting("L2", 2, "B"), Waiting("L3", 2, "C"), Waiting("L4", 3, "B")]
    leads += [Waiting("L5", 4, "B"), Waiting("L6", 5, "C")]
    found = result(leads, team, {1: ["甲"], 3: ["丙"], 4: ["甲", "乙"], 5: ["乙"]})
    assert found == {
        "L1": ("甲", "account"),
        "L2": ("乙", "turn"),
        "L3": ("乙", "follows"),
        "L4": (None, "owner_gone"),
        "L5": (None, "contested"),
        "L6": ("乙", "account"),
    }


words = st.lists(st.sampled_from(["华东", "华南"]), max_size=2, unique=True)
industries = st.lists(st.sampled_from(["教育", "医疗"]), max_size=2, unique=True)
takers = st.builds(
    Taker,
    st.just(""),
    st.sampled_from(["rep", "senior"]),
    words,
    industries,
    st.none() | st.integers(0, 3),
    st.none(),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([True, True, True, False]),
)
optional = st.none() | st.sampled_from(["华东", "华南", "西北"])
leads = st.lists(
    st.builds(
        lambda account, grade, day, region, industry: (account, grade, day and date(2024, 5, day), region, industry),
        st.integers(1, 8),
        st.sampled_from(["A", "B", "C", "D"]),
        st.none() | st.integers(1, 3),
        optional,
        st.none() | st.sampled_from(["教育", "医疗", "化工"]),
    ),
    min_size=3,
    max_size=25,
)


@examples(40)
@given(
    leads=leads,
    team=st.lists(takers, min_size=1, max_size=5),
    turns=st.permutations(range(1, 6)),
    fresh=st.lists(st.booleans(), min_size=5, max_size=5),
    owners=st.dictionaries(
        st.integers(1, 8), st.lists(st.sampled_from("甲乙丙外"), max_size=2, unique=True), max_size=3
    ),
)
def test_the_same_as_one_by_one(
    leads: list[tuple[int, str, date | None, str | None, str | None]],
    team: list[Taker],
    turns: list[int],
    fresh: list[bool],
    owners: Owners,
) -> None:
    named = [
        Taker(
            name=name,
            role=each.role,
            regions=each.regions,
            industries=each.industries,
            left=each.left,
            last_turn=None if new else turn,
            is_there=each.is_there,
            takes=each.takes and each.is_there,
        )
        for name, each, turn, new in zip("甲乙丙丁戊", team, turns, fresh, strict=False)
    ]
    asked = [Waiting(f"L{place}", *each) for place, each in enumerate(leads)]
    assert result(asked, named, owners) == handed_out(asked, owners, named, SHARES)


def test_plain_turns_are_fair() -> None:
    many = [Waiting(f"L{n}", n, "B") for n in range(1000)]
    counts = [len(each) for each in owned(result(many, REPS)).values()]
    assert counts == [250, 250, 250, 250]
