"""The one core of every funnel figure: which events qualify, how each lead walked, and what became of it.

Built once per question as temporary tables of the connection; stages are numbers from 0 in pipeline order, and lost is
the number after the last stage, so that same-time events sort as defined. Sets of stages are bits of a BIGINT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leadcli.analysis.built import Built
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.domain.period import midnight
from leadcli.settings.pipelines import Pipeline

if TYPE_CHECKING:
    import duckdb

_TABLES = ("funnel_word", "funnel_stage", "funnel_lead", "funnel_event", "funnel_fact")

_OF_PIPELINE = "(pipeline IS NULL OR pipeline = $pipeline)"
QUALIFIES = f"entered_at < $as_of_stop AND {_OF_PIPELINE}"
UNDATED = "import"
"""The origin of an event that only has the day of the import which first showed it."""

_OWN_AMOUNTS = "(SELECT lead_no, currency, amount, NULL::DATE AS won_on FROM {leads} WHERE amount IS NOT NULL)"

_TEXTS = """
SELECT stage, count(*) FILTER (WHERE entered_at < $as_of_stop), count(*) FILTER (WHERE entered_at >= $as_of_stop)
FROM {events}
WHERE stage IS NOT NULL AND {of_pipeline}
GROUP BY stage
"""

_WORD = """
CREATE OR REPLACE TEMP TABLE funnel_word AS
SELECT unnest($words::VARCHAR[]) AS word, unnest($steps::UTINYINT[]) AS step
"""

_STAGE = """
CREATE OR REPLACE TEMP TABLE funnel_stage AS
SELECT unnest(range(len($names)))::UTINYINT AS step, unnest($names::VARCHAR[]) AS stage,
    unnest($limits::INTEGER[]) AS limit_days
"""

# One pass over all events. `starts_inside`: the first event lies in the asked period; `last_dated`: it is known when
# the last stage was entered; `moving`: the whole walk is needed, since something happened in the period (or the lead is
# of a cohort); `seen_0`, …: the stages entered in each earlier period. A cohort needs no lead of another time.
_LEAD = """
CREATE OR REPLACE TEMP TABLE funnel_lead AS
SELECT row_number() OVER ()::INTEGER AS id, *, starts_at >= $start AND starts_at < $stop AS starts_inside
FROM (
    SELECT lead_no, min(entered_at) AS starts_at, max(entered_at) AS last_at,
        max(epoch_us(entered_at) * 64 + step) AS last, last & 63 AS last_step,
        coalesce(max(epoch_us(entered_at) * 64 + step) FILTER (WHERE origin <> '{undated}') = last, FALSE)
            AS last_dated, {moving} AS moving {seen}
    FROM {events} JOIN funnel_word ON stage = word
    WHERE {qualifies}
    GROUP BY lead_no
)
WHERE {wanted}
"""
_MOVING = "bool_or(entered_at >= $start AND entered_at < $stop)"
_SEEN = """,
        bit_or(CASE WHEN entered_at >= $start_{n} AND entered_at < $stop_{n} THEN 1::BIGINT << step ELSE 0 END)
            AS seen_{n}"""

# The walks of moving leads. `followed`: within the window. `furthest_after`: the latest-ordered stage entered later
# than this event. `finished`: the visit ended; the same stage written twice at the same moment is one visit, so that
# row order cannot matter here. `timed`: it is known when the visit began and ended. Texts stay out: they would double
# the time of the sort.
_EVENT = """
CREATE OR REPLACE TEMP TABLE funnel_event AS
WITH qualified AS (
    SELECT id, step, entered_at, starts_inside AS created, {followed} AS followed, inferred,
        origin <> '{undated}' AS dated
    FROM {events} JOIN funnel_word ON stage = word JOIN funnel_lead USING (lead_no)
    WHERE {qualifies} AND moving
)
SELECT *,
    lead(entered_at) OVER history AS next_at,
    coalesce(lead(followed) OVER history, FALSE)
        AND (lead(step) OVER history <> step OR lead(entered_at) OVER history <> entered_at) AS finished,
    dated AND lead(dated) OVER history AS timed,
    max(step) FILTER (WHERE followed AND step < $lost)
        OVER (history ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS furthest_after
FROM qualified
WINDOW history AS (PARTITION BY id ORDER BY entered_at, step, dated)
"""

# `entered` and `advanced` are sets of stages, `entered` with the lost end; `decided_at` is the last won or lost event,
# `decided_dated` whether its date is known; `timed` whether that of the first event and of the first won one is.
_FACT = """
CREATE OR REPLACE TEMP TABLE funnel_fact AS
WITH walked AS (
    SELECT id, any_value(created) AS created, min(entered_at) AS first_at,
        bit_or(1::BIGINT << step) FILTER (WHERE {within_entry}) AS touched,
        bit_or(1::BIGINT << step) FILTER (WHERE followed AND furthest_after > step) AS advanced,
        max(step) FILTER (WHERE followed AND step < $lost) + 1 AS furthest,
        min(entered_at) FILTER (WHERE followed AND step = $won) AS first_won,
        max(entered_at) FILTER (WHERE followed AND step = $won) AS last_won,
        max(entered_at) FILTER (WHERE followed AND step = $lost) AS last_lost,
        max(entered_at) FILTER (WHERE followed) AS last_at,
        min(entered_at) FILTER (WHERE dated) AS first_dated,
        min(entered_at) FILTER (WHERE dated AND followed AND step = $won) AS first_won_dated,
        max(entered_at) FILTER (WHERE dated AND followed AND step = $won) AS last_won_dated,
        max(entered_at) FILTER (WHERE dated AND followed AND step = $lost) AS last_lost_dated
    FROM funnel_event
    GROUP BY id
), judged AS (
    SELECT * REPLACE (coalesce(touched, 0) AS touched, coalesce(furthest, 0) AS furthest),
        last_lost IS NOT NULL AND last_lost = last_at AS ended_lost,
        CASE WHEN {is_churn} THEN last_lost END AS churned_at,
        CASE WHEN NOT {is_churn} THEN last_lost END AS given_up_at
    FROM walked
)
SELECT id, created, first_at, first_won, ended_lost, churned_at, {entered} AS entered, {advanced} AS advanced,
    greatest(last_won, given_up_at) AS decided_at,
    coalesce(last_won > given_up_at, last_won IS NOT NULL) AS decided_won,
    coalesce(CASE WHEN decided_won THEN last_won_dated = last_won ELSE last_lost_dated = last_lost END, FALSE)
        AS decided_dated,
    coalesce(first_at = first_dated AND first_won = first_won_dated, FALSE) AS timed
FROM judged {with_depth}
"""

# How many stages in unbroken order, other events in between: each event that is the next stage goes one deeper.
_WITH_DEPTH = """
LEFT JOIN (
    SELECT id, list_reduce(
        list(step::INTEGER ORDER BY entered_at, step), lambda depth, step: depth + (step = depth)::INTEGER, 0
    ) AS depth
    FROM funnel_event
    WHERE followed AND step < $lost
    GROUP BY id
) USING (id)
"""
_LOST_BIT = "(touched & (1::BIGINT << $lost))"
_ENTERED = {
    Counting.TOUCHED: "touched",
    Counting.IMPLIED: f"((1::BIGINT << furthest) - 1) | {_LOST_BIT}",
    Counting.STRICT: f"((1::BIGINT << coalesce(depth, 0)) - 1) | {_LOST_BIT}",
}
_ADVANCED = {Counting.IMPLIED: "((1::BIGINT << furthest) - 1) >> 1"}


@dataclass(frozen=True)
class FunnelHistory(Built):
    """The built tables of one question, and how to ask them.

    `unknown` are the stage texts the pipeline does not know and how often each stands; `later` is how many entries lie
    after the as-of day; `won` is SQL of the amounts leads brought: lead_no, currency, amount, won_on.
    """

    events: str
    leads: str
    pipeline: Pipeline
    question: FunnelQuestion
    params: dict[str, object]
    unknown: dict[str, int]
    later: int
    won: str

    @property
    def lost(self) -> int:
        """The number that stands for lost."""
        return len(self.pipeline.stages)

    def within(self, moment: str) -> str:
        """The condition that a moment counts: it lies in the period, or its lead is of the cohort."""
        if self.question.basis is Basis.COHORT:
            return f"({moment} IS NOT NULL AND created)"
        return f"coalesce({moment} >= $start AND {moment} < $stop, FALSE)"

    def known(self) -> Mapping[str, object]:
        """What the question asks for, and the numbers of stages."""
        return self.params


@contextmanager
def funnel_history(
    connection: duckdb.DuckDBPyConnection,
    events: str,
    leads: str,
    pipeline: Pipeline,
    question: FunnelQuestion,
    won: str | None = None,
) -> Iterator[FunnelHistory]:
    """Build the history of a question; its temporary tables are gone afterwards.

    Args:
        connection: where the relations are.
        events: name of a relation (lead_no, pipeline, stage, entered_at, sequence, reason, inferred, origin); an event
            without a pipeline belongs to every pipeline that knows its stage.
        leads: name of a relation (lead_no once each, company, owner, source, region, industry, product, grade, amount,
            currency, expected_close, size); it may be empty.
        pipeline: the stages to count.
        question: what is asked.
        won: name of a relation of what leads brought (lead_no, currency, amount, and won_on of what was won on a day of
            its own, else null); without it that is the amounts of `leads`.
    """
    amounts = won or _OWN_AMOUNTS.format(leads=leads)
    params = _params(pipeline, question)
    try:
        yield _built(FunnelHistory(connection, events, leads, pipeline, question, params, {}, 0, amounts))
    finally:
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _params(pipeline: Pipeline, question: FunnelQuestion) -> dict[str, object]:
    period, earlier = question.period, question.earlier_periods()
    ends = {f"start_{n}": midnight(each.start) for n, each in enumerate(earlier)}
    ends |= {f"stop_{n}": midnight(each.end, 1) for n, each in enumerate(earlier)}
    return ends | {
        "pipeline": pipeline.name,
        "start": midnight(period.start),
        "stop": midnight(period.end, 1),
        "earliest": midnight(min(each.start for each in [*earlier, period])),
        "as_of": question.as_of,
        "as_of_stop": midnight(question.as_of, 1),
        "window": question.window_days,
        "won": pipeline.won,
        "lost": len(pipeline.stages),
    }


def _built(unbuilt: FunnelHistory) -> FunnelHistory:
    history = _with_words(unbuilt)
    question, cohort = history.question, history.question.basis is Basis.COHORT
    source = {"events": history.events, "qualifies": QUALIFIES, "undated": UNDATED}
    lead = _LEAD.format(
        **source,
        moving="TRUE" if cohort else _MOVING,
        seen="" if cohort else "".join(_SEEN.format(n=n) for n in range(len(question.earlier_periods()))),
        wanted="starts_at >= $earliest AND starts_at < $stop" if cohort else "TRUE",
    )
    history.run(lead)
    followed = "TRUE" if question.window_days is None else "entered_at <= starts_at + to_days($window::INTEGER)"
    history.run(_EVENT.format(**source, followed=followed))
    churn = "coalesce(last_lost >= first_won, FALSE)" if history.pipeline.churn_after_won else "FALSE"
    strict = question.counting is Counting.STRICT
    fact = _FACT.format(
        within_entry="followed" if cohort else history.within("entered_at"),
        is_churn=churn,
        entered=_ENTERED[question.counting],
        advanced=_ADVANCED.get(question.counting, "coalesce(advanced, 0)"),
        with_depth=_WITH_DEPTH if strict else "",
    )
    history.run(fact)
    return history


def _with_words(history: FunnelHistory) -> FunnelHistory:
    """Map each distinct stage text to its stage; keep what the pipeline does not know."""
    pipeline = history.pipeline
    steps: dict[str, int] = {}
    unknown: dict[str, int] = {}
    later = 0
    for text, count, count_later in history.rows(_TEXTS.format(events=history.events, of_pipeline=_OF_PIPELINE)):
        step = pipeline.step_of(text)
        if step is not None:
            steps[text] = step
            later += count_later
        elif count and not pipeline.is_ongoing(text):
            unknown[text] = count
    history.run(_WORD, words=list(steps), steps=list(steps.values()))
    names = [*pipeline.names, pipeline.lost[0] if pipeline.lost else None]
    limits = [stage.error_days or stage.warn_days for stage in pipeline.stages]
    history.run(_STAGE, names=names, limits=[*limits, None])
    return replace(history, unknown=unknown, later=later)
