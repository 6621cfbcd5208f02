"""Which cell a value was written in."""

from __future__ import annotations

from leadcli.domain.fields import EXTRA


def written_cells(record_ids: str) -> str:
    """SQL of the filled cells of some records, each column as its latest sheet has it.

    It has record_id, field (a column of the team's own as `extra.<heading>`), heading, source_id, row_number, cell,
    text, and place: the file, sheet and cell. Of sheets imported before their columns' letters were kept the cell is
    null, and its row stands for it.

    Args:
        record_ids: relation of record_id.
    """
    return f"""
      select record_id, field, heading, source_id, row_number, letters || row_number as cell, text,
             file || '[' || sheet || '!' || coalesce(cell, row_number::varchar) || ']' as place
      from (
        select record_id, revision, source_id, file, sheet, row_number, unnest(letters) as letters,
               unnest(cells) as text, unnest(headers) as heading, generate_subscripts(headers, 1) as nth,
               coalesce(unnest(fields), '{EXTRA}' || unnest(headers)) as field
        from record semi join {record_ids} using (record_id)
        join (select source_id, file, sheet, headers, fields, letters from source) using (source_id)
      ) where trim(text) <> ''
      qualify row_number() over (partition by record_id, field order by revision desc, nth) = 1"""
