"""Which firms a text may mean, and which names are two firms or two people, read the way the matcher reads names."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.analysis.dedupe_text import firm_sql, folded, person_sql, read_folding
from leadcli.settings.dedupe import DedupeWords

MEANT = "meant_firm"
"""The table `find_firms` leaves: company (as written) and rank (0 the same firm, 1 a part of its name)."""

_MAY_BE_ONE_FIRM = """(one.place = two.place or one.place = '' or two.place = '')
          and (one.firm = two.firm or least(length(one.firm), length(two.firm)) >= 2
                                      and (contains(one.whole, two.firm) or contains(two.whole, one.firm)))"""


def find_firms(connection: duckdb.DuckDBPyConnection, records: str, text: str, words: DedupeWords) -> None:
    """Find the firms of `records` (relation with `company`) that a full or short name means.

    Legal form, brackets, script and width do not matter; of two places that differ neither is the other's firm.
    """
    connection.register("asked_text", pa.table({"company": [text]}))
    both = f"(select company from asked_text union select distinct company from {records} where company is not null)"
    _read_firms(connection, both, words)
    connection.execute(
        f"""create or replace temp table {MEANT} as
        with asked as (select firm, place, whole from read_firm where company = $text)
        select distinct company, if(firm.whole = asked.whole or firm.firm = asked.firm, 0, 1) as rank
        from read_firm as firm, asked
        where (firm.place = asked.place or firm.place = '' or asked.place = '')
          and (firm.firm = asked.firm or contains(firm.whole, asked.firm)
               or length(firm.firm) >= 2 and contains(asked.whole, firm.firm))""",
        {"text": text},
    )
    connection.execute("drop table read_firm")
    connection.unregister("asked_text")


def find_same_firms(connection: duckdb.DuckDBPyConnection, pairs: str, words: DedupeWords) -> None:
    """Leave the temp table `same_firm`: those of `pairs` (a query of company, other) that may well be one firm.

    They are when they are read alike or one is a short form of the other, and their places do not differ.
    """
    connection.execute(f"create or replace temp table same_firm as select distinct company, other from ({pairs})")
    if not connection.execute("select count(*) from same_firm").fetchall()[0][0]:
        return
    _read_firms(connection, "(select unnest([company, other]) as company from same_firm)", words)
    connection.execute(
        f"""create or replace temp table same_firm as
        select pair.* from same_firm as pair
        join read_firm as one on one.company = pair.company join read_firm as two on two.company = pair.other
        where {_MAY_BE_ONE_FIRM}"""
    )
    connection.execute("drop table read_firm")


def find_other_firms(connection: duckdb.DuckDBPyConnection, pairs: str, words: DedupeWords) -> None:
    """Leave the temp table `other_name` like `find_other_people`, of pairs of company, other that name two firms.

    Nothing of two firms' names tells that one was the other mistyped.
    """
    connection.execute(f"create or replace temp table other_name as select distinct company, other from ({pairs})")
    _read_firms(connection, "(select unnest([company, other]) as company from other_name)", words)
    connection.execute(
        f"""create or replace temp table other_name as
        select pair.company as name, other, false as may_be_mistyped from other_name as pair
        join read_firm as one on one.company = pair.company join read_firm as two on two.company = pair.other
        where not coalesce({_MAY_BE_ONE_FIRM}, true)"""
    )
    connection.execute("drop table read_firm")


def find_other_people(connection: duckdb.DuckDBPyConnection, pairs: str, words: DedupeWords) -> None:
    """Leave the temp table `other_name`: those of `pairs` (a query of contact, other) that name two people.

    It has name, other and may_be_mistyped, of those with one surname. A name masked, shortened, in another script or
    with a title may well be the same person's; a text that names nobody is no other person.
    """
    connection.execute(f"create or replace temp table other_name as select distinct contact, other from ({pairs})")
    people = "(select unnest([contact, other]) as contact from other_name)"
    folding = read_folding(connection, people, ["contact"])
    read = person_sql(f"(select distinct contact, {folded('contact')} as contact_text from {people})", words)
    connection.execute(
        f"""create or replace temp table other_name as
        with person as ({read})
        select pair.contact as name, other, coalesce(one.surname = two.surname, false) as may_be_mistyped
        from other_name as pair
        join person as one on one.contact = pair.contact join person as two on two.contact = pair.other
        where not coalesce(contains(one.name, two.name) or contains(two.name, one.name),
                           one.name like two.name_mask, two.name like one.name_mask,
                           one.name_mask like two.name_mask or two.name_mask like one.name_mask,
                           one.surname = two.surname, true)""",
        folding.parameters,
    )


def _read_firms(connection: duckdb.DuckDBPyConnection, companies: str, words: DedupeWords) -> None:
    """Make temp table `read_firm`: each company as written, with its firm, place and whole."""
    folding = read_folding(connection, companies, ["company"])
    read = firm_sql(f"(select distinct company, {folded('company')} as company_text from {companies})", words)
    connection.execute(f"create or replace temp table read_firm as {read}", folding.parameters)
