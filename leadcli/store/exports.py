"""The tables people and programs may take out, as queries with machine names."""

from __future__ import annotations

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
    "issues": """select code, severity, file, sheet, row_number as row, cell, field, value, params
    from issue left join source using (source_id) order by issue.batch_id, source_id, row_number, cell""",
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

NAMES = (*_OWN, "scores", *_OF_SHEETS)
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
