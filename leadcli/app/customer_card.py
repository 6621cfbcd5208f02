"""All that is known of one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.customer import open_customers
from leadcli.app.find import find_matches
from leadcli.app.leads import stage_labels
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.report.customer_card import card_report
from leadcli.settings.customers import read_customers
from leadcli.settings.priority import read_priority
from leadcli.store import customer_card as store
from leadcli.store import database

if TYPE_CHECKING:
    import duckdb

_NAMED = 5


def show_customer(session: Session, name: str) -> Result:
    """Tell who a customer is, its people, what it bought, what was said and offered, and what is due.

    `name` is its number or one of a lead, its name, or a part of it, a phone or a contact that means this one only.

    Raises:
        LeadcliError: `unknown_customer` with the nearest, `several_customers`.
    """
    settings = read_customers(session.workspace)
    with database.reading(session.database, wait=session.wait) as connection:
        open_customers(session, connection, store.FIELDS)
        open_scores(session, connection)
        card = store.customer_card(connection, _meant(session, connection, name.strip()), session.as_of)
    names = read_priority(session.workspace).value.names
    for row in card["opportunity_rows"]:
        rank = row.pop("rank")
        row["priority"] = None if rank is None else names[rank]
    labels = {**stage_labels(session), **settings.labels(session.language)}
    first = card["lead_rows"][0]["lead_no"] if card["lead_rows"] else None
    following = command_line("explain", first) if first else None
    return Result("customer show", card, card_report(card, labels), next_command=following)


def _meant(session: Session, connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """The one customer that a text means."""
    found = store.customer_named(connection, name) if name else None
    if found is not None:
        return found
    matches = find_matches(session, connection, name)[0] if name else []
    customers = store.customers_of(connection, [match.lead_no for match in matches])
    customers += store.customers_without_leads(connection, name) if name else []
    if len(customers) > 1:
        named = [f"{number} {company or ''}".strip() for _, number, company in customers[:_NAMED]]
        command = command_line("find", name)
        raise LeadcliError("several_customers", name=name, total=len(customers), named=named, command=command)
    if not customers:
        raise store.unknown_customer(connection, name)
    return customers[0][0]
