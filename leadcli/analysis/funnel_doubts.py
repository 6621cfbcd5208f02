"""The entries and leads that make figures of a funnel unsafe, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_counts import counted
from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_losses import losses_sql
from leadcli.analysis.funnel_question import Basis

if TYPE_CHECKING:
    import pyarrow as pa

_EXAMPLES = 3

_ENTRY = "funnel_event JOIN funnel_stage USING (step) JOIN funnel_lead USING (id) WHERE {scope}"
_LEAD = "funnel_fact JOIN funnel_lead USING (id) LEFT JOIN {leads} USING (lead_no) WHERE {counted}"
_IMPLAUSIBLE = (
    "funnel_fact JOIN funnel_lead USING (id) JOIN {implausible} AS implausible USING (lead_no) WHERE {counted}"
)
_WRITTEN = "{events} WHERE (pipeline IS NULL OR pipeline = $pipeline)"

# A lead without any event is in no funnel; every other doubt is of what the report counts, or would.
_DOUBTS = {
    "undated": f"SELECT lead_no, stage, entered_at FROM {_ENTRY} AND NOT dated",
    "inferred": f"SELECT lead_no, stage, entered_at FROM {_ENTRY} AND inferred",
    "without_owner": f"SELECT lead_no FROM {_LEAD} AND entered & 1 = 1 AND owner IS NULL",
    "without_reason": "SELECT lead_no, stage, lost_at AS entered_at FROM ({losses}) WHERE reason IS NULL",
    "won_before_created": f"""SELECT lead_no, first_won AS entered_at, acquired_at::DATE::VARCHAR AS value
        FROM {_LEAD} AND {{won}} AND first_won::DATE < acquired_at::DATE""",
    "later_events": f"""SELECT lead_no, stage, entered_at
        FROM {_WRITTEN} AND entered_at >= $as_of_stop AND stage IN (SELECT word FROM funnel_word)""",
    "amount_implausible": f"""SELECT lead_no, format('{{{{:,}}}} ', amount::BIGINT) || currency AS value
        FROM {_IMPLAUSIBLE}""",
    "unknown_stages": f"""SELECT lead_no, stage, entered_at
        FROM {_WRITTEN} AND entered_at < $as_of_stop AND stage IN (SELECT unnest($unknown::VARCHAR[]))""",
    "undated_leads": "SELECT lead_no FROM {leads} ANTI JOIN {events} USING (lead_no)",
}

_TABLE = """
CREATE OR REPLACE TEMP TABLE funnel_doubt AS
SELECT code, lead_no, company, owner, stage, entered_at, value
FROM ({found}) LEFT JOIN (SELECT lead_no, company, owner FROM {leads}) USING (lead_no)
"""
_COUNTED = f"""
SELECT code, sum(rows)::BIGINT, min(lead_no, {_EXAMPLES})
FROM (SELECT code, lead_no, count(*) AS rows FROM funnel_doubt GROUP BY code, lead_no) GROUP BY code
"""


@dataclass(frozen=True)
class Doubted:
    """How many rows there are of one doubt, and the first few leads."""

    count: int = 0
    examples: tuple[str, ...] = ()


def find_doubts(history: FunnelHistory, implausible: str) -> dict[str, Doubted]:
    """Make temp table `funnel_doubt` (code, lead_no, company, owner, stage, entered_at, value) and count it.

    Args:
        history: its leads also have acquired_at.
        implausible: name of a relation with the amounts that cannot be right (lead_no, amount, currency).
    """
    is_cohort = history.question.basis is Basis.COHORT
    parts = {
        "events": history.events,
        "leads": history.leads,
        "implausible": implausible,
        "losses": losses_sql(history),
        "scope": "created AND followed" if is_cohort else history.within("entered_at"),
        "counted": counted(history),
        "won": history.within("first_won"),
    }
    none = "SELECT NULL::VARCHAR AS code, NULL::VARCHAR AS lead_no, NULL::VARCHAR AS stage,"
    none += " NULL::TIMESTAMP AS entered_at, NULL::VARCHAR AS value WHERE FALSE"
    found = [f"SELECT '{code}' AS code, * FROM ({sql.format(**parts)})" for code, sql in _DOUBTS.items()]
    table = _TABLE.format(found=" UNION ALL BY NAME ".join([none, *found]), leads=history.leads)
    history.run(table, unknown=list(history.unknown))
    return {code: Doubted(count, tuple(examples)) for code, count, examples in history.rows(_COUNTED)}


def doubt_rows(history: FunnelHistory) -> pa.Table:
    """All rows; needs `find_doubts`."""
    return history.table("FROM funnel_doubt ORDER BY code, lead_no, entered_at")
