"""Opportunities as they stand on a day: open or decided, their stage, priority, and what is due.

Which stages a lead was in comes from `stage_event`. A lead stands in the pipeline that knows most of its stages; of
several, in the one that knows most of everybody's. Its last event (ties by stage order) says where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from leadcli.analysis.built import Built
from leadcli.analysis.opportunity_priority import fitting
from leadcli.domain.cadence import last_given, owed_at
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import midnight
from leadcli.settings.pipelines import Pipeline
from leadcli.settings.priority import PrioritySettings

if TYPE_CHECKING:
    import duckdb


# `dated`: it is known when the stage was entered, not only the day of the import that first showed it.
_STEP = """
CREATE OR REPLACE TEMP TABLE opportunity_step AS
WITH told AS (
    SELECT lead_no, place, step, stage, entered_at, origin <> 'import' AS dated
    FROM stage_event JOIN opportunity_word ON stage = text
        AND (stage_event.pipeline IS NULL OR stage_event.pipeline = opportunity_word.pipeline)
    WHERE entered_at < $stop
), known AS (
    SELECT lead_no, place, count(DISTINCT stage) AS stages FROM told GROUP BY lead_no, place
), used AS (
    SELECT place, count(*) AS leads FROM known GROUP BY place
), chosen AS (
    SELECT lead_no, place
    FROM known JOIN used USING (place)
    QUALIFY row_number() OVER (PARTITION BY lead_no ORDER BY stages DESC, leads DESC, place) = 1
)
SELECT lead_no, place, step, entered_at, dated FROM told JOIN chosen USING (lead_no, place)
"""

_STOOD = """
CREATE OR REPLACE TEMP TABLE {name}_stood AS
SELECT lead_no, any_value(place) AS place, arg_max(step, (entered_at, step)) AS step,
    max(entered_at) AS entered_at, arg_max(dated, (entered_at, step)) AS stage_dated,
    bool_or(is_opportunity) AS was_opportunity, min(entered_at) AS first_at,
    max(entered_at) FILTER (WHERE is_won) AS won_at
FROM opportunity_step JOIN opportunity_stage USING (place, step)
WHERE entered_at < $until
GROUP BY lead_no
"""

# A lead that fell back is no longer an opportunity; one that is decided was one if it ever came so far.
_STATE = """
CREATE OR REPLACE TEMP TABLE {name} AS
WITH valued AS (
    SELECT *, amount AS written, paid_amount AS paid_written,
        CASE WHEN is_won THEN 'won' WHEN is_lost THEN 'lost' ELSE 'open' END AS outcome,
        CASE WHEN is_opportunity OR is_sheet THEN TRUE WHEN is_lost THEN was_opportunity ELSE FALSE END AS counts
    FROM {name}_stood LEFT JOIN opportunity_stage USING (place, step) FULL JOIN {values} USING (lead_no)
), compared AS (
    SELECT * REPLACE (
            coalesce(stage, stage_text) AS stage,
            CASE WHEN amount > 0 AND amount < $largest THEN amount END AS amount,
            CASE WHEN paid_amount > 0 AND paid_amount < $largest THEN paid_amount END AS paid_amount,
            coalesce(probability, stage_probability) AS probability),
        CASE WHEN probability IS NOT NULL THEN 'own' WHEN stage_probability IS NOT NULL THEN 'stage' END
            AS probability_from,
        CASE WHEN amount > 0 AND amount < $largest THEN amount * $rates[list_position($currencies, currency)] END
            AS amount_cny
    FROM valued
    WHERE counts
)
SELECT * EXCLUDE (stage_text, is_opportunity, was_opportunity, counts, is_won, is_lost),
    {fitting} AS fits, fits[1] AS rank
FROM compared
"""

# Of the rows of one import only the last one is a state.
_SLIP = """
CREATE OR REPLACE TEMP TABLE opportunity_slip AS
WITH moved AS (
    SELECT lead_no, expected_close, lag(expected_close) OVER (PARTITION BY record_id ORDER BY revision) AS before
    FROM opportunity_revision
    WHERE expected_close IS NOT NULL AND as_of <= $as_of
), later AS (
    SELECT DISTINCT lead_no, before, expected_close FROM moved WHERE expected_close > before
)
SELECT lead_no, count(*) AS slips, sum(date_diff('day', before, expected_close))::BIGINT AS slip_days
FROM later
GROUP BY lead_no
"""

_OPEN = """
CREATE OR REPLACE TEMP TABLE opportunity_open AS
WITH contact AS (
    SELECT lead_no, max("at") AS last_followup_at, max("at", {most}) AS contacts
    FROM opportunity_followup JOIN opportunity_now USING (lead_no)
    WHERE "at" < $stop
    GROUP BY lead_no
), due AS (
    SELECT *, greatest(told_at, entered_at::DATE, last_followup_at::DATE) AS refreshed_at, {owed_at} AS owed_at
    FROM opportunity_now LEFT JOIN contact USING (lead_no) LEFT JOIN opportunity_slip USING (lead_no)
        LEFT JOIN {given} USING (lead_no)
    WHERE outcome = 'open'
)
SELECT due.* EXCLUDE (slips, slip_days, contacts, given_on), coalesce(slips, 0) AS slips,
    coalesce(slip_days, 0) AS slip_days,
    coalesce(due.expected_close < $as_of, FALSE) AS overdue,
    coalesce(owed_at < $stop, FALSE) AS contact_due,
    coalesce(date_diff('day', refreshed_at, $as_of) > $refresh, FALSE) AS refresh_due,
    earlier.lead_no IS NOT NULL AS was_open, earlier.rank AS rank_before, earlier.amount AS amount_before,
    earlier.currency AS currency_before, earlier.probability AS probability_before, earlier.stage AS stage_before,
    earlier.expected_close AS expected_close_before,
    CASE WHEN NOT $has_before THEN NULL WHEN NOT was_open THEN 'new' WHEN due.rank < rank_before THEN 'up'
        WHEN due.rank > rank_before THEN 'down' WHEN due.rank IS NOT NULL AND rank_before IS NULL THEN 'graded'
        WHEN due.rank IS NULL AND rank_before IS NOT NULL THEN 'ungraded' END AS change
FROM due LEFT JOIN (FROM opportunity_then WHERE outcome = 'open' AND $has_before) AS earlier USING (lead_no)
"""


@dataclass(frozen=True)
class Opportunities(Built):
    """The built tables of a day, and how to ask them.

    - `opportunity_step`: the stages each lead entered, in its pipeline (`place` in `pipelines`) as numbers
    - `opportunity_now_stood`: where every lead stands that entered any, opportunity or not
    - `opportunity_now`, `opportunity_then`: every opportunity, open or decided (`outcome`), on the day and
      `compare_days` before; `written` and `paid_written` are the amounts as they stand in the sheet, `amount` and
      `paid_amount` null where they cannot be right; `fits` are the places of all priorities it fits, `rank` the first
    - `opportunity_open`: the open ones with their slips, what is due, and their state before

    `has_before` says whether anything was imported by the earlier day.
    """

    as_of: date
    settings: PrioritySettings
    pipelines: Sequence[Pipeline]
    has_before: bool

    @property
    def compared_with(self) -> date:
        """The day that changes are told against."""
        return self.as_of - timedelta(days=self.settings.compare_days)

    def places(self) -> list[int]:
        """The pipelines that any lead stands in, as positions in `pipelines`."""
        return [place for (place,) in self.rows("SELECT DISTINCT place FROM opportunity_step ORDER BY place")]

    def leads_of(self, place: int) -> str:
        """Make a relation of the leads that stand in a pipeline (lead_no), and give its name."""
        self.run(
            f"""CREATE OR REPLACE TEMP VIEW opportunity_of_place AS
            SELECT DISTINCT lead_no FROM opportunity_step WHERE place = {place}"""
        )
        return "opportunity_of_place"

    def known(self) -> Mapping[str, object]:
        """The day, and the rules of priorities."""
        settings = self.settings
        rates = {BASE_CURRENCY: 1.0} | {currency: float(rate) for currency, rate in settings.exchange.items()}
        cadences = [each.cadence for each in settings.priorities]
        return {
            "as_of": self.as_of,
            "stop": midnight(self.as_of, 1),
            "largest": settings.largest_amount,
            "currencies": list(rates),
            "rates": list(rates.values()),
            "names": settings.names,
            "times": [cadence and cadence.times for cadence in cadences],
            "days": [cadence and cadence.days for cadence in cadences],
            "has_before": self.has_before,
            "refresh": settings.refresh_days,
            "least": settings.least_deals,
            "sizes": list(settings.size_bands),
        }


def build_opportunities(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    settings: PrioritySettings,
    pipelines: Sequence[Pipeline],
    *,
    has_before: bool,
) -> Opportunities:
    """Build the tables of a day.

    Args:
        connection: where `stage_event`, `opportunity_value` and `opportunity_value_then` (the leads' values now and on
            the earlier day: lead_no, opp_no, company, owner, product, employees, amount, currency, probability,
            expected_close, stage_text, is_sheet, sheet_priority, signed_at, paid_at, paid_amount, paid_currency,
            acquired_at, told_at; the latter only with `has_before`), `opportunity_revision` (lead_no, record_id,
            revision, as_of, is_sheet, amount, currency, probability, expected_close: one row per import) and
            `opportunity_followup` (lead_no, at) and `lead_given` (lead_no, given_on: when an owner got it) live.
        as_of: the last day whose events exist.
        settings: the rules of priorities.
        pipelines: those that stages may belong to; of several that know a lead's stages alike, the first.
        has_before: whether anything was imported by the day compared with.
    """
    built = Opportunities(connection, as_of, settings, pipelines, has_before)
    _register_stages(built)
    built.run(_STEP)
    _build_state(built, "opportunity_now", "opportunity_value", as_of)
    if has_before:
        _build_state(built, "opportunity_then", "opportunity_value_then", built.compared_with)
    else:
        built.run("CREATE OR REPLACE TEMP TABLE opportunity_then AS FROM opportunity_now LIMIT 0")
    built.run(_SLIP)
    begins = "greatest(coalesce(acquired_at, first_at, told_at), given_on)"
    owed = owed_at("contacts", begins, "$times[rank + 1]", "$days[rank + 1]")
    most = max((each.cadence.times for each in settings.priorities if each.cadence), default=1)
    built.run(_OPEN.format(owed_at=owed, most=most, given=last_given("lead_given", "$as_of")))
    return built


def _build_state(built: Opportunities, name: str, values: str, day: date) -> None:
    until = midnight(day, 1)
    built.run(_STOOD.format(name=name), until=until)
    built.run(_STATE.format(name=name, values=values, fitting=fitting(built.settings)), until=until)


def _register_stages(built: Opportunities) -> None:
    """Make `opportunity_word`, what each text means in each pipeline, and `opportunity_stage`, what each step is."""
    import pyarrow as pa

    texts = [text for (text,) in built.rows("SELECT DISTINCT stage FROM stage_event WHERE stage IS NOT NULL")]
    words = [
        (text, pipeline.name, place, step)
        for place, pipeline in enumerate(built.pipelines)
        for text in texts
        if (step := pipeline.step_of(text)) is not None
    ]
    stages: list[tuple[object, ...]] = [
        (
            place,
            step,
            stage.name,
            stage.expected_probability if step < pipeline.won else None,
            step >= pipeline.opportunity,
            step >= pipeline.won,
            False,
        )
        for place, pipeline in enumerate(built.pipelines)
        for step, stage in enumerate(pipeline.stages)
    ]
    stages += [
        (place, len(pipeline.stages), pipeline.lost[0] if pipeline.lost else None, None, False, False, True)
        for place, pipeline in enumerate(built.pipelines)
    ]
    word = [("text", pa.string()), ("pipeline", pa.string()), ("place", pa.int32()), ("step", pa.int32())]
    stage = [("place", pa.int32()), ("step", pa.int32()), ("stage", pa.string()), ("stage_probability", pa.float64())]
    stage += [(name, pa.bool_()) for name in ("is_opportunity", "is_won", "is_lost")]
    for name, rows, columns in (("opportunity_word", words, word), ("opportunity_stage", stages, stage)):
        by_column = zip(*rows, strict=True) if rows else [()] * len(columns)
        table = pa.table(
            [pa.array(values, kind) for values, (_, kind) in zip(by_column, columns, strict=True)],
            [column for column, _ in columns],
        )
        built.connection.register("given", table)
        built.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM given")
        built.connection.unregister("given")
