"""Writing a follow-up down by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from leadcli.app.command_line import command_line
from leadcli.app.find import lead_meant
from leadcli.app.leads import open_leads
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import LeadcliError
from leadcli.domain.issue import Issue, Severity
from leadcli.domain.tables import KINDS
from leadcli.intake.parse_phone import parse_phone
from leadcli.intake.rows import SheetRows
from leadcli.intake.rows_said import read_said
from leadcli.intake.typed import ParseOptions
from leadcli.report.followup_log import Logged, logged_report
from leadcli.settings.fields import load_fields
from leadcli.settings.suggest import closest
from leadcli.store import batches, database, relations
from leadcli.store.due import known_owners
from leadcli.store.followup import log_followup
from leadcli.store.stage import Identity, lead_identity

if TYPE_CHECKING:
    import duckdb

_TOLD = {"company", "contact", "title", "owner", "acquired_at"}
_NUMBER = re.compile(r"\d\W*$|^[\x00-\x7f]*\d[\x00-\x7f]*$")
_MINUTE = "%Y-%m-%d %H:%M"
COLUMNS = tuple(each.name for each in KINDS["followup"].fields)
"""What can be said of a follow-up."""


@dataclass(frozen=True)
class LogRequest:
    """A follow-up that is said to have happened.

    `said` are the cells of its row by field, as typed (None and blanks say nothing); without `at` it happened now,
    without `by` the lead's owner did it, and where nobody owns it, `user`. `dry_run`: nothing is written.
    """

    lead: str
    said: Mapping[str, object] = field(default_factory=dict)
    user: str | None = None
    dry_run: bool = False


def log_by_hand(session: Session, request: LogRequest) -> Result:
    """Write a follow-up down: the same as a row of a follow-up log that says the same.

    A number that no lead has yet is kept, and counts as soon as its lead is imported.

    Raises:
        LeadcliError: `at_unreadable`, `at_in_future`, `next_before_at`, `several_leads`, `unknown_lead` where it is
            neither a lead nor a number that one may get.
    """
    with database.writing(session.database, wait=session.wait) as connection:
        open_leads(session, connection, _TOLD)
        lead, near = _lead(session, connection, request.lead)
        who = lead_identity(connection, lead) if lead else None
        is_name = lead is not None and relations.lead_numbered(connection, request.lead) is None
        said, by_from = _filled(session, replace(request, lead=lead) if lead and is_name else request, who)
        rows = _understood(session, said)
        row = rows.accepted.to_pylist()[0]
        known = known_owners(connection)
        batch = batches.start(connection, "followup log", as_of=session.as_of, now=session.now)
        taken = log_followup(connection, batch, rows.fields, rows.accepted)
        logged = Logged(
            number=row["number"],
            lead_no=lead,
            near=near,
            who=" ".join(each for each in (who.company, who.contact) if each) if who else "",
            row={name: row.get(name) for name in (*COLUMNS, *(f"{each}_timed" for each in ("at", "next_at")))},
            by_from=by_from,
            is_stranger=by_from == "said" and row["by"] not in known,
            nearest_by=closest(row["by"], known) or "",
            outcome=next(name for name, count in asdict(taken).items() if count),
            is_rehearsal=request.dry_run,
        )
        if not logged.is_written:
            raise database.KeepNothing
        batches.finish(connection, batch, {"number": row["number"]})
    following = command_line("explain", lead) if lead else command_line("undo") if logged.is_written else None
    return Result(
        "followup log",
        _data(logged),
        logged_report(logged),
        issues=(issues := _issues(rows)),
        issues_total=len(issues),
        next_command=following,
    )


def _lead(session: Session, connection: duckdb.DuckDBPyConnection, text: str) -> tuple[str | None, str]:
    """The lead that is meant, or, of what may be a number that no lead has yet, the numbers nearest to it."""
    try:
        return lead_meant(session, connection, text, exactly=True), ""
    except LeadcliError as error:
        [problem] = error.problems
        if problem.code != "unknown_lead" or not _may_be_number(text):
            raise
        return None, str(problem.params["near"])


def _may_be_number(text: str) -> bool:
    """Whether it may be a number that no lead has yet, rather than a name (360公司) or a phone."""
    return bool(_NUMBER.search(text)) and not parse_phone(text, frozenset()).mobiles


def _filled(session: Session, request: LogRequest, who: Identity | None) -> tuple[dict[str, str], str]:
    """The cells of the row with what goes without saying, and where its person comes from."""
    now = f"{datetime.combine(session.as_of, time(session.now.hour, session.now.minute)):{_MINUTE}}"
    said = {name: text for name, value in request.said.items() if (text := _text(name, value))}
    owner = who.owner if who else None
    by_from = "said" if "by" in said else "owner" if owner else "user"
    by = said.get("by") or owner or request.user or "?"
    return {"number": request.lead, "at": now, **said, "by": by, "recorded_at": now}, by_from


def _text(name: str, value: object) -> str:
    """A value as people write it into a cell."""
    if isinstance(value, bool):
        yes, no = FIELDS[name].choices
        return yes if value else no
    return "" if value is None else str(value).strip()


def _understood(session: Session, said: Mapping[str, str]) -> SheetRows:
    """The row as a sheet's would be understood; what would leave it without a time is refused."""
    fields = load_fields(session.workspace).value
    options = ParseOptions(as_of=session.as_of)
    rows = read_said(KINDS["followup"], said, options, fields)
    example = f"{session.as_of}"
    for refused in rows.refused["params"].to_pylist():
        if json.loads(refused)["missing"] == "number":
            number = said["number"]
            raise LeadcliError("unknown_lead", number=number, near="", command=command_line("find", number))
        raise LeadcliError("at_unreadable", value=said["at"], option="--at", example=example)
    [row] = rows.accepted.to_pylist()
    if "at" in rows.doubts.filter(pc.equal(rows.doubts["severity"], Severity.WARNING))["field"].to_pylist():
        raise LeadcliError("at_unreadable", value=said["at"], option="--at", example=example)
    if row["at"].date() > session.as_of:
        raise LeadcliError("at_in_future", value=said["at"], as_of=session.as_of)
    if "next_at" in said and row["next_at"] is None:
        raise LeadcliError("at_unreadable", value=said["next_at"], option="--next-at", example=example)
    if _is_before(row):
        raise LeadcliError("next_before_at", value=said["next_at"], at=said["at"])
    return rows


def _is_before(row: Mapping[str, datetime]) -> bool:
    """Whether the next step is certainly planned for a time before the follow-up."""
    planned, at = row.get("next_at"), row["at"]
    if planned is None or planned.date() > at.date():
        return False
    return planned.date() < at.date() or bool(row["next_at_timed"] and row["at_timed"] and planned < at)


def _issues(rows: SheetRows) -> list[Issue]:
    return [
        Issue(each["code"], Severity(each["severity"]), value=each["value"], params=_params(each))
        for each in rows.doubts.to_pylist()
    ]


def _params(doubt: Mapping[str, str]) -> dict[str, object]:
    return {**json.loads(doubt["params"] or "{}"), "header": FIELDS[doubt["field"]].zh, "field": doubt["field"]}


def _data(logged: Logged) -> dict[str, object]:
    return {
        "lead_no": logged.lead_no,
        **{name: logged.row[name] for name in COLUMNS},
        "by_from": logged.by_from,
        "nearest_by": logged.nearest_by if logged.is_stranger and logged.nearest_by else None,
        "nearest_numbers": logged.near.split(", ") if logged.near else [],
        "reason_missing": logged.lacks_reason,
        "outcome": logged.outcome,
        "is_written": logged.is_written,
    }
