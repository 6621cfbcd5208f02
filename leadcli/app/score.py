"""Scoring all leads, keeping the scores, and writing the team's own sheet with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadcli.analysis import score as analysis
from leadcli.analysis import score_change
from leadcli.app.command_line import command_line
from leadcli.app.following import funnel_command
from leadcli.app.leads import open_leads
from leadcli.app.outputs import check_output
from leadcli.app.result import Result
from leadcli.app.score_settings import load_scoring
from leadcli.app.scored_book import write_scored_book
from leadcli.app.session import Session
from leadcli.domain.kind import RECORD
from leadcli.i18n import Message, Text
from leadcli.report.score import Grade, Move, MovedPart, ScoreOutcome, score_report
from leadcli.settings.scoring import ScoringSettings
from leadcli.settings.scoring_rules import EXTRA, Condition
from leadcli.settings.source import Loaded
from leadcli.settings.suggest import suggestion
from leadcli.store import batches, database, exports, grades
from leadcli.store import score as stored

if TYPE_CHECKING:
    import duckdb

MOST_MOVES = 1_000
"""Leads whose grade moved that are told one by one; the counts are of all."""


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
        notices = _notices(connection, settings.value)
        outcome = _outcome(connection, settings, request, moved)
        batch = batches.start(connection, "score", as_of=session.as_of, now=session.now)
        stored.keep_scores(connection, batch, settings.hash)
        data = _data(settings, outcome)
        batches.finish(connection, batch, data, settings=str(settings.path), settings_hash=settings.hash)
        if request.out:
            written.append(write_scored_book(session, connection, settings.value, outcome, request.out))
        following = _again(request) if request.dry_run else funnel_command(session, connection)
    return Result("score", data, score_report(outcome), next_command=following, written=written, notices=notices)


def _again(request: ScoreRequest) -> str:
    """The scoring that was rehearsed."""
    said = [("--config", request.config), ("--out", request.out)]
    return command_line("score", *(part for option, value in said if value for part in (option, value)))


def _notices(connection: duckdb.DuckDBPyConnection, settings: ScoringSettings) -> list[Text]:
    """What is in force without effect: rules over columns that no sheet has, grades by hand that do not exist."""
    own = exports.own_columns(connection, RECORD)
    missing = [name for name in _own_fields(settings) if name not in own]
    notices: list[Text] = [
        Message.of("score.no_such_own_column", name=name, **suggestion(name, own)) for name in missing if own
    ]
    notices += [Message.of("score.no_own_columns", name=name) for name in missing if not own]
    known = ", ".join(settings.grade_names)
    notices += [
        Message.of("score.unknown_manual_grade", grade=grade, leads=leads, known=known)
        for grade, leads in stored.unknown_grades(connection)
    ]
    return notices


def _own_fields(settings: ScoringSettings) -> list[str]:
    """The team's own columns that rules look at."""
    rules = [each for dimension in settings.dimensions for each in dimension.rules]
    conditions: list[Condition] = [part for rule in rules for part in (rule, *rule.also)]
    conditions += [part for rule in settings.invalid for part in (rule, *rule.also)]
    fields = [*(each.field or () for each in settings.dimensions), *(part.field or () for part in conditions)]
    found = dict.fromkeys(name for names in fields for name in names if name.startswith(EXTRA))
    return [name.removeprefix(EXTRA) for name in found]


def _outcome(
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
        settings_file=str(settings.path),
        settings_name=settings.value.name,
        scored=counts.scored,
        invalid=counts.invalid,
        grades=found,
        up=moved.up,
        down=moved.down,
        loads=loads,
        invalid_reasons=dict(stored.invalid_reasons(connection)),
        moves=_moves(connection, settings.value) if request.diff else None,
        rehearsal=request.dry_run,
    )


def _moves(connection: duckdb.DuckDBPyConnection, settings: ScoringSettings) -> list[Move]:
    names = {each.key: each.name for each in settings.dimensions}
    return [
        Move(
            lead_no=each["lead_no"],
            company=each["company"],
            owner=each["owner"],
            before=each["grade_before"],
            after=each["grade_after"],
            change=each["change"],
            parts=_parts(each["moved"], names),
            invalid=each["invalid_after"],
            by_hand=_by_hand(each),
        )
        for each in stored.first_moves(connection, MOST_MOVES)
    ]


def _by_hand(move: dict[str, Any]) -> str | None:
    if move["manual_at"]:
        return str(move["manual_reason"] or move["manual_by"] or "-")
    return "" if move["was_by_hand"] else None


def _parts(moved: Sequence[dict[str, Any]], names: dict[str, str]) -> list[MovedPart]:
    return [
        MovedPart(
            names.get(str(part["dimension"]), str(part["dimension"])),
            part["before"],
            part["after"],
            str(part["reason"] or ""),
        )
        for part in moved
    ]


def _data(settings: Loaded[ScoringSettings], outcome: ScoreOutcome) -> dict[str, object]:
    data: dict[str, object] = {
        "settings_hash": settings.hash,
        "settings_file": outcome.settings_file,
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
        data["moves"] = [
            {
                "lead_no": move.lead_no,
                "company": move.company,
                "before": move.before,
                "after": move.after,
                "change": move.change,
                "reasons": "；".join(each.told for each in move.parts),
                "by_hand": move.by_hand,
            }
            for move in outcome.moves
        ]
    return data
