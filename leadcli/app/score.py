"""Scoring all leads, keeping the scores, and writing the team's own sheet with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.analysis import score as analysis
from leadcli.analysis import score_change
from leadcli.app.leads import open_leads
from leadcli.app.result import Result
from leadcli.app.scored_book import write_scored_book
from leadcli.app.session import Session
from leadcli.domain.tables import record_fields
from leadcli.report.score import Grade, Move, ScoreOutcome, score_report
from leadcli.settings.scoring import ScoringSettings, read_scoring
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Loaded
from leadcli.store import batches, database, findings, grades

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "scoring.yaml"
MOVES_SHOWN = 20


@dataclass(frozen=True)
class ScoreRequest:
    """What to score by, where to write the sheet, whether to compare with the last run, whether only to rehearse."""

    config: str | None = None
    out: Path | None = None
    diff: bool = False
    dry_run: bool = False


def load_scoring(session: Session, config: str | None = None) -> Loaded[ScoringSettings]:
    """The scoring file in force.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_scoring(find_settings(FILE_NAME, session.workspace, config), frozenset(record_fields()))


def score_leads(session: Session, request: ScoreRequest) -> Result:
    """Score every surviving lead; a grade set by hand stays.

    Raises:
        LeadcliError: with all problems of the settings file, or `nothing_imported`.
    """
    settings = load_scoring(session, request.config)
    written: list[str] = []
    with database.writing(session.database, wait=session.wait, keep=not request.dry_run) as connection:
        open_leads(session, connection)
        grades.open_manual_grades(connection)
        session.progress("score.step_score", None)
        analysis.score_leads(connection, "lead", settings.value)
        score_change.settle_grades(connection, analysis.SCORES, "graded_by_hand")
        findings.open_earlier_scores(connection)
        moved = score_change.diff_scores(
            connection, "earlier_score", score_change.FINAL_SCORES, settings.value.grade_names
        )
        outcome = _outcome(connection, settings, request, moved)
        batch = batches.start(connection, "score", as_of=session.as_of, now=session.now)
        findings.keep_scores(connection, batch, settings.hash)
        data = _data(settings, outcome)
        batches.finish(connection, batch, data, settings=str(settings.path), settings_hash=settings.hash)
        if request.out:
            written.append(write_scored_book(session, connection, settings.value, outcome, request.out))
    following = "leadcli score" if request.dry_run else f"leadcli funnel report --month {session.as_of:%Y-%m}"
    return Result("score", data, score_report(outcome), next_command=following, written=written)


def _outcome(
    connection: duckdb.DuckDBPyConnection,
    settings: Loaded[ScoringSettings],
    request: ScoreRequest,
    moved: score_change.GradeMoves,
) -> ScoreOutcome:
    counts = analysis.count_grades(connection, score_change.FINAL_SCORES, settings.value.grade_names)
    wanted = {each.grade: each for each in settings.value.grades}
    found = [
        Grade(
            grade,
            counts.grades.get(grade, 0),
            float(wanted[grade].minimum) if grade in wanted else None,
            wanted[grade].actions if grade in wanted else (),
        )
        for grade in counts.grades
    ]
    loads: dict[str | None, dict[str, int]] = defaultdict(dict)
    for load in score_change.owner_loads(connection, "lead", score_change.FINAL_SCORES):
        if load.grade is not None:
            loads[load.owner][load.grade] = load.leads
    return ScoreOutcome(
        settings_file=str(settings.path),
        scored=counts.scored,
        invalid=counts.invalid,
        grades=found,
        up=moved.up,
        down=moved.down,
        loads=loads if request.dry_run else {},
        invalid_reasons=dict(findings.invalid_reasons(connection)),
        moves=_moves(connection, settings.value) if request.diff else None,
        rehearsal=request.dry_run,
    )


def _moves(connection: duckdb.DuckDBPyConnection, settings: ScoringSettings) -> list[Move]:
    names = {each.key: each.name for each in settings.dimensions}
    return [
        Move(
            lead_no,
            company,
            before,
            after,
            change,
            "；".join(f"{names.get(part['dimension'], part['dimension'])} {_points(part)}" for part in parts),
        )
        for lead_no, company, before, after, change, parts in findings.first_moves(connection, MOVES_SHOWN)
    ]


def _points(part: dict[str, object]) -> str:
    before, after = ("-" if part[side] is None else f"{part[side]:g}" for side in ("before", "after"))
    return f"{before} > {after} {part['reason']}"


def _data(settings: Loaded[ScoringSettings], outcome: ScoreOutcome) -> dict[str, object]:
    data: dict[str, object] = {
        "settings_hash": settings.hash,
        "settings_file": outcome.settings_file,
        "scored": outcome.scored,
        "grades": {each.grade: each.count for each in outcome.grades},
        "invalid": outcome.invalid,
        "changed": {"up": outcome.up, "down": outcome.down},
    }
    if outcome.loads:
        data["loads"] = [{"owner": owner, **counts} for owner, counts in outcome.loads.items()]
    if outcome.moves is not None:
        data["moves"] = [vars(move) for move in outcome.moves]
    return data
