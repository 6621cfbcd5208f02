"""A report on opportunities as the data that scripts rely on: keys and codes are never translated."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_counts import Rates
from leadcli.analysis.opportunity_result import Rep
from leadcli.report.opportunity import OpportunityReport

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CHANGES = 1_000


def report_data(found: OpportunityReport, changes: pa.Table, definition: str) -> dict[str, object]:
    """The `data` of `opportunity report`; `definition` is the sentence it was counted by."""
    figures = found.figures
    reps = {rep.owner: rep for rep in figures.reps}
    owners = [*reps, *(owner for owner in found.rates if owner not in reps)]
    quotes, slips = figures.quotes, figures.slips
    return {
        "pipeline": found.pipeline,
        "period": {"from": found.period.start, "to": found.period.end},
        "compared_with": found.compared_with,
        "open": figures.open,
        "priorities": [asdict(each) for each in figures.matrix],
        "changes": figures.changes,
        "changed_opportunities": changes.slice(0, MOST_CHANGES).to_pylist(),
        "slips": asdict(slips),
        "high_priority": found.high,
        "team": _rep(found, figures.team, found.rate),
        "reps": [
            {"owner": owner} | _rep(found, reps.get(owner, Rep(owner)), found.rates.get(owner)) for owner in owners
        ],
        "quotes": asdict(quotes) | {"acceptance": quotes.acceptance, "versions_mean": quotes.mean_versions},
        "closings": [asdict(each) for each in figures.closings],
        "proposals": asdict(figures.proposals),
        "deals_apart": asdict(found.deals),
        "doubt_counts": dict(figures.doubts),
        "definition": definition,
    }


def _rep(found: OpportunityReport, rep: Rep, rates: Rates | None) -> dict[str, object]:
    counted = asdict(rep) | {"high_conversion": rep.high_conversion, "followups_per_won": rep.mean_followups}
    del counted["owner"]
    return counted | {
        "small_sample": rep.high_decided < found.small_sample,
        "win_rate": rates and _win_rate(found, rates),
    }


def _win_rate(found: OpportunityReport, rates: Rates) -> dict[str, object]:
    decided, cautious = rates.win_rate, rates.pessimistic
    return {
        "won": decided.won,
        "decided": decided.decided,
        "rate": decided.rate,
        "undated": decided.undated,
        "created": {"won": rates.created_won, "created": rates.created, "rate": rates.created_rate},
        "pessimistic": asdict(cautious) | {"rate": cautious.rate} if found.has_pessimistic else None,
    }
