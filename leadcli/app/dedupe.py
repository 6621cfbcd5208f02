"""Finding duplicates, keeping what was found, and handing out what a person must decide."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.analysis import dedupe as analysis
from leadcli.app.command_line import command_line
from leadcli.app.dedupe_contested import open_contested
from leadcli.app.outputs import check_output
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Place, Problem
from leadcli.i18n import Words
from leadcli.report.dedupe import SHOWN, ContestedAccount, DedupeOutcome, MergedLead, SharedKey, dedupe_report
from leadcli.report.review import review_report
from leadcli.settings.dedupe import LoadedDedupe, read_dedupe
from leadcli.settings.suggest import suggestion
from leadcli.store import batches, database, dedupe_contested, lead_doubts, relations
from leadcli.store import dedupe as stored

if TYPE_CHECKING:
    import duckdb


MOST_SHARED = 100
"""Numbers and addresses of nobody that are told one by one."""


def find_duplicates(session: Session, config: str | None = None, review_out: Path | None = None) -> Result:
    """Merge what is certain, keep what is possible for review, and write the review book when asked.

    Raises:
        LeadcliError: with all problems of the settings file, `nothing_imported`, or what `check_output` refuses.
    """
    check_output(session, review_out, "dedupe --review")
    settings = read_dedupe(session.workspace, config)
    written: list[str] = []
    with database.writing(session.database, wait=session.wait) as connection:
        relations.open_relations(connection)
        _open_comparison(connection, settings)
        session.progress("dedupe.step_compare", None)
        counts = analysis.find_duplicates(connection, "compared_record", "compared_decision", settings.value)
        batch = batches.start(connection, "dedupe", as_of=session.as_of, now=session.now)
        stored.keep_duplicates(connection, batch)
        relations.open_relations(connection)
        contested = open_contested(session, connection, settings.value)
        files = ", ".join(str(path) for path in settings.paths)
        batches.finish(connection, batch, asdict(counts), settings=files, settings_hash=settings.hash)
        if review_out:
            written.append(_write_review(session, connection, review_out))
        outcome = DedupeOutcome(
            **asdict(counts),
            merged_leads=stored.merged_leads(connection),
            merges=[MergedLead(*row) for row in stored.first_merges(connection, SHOWN)],
            contested=[ContestedAccount(*row) for row in dedupe_contested.first_contested(connection, SHOWN)],
            contested_total=contested,
            shared=[SharedKey(*row) for row in stored.shared_keys(connection, MOST_SHARED)],
            shared_total=stored.count_shared(connection),
            differing_amounts=lead_doubts.differing_amounts(connection),
            review_file=str(review_out) if review_out else None,
        )
    following = command_line("score", "--out", "scored.xlsx")
    data = asdict(counts) | {
        "shared": [asdict(each) for each in outcome.shared],
        "shared_total": outcome.shared_total,
        "differing_amounts": outcome.differing_amounts,
    }
    return Result("dedupe", data, dedupe_report(outcome), next_command=following, written=written)


def _open_comparison(connection: duckdb.DuckDBPyConnection, settings: LoadedDedupe) -> None:
    unknown = stored.open_comparison(connection, list(settings.value.columns))
    if unknown:
        known = stored.known_headings(connection)
        place = Place(settings.paths[0])
        raise LeadcliError.of(
            [Problem("no_such_column", {"found": name} | suggestion(name, known), place) for name in unknown]
        )


def _write_review(session: Session, connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    from leadcli.app.tables import in_words
    from leadcli.render.xlsx_report import write_book

    words = Words(session.language)
    pairs = in_words(stored.pairs_to_review(connection), words)
    report = review_report(pairs, dedupe_contested.contested_owners(connection))
    write_book(report, path, words, as_of=session.as_of)
    return str(path)
