"""Who gets which lead: one owner per account, then by role, region and industry, in turns, as far as capacity goes.

Leads of one grade that the same people can take are a group, handed out by one statement: everybody's capacity is
spread into slots, ordered round by round, and the first lead gets the first slot. How many groups there are depends on
the settings, not on the leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Taker:
    """Somebody of the team: the words of the regions and industries that are his, and how many leads he still takes.

    `left` is None without a limit; `last_turn` is when a turn was last his, None: never. `is_there`: he belongs to the
    team today; `takes`: he also takes new leads.
    """

    name: str
    role: str
    regions: Sequence[str] = ()
    industries: Sequence[str] = ()
    left: int | None = None
    last_turn: int | None = None
    is_there: bool = True
    takes: bool = True


@dataclass(frozen=True)
class Share:
    """Who gets leads of a grade: people of these roles, or a pool."""

    grade: str
    roles: Sequence[str] = ()
    pool: str | None = None


def assign_leads(
    connection: duckdb.DuckDBPyConnection, leads: str, owners: str, team: Sequence[Taker], shares: Sequence[Share]
) -> None:
    """Make temp table `assign_result`, one row per lead.

    It has lead_no, ordinal (in which order they were looked at), owner (null: nobody), is_pool, reason, detail, turn.
    Reasons of those with an owner: `account` (the account is his), `follows` (another lead of the account was just
    given to him; detail: which), `fitting` (detail: the region and industry that are his), `turn`, `pool`. Of those
    without: `contested` (detail: the owners), `owner_gone` (detail: who), `no_rule` (nobody is to get this grade),
    `no_role`, `no_fit`, `no_capacity`.

    Args:
        connection: where the relations are known and the result is left.
        leads: name of a relation (lead_no, account_id, grade, acquired_at, region, industry): leads to be handed out.
        owners: name of a relation (account_id, owner): who works each account so far, pools left out.
        team: everybody, in the order of their turns.
        shares: the grades in the order they are handed out, those of pools last.
    """
    _register(connection, team, shares)
    connection.execute(_CLASSED.format(leads=leads, owners=owners))
    connection.execute(_LEADING)
    connection.execute(_FITS)
    connection.execute(_GROUPS)
    connection.execute("CREATE OR REPLACE TEMP TABLE assign_turn (lead_no VARCHAR, place INTEGER, turn BIGINT)")
    connection.execute(_DEDUCT_OWNED)
    for (number,) in connection.execute(
        "SELECT DISTINCT number FROM assign_grouped WHERE number > 0 ORDER BY number"
    ).fetchall():
        connection.execute(_DEAL, {"number": number})
        connection.execute(_DEDUCT, {"number": number})
    connection.execute(_RESULT)


def _register(connection: duckdb.DuckDBPyConnection, team: Sequence[Taker], shares: Sequence[Share]) -> None:
    import pyarrow as pa

    words = pa.list_(pa.string())
    people = pa.table(
        {
            "place": pa.array(range(len(team)), pa.int32()),
            "name": pa.array([each.name for each in team], pa.string()),
            "role": pa.array([each.role for each in team], pa.string()),
            "regions": pa.array([[word.lower() for word in each.regions] for each in team], words),
            "industries": pa.array([[word.lower() for word in each.industries] for each in team], words),
            "left": pa.array([each.left for each in team], pa.int64()),
            "last_turn": pa.array([each.last_turn for each in team], pa.int64()),
            "is_there": pa.array([each.is_there for each in team], pa.bool_()),
            "takes": pa.array([each.takes for each in team], pa.bool_()),
        }
    )
    given = pa.table(
        {
            "grade": pa.array([each.grade for each in shares], pa.string()),
            "rank": pa.array(range(len(shares)), pa.int32()),
            "roles": pa.array([list(each.roles) for each in shares], words),
            "pool": pa.array([each.pool for each in shares], pa.string()),
        }
    )
    for name, table in (("assign_person", people), ("assign_share", given)):
        connection.register("given_table", table)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM given_table")
        connection.unregister("given_table")


_CLASSED = """
CREATE OR REPLACE TEMP TABLE assign_classed AS
WITH held AS (
    SELECT account_id, list(DISTINCT owner ORDER BY owner) AS owners FROM {owners} GROUP BY account_id
)
SELECT lead.*, rank, pool, owners,
    row_number() OVER (ORDER BY rank NULLS LAST, acquired_at NULLS LAST, lead_no) AS ordinal,
    CASE WHEN len(owners) > 1 THEN 'contested' WHEN len(owners) = 1 AND is_there THEN 'account'
        WHEN len(owners) = 1 THEN 'owner_gone' WHEN rank IS NULL THEN 'no_rule' WHEN pool IS NOT NULL THEN 'pool'
        ELSE 'turn' END AS class
FROM {leads} AS lead LEFT JOIN assign_share USING (grade) LEFT JOIN held USING (account_id)
LEFT JOIN assign_person ON name = owners[1]
"""

# Of the leads of an account the first one leads, and the others follow it; a pool nobody follows.
_LEADING = """
CREATE OR REPLACE TEMP TABLE assign_leading AS
SELECT account_id, arg_min(lead_no, ordinal) AS leader, min(ordinal) AS ordinal, count(*) AS leads
FROM assign_classed WHERE class IN ('turn', 'pool') GROUP BY account_id HAVING bool_or(class = 'turn')
"""


def _parts(text: str) -> str:
    """SQL of the words of a cell: the whole of it, and what stands between its signs."""
    plain = f"lower(trim({text}))"
    return f"list_concat([{plain}], regexp_split_to_array({plain}, '[-/·、,，;；>|\\s]+'))"


def _fit(cell: str, words: str, parts: str) -> str:
    """SQL of 1 where a cell is one of somebody's words, 0 where nothing is said, null where it is another."""
    begins = (
        f"len(list_filter({words}, lambda word: len(list_filter({parts}, lambda part: starts_with(part, word))) > 0))"
    )
    return f"CASE WHEN len({words}) = 0 OR trim({cell}) IS NULL THEN 0 WHEN {begins} > 0 THEN 1 END"


# Who can take what, per grade, region and industry there are.
_FITS = f"""
CREATE OR REPLACE TEMP TABLE assign_fit AS
WITH asked AS (
    SELECT DISTINCT rank, nullif(trim(region), '') AS region, nullif(trim(industry), '') AS industry
    FROM assign_classed JOIN assign_leading ON lead_no = leader
), able AS (
    SELECT asked.*, place, region_words, industry_words,
        {_fit("region", "regions", "region_words")} AS region_fit,
        {_fit("industry", "industries", "industry_words")} AS industry_fit
    FROM (SELECT *, {_parts("region")} AS region_words, {_parts("industry")} AS industry_words FROM asked) AS asked
    JOIN assign_share USING (rank) JOIN assign_person ON takes AND list_contains(roles, role)
)
SELECT rank, region, industry, count(*) AS of_role,
    list(struct_pack(place, fit := region_fit + industry_fit, by_region := region_fit = 1,
        by_industry := industry_fit = 1) ORDER BY place)
        FILTER (region_fit IS NOT NULL AND industry_fit IS NOT NULL) AS takers
FROM able GROUP BY rank, region, industry
"""

# Within a grade, what fewer people can take comes first, so that they still have room for it.
_GROUPS = """
CREATE OR REPLACE TEMP TABLE assign_grouped AS
WITH able AS (
    SELECT lead_no, lead.account_id, lead.ordinal, leads, lead.rank, lead.region, lead.industry, of_role, takers
    FROM (SELECT * REPLACE (nullif(trim(region), '') AS region, nullif(trim(industry), '') AS industry)
        FROM assign_classed) AS lead
    JOIN assign_leading ON lead_no = leader
    LEFT JOIN assign_fit AS fit ON fit.rank = lead.rank AND fit.region IS NOT DISTINCT FROM lead.region
        AND fit.industry IS NOT DISTINCT FROM lead.industry
), grouped AS (
    SELECT rank, takers, row_number() OVER (ORDER BY rank, len(takers), min(ordinal)) AS number
    FROM able WHERE takers IS NOT NULL GROUP BY rank, takers
)
SELECT able.*, number FROM able LEFT JOIN grouped USING (rank, takers)
"""

_DEDUCT_OWNED = """
UPDATE assign_person SET "left" = if("left" IS NULL, NULL, greatest("left" - owned.leads, 0))
FROM (SELECT owners[1] AS owner, count(*) AS leads FROM assign_classed WHERE class = 'account' GROUP BY 1) AS owned
WHERE name = owned.owner
"""

# Slots: those who fit best first, then round by round, and in a round whoever had no turn for longest.
_DEAL = """
INSERT INTO assign_turn
WITH waiting AS (
    SELECT lead_no, takers, row_number() OVER (ORDER BY ordinal) AS n FROM assign_grouped WHERE number = $number
), size AS (SELECT any_value(takers) AS takers, count(*) AS most FROM waiting),
slot AS (
    SELECT place, row_number() OVER (ORDER BY fit DESC, round, last_turn NULLS FIRST, place) AS n FROM (
        SELECT place, fit, last_turn, unnest(range(1, least(coalesce("left", most), most) + 1)) AS round
        FROM (SELECT unnest(takers, recursive := true), most FROM size) JOIN assign_person USING (place)
    )
), before AS (
    SELECT coalesce(max(turn), 0) AS turn
    FROM (SELECT turn FROM assign_turn UNION ALL SELECT last_turn FROM assign_person)
)
SELECT lead_no, place, before.turn + n FROM waiting JOIN slot USING (n) CROSS JOIN before
"""

# With a lead come the other leads of its account.
_DEDUCT = """
UPDATE assign_person SET "left" = if("left" IS NULL, NULL, greatest("left" - dealt.leads, 0)), last_turn = dealt.turn
FROM (
    SELECT place, sum(leads) AS leads, max(turn) AS turn
    FROM assign_turn JOIN assign_grouped USING (lead_no) WHERE number = $number GROUP BY place
) AS dealt
WHERE assign_person.place = dealt.place
"""

_RESULT = """
CREATE OR REPLACE TEMP TABLE assign_result AS
WITH dealt AS (
    SELECT lead_no, account_id, name, turn, of_role, takers, region, industry,
        list_filter(takers, lambda taker: taker.place = assign_person.place)[1] AS taken
    FROM assign_grouped LEFT JOIN assign_turn USING (lead_no) LEFT JOIN assign_person USING (place)
)
SELECT lead.lead_no, ordinal, lead.grade,
    CASE class WHEN 'account' THEN owners[1] WHEN 'pool' THEN if(dealt.lead_no IS NULL, pool, dealt.name)
        WHEN 'turn' THEN dealt.name END AS owner,
    class = 'pool' AND dealt.lead_no IS NULL AS is_pool,
    CASE WHEN is_pool THEN 'pool' WHEN class NOT IN ('turn', 'pool') THEN class
        WHEN dealt.name IS NULL AND of_role IS NULL THEN 'no_role'
        WHEN dealt.name IS NULL AND takers IS NULL THEN 'no_fit' WHEN dealt.name IS NULL THEN 'no_capacity'
        WHEN dealt.lead_no <> lead.lead_no THEN 'follows' WHEN taken.fit > 0 THEN 'fitting' ELSE 'turn' END AS reason,
    CASE reason WHEN 'follows' THEN dealt.lead_no WHEN 'contested' THEN array_to_string(owners, ', ')
        WHEN 'owner_gone' THEN owners[1] WHEN 'no_fit' THEN concat_ws(' ', dealt.region, dealt.industry)
        WHEN 'fitting' THEN concat_ws(' ', if(taken.by_region, dealt.region, NULL),
            if(taken.by_industry, dealt.industry, NULL)) END AS detail,
    if(dealt.lead_no = lead.lead_no, turn, NULL) AS turn
FROM assign_classed AS lead LEFT JOIN dealt ON class IN ('turn', 'pool') AND dealt.account_id = lead.account_id
"""
