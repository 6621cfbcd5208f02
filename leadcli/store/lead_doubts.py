"""What is doubtful about leads as they are now: known from their records together, so no import's alone to tell."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.store.cells import written_cells


def open_lead_doubts(connection: duckdb.DuckDBPyConnection, amount_rank: str) -> None:
    """Make temp table `lead_doubt`: lead_no, and code, severity, source_id, row_number, cell, field, value, params.

    - `amount_differs`: a record's deal amount that another record of the lead outranks
    - `stage_contradicted`: a cell that says another stage than the log of the lead, which counts

    Args:
        connection: with the store's relations, `ranked_record` and, where there is any log, `contradicted_state`.
        amount_rank: the rank of `ranked_record` by which amounts survive.
    """
    connection.execute(_WITHOUT_LOGS)
    connection.execute(_AMOUNTS.format(rank=amount_rank))
    connection.execute(_DOUBTS)


def differing_amounts(connection: duckdb.DuckDBPyConnection) -> int:
    """How many leads have records of different deal amounts; needs the store's relations."""
    return int(connection.execute(f"select count(*) from ({_DIFFERING})").fetchall()[0][0])


def contradictions(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The cells that a log contradicts, with what it says: lead_no, company, owner, shown, stage, entered_at, origin.

    Needs the store's relations and `contradicted_state`.
    """
    return connection.sql(
        f"""select said.lead_no, company, owner, said.text as shown, said.stage, said.entered_at, place as origin
        from ({_CONTRADICTED}) as said join current_record using (record_id) order by said.lead_no, origin"""
    ).to_arrow_table()


_WITHOUT_LOGS = """
create temp table if not exists contradicted_state (
  lead_no varchar, record_id bigint, said_in varchar, text varchar, stage varchar, entered_at timestamp)"""

_DIFFERING = """
select lead_key.lead_no from lead_key join current_record using (record_id) where amount is not null
group by lead_key.lead_no having count(distinct (amount, coalesce(amount_currency, ''))) > 1"""

_TOLD = (
    "regexp_replace({0}.amount::varchar, '[.]00$', '')"
    f" || coalesce(' ' || nullif({{0}}.amount_currency, '{BASE_CURRENCY}'), '')"
)

_AMOUNTS = f"""
create or replace temp table valued as
with cell as (
  {written_cells(f"(select record_id from lead_key where lead_no in ({_DIFFERING}))")}
)
select lead_key.lead_no, amount, amount_currency, {{rank}} as rank, heading, text, cell, place,
       coalesce(cell.source_id, record.source_id) as source_id,
       coalesce(cell.row_number, record.row_number) as row_number
from lead_key join current_record as record using (record_id) join ranked_record using (record_id)
left join (from cell where field = 'amount') as cell using (record_id)
where amount is not null and lead_key.lead_no in ({_DIFFERING})"""

_CONTRADICTED = f"""
select contradicted_state.*, heading, source_id, row_number, cell, place
from contradicted_state join ({written_cells("contradicted_state")}) as cell
  on cell.record_id = contradicted_state.record_id and cell.field = said_in"""

_DOUBTS = f"""
create or replace temp table lead_doubt as
with kept as (
  select lead_no, unnest(arg_min(valued, rank)) from valued group by lead_no
)
select valued.lead_no, 'amount_differs' as code, 'warning' as severity, valued.source_id, valued.row_number,
       valued.cell, 'amount' as field, valued.text as value,
       json_object('header', valued.heading, 'lead', valued.lead_no, 'amount', {_TOLD.format("valued")},
                   'kept', {_TOLD.format("kept")}, 'where', kept.place) as params
from valued join kept on kept.lead_no = valued.lead_no
where (valued.amount, valued.amount_currency) is distinct from (kept.amount, kept.amount_currency)
union all
select lead_no, 'stage_contradicted', 'warning', source_id, row_number, cell, said_in, text,
       json_object('header', heading, 'lead', lead_no, 'stage', stage, 'day', entered_at::date::varchar)
from ({_CONTRADICTED})"""
