"""Scoring all leads, keeping the scores, and writing the team's own sheet with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.analysis import score as analysis
from leadcli.analysis import score_change
from leadcli.app.command_line import command_line
from leadcli.app.following import funnel_command
from leadcli.app.leads import open_leads
from leadcli.app.outputs import check_output, cut_cells
from leadcli.app.result import Result
from leadcli.app.score_moves import first_moves, move_data
from leadcli.app.score_notices import notices
from leadcli.app.score_settings import load_scoring, told_file
from leadcli.app.scored_book import write_scored_book
from leadcli.app.session import Session
from leadcli.report.score import Grade, ScoreOutcome, score_report
from leadcli.settings.scoring import ScoringSettings
from leadcli.settings.source import Loaded
from leadcli.store import batches, database, grades
from leadcli.store import score as stored

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class ScoreRequest:
    """What to score by, where to write the sheet, whether to compare with the last run, whether only to rehearse."""

    config: str | None = None
    out: Path | None = None
    diff: bool = False
    dry_run: bool = False


def score_leads(session: Session, request: ScoreRequest) -> Result:
    """Score every surviving lead; a grade set by hand stays.

    Raises:
        LeadcliError: with all problems of the settings file, `nothing_imported`, or what `check_output` refuses.
    """
    check_output(session, request.out, "score --out")
    settings = load_scoring(session, request.config)
    written: list[str] = []
    with database.writing(session.database, wait=session.wait, keep=not request.dry_run) as connection:
        open_leads(session, connection)
        grades.open_manual_grades(connection, settings.value.grade_names)
        session.progress("score.step_score", None)
        analysis.score_leads(connection, "lead", settings.value)
        score_change.settle_grades(connection, analysis.SCORES, "graded_by_hand")
        stored.open_earlier_scores(connection)
        moved = score_change.diff_scores(
            connection, "earlier_score", score_change.FINAL_SCORES, settings.value.grade_names
        )
        said = list(notices(session, connection, settings.value))
        outcome = _outcome(session, connection, settings, request, moved)
        batch = batches.start(connection, "score", as_of=session.as_of, now=session.now)
        stored.keep_scores(connection, batch, settings.hash)
        data, shown = _data(settings, outcome), outcome.translated(settings.value.labels(session.language))
        used = str(settings.path.absolute())  # found again from any folder
        batches.finish(connection, batch, data, settings=used, settings_hash=settings.hash)
        if request.out:
            said += cut_cells(write_scored_book(session, connection, settings.value, shown, request.out))
            written.append(str(request.out))
        following = _again(request) if request.dry_run else funnel_command(session, connection)
    return Result("score", data, score_report(shown), next_command=following, written=written, notices=said)


def _again(request: ScoreRequest) -> str:
    """The scoring that was rehearsed."""
    said = [("--config", request.config), ("--out", request.out)]
    return command_line("score", *(part for option, value in said if value for part in (option, value)))


def _outcome(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    settings: Loaded[ScoringSettings],
    request: ScoreRequest,
    moved: score_change.GradeMoves,
) -> ScoreOutcome:
    counts = analysis.count_grades(connection, score_change.FINAL_SCORES, settings.value.grade_names)
    found = [
        Grade(each.grade, counts.grades[each.grade], float(each.minimum), each.owner_role, each.actions)
        for each in settings.value.grades
    ]
    loads: dict[str | None, dict[str | None, int]] = defaultdict(dict)
    for load in score_change.owner_loads(connection, "lead", score_change.FINAL_SCORES):
        loads[load.owner][load.grade] = load.leads
    return ScoreOutcome(
        settings_file=told_file(session, settings.path),
        settings_name=settings.value.name,
        scored=counts.scored,
        invalid=counts.invalid,
        grades=found,
        up=moved.up,
        down=moved.down,
        loads=loads,
        invalid_reasons=dict(stored.invalid_reasons(connection)),
        moves=first_moves(connection, settings.value) if request.diff else None,
        rehearsal=request.dry_run,
    )


def _data(settings: Loaded[ScoringSettings], outcome: ScoreOutcome) -> dict[str, object]:
    data: dict[str, object] = {
        "settings_hash": settings.hash,
        "settings_file": str(settings.path),
        "scored": outcome.scored,
        "grades": {each.grade: each.count for each in outcome.grades},
        "invalid": outcome.invalid,
        "changed": {"up": outcome.up, "down": outcome.down},
    }
    if outcome.rehearsal:
        data["loads"] = [
            {"owner": owner, **{grade or "invalid": leads for grade, leads in counts.items()}}
            for owner, counts in outcome.loads.items()
        ]
    if outcome.moves is not None:
        data["moves"] = [move_data(move) for move in outcome.moves]
    return data
