"""What is sent to whom next by the plan of its grade, and which lost leads are worth another try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.domain.period import midnight
from leadcli.settings.lifecycle import Nurture, WinBack
from leadcli.settings.pipelines import Pipeline, word_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Contents go round by the number of contacts so far; whoever was never contacted is due today.
_NURTURE = """
CREATE OR REPLACE TEMP TABLE lifecycle_nurture AS
WITH contact AS (
    SELECT lead_no, count(*) AS contacts, max("at")::DATE AS contacted_on FROM due_followup
    WHERE is_contact AND lead_no IS NOT NULL AND "at" < $stop GROUP BY lead_no
)
SELECT lead_no, company, contact, nullif(trim(owner), '') AS owner, grade, temperature, stage, channel,
    contents[coalesce(contacts, 0) % len(contents) + 1] AS content, every_days, contact.contacted_on,
    coalesce(contact.contacted_on + every_days, $as_of::DATE) AS next_on,
    date_diff('day', next_on, $as_of)::INTEGER AS days_late
FROM lifecycle_judged JOIN lifecycle_channel USING (grade) LEFT JOIN contact USING (lead_no)
WHERE $owner::VARCHAR IS NULL OR trim(owner) = $owner
"""

_WINBACK = """
CREATE OR REPLACE TEMP TABLE lifecycle_winback AS
SELECT loss.lead_no, company, contact, nullif(trim(owner), '') AS owner, grade, loss.stage,
    loss.lost_at::DATE AS known_on, if(undated, NULL, known_on) AS lost_on, undated,
    coalesce(name, nullif(loss.reason, '')) AS reason, remedy, amount, currency,
    known_on + coalesce(after_days, $after_days) AS come_back_on, come_back_on <= $as_of AS is_due
FROM lifecycle_loss AS loss JOIN due_lead USING (lead_no)
JOIN opportunity_now_stood AS stood ON stood.lead_no = loss.lead_no AND stood.place = loss.place
JOIN (SELECT place, step, is_lost FROM opportunity_stage) AS now ON now.place = stood.place AND now.step = stood.step
LEFT JOIN lifecycle_reason ON lifecycle_reason.place = loss.place AND text = loss.reason
WHERE is_lost AND NOT is_invalid AND ($owner::VARCHAR IS NULL OR trim(owner) = $owner)
"""


@dataclass(frozen=True)
class GradePlan:
    """The plan of a grade, how many leads are in it, and how many of them are to get something by today."""

    grade: str
    channel: str
    every_days: int
    leads: int
    due: int


@dataclass(frozen=True)
class ReasonCount:
    """How many leads were lost for a reason (None: none is known), its remedy, and how many may be asked again.

    `undated` of them were lost on a day nobody wrote down.
    """

    reason: str | None
    leads: int
    due: int
    after_days: int
    remedy: str | None
    undated: int


def plan_nurture(
    connection: duckdb.DuckDBPyConnection, plans: Mapping[str, Nurture], owner: str | None, as_of: date
) -> None:
    """Make temp table `lifecycle_nurture` of `lifecycle_judged`: the leads of grades that have a plan; of one owner.

    It has lead_no, company, contact, owner, grade, temperature, stage, channel, content, every_days, contacted_on,
    next_on, days_late (below 0: to come).
    """
    import pyarrow as pa

    table = pa.table(
        {
            "grade": pa.array(list(plans), pa.string()),
            "channel": pa.array([each.channel for each in plans.values()], pa.string()),
            "contents": pa.array([list(each.content) for each in plans.values()], pa.list_(pa.string())),
            "every_days": pa.array([each.every_days for each in plans.values()], pa.int32()),
        }
    )
    _keep(connection, "lifecycle_channel", table)
    stop = midnight(as_of, 1)
    connection.execute(_NURTURE, {"as_of": as_of, "stop": stop, "owner": owner})


def count_nurture(connection: duckdb.DuckDBPyConnection, plans: Mapping[str, Nurture]) -> tuple[GradePlan, ...]:
    """Count `lifecycle_nurture` by grade."""
    rows = connection.execute(
        "SELECT grade, count(*), count(*) FILTER (days_late >= 0) FROM lifecycle_nurture GROUP BY grade"
    ).fetchall()
    found = {grade: (leads, due) for grade, leads, due in rows}
    return tuple(
        GradePlan(grade, plan.channel, plan.every_days, *found.get(grade, (0, 0))) for grade, plan in plans.items()
    )


def nurture_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The work list, what is due first first."""
    return connection.sql("FROM lifecycle_nurture ORDER BY next_on, grade, lead_no").to_arrow_table()


def find_winback(
    connection: duckdb.DuckDBPyConnection,
    pipelines: Sequence[Pipeline],
    rules: WinBack,
    owner: str | None,
    as_of: date,
) -> None:
    """Make temp table `lifecycle_winback` of the leads that are lost now.

    It has lead_no, company, contact, owner, grade, stage (lost at), known_on (the loss, or the import that first showed
    it), lost_on (null where only that is known), undated, reason, remedy, amount, currency, come_back_on, is_due.

    Args:
        connection: with what is due, `opportunity_now_stood`, and `lifecycle_loss` (place, lead_no, stage, lost_at,
            undated, reason, amount, currency): every loss of each pipeline, by its place.
        pipelines: in the order of their places.
        rules: when to come back.
        owner: keeps only his.
        as_of: the day.
    """
    import pyarrow as pa

    texts = connection.execute("SELECT DISTINCT place, reason FROM lifecycle_loss WHERE reason IS NOT NULL").fetchall()
    words = {
        (place, word_of(word)): (each.name, each.remedy)
        for place, pipeline in enumerate(pipelines)
        for each in pipeline.loss_reasons
        for word in each.words
    }
    days = {word_of(name): count for name, count in rules.reasons.items()}
    rows = [(place, text, *words.get((place, word_of(text)), (text, None))) for place, text in texts]
    table = pa.table(
        {
            "place": pa.array([row[0] for row in rows], pa.int32()),
            "text": pa.array([row[1] for row in rows], pa.string()),
            "name": pa.array([row[2] for row in rows], pa.string()),
            "remedy": pa.array([row[3] for row in rows], pa.string()),
            "after_days": pa.array([days.get(word_of(row[2])) for row in rows], pa.int32()),
        }
    )
    _keep(connection, "lifecycle_reason", table)
    connection.execute(_WINBACK, {"after_days": rules.after_days, "owner": owner, "as_of": as_of})


def count_winback(connection: duckdb.DuckDBPyConnection) -> tuple[ReasonCount, ...]:
    """Count `lifecycle_winback` by reason with its remedy, the commonest first, those without one last."""
    rows = connection.execute(
        """SELECT reason, count(*), count(*) FILTER (is_due), date_diff('day', known_on, come_back_on) AS after_days,
            remedy, count(*) FILTER (undated)
        FROM lifecycle_winback GROUP BY reason, after_days, remedy
        ORDER BY reason IS NULL, 2 DESC, reason, after_days, remedy"""
    ).fetchall()
    return tuple(ReasonCount(*row) for row in rows)


def winback_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The lost leads, who may be asked again first first."""
    return connection.sql("FROM lifecycle_winback ORDER BY come_back_on, lead_no").to_arrow_table()


def _keep(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("lifecycle_given", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM lifecycle_given")
    connection.unregister("lifecycle_given")
