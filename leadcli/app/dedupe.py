"""Finding duplicates, keeping what was found, and handing out what a person must decide."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.analysis import dedupe as analysis
from leadcli.analysis.dedupe_accounts import contested_accounts
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.tables import in_words
from leadcli.i18n import Words
from leadcli.report.dedupe import SHOWN, DedupeOutcome, MergedLead, dedupe_report
from leadcli.report.review import review_report
from leadcli.settings.dedupe import read_dedupe
from leadcli.store import batches, database, findings, relations

if TYPE_CHECKING:
    import duckdb


def find_duplicates(session: Session, config: str | None = None, review_out: Path | None = None) -> Result:
    """Merge what is certain, keep what is possible for review, and write the review book when asked.

    Raises:
        LeadcliError: with all problems of the settings file, or `nothing_imported`.
    """
    settings = read_dedupe(session.workspace, config)
    written: list[str] = []
    with database.writing(session.database, wait=session.wait) as connection:
        relations.open_relations(connection)
        findings.open_comparison(connection)
        session.progress("dedupe.step_compare", None)
        counts = analysis.find_duplicates(connection, "compared_record", "compared_decision", settings.value)
        batch = batches.start(connection, "dedupe", as_of=session.as_of, now=session.now)
        findings.keep_duplicates(connection, batch)
        relations.open_relations(connection)
        contested = contested_accounts(connection, "owned_lead", session.as_of, settings.value.protection_days)
        files = ", ".join(str(path) for path in settings.paths)
        batches.finish(connection, batch, asdict(counts), settings=files, settings_hash=settings.hash)
        if review_out:
            written.append(_write_review(session, connection, review_out))
        outcome = DedupeOutcome(
            **asdict(counts),
            merges=[MergedLead(*row) for row in findings.first_merges(connection, SHOWN)],
            contested=findings.first_contested(connection, SHOWN),
            contested_total=contested,
        )
    waiting = counts.review_pairs and not review_out
    following = "leadcli dedupe --review review.xlsx" if waiting else "leadcli score --out scored.xlsx"
    return Result("dedupe", asdict(counts), dedupe_report(outcome), next_command=following, written=written)


def _write_review(session: Session, connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    from leadcli.render.xlsx_report import write_book

    words = Words(session.language)
    report = review_report(in_words(findings.pairs_to_review(connection), words))
    write_book(report, path, words, as_of=session.as_of)
    return str(path)
