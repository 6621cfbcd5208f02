"""Why deals were lost: the lost among the decided, their reasons, amounts and the stage they were lost at."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from leadcli.analysis.funnel_history import QUALIFIES, FunnelHistory
from leadcli.analysis.funnel_result import LossCount, Losses
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.settings.pipelines import word_of

# The reason written last (by row order) at the moment of the loss, and the stage entered last before it.
_LOSSES = """
WITH loser AS (
    SELECT id, decided_at AS lost_at, NOT decided_dated AS undated
    FROM funnel_fact
    WHERE NOT decided_won AND {decided}
), told AS (
    SELECT id, arg_max(nullif(trim(reason), ''), "sequence") AS reason
    FROM {events} JOIN funnel_word ON stage = word JOIN funnel_lead USING (lead_no) JOIN loser USING (id)
    WHERE {qualifies} AND step = $lost AND entered_at = lost_at
    GROUP BY id
), left_stage AS (
    SELECT id, arg_max(step, epoch_us(entered_at) * 64 + step) AS step
    FROM funnel_event JOIN loser USING (id)
    WHERE step < $lost AND entered_at <= lost_at
    GROUP BY id
)
SELECT lead_no, stage, lost_at, undated, reason, amount, coalesce(currency, '{base}') AS currency
FROM loser JOIN told USING (id) LEFT JOIN left_stage USING (id) LEFT JOIN funnel_stage USING (step)
    JOIN funnel_lead USING (id) LEFT JOIN (SELECT lead_no, amount, currency FROM {leads}) USING (lead_no)
"""

_SUMMED = """
SELECT reason, stage, currency, count(*), sum(amount)
FROM ({losses})
GROUP BY reason, stage, currency
"""


def losses_sql(history: FunnelHistory) -> str:
    """One row per lost lead: lead_no, stage, lost_at, undated, reason, amount, currency."""
    return _LOSSES.format(
        decided=history.within("decided_at"),
        events=history.events,
        leads=history.leads,
        qualifies=QUALIFIES,
        base=BASE_CURRENCY,
    )


def count_losses(history: FunnelHistory) -> Losses:
    """Group the losses by reason; the configured words for one reason count together."""
    names = {word_of(word): reason.name for reason in history.pipeline.loss_reasons for word in reason.words}
    remedies = {reason.name: reason.remedy for reason in history.pipeline.loss_reasons}
    counts: Counter[str | None] = Counter()
    stages: defaultdict[str | None, Counter[str | None]] = defaultdict(Counter)
    amounts: defaultdict[str | None, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for text, stage, currency, count, amount in history.rows(_SUMMED.format(losses=losses_sql(history))):
        reason = None if text is None else names.get(word_of(text), text)
        counts[reason] += count
        stages[reason][stage] += count
        if amount is not None:
            amounts[reason][currency] += amount
    order = {name: position for position, name in enumerate(history.pipeline.names)}
    reasons = [
        LossCount(
            reason,
            count,
            dict(sorted(amounts[reason].items())),
            _most_frequent(stages[reason], order),
            remedies.get(reason),
        )
        for reason, count in counts.items()
        if reason is not None
    ]
    reasons.sort(key=lambda each: (-each.count, each.reason))
    return Losses(counts.total(), counts[None], tuple(reasons))


def _most_frequent(stages: Counter[str | None], order: dict[str, int]) -> str | None:
    """The stage most were lost at, of equals the earliest; None when no stage was known before the loss."""
    known = {stage: count for stage, count in stages.items() if stage is not None}
    return min(known, key=lambda stage: (-known[stage], order[stage])) if known else None
