"""The tables people and programs may take out, as queries with machine names."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.domain.tables import table_columns

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

_OWN = {
    "members": "select number as lead_no, lead_no as master_no, account_no, decision, weight, evidence"
    " from lead_key order by number",
    "pairs": """select a.number as left_no, b.number as right_no, probability, pair.decision, pair.evidence
    from pair join lead_key a on a.record_id = left_id join lead_key b on b.record_id = right_id
    where pair.superseded_by is null order by probability desc, left_no, right_no""",
    "refused": """select file, sheet, row_number as row, code, params, array_to_string(cells, ' | ') as cells
    from refused_row left join source using (source_id) order by refused_row.batch_id, source_id, row_number""",
    "batches": "select * from batch order by batch_id",
    "sources": "select * exclude (headers, fields) from source order by source_id",
    "records": "select record_id, * exclude (record_id, batch_id, superseded_by, cells) from current_record"
    " order by record_id",
    "stages": "select lead_no, pipeline, stage, entered_at, inferred, origin from stage_event"
    " order by lead_no, entered_at, sequence",
    "leads": "select * from lead order by lead_no",
}

NAMES = (*_OWN, "issues", "scores", *_OF_SHEETS)
"""Every table that can be exported."""


def query_of(name: str) -> str:
    """The query of an exported table; `stages`, `leads` and `scores` need their temporary relations made before."""
    if name in _OWN:
        return _OWN[name]
    table = _OF_SHEETS[name]
    columns = ", ".join(f'"{column}"' for column in table_columns(table))
    return f"select {columns}, extras from {table} where superseded_by is null order by record_id"


def scores_query(dimensions: list[str]) -> str:
    """Scores with one column per dimension, in the order of the settings."""
    points = "".join(
        f", list_filter(parts, lambda part: part.dimension = '{key}')[1].points as \"{key}\"" for key in dimensions
    )
    return (
        f"select lead_key.lead_no, total, grade, completeness{points}, invalid_reason, explanation from score"
        " join lead_key on lead_key.record_id = score.lead_id where superseded_by is null order by lead_key.lead_no"
    )


_MOBILE = r"(^|[^0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})($|[^0-9])"
_LANDLINE = r"(^|[^0-9])(0[0-9]{2,3}-?)[0-9]{3,4}([0-9]{4})($|[^0-9])"
_SPACED = r"(1[3-9][0-9])([ -]?)[0-9]{4}([ -])([0-9]{4})"


def masked(connection: duckdb.DuckDBPyConnection, data: pa.Table) -> pa.Table:
    """The same table with every phone number in any of its texts masked: 139****5678, 021-****4567."""
    connection.register("unmasked", data)
    described = connection.execute("describe select * from unmasked").fetchall()
    columns = ", ".join(f'{_masked(name, kind)} as "{name}"' for name, kind, *_ in described)
    return connection.sql(f"select {columns} from unmasked").to_arrow_table()


def _masked(name: str, kind: str) -> str:
    column = f'"{name}"'
    if kind == "VARCHAR":
        return _masked_text(column)
    if kind == "VARCHAR[]":
        return f"list_transform({column}, lambda text: {_masked_text('text')})"
    if kind.startswith("MAP"):
        entries = (
            f"list_transform(map_entries({column}), lambda e: struct_pack(k := e.key, v := {_masked_text('e.value')}))"
        )
        return f"map_from_entries({entries})"
    return column


def _masked_text(text: str) -> str:
    """Twice for mobiles, since two numbers may share the blank between them."""
    mobile = f"regexp_replace({text}, '{_MOBILE}', '\\1\\2****\\3\\4', 'g')"
    again = f"regexp_replace({mobile}, '{_MOBILE}', '\\1\\2****\\3\\4', 'g')"
    spaced = f"regexp_replace({again}, '{_SPACED}', '\\1\\2****\\3\\4', 'g')"
    return f"regexp_replace({spaced}, '{_LANDLINE}', '\\1\\2****\\3\\4', 'g')"
