"""Duplicates: which records are one lead, which leads are one account, and which pairs a person should look at.

The way: records → normalised columns → pairs that share a key → weights (Splink) → decisions → links → leads →
accounts. People's decisions outrank the machine's at every step. The result depends on nothing but the records: not
on their order, nor on the run.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb

from leadcli.analysis.dedupe_accounts import ACCOUNT, find_accounts, join_accounts
from leadcli.analysis.dedupe_blocking import PAIR, block
from leadcli.analysis.dedupe_clusters import APART, GROUP, LINK, ONE_ACCOUNT, Apart, Kind, cluster, collect_links
from leadcli.analysis.dedupe_compare import SCORED, compare, splink_model
from leadcli.analysis.dedupe_records import RECORD, read_records
from leadcli.settings.dedupe import DedupeSettings

_WORKING_TABLES = (RECORD, PAIR, SCORED, LINK, APART, ONE_ACCOUNT, GROUP, ACCOUNT, "dedupe_lead")


@dataclass(frozen=True)
class DedupeCounts:
    """What was found; `merged_records` are the records beyond the first of their lead, `review_pairs` the questions."""

    records: int
    leads: int
    accounts: int
    merged_records: int
    review_pairs: int


def find_duplicates(
    connection: duckdb.DuckDBPyConnection, records: str, decisions: str, settings: DedupeSettings
) -> DedupeCounts:
    """Find leads, accounts and pairs to review.

    Args:
        connection: where the relations are known and the results are left.
        records: relation of record_id, sequence (order of import), number, linked_number, company, contact, city,
            mobiles, landlines, masked_phones (139****5678), emails, wechat, acquired_at, and the settings' columns.
        decisions: relation of left_number, right_number, verdict: what people decided: `merge`, `separate`, or
            `account`, that they are separate leads of one account.
        settings: what is compared and from where on it is certain.

    Returns:
        The counts. Three temp tables hold the findings:
        `found_member` (record_id, master_id, account_id, decision `alone|certain|number|human`, weight, evidence,
        via_id: the record it is linked to), one line per record; `found_pair` (left_id, right_id, probability,
        decision `certain|possible|different`, evidence, asked: the one pair that stands for its two leads in a review);
        `found_shared` (value, firms, people, records): numbers and addresses that belong to nobody.
    """
    with ThreadPoolExecutor(1) as beside:
        model = beside.submit(splink_model, settings)  # Splink takes as long to load as the records to read
        read_records(connection, records, settings)
        block(connection, settings)
        compare(connection, settings, model.result())
    collect_links(connection, decisions)
    cluster(connection)
    _lead(connection)
    find_accounts(connection, "dedupe_lead")
    join_accounts(connection, "dedupe_lead")
    _leave_members(connection)
    _leave_pairs(connection)
    for table in _WORKING_TABLES:
        connection.execute(f"drop table {table}")
    return _counts(connection)


def _lead(connection: duckdb.DuckDBPyConnection) -> None:
    """Name each lead by its earliest acquired record; ties: imported first."""
    connection.execute(
        f"""
        create or replace temp table dedupe_lead as
        with master as (
          select group_id, arg_min(record_id, (coalesce(acquired_at, 'infinity'), sequence, record_id)) as master_id
          from {GROUP} join {RECORD} using (record_id) group by group_id)
        select record_id, coalesce(master_id, record_id) as master_id
        from {RECORD} left join {GROUP} using (record_id) left join master using (group_id)"""
    )


def _leave_members(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell of each record which link holds it in its lead: a person's, else a number's, else the heaviest."""
    connection.execute(
        f"""
        create or replace temp table found_member as
        with held as (
          select left_id as record_id, right_id as via_id, kind, weight, evidence from {LINK}
          union all select right_id, left_id, kind, weight, evidence from {LINK}),
        best as (
          select record_id, arg_max(h, (kind, coalesce(weight, 0), via.number)) as link
          from held h join (select record_id as via_id, number from {RECORD}) via using (via_id) group by record_id)
        select record_id, master_id, account_id,
          case link.kind when {Kind.HUMAN:d} then 'human' when {Kind.NUMBER:d} then 'number'
            when {Kind.KEY:d} then 'certain' when {Kind.NAME:d} then 'certain' else 'alone' end as decision,
          link.weight as weight, link.evidence as evidence, link.via_id as via_id
        from dedupe_lead join {ACCOUNT} using (master_id) left join best using (record_id)
        order by record_id"""
    )


def _leave_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave the links that made leads, the pairs to review, and those that people keep apart.

    Of several pairs between the same two leads the likeliest is asked; leads a person separated are not asked again.
    """
    connection.execute(
        f"""
        create or replace temp table found_pair as
        with pair as (
          select left_id, right_id, probability, evidence, -1 as kind, false as refused
          from {SCORED} where decision <> 'different'
          union all select left_id, right_id, null, evidence, kind, false from {LINK}
          union all select left_id, right_id, null, 'human', {Kind.HUMAN:d}, true from {APART}
          where said_by = {Apart.HUMAN:d}),
        one as (
          select left_id, right_id, max(probability) as probability, arg_max(evidence, kind) as evidence,
            bool_or(refused) as refused, max(kind) >= 0 as told
          from pair group by left_id, right_id),
        led as (
          select one.*, least(l.master_id, r.master_id) as low, greatest(l.master_id, r.master_id) as high,
            least(a.number, b.number) as low_number, greatest(a.number, b.number) as high_number
          from one join dedupe_lead l on l.record_id = left_id join dedupe_lead r on r.record_id = right_id
          join {RECORD} a on a.record_id = left_id join {RECORD} b on b.record_id = right_id
          where told or low <> high),
        decided as (
          select *, case when low = high then 'certain'
              when bool_or(refused) over (partition by low, high) then 'different' else 'possible' end as decision
          from led)
        select left_id, right_id, probability, decision, evidence,
          decision = 'possible' and row_number() over (
            partition by low, high order by probability desc, low_number, high_number, left_id) = 1 as asked
        from decided order by left_id, right_id"""
    )


def _counts(connection: duckdb.DuckDBPyConnection) -> DedupeCounts:
    ((records, leads, accounts),) = connection.execute(
        "select count(*), count(distinct master_id), count(distinct account_id) from found_member"
    ).fetchall()
    ((review_pairs,),) = connection.execute("select count(*) from found_pair where asked").fetchall()
    return DedupeCounts(records, leads, accounts, records - leads, review_pairs)
