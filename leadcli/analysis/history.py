"""Stage history: what logs say a lead entered, and what its other sheets show of it.

A stage log (or a sheet of dates per stage) dates its entries. Every other sheet only shows a *state*: the stage or the
status that its record has. A state becomes an event when it changes from one import to the next, dated by the sheet's
own date of entry or, failing that, inferred.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from leadcli.settings.pipelines import Pipeline, Pipelines, word_of

BY_HAND = "origin = 'by_hand'"
"""SQL that a stage was set by hand."""


def day_inside(number: str) -> str:
    """SQL of the day inside a business number (LX20240501001); null where there is none."""
    return f"try_strptime(regexp_extract({number}, '20\\d{{6}}'), '%Y%m%d')"


def add_shown_stages(connection: duckdb.DuckDBPyConnection, revisions: str, pipelines: Pipelines) -> None:
    """Add to the table `stage_event`, which holds the entries of logs, what all other sheets show.

    It has lead_no, pipeline (null: every pipeline that knows the stage), stage (as written), entered_at, sequence,
    reason, inferred, and origin, which says where the date comes from: stage_log, stage_dates, by_hand; added here:
    sheet, number (the day inside it), acquired, import_difference, and import, which is no date at all: the stage was
    there when its sheet was first imported, and nobody knows since when.

    - A stage without a date of entry is dated by the day inside the number when it is a first stage shown for the first
      time, else by the import's as-of day. Won is dated by the day of signing or payment where there is one.
    - A status that says won or lost is an event dated by the import's as-of day. In a funnel table it always counts,
      elsewhere when it came later than the record, beside the stage of a lead that has no log, or when the lead has no
      other history; then a status that names any stage counts as well.
    - A state without a date adds nothing where the log has it already, or where another sheet showed it since.
    - A lead without other history enters the first stage of the default pipeline when it was acquired. A stage without
      a date in a sheet of leads is no history, but what the lead has come to.
    - A state of the day a lead was acquired begins when it was acquired, not before.
    - A stage set by hand dates a state like a log, but adds to the rest of a lead's history and takes nothing away from
      it: a lead that has no log still entered the first stage when it was acquired, or by its first stage set by hand.
    - A loss without a reason takes the loss reason of the lead's sheets.

    Cells that add nothing, and say another stage of the default pipeline than the log had reached by their import,
    become the temporary table `contradicted_state`: lead_no, record_id, said_in, text, and the log's stage, entered_at.
    What says won is not contradicted by what comes after.

    Statuses that mean no stage of any pipeline become the temporary table `unplaced_status`: text, leads, is_ongoing
    (known to say nothing of the stage). What every text means stays as `stage_word`: text, word (the stage's own name),
    step (its place in the pipeline, null when it means no stage), ….

    Args:
        connection: where the relations live.
        revisions: records as they were after each import: lead_no, record_id, revision, is_current, kind, number,
            stage, stage_status, status, entered_at, acquired_at, signed_at, paid_at, loss_reason, as_of, sequence,
            fields_before (which of stage, stage_status and status the sheets of earlier imports had columns for).
        pipelines: what stage texts mean; where several know one, the default pipeline's meaning holds.
    """
    connection.execute(f"create or replace temp table revision as from {revisions}")
    is_any_told = _open_words(connection, pipelines)
    for script in _WHAT_SHEETS_SHOW if is_any_told else (_NOTHING_SHOWN, _SILENT):
        connection.execute(script)
    _add_events(connection, pipelines.select(), is_any_told)
    connection.execute("drop table revision; drop table state; drop table silent")


def _add_events(connection: duckdb.DuckDBPyConnection, default: Pipeline, is_any_told: bool) -> None:
    """Add the first stages of leads without other history and, if any text tells of a stage, what is shown."""
    connection.execute(_ACQUIRED, {"pipeline": default.name, "first": default.stages[0].name})
    if is_any_told:
        connection.execute(_SHOWN, {"pipeline": default.name})
        connection.execute(_LOSS_REASONS)


def unplaced_statuses(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The statuses nobody can place and how many leads have each; needs `add_shown_stages`."""
    return dict(connection.execute("select text, leads from unplaced_status where not is_ongoing").fetchall())


def contradicted_leads(connection: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    """How many leads have a cell that their log contradicts, and the first three; needs `add_shown_stages`."""
    query = "select count(*), min(lead_no, 3) from (select distinct lead_no from contradicted_state)"
    [(count, first)] = connection.execute(query).fetchall()
    return count, first or []


def _open_words(connection: duckdb.DuckDBPyConnection, pipelines: Pipelines) -> bool:
    """Make `stage_word` of the texts that logs and records have; whether there are any."""
    told = {text for (text,) in connection.execute(_TEXTS).fetchall()}
    connection.register("told_word", _stage_words({pipelines.select().stages[0].name, *told}, pipelines))
    connection.execute("create or replace temp table stage_word as from told_word")
    connection.unregister("told_word")
    return bool(told)


def _stage_words(texts: Iterable[str], pipelines: Pipelines) -> pa.Table:
    """What each text means: one word for all its notations, and what kind of stage that is."""
    default = pipelines.select()
    in_order = [default, *(each for each in pipelines.by_name.values() if each is not default)]
    rows = []
    for text in texts:
        known = next((pipeline for pipeline in in_order if pipeline.step_of(text) is not None), None)
        step = known and known.step_of(text)
        rows.append(
            {
                "text": text,
                "step": step,
                "word": known.stage_named(text) if known else word_of(text),
                "is_stage": known is not None and not default.is_ongoing(text),
                "is_default": known is default,
                "is_first": step == 0,
                "is_won": known is not None and step == known.won,
                "is_lost": known is not None and step == len(known.stages),
                "is_ongoing": default.is_ongoing(text),
            }
        )
    flags = ("is_stage", "is_default", "is_first", "is_won", "is_lost", "is_ongoing")
    columns = [
        ("text", pa.string()),
        ("step", pa.int64()),
        ("word", pa.string()),
        *((name, pa.bool_()) for name in flags),
    ]
    return pa.Table.from_pylist(rows, pa.schema(columns))


_TEXTS = """
select stage from stage_event where stage is not null
union
select text from (unpivot revision on stage, stage_status, status into name said_in value text)"""

# What each record showed from import to import: its stage, a funnel table's status, a lead sheet's status. A date of
# entry counts when it is not the one of the stage before; one given later belongs to the entry already shown, unless it
# stands further down in the same sheet, as in a log. What a column shows that no sheet of an earlier import had is no
# change.
_STATE = f"""
create or replace temp table state as
with said as (
  select lead_no, record_id, revision, revision = 1 and is_current as is_only, kind, number, as_of, sequence, said_in,
         text, case when said_in = 'stage' then entered_at end as entered_at, coalesce(signed_at, paid_at) as signed_at,
         coalesce(list_contains(fields_before, said_in), false) as came_later
  from (unpivot revision on stage, stage_status, status into name said_in value text)
), worded as (
  select * replace (
    coalesce(entered_at, case when is_won and signed_at < as_of + interval 1 day then signed_at end) as entered_at
  ) from said join stage_word using (text)
), moved as (
  select *, lag(word) over steps as earlier_word, lag(entered_at) over steps as earlier_entry,
         lag(as_of) over steps as since
  from worded where not is_only
  window steps as (partition by record_id, said_in order by revision)
), settled as (
  select *, lead(word) over steps as later_word, lead(sequence >> 32) over steps as later_source
  from moved where word is distinct from earlier_word or entered_at is distinct from earlier_entry
  window steps as (partition by record_id, said_in order by revision)
), shown as (
  select * from worded where is_only
  union all by name
  select * from settled
  where later_word is distinct from word or (entered_at is not null and later_source = sequence >> 32)
)
select lead_no, record_id, kind, said_in, text as stage, word, sequence, since, as_of, is_default, is_first,
       is_won or is_lost as is_end, came_later,
       case when entered_at is distinct from earlier_entry then entered_at end as dated,
       case when is_first and earlier_word is null
            then {day_inside("number")} end as day_in_number,
       coalesce(dated, least(day_in_number, as_of)) as entered_at, dated is null as inferred,
       case when not inferred then 'sheet' when day_in_number <= as_of then 'number'
            when came_later then 'import_difference' else 'import' end as origin
from shown where said_in = 'stage' or is_end or said_in = 'status' and is_stage"""

_NOTHING_SHOWN = """
create or replace temp table state (lead_no varchar, kind varchar, said_in varchar, inferred boolean);
create or replace temp table unplaced_status (text varchar, leads bigint, is_ongoing boolean);
create or replace temp table contradicted_state (
  lead_no varchar, record_id bigint, said_in varchar, text varchar, word varchar, stage varchar, entered_at timestamp,
  sequence bigint)"""

_SILENT = f"""
create or replace temp table silent as
select lead_no, min(acquired_at) as acquired_at, min(sequence) as sequence
from revision anti join (from stage_event where not {BY_HAND}) using (lead_no)
anti join (from state where said_in <> 'status' and not (kind = 'lead' and inferred)) using (lead_no)
where is_current group by lead_no"""

_UNPLACED = """
create or replace temp table unplaced_status as
select text, count(distinct lead_no) as leads, any_value(is_ongoing) as is_ongoing
from (
  select lead_no, status as text from revision semi join silent using (lead_no) where is_current and stage is null
  union all
  select lead_no, stage_status from revision where is_current
) join stage_word using (text)
where not is_stage
group by text"""

_CONTRADICTED = """
create or replace temp table contradicted_state as
with log as (
  select lead_no, stage, word, step, is_lost, entered_at, sequence
  from stage_event join stage_word on text = stage where is_default and is_stage
), said as (
  select lead_no, record_id, said_in, text, word, step, is_won, as_of, sequence
  from (unpivot (from revision where is_current) on stage, stage_status, status into name said_in value text)
  join stage_word using (text) where is_default and is_stage
), reached as (
  select said.*, max_by(log, (log.entered_at, log.step, log.sequence)) as log
  from said join log on log.lead_no = said.lead_no and log.entered_at < said.as_of + interval 1 day group by all
)
select lead_no, record_id, said_in, text, word, log.stage as stage, log.entered_at as entered_at, sequence from reached
where log.word <> word and not (is_won and log.step > step and not log.is_lost)"""

_COUNTED_ALL_THE_SAME = "delete from contradicted_state using state where " + " and ".join(
    f"contradicted_state.{name} = state.{name}" for name in ("record_id", "said_in", "word")
)

# What a lead sheet's status said from the start is no news of a lead whose history is known.
_SECOND_HAND = f"""
delete from state where said_in = 'status' and not case
  when lead_no in (select lead_no from silent)
  then is_end or record_id not in (select record_id from state where said_in = 'stage')
  else is_end and (came_later or record_id in (select record_id from state where said_in = 'stage')
                                 and lead_no not in (select lead_no from stage_event where not {BY_HAND})) end"""

_ACQUIRED_ALREADY = """
delete from state using silent
where state.lead_no = silent.lead_no and silent.acquired_at is not null
  and is_default and is_first and inferred and not came_later"""

_IN_THE_LOG = """
delete from state using stage_event, stage_word
where state.inferred and stage_event.lead_no = state.lead_no and stage_event.entered_at < state.as_of + interval 1 day
  and stage_word.text = stage_event.stage and stage_word.word = state.word"""

_SHOWN_BEFORE = """
delete from state using state as shown
where state.inferred and shown.lead_no = state.lead_no and shown.word = state.word
  and shown.entered_at < state.entered_at and shown.entered_at >= coalesce(state.since, '-infinity')"""

_WHAT_SHEETS_SHOW = (
    _STATE,
    _SILENT,
    _UNPLACED,
    _CONTRADICTED,
    _SECOND_HAND,
    _ACQUIRED_ALREADY,
    _IN_THE_LOG,
    _SHOWN_BEFORE,
    _COUNTED_ALL_THE_SAME,
)

_ACQUIRED = f"""
insert into stage_event by name
with set_by_hand as (
  select lead_no, min(entered_at) as first_at, min(entered_at) filter (is_default and is_first) as first_stage_at
  from stage_event join stage_word on text = stage where {BY_HAND} group by lead_no
)
select lead_no, $pipeline as pipeline, $first as stage, least(acquired_at, first_at) as entered_at, sequence,
       true as inferred, 'acquired' as origin
from silent left join set_by_hand using (lead_no)
where acquired_at is not null and (first_stage_at::date <= acquired_at::date) is not true"""

_SHOWN = """
insert into stage_event by name
select lead_no, stage, state.sequence, inferred, origin,
       case when inferred and state.entered_at::date = silent.acquired_at::date
            then greatest(state.entered_at, silent.acquired_at) else state.entered_at end as entered_at,
       case when said_in = 'status' and is_default and silent.lead_no is not null then $pipeline end as pipeline
from state left join silent using (lead_no)"""

_LOSS_REASONS = """
update stage_event set reason = told.reason
from (
  select lead_no, arg_max(loss_reason, sequence) as reason
  from revision where is_current and loss_reason is not null group by lead_no
) as told
where stage_event.lead_no = told.lead_no and nullif(trim(stage_event.reason), '') is null
  and stage in (select text from stage_word where is_lost)"""
