"""A counted funnel as the data that scripts rely on: keys and codes are never translated, figures never rounded."""

from __future__ import annotations

from dataclasses import asdict

from leadcli.analysis.funnel_result import Days, EarlierPeriod, FunnelResult, GroupTable, LossCount, StageCount
from leadcli.domain.currency import BASE_CURRENCY


def funnel_data(result: FunnelResult, definition: str) -> dict[str, object]:
    """The `data` of `funnel report`; `definition` is the sentence the funnel was counted by."""
    question, bottleneck = result.question, result.bottleneck
    return {
        "pipeline": result.pipeline,
        "period": {"from": question.period.start, "to": question.period.end},
        "basis": question.basis.value,
        "counting": question.counting.value,
        "window_days": question.window_days,
        "stages": list(map(_stage, result.stages, result.cumulative_conversion, result.standing)),
        "overall_conversion": result.overall_conversion,
        "win_rate": _win_rate(result),
        "cycle_days": _days(result.cycle_days),
        "cycle_undated": result.cycle_days.undated,
        "lost_entered": result.lost_entered,
        "churned": result.churned,
        "loss_reasons": [_loss(loss) for loss in result.losses.reasons],
        "losses": {"count": result.losses.count, "without_reason": result.losses.without_reason},
        "bottleneck": bottleneck
        and {
            "stage": bottleneck.stage,
            "next_stage": bottleneck.next_stage,
            "conversion": bottleneck.conversion,
            "because": bottleneck.because.code,
            **bottleneck.because.params,
        },
        "groups": [group for table in result.groups for group in _groups(table)],
        "earlier": [_earlier(each) for each in result.earlier],
        "year_before": result.year_before and _earlier(result.year_before),
        "average_deals": [asdict(each) for each in result.average_deals],
        "deals_apart": asdict(result.deals),
        "unknown_stages": [
            {"stage": each.text, "count": each.count, "nearest": each.nearest, "pipelines": each.pipelines}
            for each in result.unknown_stages
        ],
        "leads": result.leads,
        "inferred_events": result.gaps.inferred_events,
        "undated_events": result.gaps.undated_events,
        "later_events": result.gaps.later_events,
        "undated_leads": result.gaps.undated_leads,
        "contradicted_leads": result.contradicted_leads,
        "months": [{"from": each.month.start, "to": each.month.end, "leads": each.leads} for each in result.months],
        "immature": result.immature,
        "definition": definition,
    }


def _earlier(each: EarlierPeriod) -> dict[str, object]:
    return {"from": each.period.start, "to": each.period.end, "entered": each.entered}


def _win_rate(result: FunnelResult) -> dict[str, object]:
    cautious = result.pessimistic
    return {
        "won": result.win_rate.won,
        "decided": result.win_rate.decided,
        "rate": result.win_rate.rate,
        "undated": result.win_rate.undated,
        "created": {"won": result.created_won, "created": result.created, "rate": result.created_win_rate},
        "pessimistic": cautious
        and {"won": cautious.won, "lost": cautious.lost, "overdue": cautious.overdue, "stale": cautious.stale}
        | {"rate": cautious.rate},
    }


def _days(days: Days) -> dict[str, object]:
    return {"n": days.n, "mean": days.mean, "median": days.median, "p90": days.p90}


def _stage(stage: StageCount, cumulative: float | None, standing: float | None) -> dict[str, object]:
    waiting = stage.open_visits
    return {
        "stage": stage.stage,
        "entered": stage.entered,
        "advanced": stage.advanced,
        "lost": stage.lost,
        "open": stage.open,
        "conversion": stage.conversion,
        "cumulative_conversion": cumulative,
        "drop_off_rate": stage.drop_off_rate,
        "loss_rate": stage.loss_rate,
        "dwell_days": _days(stage.dwell_days),
        "dwell_undated": stage.dwell_days.undated,
        "open_visits": {
            "n": waiting.n,
            "median_age": waiting.median_age,
            "oldest": waiting.oldest,
            "undated": waiting.undated,
            "limit_days": waiting.limit_days,
            "over_limit": waiting.over_limit,
        },
        "standing_share": standing,
        "target": stage.target,
    }


def _loss(loss: LossCount) -> dict[str, object]:
    return {
        "reason": loss.reason,
        "count": loss.count,
        "amount": loss.amounts.get(BASE_CURRENCY),
        "amounts": dict(loss.amounts),
        "stage": loss.stage,
    }


def _groups(table: GroupTable) -> list[dict[str, object]]:
    return [
        {
            "by": table.by,
            "value": group.value,
            "entered": group.entered,
            "won": group.won,
            "conversion": group.conversion,
            "cycle_days": _days(group.cycle_days),
            "cycle_undated": group.cycle_days.undated,
            "small_sample": group.small_sample,
            "compared": group.compared,
        }
        for group in table.groups
    ]
