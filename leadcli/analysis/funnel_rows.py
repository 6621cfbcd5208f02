"""The leads behind a funnel's figures, one table for each kind of figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis import funnel_counts
from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_losses import losses_sql
from leadcli.analysis.funnel_question import Basis
from leadcli.analysis.funnel_won import won_in_period

if TYPE_CHECKING:
    import pyarrow as pa

_STAGES = """
WITH entry AS (
    SELECT id, step, min(entered_at) AS entered_at, bool_or(inferred) AS inferred
    FROM funnel_event
    WHERE {scope}
    GROUP BY id, step
)
SELECT lead_no, {names}, stage, entry.entered_at,
    CASE WHEN step >= $won THEN NULL
        WHEN (advanced >> step) & 1 = 1 THEN 'advanced'
        WHEN ended_lost THEN 'lost'
        ELSE 'open' END AS outcome,
    coalesce(inferred, TRUE) AS inferred, {created} AS created
FROM funnel_fact CROSS JOIN funnel_stage JOIN funnel_lead USING (id) LEFT JOIN entry USING (id, step) {named}
WHERE {counted} AND (entered >> step) & 1 = 1
ORDER BY step, entry.entered_at, lead_no
"""

_DWELL = """
SELECT lead_no, {names}, stage, days, days IS NULL AS undated
FROM ({dwell}) JOIN funnel_stage USING (step) JOIN funnel_lead USING (id) {named}
ORDER BY step, days DESC NULLS LAST, lead_no
"""

_OPEN_VISITS = """
SELECT lead_no, {names}, stage, entered_at, age_days, over_limit, expected_close::DATE < $as_of::DATE AS overdue,
    age_days IS NULL AS undated
FROM ({open_visits}) JOIN funnel_stage USING (step) JOIN funnel_lead USING (id) {named}
    LEFT JOIN (SELECT lead_no, expected_close FROM {leads}) USING (lead_no)
ORDER BY step DESC, age_days DESC NULLS LAST, lead_no
"""

_WON = """
SELECT lead_no, {names}, first_at, first_won AS won_at, CASE WHEN {won} THEN {cycle} END AS cycle_days,
    {won} AND NOT timed AS undated, decided_won AND {decided} AS decided, amount,
    CASE WHEN amount IS NOT NULL THEN currency END AS currency
FROM funnel_fact JOIN funnel_lead USING (id) {named}
    LEFT JOIN (SELECT lead_no, currency, sum(amount) AS amount FROM {amounts} GROUP BY ALL) USING (lead_no)
WHERE {won} OR decided_won AND {decided}
ORDER BY first_won, lead_no
"""

_LOSSES = """
SELECT lead_no, {names}, stage, lost_at, undated, reason, amount,
    CASE WHEN amount IS NOT NULL THEN currency END AS currency
FROM ({losses}) {named}
ORDER BY lost_at, lead_no
"""


_DECIDED = """
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT lead_no, decided_at, decided_won AS won, decided_dated AS dated
FROM funnel_fact JOIN funnel_lead USING (id)
WHERE {decided}
"""


def rows_behind(history: FunnelHistory) -> dict[str, pa.Table]:
    """All tables: `leads` of each stage, `dwell`, `open_visits`, `won` and `losses`."""
    return {
        "leads": stage_lead_rows(history),
        "dwell": dwell_rows(history),
        "open_visits": open_visit_rows(history),
        "won": won_rows(history),
        "losses": loss_rows(history),
    }


def stage_lead_rows(history: FunnelHistory) -> pa.Table:
    """One row per lead and stage it is counted in: lead_no, …, stage, entered_at, outcome, inferred, created.

    Here as in the other tables `…` are the lead's company, its owner and what is compared. `outcome` is advanced, lost
    or open, null for the won stage, those after it and the lost end; `entered_at` is null where counting implied the
    stage; `created`, whether the lead's first event falls in the period, is null of a cohort, where it always does.
    """
    scope = "followed" if history.question.basis is Basis.COHORT else history.within("entered_at")
    created = "NULL::BOOLEAN" if history.question.basis is Basis.COHORT else "created"
    return _table(history, _STAGES, scope=scope, counted=funnel_counts.counted(history), created=created)


def dwell_rows(history: FunnelHistory) -> pa.Table:
    """One row per lead and stage it left: lead_no, …, stage, days (its finished visits together), undated.

    Here as in the other tables `undated` says that a date is missing, so that no days can be known.
    """
    return _table(history, _DWELL, dwell=funnel_counts.dwell_sql(history))


def open_visit_rows(history: FunnelHistory) -> pa.Table:
    """One row per lead standing in a stage before the won one, the latest stages and longest stays first.

    Columns: lead_no, …, stage, entered_at, age_days, over_limit (null where the stage has no limit), overdue (past the
    expected close), undated.
    """
    return _table(history, _OPEN_VISITS, open_visits=funnel_counts.open_visits_sql(history))


def won_rows(history: FunnelHistory) -> pa.Table:
    """One row per lead won: lead_no, …, first_at, won_at, cycle_days, undated, decided, amount, currency.

    `won_at` is when it was first won, `decided` whether it counts as won in the win rate; a lead won again in the
    period has no cycle in it. `amount` is what it brought; a lead that brought several currencies has a row of each.
    """
    won, decided = f"(first_won IS NOT NULL AND {history.within('first_won')})", history.within("decided_at")
    return _table(history, _WON, won=won, decided=decided, cycle=funnel_counts.CYCLE, amounts=history.won)


def loss_rows(history: FunnelHistory) -> pa.Table:
    """One row per lost lead: lead_no, …, stage (lost at), lost_at, undated, reason (as written), amount, currency."""
    return _table(history, _LOSSES, losses=losses_sql(history))


def keep_decided(history: FunnelHistory, name: str) -> None:
    """Keep the decided leads as the temporary table `name`: lead_no, decided_at, won, dated (the date is known)."""
    history.run(_DECIDED.format(name=name, decided=history.within("decided_at")))


def keep_won(history: FunnelHistory, name: str) -> None:
    """Keep what was won in the period as the temporary table `name`, see `won_in_period`."""
    won = won_in_period(history, f"decided_won AND {history.within('decided_at')}")
    history.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {won}")


def _table(history: FunnelHistory, sql: str, **parts: str) -> pa.Table:
    names = ", ".join(dict.fromkeys(["company", "owner", *history.question.by]))
    named = f"LEFT JOIN (SELECT lead_no, {names} FROM {history.leads}) USING (lead_no)"
    return history.table(sql.format(names=names, named=named, leads=history.leads, **parts))
