"""Customers: who they are, what they bought, who is to buy again, and who may be leaving."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.customer import Customers, build_customers
from leadcli.analysis.customer_counts import count_customers
from leadcli.analysis.customer_result import CustomersResult, Group
from leadcli.analysis.funnel_decided import add_decided, start_decided
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.analysis.opportunity import Opportunities, build_opportunities
from leadcli.app.command_line import command_line
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import open_history, open_priced_leads, pipelines_in_order
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.period import Period, PeriodKind
from leadcli.i18n import Words
from leadcli.report.customer import customer_book, customer_report
from leadcli.settings.customers import read_customers
from leadcli.settings.dedupe import read_dedupe
from leadcli.settings.pipelines import read_pipelines
from leadcli.settings.priority import read_priority
from leadcli.store import customer as store
from leadcli.store import database, opportunity

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class CustomersRequest:
    """Where the report goes."""

    files: Files = NO_FILES


def report(session: Session, request: CustomersRequest) -> Result:
    """Report on all customers as of today.

    Raises:
        LeadcliError: `nothing_imported`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "customer report")
    settings = read_customers(session.workspace)
    with database.reading(session.database, wait=session.wait) as connection:
        built = open_customers(session, connection)
        session.progress("customer.step", None)
        result = count_customers(built)
    labels = settings.labels(session.language)
    written: list[str] = []
    if request.files:
        words = Words(session.language)
        written = write_report(session, customer_book(result, settings, labels, words), request.files)
    following = None if request.files else command_line("customer", "report", "--out", "customers.xlsx")
    shown = customer_report(result, settings, labels)
    return Result("customer report", _data(result), shown, written=written, next_command=following)


def open_customers(
    session: Session, connection: duckdb.DuckDBPyConnection, wanted: frozenset[str] = frozenset()
) -> Customers:
    """Make everything customers are read from; `wanted` are further fields of leads."""
    settings, priority = read_customers(session.workspace), read_priority(session.workspace).value
    pipelines = pipelines_in_order(read_pipelines(session.workspace), None)
    open_priced_leads(session, connection, opportunity.FIELDS | store.FIELDS | wanted)
    open_history(session, connection)
    opportunity.open_revisions(connection)
    opportunity.open_followups(connection)
    opportunity.open_values(connection, "opportunity_value")
    stands = build_opportunities(connection, session.as_of, priority, pipelines, has_before=False)
    store.open_customers(connection, priority.largest_amount, read_dedupe(session.workspace).value.vocabulary.no_firm)
    _open_decided(stands)
    return build_customers(connection, session.as_of, settings)


def _open_decided(stands: Opportunities) -> None:
    """Make `decided_lead`: what became of each lead in the pipeline it stands in, as a funnel of all time tells it."""
    question = FunnelQuestion(Period(PeriodKind.RANGE, date.min, stands.as_of), stands.as_of)
    start_decided(stands.connection)
    for place in stands.places():
        pipeline = stands.pipelines[place]
        with funnel_history(stands.connection, "stage_event", "opportunity_value", pipeline, question) as history:
            add_decided(history, stands.leads_of(place))


def _data(result: CustomersResult) -> dict[str, object]:
    repurchases = result.repurchases
    return {
        "customers": repurchases.customers,
        "profiles": result.profiles,
        "repurchases": asdict(repurchases) | {"rate": repurchases.rate, "rate_of_all": repurchases.rate_of_all},
        "industries": list(map(_group, result.industries)),
        "branches": list(map(_group, result.branches)),
        "regions": list(map(_group, result.regions)),
        "sizes": list(map(_group, result.sizes)),
        "incumbents": list(map(_group, result.incumbents)),
        "competitors": list(map(_group, result.competitors)),
        "concerns": list(map(_group, result.concerns)),
        "value_bands": [asdict(each) for each in result.bands],
        "currencies": [asdict(each) for each in result.currencies],
        "segments": [asdict(each) for each in result.segments],
        "key_accounts": result.key_accounts.slice(0, MOST_ROWS).to_pylist(),
        "repurchase_due": result.due.slice(0, MOST_ROWS).to_pylist(),
        "repurchase_due_total": result.due.num_rows,
        "risks": dict(result.risks),
        "at_risk": result.at_risk.slice(0, MOST_ROWS).to_pylist(),
        "at_risk_total": result.at_risk.num_rows,
        "completeness": [asdict(each) | {"rate": each.rate} for each in result.owners],
        "missing": dict(result.missing),
        "customer_rows": result.rows.slice(0, MOST_ROWS).to_pylist(),
        "doubts": asdict(result.doubts),
        "deduped": result.deduped,
    }


def _group(group: Group) -> dict[str, object]:
    found = asdict(group) | {"share": group.share, "win_rate": group.win_rate}
    del found["total"]
    return found
