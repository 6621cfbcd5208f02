"""Records as a sheet's reader would hand them to the matcher, and what it found, by number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from leadcli.analysis.dedupe import DedupeCounts, find_duplicates
from leadcli.settings.dedupe import DedupeSettings, read_dedupe
from tests.support.engine import scratch

COLUMNS = {
    "record_id": "bigint",
    "sequence": "bigint",
    "number": "varchar",
    "linked_number": "varchar",
    "company": "varchar",
    "contact": "varchar",
    "title": "varchar",
    "mobiles": "varchar[]",
    "landlines": "varchar[]",
    "masked_phones": "varchar[]",
    "emails": "varchar[]",
    "wechat": "varchar",
    "city": "varchar",
    "acquired_at": "timestamp",
}

Record = dict[str, object]
Verdict = tuple[str, str, str]


@cache
def shipped_settings() -> DedupeSettings:
    return read_dedupe(Path("nowhere")).value


def phones(text: str) -> Record:
    """The notations that occur in the tests; the real reader has its own."""
    plain = unicodedata.normalize("NFKC", text)
    joined = re.sub(r"(?<=\d)[ -](?=\d{4}(?!\d))", "", plain)
    return {
        "mobiles": re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", joined),
        "masked_phones": re.findall(r"1[3-9]\d\*{4}\d{4}", plain),
        "landlines": re.findall(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", plain),
    }


def lead(number: str, company: str | None, contact: str | None, phone: str = "", **more: object) -> Record:
    """One record; what is not told is empty."""
    return {"number": number, "company": company, "contact": contact, **phones(phone), **more}


@dataclass(frozen=True)
class Found:
    """Everything by number: of each record its lead's and its account's, and the pairs left for review."""

    counts: DedupeCounts
    lead: dict[str, str]
    account: dict[str, str]
    decision: dict[str, str]
    evidence: dict[str, str | None]
    pairs: dict[frozenset[str], tuple[str, str, bool]]

    @property
    def partition(self) -> set[frozenset[str]]:
        return groups(self.lead)

    @property
    def accounts(self) -> set[frozenset[str]]:
        return groups(self.account)

    @property
    def asked(self) -> set[frozenset[str]]:
        return {pair for pair, (_, _, asked) in self.pairs.items() if asked}

    def together(self, left: str, right: str) -> bool:
        return self.lead[left] == self.lead[right]


def groups(of: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(name for name in of if of[name] == leader) for leader in of.values()}


def load(connection: duckdb.DuckDBPyConnection, records: list[Record], verdicts: Sequence[Verdict] = ()) -> None:
    extra = {name: "varchar" for record in records for name in record if name not in COLUMNS}
    columns = COLUMNS | extra
    rows = [{"record_id": place, "sequence": place} | record for place, record in enumerate(records, start=1)]
    given = pa.table({name: pa.array([row.get(name) for row in rows]) for name in columns})
    connection.register("given", given)
    cast = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in columns.items())
    connection.execute(f"create or replace table records as select {cast} from given")
    connection.execute("create or replace table decisions (left_number varchar, right_number varchar, verdict varchar)")
    if verdicts:
        connection.executemany("insert into decisions values (?, ?, ?)", [list(verdict) for verdict in verdicts])


def find(
    records: list[Record],
    verdicts: Sequence[Verdict] = (),
    settings: DedupeSettings | None = None,
) -> Found:
    with scratch() as connection:
        load(connection, records, verdicts)
        counts = find_duplicates(connection, "records", "decisions", settings or shipped_settings())
        members = connection.execute(
            """select r.number, l.number, a.number, decision, evidence
            from found_member m join records r using (record_id)
            join records l on l.record_id = master_id join records a on a.record_id = account_id"""
        ).fetchall()
        pairs = connection.execute(
            """select l.number, r.number, decision, evidence, asked from found_pair
            join records l on l.record_id = left_id join records r on r.record_id = right_id"""
        ).fetchall()
    return Found(
        counts,
        {number: leader for number, leader, *_ in members},
        {number: account for number, _, account, *_ in members},
        {number: decision for number, _, _, decision, _ in members},
        {number: evidence for number, *_, evidence in members},
        {frozenset((left, right)): (decision, evidence, asked) for left, right, decision, evidence, asked in pairs},
    )
