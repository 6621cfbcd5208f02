"""The weighted pipeline: each open opportunity with its chance, its month and category, and what they sum up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import Period
from leadcli.settings.forecast import ForecastSettings
from leadcli.settings.pipelines import Stage

if TYPE_CHECKING:
    import duckdb

MOST_DRAWS = 20_000_000
"""Of more deals than fit into it so many times over, fewer simulations are drawn; their sum spreads less anyway."""
_FEWEST_SIMULATIONS = 100
NOTHING = Decimal(0)
FROM_SHEET = "sheet"
"""Where the chance of a deal comes from whose stage has none."""

_STAGES = """
CREATE OR REPLACE TEMP TABLE forecast_stage AS
SELECT unnest($steps::UTINYINT[]) AS step, unnest($chances::DOUBLE[]) AS chance, unnest($origins::VARCHAR[]) AS origin,
    unnest($remaining::DOUBLE[]) AS remaining_days
"""

_MONTHS = """
CREATE OR REPLACE TEMP TABLE forecast_month AS
SELECT unnest(range(len($starts::DATE[]))) AS place, unnest($starts::DATE[]) AS first_day,
    unnest($ends::DATE[]) AS last_day
"""

# A deal without a date of its own closes when those that were won did, counted from entering its stage, but not in the
# past; one whose own date is past is overdue, and in no month.
_DEALS = """
CREATE OR REPLACE TEMP TABLE forecast_deal AS
WITH weighted AS (
    SELECT lead_no, company, owner, region, stage, amount, CASE WHEN amount IS NOT NULL THEN currency END AS currency,
        coalesce(chance, probability) AS chance, later,
        CASE WHEN chance IS NOT NULL THEN origin WHEN probability IS NOT NULL THEN '{from_sheet}' END AS origin,
        expected_close AS own_close, coalesce(own_close < $as_of, FALSE) AS overdue,
        own_close IS NULL AND remaining_days IS NOT NULL AS proposed,
        CASE WHEN proposed THEN greatest(
            CAST(entered_at + to_hours(round(remaining_days * 24)::BIGINT) AS DATE), $as_of
        ) ELSE own_close END AS close_at
    FROM open_opportunity JOIN forecast_stage USING (step) LEFT JOIN {leads} USING (lead_no)
)
SELECT weighted.*, {category} AS category, place,
    CASE WHEN overdue THEN 'overdue' WHEN close_at IS NULL THEN 'undated' WHEN place IS NULL THEN 'outside'
        ELSE 'month' END AS bucket
FROM weighted LEFT JOIN forecast_month ON NOT overdue AND close_at BETWEEN first_day AND last_day
"""

_SUMS = """
SELECT bucket, place, currency, category, count(*), sum(amount), sum(amount * chance), count(*) FILTER (WHERE proposed),
    count(*) FILTER (WHERE amount IS NOT NULL AND chance IS NULL)
FROM forecast_deal
GROUP BY ALL
"""

_BY = """
SELECT {by}, currency, count(*) FILTER (is_owner), sum(amount), sum(amount * chance)
FROM (
    SELECT forecast_deal.* REPLACE (if(share IS NULL, forecast_deal.owner, deal_share.owner) AS owner,
            amount * coalesce(share, 1) AS amount), coalesce(is_owner, TRUE) AS is_owner
    FROM forecast_deal LEFT JOIN deal_share USING (lead_no)
)
WHERE bucket = 'month' AND amount IS NOT NULL
GROUP BY ALL
ORDER BY currency, sum(amount * chance) DESC NULLS LAST, {by} NULLS LAST
"""

# Each deal falls by its own number, so that neither threads nor the order of rows change what is drawn.
_DRAWN = """
SELECT currency, place, quantile_disc(total, [$low, $high])
FROM (
    SELECT currency, place, draw, sum(
        CASE WHEN hash(lead_no, draw, $seed) / 18446744073709551616.0 < chance THEN amount ELSE 0 END) AS total
    FROM forecast_deal CROSS JOIN range($draws) AS drawn (draw)
    WHERE bucket = 'month' AND amount IS NOT NULL AND chance IS NOT NULL
    GROUP BY GROUPING SETS ((currency, draw), (currency, place, draw))
)
GROUP BY currency, place
"""

_LATER = f"""
SELECT coalesce(currency, '{BASE_CURRENCY}'), count(*), count(*) FILTER (WHERE later)
FROM forecast_deal
GROUP BY ALL
"""

_DUE = """
SELECT currency, category, count(*), sum(amount), sum(amount * chance)
FROM forecast_deal
WHERE NOT overdue AND close_at BETWEEN $first AND $last AND amount IS NOT NULL
GROUP BY ALL
"""


class Origin(StrEnum):
    """Where a stage's chance comes from."""

    HISTORY = "history"
    CONFIGURED = "configured"


@dataclass(frozen=True)
class StageChance:
    """The chance that a deal standing in a stage is won, from the `closed` deals that stood there or as configured.

    `chance` is None where neither is known; `remaining_days` is how long it takes from entering the stage to the deal.
    """

    step: int
    stage: str
    chance: float | None
    origin: Origin
    closed: int
    won: int
    remaining_days: float | None


@dataclass(frozen=True)
class Sums:
    """Deals together: how many, what they would bring, and what they bring by their chances."""

    deals: int = 0
    amount: Decimal = NOTHING
    weighted: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.deals + other.deals, self.amount + other.amount, self.weighted + other.weighted)


@dataclass(frozen=True)
class MonthForecast:
    """What one month brings, by category (its place in the settings; None: no chance is known), and its interval."""

    month: Period
    categories: Mapping[int | None, Sums]
    interval: tuple[Decimal, Decimal] | None

    @property
    def whole(self) -> Sums:
        """All categories together."""
        return sum(self.categories.values(), Sums())


@dataclass(frozen=True)
class CurrencyForecast:
    """The forecast of one currency: its months together have an interval of their own; the rest stands apart."""

    currency: str
    months: tuple[MonthForecast, ...]
    interval: tuple[Decimal, Decimal] | None
    apart: Mapping[str, Sums] = field(default_factory=dict)

    @property
    def whole(self) -> Sums:
        """All months together."""
        return sum((month.whole for month in self.months), Sums())

    @property
    def deals(self) -> int:
        """All deals of the currency, also those that are in no month."""
        return self.whole.deals + sum(each.deals for each in self.apart.values())

    def of_category(self, place: int) -> Sums:
        """All months of one category."""
        return sum((month.categories.get(place, Sums()) for month in self.months), Sums())


@dataclass(frozen=True)
class Forecast:
    """The forecast of all currencies; deals without an amount or a chance are only counted."""

    currencies: tuple[CurrencyForecast, ...]
    deals: int
    unpriced: int
    unweighted: int
    proposed: int


@dataclass(frozen=True)
class Velocity:
    """How much a pipeline brings a day: opportunities × average deal × win rate ÷ cycle."""

    opportunities: int
    average_deal: float
    win_rate: float
    cycle_days: float

    @property
    def a_day(self) -> float:
        """The amount a day."""
        return self.opportunities * self.average_deal * self.win_rate / self.cycle_days


def stage_chances(
    stages: Sequence[Stage], closed: Mapping[int, tuple[int, int]], remaining: Mapping[int, float], floor: int
) -> tuple[StageChance, ...]:
    """The chances of all stages before the won one: own history where it reaches the floor, else as configured.

    Args:
        stages: the stages before the won one, in order.
        closed: by step, how many deals that stood in it were closed, and how many of them won.
        remaining: by step, the median days to the deal.
        floor: so many closed deals are enough.
    """
    found = []
    for step, stage in enumerate(stages):
        decided, won = closed.get(step, (0, 0))
        enough = decided >= floor
        chance = won / decided if enough else stage.expected_probability
        origin = Origin.HISTORY if enough else Origin.CONFIGURED
        found.append(StageChance(step, stage.name, chance, origin, decided, won, remaining.get(step)))
    return tuple(found)


def build_deals(
    connection: duckdb.DuckDBPyConnection,
    leads: str,
    chances: Sequence[StageChance],
    settings: ForecastSettings,
    months: Sequence[Period],
    as_of: date,
) -> None:
    """Make temp table `forecast_deal`: each open opportunity with its chance, category, expected close and month.

    Args:
        connection: where `open_opportunity` is (lead_no, step, stage, entered_at).
        leads: name of a relation (lead_no, company, owner, region, amount, currency, probability, expected_close,
            later).
        chances: of each stage.
        settings: the categories.
        months: the months that are forecast one by one.
        as_of: the day of the forecast.
    """
    stages = {
        "steps": [each.step for each in chances],
        "chances": [each.chance for each in chances],
        "origins": [each.origin.value for each in chances],
        "remaining": [each.remaining_days for each in chances],
    }
    connection.execute(_STAGES, stages)
    days = {"starts": [month.start for month in months], "ends": [month.end for month in months]}
    connection.execute(_MONTHS, days)
    category, params = _category(settings)
    connection.execute(_DEALS.format(leads=leads, category=category, from_sheet=FROM_SHEET), params | {"as_of": as_of})


def _category(settings: ForecastSettings) -> tuple[str, dict[str, object]]:
    """SQL of a deal's category: one that names its stage comes before the chances; without a chance there is none."""
    named: list[str] = []
    reached: list[str] = []
    params: dict[str, object] = {}
    for place, category in enumerate(settings.categories):
        if category.stages:
            named.append(f"WHEN list_contains($stages_{place}::VARCHAR[], stage) THEN {place}")
            params[f"stages_{place}"] = list(category.stages)
        reached.append(f"WHEN chance >= $least_{place} THEN {place}")
        params[f"least_{place}"] = category.probability
    return f"CASE WHEN chance IS NULL THEN NULL {' '.join([*named, *reached])} END", params


def weigh(connection: duckdb.DuckDBPyConnection, settings: ForecastSettings, months: Sequence[Period]) -> Forecast:
    """Sum up what `build_deals` made, per currency, month and category, with intervals."""
    drawn = _intervals(connection, settings)
    months_of: dict[str, list[dict[int | None, Sums]]] = {}
    apart: dict[str, dict[str, Sums]] = {}
    deals = unpriced = unweighted = proposed = 0
    for bucket, place, currency, category, count, amount, weighted, guessed, unknown in connection.execute(
        _SUMS
    ).fetchall():
        deals, proposed, unweighted = deals + count, proposed + guessed, unweighted + unknown
        if currency is None:
            unpriced += count
            continue
        sums = Sums(count, amount, weighted or 0.0)
        listed = months_of.setdefault(currency, [{} for _ in months])
        if bucket == "month":
            listed[place][category] = listed[place].get(category, Sums()) + sums
        else:
            others = apart.setdefault(currency, {})
            others[bucket] = others.get(bucket, Sums()) + sums
    currencies = tuple(
        CurrencyForecast(
            currency,
            tuple(
                MonthForecast(month, listed[place], drawn.get((currency, place))) for place, month in enumerate(months)
            ),
            drawn.get((currency, None)),
            apart.get(currency, {}),
        )
        for currency, listed in sorted(months_of.items(), key=lambda item: (item[0] != BASE_CURRENCY, item[0]))
    )
    return Forecast(currencies, deals, unpriced, unweighted, proposed)


def _intervals(
    connection: duckdb.DuckDBPyConnection, settings: ForecastSettings
) -> dict[tuple[str, int | None], tuple[Decimal, Decimal]]:
    """The middle of many draws, per currency and month (None: all months together)."""
    ((deals,),) = connection.execute("SELECT count(*) FROM forecast_deal WHERE bucket = 'month'").fetchall()
    if not deals:
        return {}
    draws = min(settings.simulations, max(MOST_DRAWS // deals, _FEWEST_SIMULATIONS))
    tail = (1 - settings.interval) / 2
    asked = {"draws": draws, "seed": settings.seed, "low": tail, "high": 1 - tail}
    rows = connection.execute(_DRAWN, asked).fetchall()
    return {(currency, place): (low, high) for currency, place, (low, high) in rows}


def due_between(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> dict[str, dict[int | None, Sums]]:
    """What closes in a span of days that is not overdue, per currency and category."""
    found: dict[str, dict[int | None, Sums]] = {}
    for currency, category, count, amount, weighted in connection.execute(
        _DUE, {"first": first, "last": last}
    ).fetchall():
        found.setdefault(currency, {})[category] = Sums(count, amount, weighted or 0.0)
    return found


def sums_by(connection: duckdb.DuckDBPyConnection, by: str) -> list[tuple[str | None, str, Sums]]:
    """The deals of the months by a column of the leads: its value, the currency, and the sums, the largest first.

    Amounts are split by `deal_share`; a deal counts for its owner.
    """
    rows = connection.execute(_BY.format(by=by)).fetchall()
    return [
        (value, currency, Sums(count, amount, weighted or 0.0)) for value, currency, count, amount, weighted in rows
    ]


def known_later(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Per currency, how many deals there are, and how many of them with an amount that was only known later."""
    return {currency: (deals, later) for currency, deals, later in connection.execute(_LATER).fetchall()}
