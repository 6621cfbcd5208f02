"""Writing the scored book: the team's sheet with its scores, the summary, the doubts, the pairs, the merges."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.session import Session
from leadcli.app.tables import in_words, issue_table, said
from leadcli.i18n import Words
from leadcli.report.score import ScoreOutcome
from leadcli.report.scored import OwnHeading, ScoredLeads, scored_report
from leadcli.settings.dedupe import read_dedupe
from leadcli.settings.scoring import ScoringSettings
from leadcli.store import findings, originals
from leadcli.store import scored as stored

if TYPE_CHECKING:
    import duckdb


def write_scored_book(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    settings: ScoringSettings,
    outcome: ScoreOutcome,
    path: Path,
) -> str:
    """Write the book and give its path; needs the leads' relations and `final_score`."""
    from leadcli.render.xlsx_report import write_book

    session.progress("score.step_write", None)
    words = Words(session.language)
    survivors = read_dedupe(session.workspace).value.survivors
    joined = {name for name, how in survivors.items() if how == "join"} | {"phone"}
    own = originals.open_originals(connection, joined)
    actions = {each.grade: "；".join(each.actions) for each in settings.grades}
    keys = [each.key for each in settings.dimensions]
    scored = ScoredLeads(
        own=[OwnHeading(column.name, column.heading, column.field) for column in own],
        dimensions=[(each.key, each.name) for each in settings.dimensions],
        leads=stored.scored_leads(connection, own, keys, actions),
        notes=[
            (row, name, said(code, value, params))
            for row, name, code, value, params in stored.cell_doubts(connection, own)
        ],
        issues=issue_table(connection, words),
        pairs=in_words(findings.pairs_to_review(connection), words),
        merged=in_words(stored.merged_records(connection), words),
    )
    write_book(
        scored_report(outcome, scored),
        path,
        words,
        as_of=session.as_of,
        progress=lambda share: session.progress("score.step_write", share),
    )
    return str(path)
