"""Amounts and closing dates that own history proposes where a row has none."""

from __future__ import annotations

from leadcli.analysis.opportunity import Opportunities
from leadcli.analysis.opportunity_result import Proposals

# The nearest kind of deal of which there are enough: product and size, else product, else size. Of several currencies
# the one most deals were made in.
_AMOUNTS = """
WITH sized AS (
    SELECT *, CASE WHEN employees IS NOT NULL THEN len(list_filter($sizes, lambda size: size <= employees)) END
            AS size_class
    FROM opportunity_now
), deal AS (
    SELECT product, size_class, currency, amount FROM sized WHERE outcome = 'won' AND amount IS NOT NULL
), kind AS (
    SELECT 0 AS nearness, 'product_and_size' AS basis, product, size_class, currency, median(amount) AS amount,
        count(*) AS deals
    FROM deal WHERE product IS NOT NULL AND size_class IS NOT NULL GROUP BY product, size_class, currency
    UNION ALL
    SELECT 1, 'product', product, NULL, currency, median(amount), count(*)
    FROM deal WHERE product IS NOT NULL GROUP BY product, currency
    UNION ALL
    SELECT 2, 'size', NULL, size_class, currency, median(amount), count(*)
    FROM deal WHERE size_class IS NOT NULL GROUP BY size_class, currency
)
SELECT sized.lead_no, kind.amount AS proposed_amount, kind.currency AS proposed_currency, basis AS amount_basis,
    deals AS amount_deals
FROM sized JOIN kind ON deals >= $least AND (kind.product IS NULL OR kind.product = sized.product)
    AND (kind.size_class IS NULL OR kind.size_class = sized.size_class)
WHERE outcome = 'open' AND sized.amount IS NULL
QUALIFY row_number() OVER (PARTITION BY sized.lead_no ORDER BY nearness, deals DESC, kind.currency) = 1
"""

# Days from first entering a stage to the first win, of deals whose days are known. A day gone by proposes nothing.
_CLOSES = """
WITH first_entry AS (
    SELECT lead_no, place, step, min(entered_at) AS entered_at, arg_min(dated, entered_at) AS dated
    FROM opportunity_step GROUP BY lead_no, place, step
), win AS (
    SELECT lead_no, min(entered_at) AS won_at, arg_min(dated, entered_at) AS dated
    FROM first_entry JOIN opportunity_stage USING (place, step) WHERE is_won GROUP BY lead_no
), ahead AS (
    SELECT place, step, median(epoch_us(won_at - entered_at) / 86400e6) AS days, count(*) AS deals
    FROM first_entry JOIN win USING (lead_no) JOIN opportunity_stage USING (place, step)
    WHERE NOT is_won AND first_entry.dated AND win.dated AND entered_at <= won_at
    GROUP BY place, step HAVING count(*) >= $least
)
SELECT lead_no, (entered_at + to_microseconds((days * 86400e6)::BIGINT))::DATE AS proposed_close,
    days AS close_days, deals AS close_deals
FROM opportunity_open JOIN ahead USING (place, step)
WHERE expected_close IS NULL AND stage_dated AND proposed_close >= $as_of
"""

_PROPOSAL = """
CREATE OR REPLACE TEMP TABLE opportunity_proposal AS
SELECT * FROM ({amounts}) FULL JOIN ({closes}) USING (lead_no)
"""

_COUNTS = """
SELECT count(*) FILTER (WHERE amount IS NULL), count(proposed_amount),
    count(*) FILTER (WHERE expected_close IS NULL), count(proposed_close)
FROM opportunity_open LEFT JOIN opportunity_proposal USING (lead_no)
"""


def propose(opportunities: Opportunities) -> None:
    """Make temp table `opportunity_proposal`, what is proposed for open opportunities.

    It has lead_no; proposed_amount, proposed_currency, amount_basis (product_and_size, product, size) and amount_deals,
    the won deals it is the median of; proposed_close, close_days (median from entering the stage to winning) and
    close_deals.
    """
    opportunities.run(_PROPOSAL.format(amounts=_AMOUNTS, closes=_CLOSES))


def count_proposals(opportunities: Opportunities) -> Proposals:
    """How many amounts and dates are missing and proposed; needs `propose`."""
    [counts] = opportunities.rows(_COUNTS)
    return Proposals(*counts)
