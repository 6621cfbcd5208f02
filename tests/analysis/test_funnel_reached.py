"""What became of each lead of a cohort, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_reached import reached_leads
from leadcli.domain.period import month_period
from tests.support.channel_tables import PIPELINE
from tests.support.funnel_tables import tables, walk

EVENTS = [
    *walk("open", ("线索", "2024-05-02"), ("商机", "2024-05-09")),
    *walk("won", ("线索", "2024-05-02"), ("赢单", "2024-06-09")),
    *walk("skipped", ("赢单", "2024-05-31T23:59")),
    *walk("lost", ("商机", "2024-05-02"), ("输单", "2024-05-20", "预算不足")),
    *walk("back", ("线索", "2024-05-02"), ("输单", "2024-05-03", "价格"), ("商机", "2024-05-04")),
    *walk("only lost", ("输单", "2024-05-02", "空号")),
    *walk("won, lost", ("赢单", "2024-05-02"), ("输单", "2024-05-03", "退货")),
    *walk("earlier", ("线索", "2024-04-30"), ("赢单", "2024-05-09")),
    *walk("later", ("线索", "2024-05-02"), ("赢单", "2024-07-01")),
]


def test_how_far_each_lead_came() -> None:
    """Followed until 30 June; the furthest stage counts, a won lead stays won."""
    question = FunnelQuestion(month_period("2024-05"), date(2024, 6, 30), Basis.COHORT, Counting.IMPLIED)
    with (
        tables(EVENTS) as database,
        funnel_history(database, "events", "leads", PIPELINE, question) as history,
        reached_leads(history) as relation,
    ):
        rows = database.execute(
            f"SELECT lead_no, stage, is_opportunity, is_won, outcome, reason FROM {relation}"
        ).fetchall()
    assert {row[0]: row[1:] for row in rows} == {
        "open": ("商机", True, False, "open", None),
        "won": ("赢单", True, True, "won", None),
        "skipped": ("赢单", True, True, "won", None),
        "lost": ("商机", True, False, "lost", "预算不足"),
        "back": ("商机", True, False, "open", None),
        "only lost": (None, False, False, "lost", "空号"),
        "won, lost": ("赢单", True, True, "won", None),
        "later": ("线索", False, False, "open", None),
    }


def test_other_ways_to_count_are_refused() -> None:
    question = FunnelQuestion(month_period("2024-05"), date(2024, 6, 30), Basis.COHORT)
    with (
        tables(EVENTS) as database,
        funnel_history(database, "events", "leads", PIPELINE, question) as history,
        pytest.raises(ValueError, match="TOUCHED"),
        reached_leads(history),
    ):
        pass
