"""查重 before a lead is typed in: who is already there under this number, phone, firm or name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_search import find_firms
from leadcli.app.command_line import command_line
from leadcli.app.find_limits import limit_of
from leadcli.app.leads import open_history, open_leads, stage_labels
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Message, Text
from leadcli.intake.parse_phone import parse_phone
from leadcli.report.find import FoundAccount, FoundLead, find_report
from leadcli.settings.dedupe import read_dedupe
from leadcli.store import database, relations, search

if TYPE_CHECKING:
    import duckdb

_NAMED = 5


def find(session: Session, text: str) -> Result:
    """Look a text up among all records.

    Raises:
        LeadcliError: `nothing_to_find` when the text is blank.
    """
    text = text.strip()
    if not text:
        raise LeadcliError("nothing_to_find")
    with database.reading(session.database, wait=session.wait) as connection:
        open_leads(session, connection, {"company", "contact", "owner"})
        open_scores(session, connection)
        matches, total, limit = find_matches(session, connection, text)
        leads = _with_stages(session, connection, matches)
        owners = search.account_owners(connection, [match.account_no for match in matches])
    accounts = [FoundAccount(account, *facts) for account, facts in owners.items()]
    labels = stage_labels(session)
    shown = [replace(lead, stage=labels.get(lead.stage or "", lead.stage)) for lead in leads]
    data: dict[str, object] = {
        "matches": [lead.match for lead in leads],
        "total": total,
        "limit": limit,
        "accounts": [vars(account) for account in accounts],
    }
    following = command_line("explain", matches[0].lead_no) if matches else None
    return Result("find", data, find_report(text, shown, accounts, total, limit), next_command=following)


def find_matches(
    session: Session, connection: duckdb.DuckDBPyConnection, text: str
) -> tuple[list[search.Match], int, str | None]:
    """The leads a text means, how many there are, and what such a text cannot tell (`find_limits`).

    Needs `lead` and the scores.
    """
    settings = read_dedupe(session.workspace).value
    read = parse_phone(text, frozenset(settings.placeholders))
    asked = search.Asked(text, [*read.mobiles, *read.landlines], read.masked, read.emails)
    find_firms(connection, "current_record", text, settings.vocabulary)
    return *search.find_matches(connection, asked), limit_of(text, read, settings.vocabulary)


def lead_meant(session: Session, connection: duckdb.DuckDBPyConnection, text: str, *, exactly: bool = False) -> str:
    """The number of the one lead that a business number means, else a company or a contact.

    Unless `exactly`, a phone or a part of a name will do where nothing has that name: who only looks may guess, who
    writes may not. Needs the store's relations, and unless `exactly` also `lead` and the scores.

    Raises:
        LeadcliError: `unknown_lead` with the nearest numbers; `several_leads`.
    """
    if lead := relations.lead_numbered(connection, text):
        return lead
    leads, total = _named(session, connection, text, exactly=exactly) if text.strip() else ([], 0)
    if not leads:
        near = ", ".join(relations.nearest_numbers(connection, text))
        raise LeadcliError("unknown_lead", number=text, near=near, command=command_line("find", text))
    if total > 1:
        told = [" ".join(filter(None, each)) for each in leads[:_NAMED]]
        more, command = total - len(told) or "", command_line("find", text)
        raise LeadcliError("several_leads", text=text, total=total, leads=told, more=more, command=command)
    return leads[0][0]


def how_meant(connection: duckdb.DuckDBPyConnection, text: str) -> list[Text]:
    """Which lead a name was taken for, told beside what was written; nothing where a number said so.

    Needs what `lead_meant` found.
    """
    if relations.lead_numbered(connection, text):
        return []
    [named] = search.leads_named(connection, text)
    return [Message.of("find.meant", text=text, lead=" ".join(filter(None, named)))]


def _named(
    session: Session, connection: duckdb.DuckDBPyConnection, text: str, *, exactly: bool
) -> tuple[list[tuple[str, str | None, str | None]], int]:
    """The leads that have a name, or else may be meant by it (number, company, contact), and how many there are."""
    find_firms(connection, "current_record", text, read_dedupe(session.workspace).value.vocabulary)
    named = search.leads_named(connection, text)
    if named or exactly:
        return named, len(named)
    matches, total, _ = find_matches(session, connection, text)
    return [(each.lead_no, each.company, each.contact) for each in matches], total


def _with_stages(
    session: Session, connection: duckdb.DuckDBPyConnection, matches: list[search.Match]
) -> list[FoundLead]:
    if not matches:
        return []
    open_history(session, connection)
    stages = relations.stages_now(connection, [match.lead_no for match in matches])
    return [
        FoundLead(
            lead_no=each.lead_no,
            company=each.company,
            contact=each.contact,
            owner=each.owner,
            grade=each.grade,
            stage=stages.get(each.lead_no),
            why=each.why,
            account_no=each.account_no,
        )
        for each in matches
    ]
