"""查重 before a lead is typed in: who is already there under this number, phone, firm or name."""

from __future__ import annotations

from dataclasses import asdict

from leadcli.app.leads import open_history
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.intake.parse_phone import parse_phone
from leadcli.report.find import find_report
from leadcli.store import database, relations, search


def find(session: Session, text: str) -> Result:
    """Look a text up among all records.

    Raises:
        LeadcliError: `nothing_to_find` when the text is blank.
    """
    if not text.strip():
        raise LeadcliError("nothing_to_find")
    phones = parse_phone(text, frozenset())
    with database.reading(session.database, wait=session.wait) as connection:
        relations.open_relations(connection)
        matches = search.find_matches(connection, text.strip(), [*phones.mobiles, *phones.landlines])
        stages: dict[str, str] = {}
        if matches:
            open_history(session, connection)
            stages = relations.stages_now(connection, [match.lead_no for match in matches])
    found = [asdict(match) | {"stage": stages.get(match.lead_no)} for match in matches]
    following = f"leadcli explain {matches[0].lead_no}" if matches else None
    return Result("find", {"matches": found}, find_report(text, found), next_command=following)
