"""Which firms a text may mean, read the way the matcher reads names."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.analysis.dedupe_text import firm_sql, folded, read_folding
from leadcli.settings.dedupe import DedupeWords

MEANT = "meant_firm"
"""The table `find_firms` leaves: company (as written) and rank (0 the same firm, 1 a part of its name)."""


def find_firms(connection: duckdb.DuckDBPyConnection, records: str, text: str, words: DedupeWords) -> None:
    """Find the firms of `records` (relation with `company`) that a full or short name means.

    Legal form, brackets, script and width do not matter; of two places that differ neither is the other's firm.
    """
    connection.register("asked_text", pa.table({"company": [text]}))
    both = f"(select company from asked_text union select distinct company from {records} where company is not null)"
    folding = read_folding(connection, both, ["company"])
    read = firm_sql(f"(select company, {folded('company')} as company_text from {both})", words)
    connection.execute(
        f"""create or replace temp table {MEANT} as
        with firm as ({read}), asked as (select firm, place, whole from firm where company = $text)
        select distinct company, if(firm.whole = asked.whole or firm.firm = asked.firm, 0, 1) as rank
        from firm, asked
        where (firm.place = asked.place or firm.place = '' or asked.place = '')
          and (firm.firm = asked.firm or contains(firm.whole, asked.firm)
               or length(firm.firm) >= 2 and contains(asked.whole, firm.firm))""",
        folding.parameters | {"text": text},
    )
    connection.unregister("asked_text")
