"""What each customer bought, when the next order is due, whether it may be leaving, and in which groups it counts.

One row per customer (`customer_figure`); every figure of a report is read from it, or from the orders behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.built import Built
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.sql import literal
from leadcli.settings.customers import CustomersSettings, Segment

if TYPE_CHECKING:
    import duckdb

OWN, INDUSTRY, EVERYONE = "own", "industry", "everyone"
"""Whose interval a customer's next order is reckoned by."""
RISKS = ("low", "watch", "high", "lost")

# A customer without a deal bought what its won leads say: a guess. Where only the day of the import that first showed
# an order is known, it counts on that day, and `ordered_on` is null.
_ORDER = """
CREATE OR REPLACE TEMP TABLE customer_order AS
WITH logged AS (
    SELECT customer_id, lead_no, if(dated, won_on, NULL) AS ordered_on, won_on AS counted_on, amount, currency,
        'deal' AS origin, product, type, opp_no, owner, contract_end, place
    FROM customer_deal WHERE won_on <= $as_of
), guessed AS (
    SELECT customer_id, lead_no, if(dated, decided_at::DATE, NULL) AS ordered_on, decided_at::DATE AS counted_on,
        amount, currency, 'won_lead' AS origin
    FROM customer_lead JOIN decided_lead USING (lead_no) ANTI JOIN logged USING (customer_id)
    WHERE is_won
)
FROM logged UNION ALL BY NAME FROM guessed
"""

_BOUGHT = """
CREATE OR REPLACE TEMP TABLE customer_bought AS
WITH other AS (
    SELECT customer_id, string_agg(currency || ' ' || regexp_replace(amount::VARCHAR, '[.]00$', ''), ' / '
        ORDER BY currency) AS other_amounts
    FROM (SELECT customer_id, currency, sum(amount) AS amount FROM customer_order
        WHERE currency <> '{base}' AND amount IS NOT NULL GROUP BY customer_id, currency)
    GROUP BY customer_id
)
SELECT customer_id, count(*) AS orders, count(*) FILTER (origin = 'won_lead') AS guessed_orders,
    min(ordered_on) AS first_order_on, max(ordered_on) AS last_order_on, max(contract_end) AS contract_end,
    sum(amount) FILTER (currency = '{base}') AS amount,
    sum(amount) FILTER (currency = '{base}' AND counted_on > $as_of - to_months($key_months)) AS year_amount,
    any_value(other_amounts) AS other_amounts
FROM customer_order LEFT JOIN other USING (customer_id)
GROUP BY customer_id
"""

# The days between two orders, not counting several on one day.
_GAP = """
CREATE OR REPLACE TEMP TABLE customer_gap AS
SELECT customer_id, date_diff('day', before, ordered_on) AS days
FROM (
    SELECT customer_id, ordered_on, lag(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on) AS before
    FROM (SELECT DISTINCT customer_id, ordered_on FROM customer_order WHERE ordered_on IS NOT NULL)
)
WHERE before IS NOT NULL
"""

_RHYTHM = """
CREATE OR REPLACE TEMP TABLE customer_rhythm AS
WITH own AS (
    SELECT customer_id, median(days) AS days FROM customer_gap GROUP BY customer_id
), of_industry AS (
    SELECT industry, median(days) AS days FROM customer_gap JOIN customer_kind USING (customer_id)
    WHERE industry IS NOT NULL GROUP BY industry HAVING count(*) >= $least
), of_all AS (
    SELECT median(days) AS days FROM customer_gap HAVING count(*) >= $least
), contact AS (
    SELECT customer_id, max("at")::DATE AS last_contact_on
    FROM opportunity_followup JOIN customer_lead USING (lead_no)
    WHERE "at" < $as_of + INTERVAL 1 DAY GROUP BY customer_id
), known AS (
    SELECT customer_id, last_order_on, last_contact_on,
        coalesce(own.days, of_industry.days, of_all.days) AS interval_days,
        CASE WHEN own.days IS NOT NULL THEN 'own' WHEN of_industry.days IS NOT NULL THEN 'industry'
            WHEN of_all.days IS NOT NULL THEN 'everyone' END AS interval_of,
        date_diff('day', greatest(last_order_on, last_contact_on), $as_of) AS silent_days
    FROM customer_bought JOIN customer_kind USING (customer_id) LEFT JOIN own USING (customer_id)
        LEFT JOIN of_industry USING (industry) LEFT JOIN of_all ON TRUE LEFT JOIN contact USING (customer_id)
)
SELECT customer_id, last_contact_on, interval_days, interval_of, silent_days,
    last_order_on + ceil(interval_days)::INTEGER AS due_on, silent_days / interval_days AS silent_intervals,
    CASE WHEN silent_intervals >= $lost THEN 'lost' WHEN silent_intervals >= $high THEN 'high'
        WHEN silent_intervals >= $watch THEN 'watch' WHEN silent_intervals IS NOT NULL THEN 'low' END AS risk
FROM known
"""

# Whoever has as much as another gets the same mark: one more than the whole fifths of buyers who have less.
_MARK = """
SELECT customer_id, 1 + (5 * (rank() OVER (ORDER BY {value}) - 1)) // count(*) OVER () AS {name}
FROM customer_bought WHERE {value} IS NOT NULL
"""
_RFM = """
CREATE OR REPLACE TEMP TABLE customer_rfm AS
WITH r AS ({recency}), f AS ({frequency}), m AS ({money}), marked AS (
    SELECT customer_id, recency, frequency, money
    FROM f LEFT JOIN r USING (customer_id) LEFT JOIN m USING (customer_id)
    WHERE (SELECT count(*) FROM customer_bought) >= $rfm_least
)
SELECT *, CASE WHEN recency IS NULL OR money IS NULL THEN NULL {segments} END AS segment FROM marked
"""

_KIND = """
CREATE OR REPLACE TEMP TABLE customer_kind AS
SELECT customer_id, coalesce(told.industry, customer.industry) AS industry, branch, {size} AS size
FROM customer LEFT JOIN customer_industry AS told ON told.text = customer.industry
"""

_FIGURE = """
CREATE OR REPLACE TEMP TABLE customer_figure AS
WITH outcome AS (
    SELECT customer_id, count(*) AS decided, count(*) FILTER (is_won) AS won
    FROM customer_lead JOIN decided_lead USING (lead_no) GROUP BY customer_id
)
SELECT customer_id, customer_no, company, kind.industry, kind.branch, region, kind.size, owner, stage, priority,
    contact, has_sheet, missing, leads, coalesce(decided, 0) AS decided, coalesce(won, 0) AS won,
    coalesce(orders, 0) AS orders, coalesce(guessed_orders, 0) AS guessed_orders, first_order_on, last_order_on,
    amount, year_amount, other_amounts, coalesce(year_amount > $key_amount, FALSE) AS is_key, contract_end,
    last_contact_on, interval_days, interval_of, due_on, silent_days, silent_intervals, risk, recency, frequency, money,
    segment
FROM customer JOIN customer_kind AS kind USING (customer_id) LEFT JOIN outcome USING (customer_id)
    LEFT JOIN customer_bought USING (customer_id) LEFT JOIN customer_rhythm USING (customer_id)
    LEFT JOIN customer_rfm USING (customer_id)
"""

_INDUSTRIES = "SELECT DISTINCT industry FROM customer WHERE industry IS NOT NULL"


@dataclass(frozen=True)
class Customers(Built):
    """The built tables of a day, and how to ask them."""

    as_of: date
    settings: CustomersSettings

    def known(self) -> Mapping[str, object]:
        """The day, and the settings of customers."""
        settings = self.settings
        return {
            "as_of": self.as_of,
            "key_amount": settings.key_account.amount,
            "key_months": settings.key_account.months,
            "least": settings.repurchase.least,
            "ahead": settings.repurchase.ahead_days,
            "rfm_least": settings.rfm.least,
            "watch": settings.churn.watch,
            "high": settings.churn.high,
            "lost": settings.churn.lost,
        }


def build_customers(connection: duckdb.DuckDBPyConnection, as_of: date, settings: CustomersSettings) -> Customers:
    """Build the tables of a day.

    Args:
        connection: where `customer` (customer_id, customer_no, company, industry, region, heads, owner, stage,
            priority, contact, has_sheet, missing, leads), `customer_lead` (customer_id, lead_no, amount, currency, …),
            `customer_deal` (customer_id, lead_no, won_on, dated, amount, currency, …), `decided_lead` (lead_no, is_won,
            decided_at, dated) and `opportunity_followup` (lead_no, at) live.
        as_of: later orders and contacts do not exist.
        settings: how customers are grouped, and what is due.
    """
    built = Customers(connection, as_of, settings)
    _open_industries(built)
    sizes = " ".join(f"WHEN heads >= {each.start} THEN {literal(each.name)}" for each in settings.sizes)
    built.rows(_KIND.format(size=f"CASE {sizes} END"))
    marks = {"recency": "last_order_on", "frequency": "orders", "money": "amount"}
    rfm = _RFM.format(
        **{name: _MARK.format(name=name, value=value) for name, value in marks.items()},
        segments=" ".join(map(_segment, settings.rfm.segments)),
    )
    for script in (_ORDER, _BOUGHT.format(base=BASE_CURRENCY), _GAP, _RHYTHM, rfm, _FIGURE):
        built.rows(script)
    return built


def _segment(segment: Segment) -> str:
    marks = {"recency": segment.recency, "frequency": segment.frequency, "money": segment.amount}
    asked = " AND ".join(f"{name} >= {mark}" for name, mark in marks.items() if mark is not None)
    return f"WHEN {asked or 'TRUE'} THEN {literal(segment.name)}"


def _open_industries(built: Customers) -> None:
    """Make `customer_industry`: the two levels that each text means."""
    import pyarrow as pa

    texts = [text for (text,) in built.rows(_INDUSTRIES)]
    levels = [built.settings.industry_of(text) for text in texts]
    columns = {"text": texts, "industry": [name for name, _ in levels], "branch": [branch for _, branch in levels]}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    built.connection.register("told_industry", table)
    built.connection.execute("CREATE OR REPLACE TEMP TABLE customer_industry AS FROM told_industry")
    built.connection.unregister("told_industry")
