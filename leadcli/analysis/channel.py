"""Counting channels: what became of the leads that each brought, and what that cost.

Everything is counted over one cohort of leads, each for the channel of its first touch; see `ChannelTables`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from leadcli.analysis.channel_advice import advise, find_dependence
from leadcli.analysis.channel_costs import spread_costs, uncounted_costs
from leadcli.analysis.channel_names import name_channels
from leadcli.analysis.channel_result import (
    ChannelCount,
    ChannelResult,
    Money,
    Yield,
    ratio,
    sorted_currencies,
)
from leadcli.domain.period import Period
from leadcli.settings.channels import ChannelsSettings
from leadcli.settings.pipelines import Pipeline

if TYPE_CHECKING:
    import duckdb

GROUPINGS = ("source", "campaign")
_Key = tuple[str | None, str | None]
_COUNTED = ("leads", "scored", "invalid", "opportunities", "won", "lost", "value_known", "won_known")
"""What `_COUNTS` counts of each channel."""

_LEAD = """
CREATE OR REPLACE TEMP TABLE channel_lead AS
WITH touch AS (
    SELECT lead_no, place, channel, coalesce(campaign_word.campaign, detail) AS campaign
    FROM {touches} AS touches JOIN channel_word ON channel_word.text = source
        LEFT JOIN campaign_word ON campaign_word.text = touches.campaign
), other AS (
    SELECT touch.lead_no, list(touch.channel ORDER BY touch.place) AS others
    FROM (SELECT lead_no, channel, min(place) AS place FROM touch GROUP BY ALL) AS touch
        JOIN touch AS first ON first.lead_no = touch.lead_no AND first.place = 1 AND first.channel <> touch.channel
    GROUP BY touch.lead_no
)
SELECT reached.*, channel, campaign, others, score.lead_no IS NOT NULL AS is_scored, grade,
    CASE WHEN grade IS NULL THEN invalid_reason END AS invalid_reason,
    is_scored AND grade IS NULL AND invalid_reason IS NOT NULL AS is_invalid, amount, currency
FROM {reached} AS reached
    LEFT JOIN (FROM touch WHERE place = 1) AS touch USING (lead_no)
    LEFT JOIN other USING (lead_no)
    LEFT JOIN (SELECT lead_no, grade, invalid_reason FROM {scores}) AS score USING (lead_no)
    LEFT JOIN (SELECT lead_no, amount, currency FROM {leads}) AS lead USING (lead_no)
"""

_COUNTS = """
SELECT channel, {campaign}, count(*), count(*) FILTER (is_scored), count(*) FILTER (is_invalid),
    count(*) FILTER (is_opportunity), count(*) FILTER (is_won), count(*) FILTER (outcome = 'lost'),
    count(amount) FILTER (is_opportunity), count(*) FILTER (lead_no IN (SELECT lead_no FROM channel_won))
FROM channel_lead GROUP BY ALL
"""
_GRADES = "SELECT channel, {campaign}, grade, count(*) FROM channel_lead WHERE grade IS NOT NULL GROUP BY ALL"
_WON = """
CREATE OR REPLACE TEMP TABLE channel_won AS
SELECT channel, campaign, lead_no, won_on, won.amount, won.currency
FROM channel_lead JOIN {won} AS won USING (lead_no) WHERE is_won
"""
_AMOUNTS = """
SELECT channel, {campaign}, currency, sum(amount) FILTER (NOT is_brought), sum(amount) FILTER (is_brought)
FROM (
    SELECT channel, campaign, currency, amount, FALSE AS is_brought FROM channel_lead
    WHERE is_opportunity AND amount IS NOT NULL
    UNION ALL
    SELECT channel, campaign, currency, amount, TRUE FROM channel_won
)
GROUP BY ALL
"""
_COSTS = """
SELECT channel, {campaign}, currency, fsum(counted), fsum(target)
FROM channel_cost_inside WHERE days_inside > 0 GROUP BY ALL
"""
_UNKNOWN = """
SELECT DISTINCT channel FROM channel_word WHERE NOT is_known AND channel IN (
    SELECT channel FROM channel_lead UNION SELECT channel FROM channel_cost_inside WHERE days_inside > 0)
ORDER BY channel
"""


@dataclass(frozen=True)
class ChannelTables:
    """The names of the relations channels are counted from.

    Attributes:
        reached: the leads of the cohort (lead_no, entered_at, stage, is_opportunity, is_won, outcome, reason).
        touches: through which sources leads came (lead_no, place: 1 is the first, source, campaign).
        spending: costs (source, campaign, period_start, period_end, cost, currency, target_leads, file, sheet,
            row_number).
        scores: the last scoring (lead_no, grade, invalid_reason).
        leads: amounts (lead_no, amount, currency).
        won: what leads brought when they are won (lead_no, currency, amount, won_on), several rows of a lead or none.
    """

    reached: str
    touches: str
    spending: str
    scores: str
    leads: str
    won: str


@dataclass(frozen=True)
class ChannelQuestion:
    """What is asked: which days, known until when, by `source` or `campaign`, and the grades there may be."""

    period: Period
    as_of: date
    by: str = "source"
    grades: Sequence[str] = ()


def count_channels(
    connection: duckdb.DuckDBPyConnection,
    tables: ChannelTables,
    pipeline: Pipeline,
    question: ChannelQuestion,
    settings: ChannelsSettings,
) -> ChannelResult:
    """Count all channels.

    Leaves the rows behind the figures as temp tables `channel_lead`, `channel_won` and `channel_cost_inside`.
    """
    name_channels(connection, tables.touches, tables.spending, settings)
    spread_costs(connection, tables.spending, question.period)
    connection.execute(
        _LEAD.format(touches=tables.touches, reached=tables.reached, scores=tables.scores, leads=tables.leads)
    )
    connection.execute(_WON.format(won=tables.won))
    counted = _Counted(connection, question.by == "campaign")
    bare = [counted.channel(key, settings) for key in counted.keys]
    total = _total(bare)
    unnamed = {each.channel for each in bare if question.by == "campaign" and each.campaign is None and each.leads}
    channels = [_compared(each, total, pipeline.small_sample) for each in bare]
    channels = [_advised(each, total, settings, unnamed) for each in channels]
    found = {grade for each in bare for grade in each.grades}
    return ChannelResult(
        pipeline=pipeline.name,
        period=question.period,
        as_of=question.as_of,
        by=question.by,
        opportunity_stage=pipeline.names[pipeline.opportunity],
        won_stage=pipeline.names[pipeline.won],
        channels=tuple(sorted(channels, key=_largest_first)),
        total=total,
        dependence=tuple(find_dependence(bare, total, settings.dependence)),
        uncounted=uncounted_costs(connection),
        unknown=tuple(name for (name,) in connection.execute(_UNKNOWN).fetchall()),
        grades=(*question.grades, *sorted(found - set(question.grades))),
        small_sample=pipeline.small_sample,
    )


class _Counted:
    """The sums of all queries, by channel and campaign."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by_campaign: bool) -> None:
        none = "NULL::VARCHAR"
        of_leads, of_costs = ("campaign", "campaign_named") if by_campaign else (none, none)
        self._counts = _keyed(connection.execute(_COUNTS.format(campaign=of_leads)).fetchall())
        self._grades = _keyed(connection.execute(_GRADES.format(campaign=of_leads)).fetchall())
        self._amounts = _keyed(connection.execute(_AMOUNTS.format(campaign=of_leads)).fetchall())
        self._costs = _keyed(connection.execute(_COSTS.format(campaign=of_costs)).fetchall())
        self.keys = dict.fromkeys([*self._counts, *self._costs])

    def channel(self, key: _Key, settings: ChannelsSettings) -> ChannelCount:
        [counts] = self._counts.get(key) or [(0,) * len(_COUNTED)]
        targets = [target for _, _, target in self._costs.get(key, ()) if target is not None]
        found: dict[str, Any] = dict(zip(_COUNTED, counts, strict=True))
        found["grades"] = dict(self._grades.get(key, ()))
        found["target"] = sum(targets) if targets else None
        found["attributes"] = settings.attributes.get(key[0] or "", ())
        bare = ChannelCount(*key, **found)
        return replace(bare, money=tuple(self._money(key, bare)))

    def _money(self, key: _Key, channel: ChannelCount) -> Iterable[Money]:
        costs = {currency: cost for currency, cost, _ in self._costs.get(key, ())}
        amounts = {currency: (value, won) for currency, value, won in self._amounts.get(key, ())}
        for currency in sorted_currencies({*costs, *amounts}):
            yield _money_of(channel, currency, costs.get(currency), *amounts.get(currency, (None, None)))


def _money_of(
    channel: ChannelCount, currency: str, cost: float | None, value: Decimal | None, won_amount: Decimal | None
) -> Money:
    value, won_amount = _known(value, channel.opportunities), _known(won_amount, channel.won)
    paid = Yield(channel.leads, channel.valid_of_all, channel.opportunities, channel.won, value, won_amount)
    return Money(currency, cost, value, won_amount, paid)


def _known(amount: Decimal | None, of: int) -> Decimal | None:
    """An amount; nothing where there is nothing to have one, not known where there is."""
    return Decimal() if amount is None and not of else amount


def _keyed(rows: Iterable[tuple[Any, ...]]) -> Mapping[_Key, list[tuple[Any, ...]]]:
    found: defaultdict[_Key, list[tuple[Any, ...]]] = defaultdict(list)
    for channel, campaign, *rest in rows:
        found[channel, campaign].append(tuple(rest))
    return found


def _total(channels: Sequence[ChannelCount]) -> ChannelCount:
    """All channels together; what a lead or a deal cost is of the channels whose cost is known."""
    grades: defaultdict[str, int] = defaultdict(int)
    for each in channels:
        for grade, count in each.grades.items():
            grades[grade] += count
    counts: dict[str, Any] = {name: sum(getattr(each, name) for each in channels) for name in _COUNTED}
    targets = [each.target for each in channels if each.target is not None]
    money = tuple(
        _together([each.in_currency(currency) or _nothing(each, currency) for each in channels])
        for currency in sorted_currencies(each.currency for channel in channels for each in channel.money)
    )
    counts |= {"grades": grades, "money": money, "target": sum(targets) if targets else None}
    return ChannelCount(None, None, **counts)


def _nothing(channel: ChannelCount, currency: str) -> Money:
    """A channel without any money in a currency."""
    return _money_of(channel, currency, None, None, None)


def _together(parts: Sequence[Money]) -> Money:
    """The money of several channels in one currency; their ratios are of those that have a cost."""
    paid = [each for each in parts if each.cost is not None]
    earned, of_paid = _yield([each.paid for each in parts]), _yield([each.paid for each in paid])
    cost = sum(each.cost or 0 for each in paid) if paid else None
    return Money(parts[0].currency, cost, earned.value, earned.won_amount, of_paid)


def _yield(parts: Sequence[Yield]) -> Yield:
    opportunities, won = sum(each.opportunities for each in parts), sum(each.won for each in parts)
    valid = [each.valid for each in parts]
    return Yield(
        sum(each.leads for each in parts),
        None if None in valid else sum(filter(None, valid)),
        opportunities,
        won,
        _known(_sum(each.value for each in parts), opportunities),
        _known(_sum(each.won_amount for each in parts), won),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The amounts there are together; the nothing of a channel without deals tells nothing of the others."""
    known = [each for each in amounts if each]
    return sum(known, Decimal()) if known else None


def _compared(channel: ChannelCount, total: ChannelCount, small_sample: int) -> ChannelCount:
    """A channel with its shares of all."""
    return replace(
        channel,
        lead_share=ratio(channel.leads, total.leads),
        won_share=ratio(channel.won, total.won),
        small_sample=channel.leads < small_sample,
    )


def _advised(
    channel: ChannelCount, total: ChannelCount, settings: ChannelsSettings, unnamed: Collection[str | None]
) -> ChannelCount:
    """A channel with what is advised of it.

    Nothing is of leads without a channel, nor of a campaign without leads while leads of its channel (of those in
    `unnamed`) do not say which campaign they came by.
    """
    is_told = channel.channel is not None and (channel.leads > 0 or channel.channel not in unnamed)
    return replace(channel, advice=advise(channel, total, settings.advice)) if is_told else channel


def _largest_first(channel: ChannelCount) -> tuple[object, ...]:
    return (channel.channel is None, -channel.leads, -channel.opportunities, channel.channel, channel.campaign or "")
