"""Customers counted: by industry, region and size, by what they bought, by what is due and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from leadcli.analysis.customer import RISKS, Customers
from leadcli.analysis.customer_result import (
    Band,
    CurrencySum,
    CustomersResult,
    Doubts,
    Group,
    OwnerProfiles,
    Repurchases,
    SegmentCount,
    ratio,
)
from leadcli.domain.currency import BASE_CURRENCY

# What a group has in common, whose customers they are, and the leads that were decided.
_GROUPS = """
WITH member AS ({members})
SELECT parent, name, count(*), sum(member.decided)::BIGINT, sum(member.won)::BIGINT,
    count(*) FILTER (orders > 0), count(*) FILTER (orders > 1), sum(amount)
FROM member JOIN customer_figure USING (customer_id)
GROUP BY parent, name
ORDER BY name IS NULL, count(*) DESC, sum(amount) DESC NULLS LAST, parent, name
"""
_BY_COLUMN = "SELECT {parent} AS parent, {name} AS name, customer_id, decided, won FROM customer_figure {where}"
_SAID = """
SELECT customer_id, lead_no, trim(unnest(regexp_split_to_array({column}, '[、,，;；/|]+'))) AS said
FROM customer_lead WHERE {column} IS NOT NULL
"""
# A supplier or a concern is the customer's, whose leads all count; a rival is met in a lead.
_OF_CUSTOMER = """
WITH told AS ({said}), named AS (
    SELECT DISTINCT customer_id, min(said) OVER (PARTITION BY upper(said)) AS name FROM told WHERE said <> ''
)
SELECT NULL::VARCHAR AS parent, name, customer_id, decided, won FROM named JOIN customer_figure USING (customer_id)
"""
_OF_LEAD = """
WITH told AS ({said}), named AS (
    SELECT DISTINCT customer_id, lead_no, min(said) OVER (PARTITION BY upper(said)) AS name FROM told WHERE said <> ''
)
SELECT NULL::VARCHAR AS parent, name, customer_id, count(is_won) AS decided, count(*) FILTER (is_won) AS won
FROM named LEFT JOIN decided_lead USING (lead_no) GROUP BY name, customer_id
"""
_LINE = """customer_no, company, industry, branch, region, size, owner, orders, guessed_orders, amount, last_order_on,
    last_contact_on, interval_days, interval_of, due_on, date_diff('day', due_on, $as_of)::INTEGER AS days_late,
    contract_end, silent_days, silent_intervals, risk, segment"""
_DUE = f"""
SELECT {_LINE} FROM customer_figure WHERE due_on <= $as_of + $ahead::INTEGER
ORDER BY risk IS NOT DISTINCT FROM 'lost', due_on, amount DESC NULLS LAST, customer_no
"""
_AT_RISK = f"""
SELECT {_LINE} FROM customer_figure WHERE risk IN ('watch', 'high', 'lost')
ORDER BY list_position(['lost', 'high', 'watch'], risk), amount DESC NULLS LAST, customer_no
"""
_KEY = """
SELECT customer_no, company, industry, owner, orders, guessed_orders, year_amount, amount, last_order_on, risk
FROM customer_figure WHERE is_key ORDER BY year_amount DESC, customer_no
"""
_ROWS = """
SELECT * EXCLUDE (customer_id) FROM customer_figure
ORDER BY amount DESC NULLS LAST, orders DESC, company, customer_no
"""
_ORDERS = """
SELECT customer_no, company, placed.* EXCLUDE (customer_id, counted_on, place), file, sheet,
    if(file IS NULL, NULL, place & 4294967295) AS row
FROM customer_order AS placed JOIN (SELECT customer_id, customer_no, company FROM customer_figure) USING (customer_id)
    LEFT JOIN (SELECT source_id, file, sheet FROM source) ON source_id = place >> 32
ORDER BY ordered_on DESC NULLS LAST, customer_no, lead_no, place
"""
_DOUBTS = """
SELECT count(*) FILTER (origin = 'won_lead'), count(*) FILTER (ordered_on IS NULL), count(*) FILTER (amount IS NULL),
    (SELECT count(*) FROM customer_deal WHERE won_on > $as_of),
    (SELECT count(*) FROM customer_bought WHERE amount IS NULL AND other_amounts IS NOT NULL),
    (SELECT count(DISTINCT customer_id) FROM customer_deal WHERE customer_id < 0)
FROM customer_order
"""
_CURRENCIES = f"""
SELECT currency, count(DISTINCT customer_id), count(*), sum(amount) FROM customer_order
WHERE amount IS NOT NULL GROUP BY currency ORDER BY currency <> '{BASE_CURRENCY}', currency
"""


def count_customers(built: Customers) -> CustomersResult:
    """Count everything a report on customers says."""
    [(customers, buyers, repeat, profiles)] = built.rows(
        """SELECT count(*), count(*) FILTER (orders > 0), count(*) FILTER (orders > 1), count(*) FILTER (has_sheet)
        FROM customer_figure"""
    )
    owners, missing = _profiles(built)
    return CustomersResult(
        as_of=built.as_of,
        repurchases=Repurchases(customers, buyers, repeat),
        profiles=profiles,
        industries=_by_column(built, customers, "industry"),
        branches=_by_column(built, customers, "branch", "industry", "WHERE industry IS NOT NULL"),
        regions=_by_column(built, customers, "region"),
        sizes=_by_column(built, customers, "size"),
        incumbents=_groups(built, customers, _OF_CUSTOMER.format(said=_SAID.format(column="incumbent"))),
        competitors=_groups(built, customers, _OF_LEAD.format(said=_SAID.format(column="competitor"))),
        concerns=_groups(built, customers, _OF_CUSTOMER.format(said=_SAID.format(column="concern"))),
        bands=_bands(built),
        currencies=tuple(CurrencySum(*row) for row in built.rows(_CURRENCIES)),
        segments=_segments(built),
        has_rfm=buyers >= built.settings.rfm.least,
        key_accounts=built.table(_KEY),
        due=built.table(_DUE),
        risks=_risks(built),
        at_risk=built.table(_AT_RISK),
        owners=owners,
        missing=missing,
        doubts=Doubts(*built.rows(_DOUBTS)[0]),
        rows=built.table(_ROWS),
        orders=built.table(_ORDERS),
        deduped=bool(built.rows("SELECT 1 FROM member WHERE superseded_by IS NULL LIMIT 1")),
    )


def _by_column(
    built: Customers, total: int, name: str, parent: str = "NULL::VARCHAR", where: str = ""
) -> tuple[Group, ...]:
    return _groups(built, total, _BY_COLUMN.format(name=name, parent=parent, where=where))


def _groups(built: Customers, total: int, members: str) -> tuple[Group, ...]:
    least = built.settings.small_sample
    return tuple(
        Group(name, customers, decided, won, buyers, repeat, amount, total, decided < least, parent)
        for parent, name, customers, decided, won, buyers, repeat, amount in built.rows(_GROUPS.format(members=members))
    )


def _bands(built: Customers) -> tuple[Band, ...]:
    """Buyers by what their orders come to; those of no known amount are in none."""
    ends = list(built.settings.value_bands)
    sql = """SELECT len(list_filter($ends::DECIMAL(18, 2)[], lambda low: low <= amount)), count(*), sum(amount)
        FROM customer_bought WHERE amount IS NOT NULL GROUP BY 1"""
    found = {place: (count, amount) for place, count, amount in built.rows(sql, ends=ends)}
    buyers, whole = sum(count for count, _ in found.values()), sum(amount for _, amount in found.values())
    limits = [None, *ends, None]
    bands = []
    for place in range(len(ends) + 1):
        count, amount = found.get(place, (0, Decimal(0)))
        bands.append(
            Band(limits[place], limits[place + 1], count, amount, ratio(count, buyers), ratio(amount, whole or None))
        )
    return tuple(bands) if buyers else ()


def _segments(built: Customers) -> tuple[SegmentCount, ...]:
    sql = "SELECT segment, count(*), sum(amount) FROM customer_figure WHERE segment IS NOT NULL GROUP BY segment"
    found = {name: SegmentCount(name, count, amount) for name, count, amount in built.rows(sql)}
    return tuple(found[each.name] for each in built.settings.rfm.segments if each.name in found)


def _risks(built: Customers) -> dict[str, int]:
    """Buyers by churn risk; `unknown` where no interval is known."""
    sql = "SELECT coalesce(risk, 'unknown'), count(*) FROM customer_figure WHERE orders > 0 GROUP BY 1"
    found = dict(built.rows(sql))
    return {risk: found.get(risk, 0) for risk in (*RISKS, "unknown")}


def _profiles(built: Customers) -> tuple[tuple[OwnerProfiles, ...], dict[str, int]]:
    """The profiles of each owner, the least complete first, and how often each required field is missing."""
    counted = built.rows(
        """SELECT owner, count(*), count(*) FILTER (len(missing) = 0) FROM customer_figure
        WHERE has_sheet GROUP BY owner"""
    )
    lacking: defaultdict[str | None, dict[str, int]] = defaultdict(dict)
    total: Counter[str] = Counter()
    for owner, name, count in built.rows(
        """SELECT owner, name, count(*) FROM (SELECT owner, unnest(missing) AS name FROM customer_figure)
        GROUP BY owner, name ORDER BY count(*) DESC, name"""
    ):
        lacking[owner][name] = count
        total[name] += count
    owners = [OwnerProfiles(owner, profiles, complete, lacking[owner]) for owner, profiles, complete in counted]
    owners.sort(key=lambda each: (each.complete - each.profiles, each.owner or ""))
    return tuple(owners), dict(total.most_common())
