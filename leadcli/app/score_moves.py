"""Whose grade moved since the last scoring, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leadcli.report.score import Move, MovedPart
from leadcli.settings.scoring import ScoringSettings
from leadcli.store import score as stored

if TYPE_CHECKING:
    import duckdb

MOST_MOVES = 1_000
"""Leads whose grade moved that are told one by one; the counts are of all."""


def first_moves(connection: duckdb.DuckDBPyConnection, settings: ScoringSettings) -> list[Move]:
    """The leads whose grade moved, the largest change of points first; needs `score_change`."""
    names = {each.key: each.name for each in settings.dimensions}
    return [
        Move(
            lead_no=each["lead_no"],
            company=each["company"],
            owner=each["owner"],
            before=each["grade_before"],
            after=each["grade_after"],
            total=each["total_after"],
            change=each["change"],
            parts=_parts(each["moved"], names),
            limit=_moved_limit(each, settings),
            invalid=each["invalid_after"],
            by_hand=_by_hand(each),
        )
        for each in stored.first_moves(connection, MOST_MOVES)
    ]


def _moved_limit(move: dict[str, Any], settings: ScoringSettings) -> tuple[str, float] | None:
    """The limit that made the grade another: the points of the last run would not get that run's grade any more."""
    before, after = move["grade_before"], move["grade_after"]
    if before not in settings.grade_names or after is None or settings.grade_of(move["total_before"]) == before:
        return None
    decisive = min(before, after, key=settings.grade_names.index)
    return decisive, float(next(each.minimum for each in settings.grades if each.grade == decisive))


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


def move_data(move: Move) -> dict[str, object]:
    """A move for programs."""
    return {
        "lead_no": move.lead_no,
        "company": move.company,
        "before": move.before,
        "after": move.after,
        "total": move.total,
        "change": move.change,
        "reasons": "；".join(each.told for each in move.parts),
        "limits_moved": move.limit is not None,
        "by_hand": move.by_hand,
    }
