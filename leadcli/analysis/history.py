"""Stage history: what the sheets said a lead entered, and what can be inferred where they did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa


@dataclass(frozen=True)
class HistoryRules:
    """What to infer with: the default pipeline, its first stage, the words for its won stage and its lost end."""

    pipeline: str
    first_stage: str
    end_words: Sequence[str]


def stage_history(connection: duckdb.DuckDBPyConnection, entries: str, revisions: str, rules: HistoryRules) -> None:
    """Make temp table `stage_event` from all sources of history.

    Args:
        connection: where the relations live and the table is made.
        entries: stage logs and date columns: lead_no, stage, entered_at, sequence, reason, origin.
        revisions: prospects as they were after each import: lead_no, record_id, revision, number, stage, stage_status,
            status, entered_at, acquired_at, loss_reason, as_of, sequence.
        rules: the default pipeline and its ends.

    The table has lead_no, pipeline (null: whichever knows the stage), stage, entered_at, sequence, reason, inferred,
    origin. A stage without a date is dated by the day inside the number when it is the first stage, else by the
    import's as-of day; a change between two imports is dated by the later one's as-of day; both are inferred. A lead
    without any other history enters the first stage when it was acquired, and its end by its status.
    """
    connection.register("end_word", pa.table({"word": pa.array(list(rules.end_words), pa.string())}))
    connection.execute(
        f"create or replace temp table stage_event as with {_CHANGED}, {_STATED}, {_ENDED}, {_TOLD} {_ALL}".replace(
            "{entries}", entries
        ).replace("{revisions}", revisions),
        {"pipeline": rules.pipeline, "first": rules.first_stage},
    )
    connection.unregister("end_word")


_CHANGED = """
changed as (  -- each revision beside what its record said before
  select *, lag(stage) over steps as earlier_stage, lag(entered_at) over steps as earlier_entry,
         lag(coalesce(stage_status, status)) over steps as earlier_status,
         try_strptime(regexp_extract(number, '(20\\d{6})', 1), '%Y%m%d') as day_in_number
  from {revisions} window steps as (partition by record_id order by revision)
)""".strip()

_STATED = """
stated as (  -- a stage named by a funnel table, an opportunity or a customer sheet
  select lead_no, stage, sequence,
         case when entered_at is distinct from earlier_entry then entered_at end as dated,
         coalesce(dated, case when earlier_stage is null and stage = $first then day_in_number end, as_of)
           as entered_at,
         case when stage in (select word from end_word) then loss_reason end as reason, dated is null as inferred,
         case when dated is not null then 'sheet' when earlier_stage is not null then 'import_difference'
              else 'import' end as origin
  from changed where stage is distinct from earlier_stage and stage is not null
)""".strip()

_ENDED = """
ended as (  -- a status that says the deal is won or lost, dated by the import that brought it
  select lead_no, coalesce(stage_status, status) as stage, sequence, as_of as entered_at, loss_reason as reason,
         case when earlier_status is null then 'import' else 'import_difference' end as origin
  from changed
  where coalesce(stage_status, status) is distinct from earlier_status
    and coalesce(stage_status, status) in (select word from end_word)
)""".strip()

_TOLD = """
told as (
  select lead_no, stage, entered_at, sequence, reason, false as inferred, origin from {entries}
  union all by name
  select * exclude (dated) from stated
), silent as (
  select lead_no, $first as stage, min(acquired_at) as entered_at, min(sequence) as sequence
  from {revisions} where acquired_at is not null and lead_no not in (select lead_no from told) group by lead_no
)""".strip()

_ALL = """
select *, null::varchar as pipeline from told
union all by name
select *, $pipeline as pipeline, true as inferred, 'acquired' as origin from silent
union all by name
select *, $pipeline as pipeline, true as inferred from ended
where origin = 'import_difference' or lead_no not in (select lead_no from {entries})"""
