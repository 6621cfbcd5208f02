"""One lead's walk through a pipeline: every event, what kind of move it was, and how long the lead stayed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from leadcli.settings.pipelines import Pipeline

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Move:
    """One event of a lead.

    `stage` is its proper name, or the text as `said` where the pipeline does not know it (`in_pipeline` false);
    `came_from` the stage before. `days` is how long a finished visit took; an open one `is_open` and stands for
    `open_days`; both are None where a date is not known, and from the won stage on.
    `repeated`: the lead was in this stage already; `re_entry`: it comes back into it; `backward`: into an earlier one;
    `reopened_after` the end `lost` or `won`; `skipped` are the stages that it never was in and now is beyond;
    `tied`: another stage was entered at the same moment, and the later stage counts as the later event;
    `before_import`: it lies before the day of the import that first brought the lead.
    """

    entered_at: datetime
    stage: str
    said: str
    came_from: str | None
    days: float | None
    open_days: int | None
    is_open: bool
    origin: str
    inferred: bool
    dated: bool
    file: str | None
    sheet: str | None
    row: int | None
    reason: str | None
    by: str | None
    recorded_at: datetime | None
    repeated: bool
    re_entry: bool
    backward: bool
    reopened_after: str | None
    skipped: list[str]
    before_import: bool
    tied: bool
    in_pipeline: bool
    batch_id: int | None


def lead_walk(connection: duckdb.DuckDBPyConnection, pipeline: Pipeline, as_of: date) -> list[Move]:
    """All events of a lead in order; those of no stage of the pipeline stand between and change nothing.

    Args:
        connection: with `lead_event`, and the funnel's tables `funnel_word` and `funnel_event` of these events.
        pipeline: the stages.
        as_of: the last day whose events exist.
    """
    params = {
        "pipeline": pipeline.name,
        "as_of": as_of,
        "as_of_stop": as_of + timedelta(days=1),
        "won": pipeline.won,
        "lost": len(pipeline.stages),
        "names": [*pipeline.names, *pipeline.lost[:1]],
    }
    return [Move(*row) for row in connection.execute(_WALK, params).fetchall()]


# The order and the visits are those of the funnel. `furthest` and `seen` are of the events before; after the lost end a
# lead may come back into any stage, which is neither backward nor forward.
_WALK = """
WITH event AS (
    SELECT lead_event.*, step, origin <> 'import' AS dated
    FROM lead_event LEFT JOIN funnel_word ON stage = word
    WHERE entered_at < $as_of_stop AND (pipeline IS NULL OR pipeline = $pipeline)
), ordered AS (
    SELECT *,
        lag(step) OVER walk AS before,
        lead(step) OVER walk IS NULL AS is_last,
        max(step) FILTER (WHERE step < $lost) OVER earlier AS furthest,
        list(step) OVER earlier AS seen,
        lead((step, entered_at, dated)) OVER walk IS NOT DISTINCT FROM (step, entered_at, dated) AS said_again,
        min(step) OVER (PARTITION BY entered_at) < max(step) OVER (PARTITION BY entered_at) AS tied
    FROM event
    WHERE step IS NOT NULL
    WINDOW walk AS (ORDER BY entered_at, step, dated, sequence),
        earlier AS (ORDER BY entered_at, step, dated, sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), stay AS (
    SELECT step, entered_at, dated, epoch(next_at - entered_at) / 86400 AS days
    FROM funnel_event WHERE finished AND timed AND step < $won
), moved AS (
    SELECT ordered.* EXCLUDE (stage), stage AS said,
        $names[step + 1] AS stage,
        $names[before + 1] AS came_from,
        if(said_again, NULL, days) AS days,
        is_last AND step < $won AS is_open,
        if(is_open AND dated, date_diff('day', entered_at::DATE, $as_of::DATE), NULL) AS open_days,
        coalesce(before = step, FALSE) AS repeated,
        coalesce(before <> step AND list_contains(seen, step), FALSE) AS re_entry,
        coalesce(before < $lost AND step < before, FALSE) AS backward,
        CASE WHEN step = $lost THEN NULL WHEN before = $lost THEN 'lost'
            WHEN before >= $won AND step < $won THEN 'won' END AS reopened_after,
        CASE WHEN step = $lost OR before IS NULL AND inferred THEN []
            ELSE [$names[each + 1] FOR each IN range(coalesce(furthest, -1)::BIGINT + 1, step::BIGINT)] END AS skipped
    FROM ordered LEFT JOIN stay USING (step, entered_at, dated)
), told AS (
    SELECT *, TRUE AS in_pipeline FROM moved
    UNION ALL BY NAME
    SELECT event.*, stage AS said, FALSE AS is_open, FALSE AS repeated, FALSE AS re_entry, FALSE AS backward,
        [] AS skipped, FALSE AS tied, FALSE AS in_pipeline
    FROM event WHERE step IS NULL
)
SELECT entered_at, stage, said, came_from, days, open_days, is_open, origin, inferred, dated, file, sheet, row, reason,
    "by", recorded_at, repeated, re_entry, backward, reopened_after, skipped, before_import, tied, in_pipeline, batch_id
FROM told ORDER BY entered_at, step NULLS FIRST, dated, sequence
"""
