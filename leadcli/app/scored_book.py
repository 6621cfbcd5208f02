"""Writing the scored book: the team's sheet with its scores, the summary, the doubts, the pairs, the merges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.app.dedupe_contested import open_contested
from leadcli.app.leads import open_history, open_lead_doubts
from leadcli.app.score_labels import in_labels
from leadcli.app.session import Session
from leadcli.app.tables import in_words, issues_to_look_into, said
from leadcli.i18n import Text, Words
from leadcli.report.score import Move, ScoreOutcome, why_moved
from leadcli.report.scored import OwnHeading, ScoredLeads, scored_report
from leadcli.settings.dedupe import read_dedupe
from leadcli.settings.scoring import ScoringSettings
from leadcli.store import dedupe, dedupe_contested, history, originals
from leadcli.store import scored as stored

if TYPE_CHECKING:
    import duckdb

    from leadcli.render.xlsx_book import Written


def write_scored_book(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    settings: ScoringSettings,
    outcome: ScoreOutcome,
    path: Path,
) -> Written:
    """Write the book; needs the leads' relations, `graded_by_hand` and `final_score`."""
    from leadcli.render.xlsx_report import write_book

    session.progress("score.step_write", None)
    words = Words(session.language)
    return write_book(
        scored_report(outcome, _rows(session, connection, settings, outcome)),
        path,
        words,
        as_of=session.as_of,
        progress=lambda share: session.progress("score.step_write", share),
    )


def _rows(
    session: Session, connection: duckdb.DuckDBPyConnection, settings: ScoringSettings, outcome: ScoreOutcome
) -> ScoredLeads:
    words = Words(session.language)
    survivors = read_dedupe(session.workspace).value
    own = originals.open_originals(connection, survivors.survival_of, "graded_by_hand")
    open_contested(session, connection, survivors)
    if history.has_logs(connection):
        open_history(session, connection)
    open_lead_doubts(session, connection)
    keys = [each.key for each in settings.dimensions]
    actions = {each.grade: words.text(each.told) for each in outcome.grades}
    labels = settings.labels(session.language)
    leads = in_labels(stored.scored_leads(connection, own, keys, actions), settings, labels)
    owners = pc.replace_substring(leads["contested"], "、", words("cli.list_comma"))
    leads = leads.set_column(leads.column_names.index("contested"), "contested", owners)
    return ScoredLeads(
        own=[OwnHeading(column.name, column.heading, column.field) for column in own],
        dimensions=[(each.key, labels.get(each.name, each.name)) for each in settings.dimensions],
        leads=leads,
        notes=list(_notes(stored.cell_doubts(connection, own), leads)),
        issues=issues_to_look_into(connection, words),
        pairs=in_words(dedupe.pairs_to_review(connection), words),
        merged=in_words(stored.merged_records(connection), words),
        contested=dedupe_contested.contested_owners(connection),
        moves=None if outcome.moves is None else _moves(outcome.moves, words),
    )


def _notes(
    doubts: Sequence[tuple[int, str, str, str | None, str | None]], leads: pa.Table
) -> Iterator[tuple[int, str, Text]]:
    """Doubts about what stands in the book; what another record of the lead replaced is told in the list of issues."""
    for row, name, code, value, params in doubts:
        if not value or value in str(leads[name][row].as_py()):
            yield row, name, said(code, value, params)


def _moves(moves: Sequence[Move], words: Words) -> pa.Table:
    return pa.table(
        {
            "lead_no": pa.array([each.lead_no for each in moves], pa.string()),
            "company": pa.array([each.company for each in moves], pa.string()),
            "owner": pa.array([each.owner for each in moves], pa.string()),
            "before": pa.array([each.before for each in moves], pa.string()),
            "after": pa.array([each.after for each in moves], pa.string()),
            "change": pa.array([each.change for each in moves], pa.float64()),
            "because": pa.array([words.text(why_moved(each)) for each in moves], pa.string()),
        }
    )
