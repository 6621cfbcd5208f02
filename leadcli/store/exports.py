"""The tables people and programs may take out, as queries with machine names."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.domain.fields import EXTRA
from leadcli.domain.kind import RECORD
from leadcli.domain.tables import KINDS, table_columns
from leadcli.store.entries import LOGS
from leadcli.store.history import STAGE_ORDER

_OF_SHEETS = {
    "followups": "followup",
    "contacts": "contact",
    "customer_updates": "customer_update",
    "quotes": "quote",
    "deals": "deal",
    "channel_costs": "channel_cost",
    "behaviours": "behaviour",
    "targets": "target",
    "market": "market",
    "decisions": "decision",
}

_QUERIES = {
    "leads": """select lead_key.lead_no, account_no, total, grade,
           lead.* exclude (lead_id, lead_no) replace (stage_now.stage as stage)
    from lead join lead_key on record_id = lead.lead_id left join current_score on current_score.lead_id = lead.lead_id
    left join stage_now on stage_now.lead_no = lead_key.lead_no
    order by lead.lead_id""",
    "members": "select number as lead_no, lead_no as master_no, account_no, decision, weight, evidence"
    " from lead_key order by number",
    "pairs": """select a.number as left_no, b.number as right_no, probability, pair.decision, pair.evidence
    from pair join lead_key a on a.record_id = left_id join lead_key b on b.record_id = right_id
    where pair.superseded_by is null order by probability desc, left_no, right_no""",
    "contested": """select account.number as account_no, account.company, found_contested.owner, place, leads, lead_nos,
           first_acquired_at, first_acquired_inferred, last_contact_at, protected_until, protected_until_inferred,
           protected
    from found_contested join current_record account on record_id = account_id order by account_no, place""",
    "manual_grades": 'select lead_no, grade, reason, "by", "at" from graded_by_hand order by lead_no',
    "owners": """select ownership.lead_no, way, ownership.owner, owner_before, reason, detail, grade, department,
           due_at, given_at, until.started_at as until, author as "by"
    from ownership left join batch as until on until.batch_id = superseded_by
    group by all order by given_at, ownership.lead_no""",
    "stages": f"""select lead_no, pipeline, stage, entered_at, inferred, origin
    from stage_event left join stage_word on text = stage order by lead_no, {STAGE_ORDER}""",
    "records": """select current_record.number, lead_key.lead_no as master_no, account_no, current_record.kind,
           file, sheet, row, revision, current_record.* exclude (number, kind, record_id, batch_id,
           superseded_by, source_id, row_number, cells, identity, revision)
    from current_record join lead_key using (record_id) join record_origin using (record_id) order by record_id""",
    "refused": """select file, sheet, row_number as row, code, params, array_to_string(cells, ' | ') as cells
    from refused_row left join source using (source_id) order by refused_row.batch_id, source_id, row_number""",
    "sources": "select * exclude (headers, fields, letters) from source order by source_id",
    "batches": "select * from batch order by batch_id",
}

MADE = (*_QUERIES, "scores", "issues")
"""The tables that leadcli makes; the others hold rows of people's own sheets."""
NAMES = (*MADE, *_OF_SHEETS)
"""Every table that can be exported."""

NEEDS = {
    "leads": {"lead", "current_score", "stage_event"},
    "scores": {"current_score"},
    "manual_grades": {"current_score"},
    "stages": {"stage_event"},
    "contested": {"found_contested"},
    "issues": {"lead", "stage_event", "lead_doubt"},
} | {name: {"entry_lead"} for name, table in _OF_SHEETS.items() if table in LOGS}
"""What a table is read from beside the store's relations; most need nothing more."""


def kept_in(name: str) -> str | None:
    """The table of the store whose rows an exported one holds as people brought them, if it does."""
    return _OF_SHEETS.get(name)


def read_table(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """Read a table of `NAMES` but `scores` and `issues`, the team's own columns each as `extra.<name>`.

    Needs the store's relations and those that `NEEDS` says.
    """
    if name in _QUERIES:
        table = RECORD
        query = _QUERIES[name]
    else:
        table = _OF_SHEETS[name]
        columns = ", ".join(f'"{column}"' for column in table_columns(table))
        whose = f"join (from entry_lead where log = '{table}') on entry_id = record_id" if table in LOGS else ""
        query = f"""select {"lead_no, " if whose else ""} {columns}, extras from {table} {whose}
        where superseded_by is null order by record_id"""
    return _with_own_columns(connection, query, table)


def _with_own_columns(connection: duckdb.DuckDBPyConnection, query: str, table: str) -> pa.Table:
    columns = connection.sql(query).columns
    if "extras" not in columns:
        return connection.sql(query).to_arrow_table()
    names = own_columns(connection, table)
    own = "".join(f", extras[?] as own{place}" for place in range(len(names)))
    found: pa.Table = connection.sql(f"select * exclude (extras){own} from ({query})", params=names).to_arrow_table()
    return found.rename_columns([*(each for each in columns if each != "extras"), *(EXTRA + name for name in names)])


def own_columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The team's own columns in the sheets of a stored table, in the order they first appeared."""
    kinds = [kind.name for kind in KINDS.values() if kind.table == table]
    rows = connection.execute(
        """with heading as (
          select source_id, generate_subscripts(headers, 1) as place, unnest(headers) as name, unnest(fields) as field
          from source where kind in (select unnest(?::varchar[]))
        )
        select name from heading where field is null group by name order by min((source_id, place))""",
        [kinds],
    ).fetchall()
    return [name for (name,) in rows]


def read_scores(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The scores with one column per dimension, in the order they were scored in; needs `current_score`."""
    keys = scored_dimensions(connection)
    points = "".join(f", list_filter(parts, lambda part: part.dimension = ?)[1].points as d{key}" for key in keys)
    found: pa.Table = connection.sql(
        f"""select lead_no, total, grade, completeness{points}, explanation, invalid_reason, scored_grade, manual_grade
        from current_score where total is not null order by lead_no""",
        params=keys,
    ).to_arrow_table()
    return found.rename_columns([*found.column_names[:4], *keys, *found.column_names[4 + len(keys) :]])


def scored_dimensions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The keys of the dimensions of the scores in force."""
    rows = connection.execute(
        "select list_transform(parts, lambda part: part.dimension) from current_score where parts is not null limit 1"
    ).fetchall()
    return rows[0][0] if rows else []
