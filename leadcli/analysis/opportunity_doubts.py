"""What cannot be right, or was left out, of opportunities: one row each."""

from __future__ import annotations

from leadcli.analysis.opportunity import Opportunities

# Condition and what stands there, by code; of all opportunities, or of the open ones only.
_DOUBTS = {
    "amount_implausible": ("written IS NOT NULL AND amount IS NULL", "format('{:,} ', written::BIGINT) || currency"),
    "paid_implausible": (
        "paid_written IS NOT NULL AND paid_amount IS NULL",
        "format('{:,} ', paid_written::BIGINT) || paid_currency",
    ),
    "no_rate": ("outcome = 'open' AND amount IS NOT NULL AND amount_cny IS NULL", "currency"),
    "fits_several": (
        "outcome = 'open' AND len(fits) > 1",
        "array_to_string(list_transform(fits, lambda place: $names[place + 1]), ', ')",
    ),
    "fits_none": ("outcome = 'open' AND len(fits) = 0", "NULL::VARCHAR"),
    "sheet_differs": (
        "outcome = 'open' AND rank IS NOT NULL AND sheet_priority <> $names[rank + 1]",
        "sheet_priority || ' / ' || $names[rank + 1]",
    ),
    "signed_in_future": ("signed_at > $as_of", "signed_at::VARCHAR"),
    "paid_in_future": ("paid_at > $as_of", "paid_at::VARCHAR"),
    "signed_before_created": ("signed_at < acquired_at", "signed_at::VARCHAR || ' < ' || acquired_at::VARCHAR"),
    "won_before_created": (
        "won_at::DATE < acquired_at AND signed_at IS DISTINCT FROM won_at::DATE",
        "won_at::DATE::VARCHAR || ' < ' || acquired_at::VARCHAR",
    ),
}

_WON_LATER = """
SELECT DISTINCT lead_no, 'won_in_future' AS code, entered_at::DATE::VARCHAR AS value
FROM stage_event JOIN opportunity_word ON stage_event.stage = text JOIN opportunity_stage USING (place, step)
    SEMI JOIN opportunity_now USING (lead_no)
WHERE entered_at >= $stop AND is_won
"""

_SHARES = "SELECT lead_no, code, value FROM share_doubt"

_TABLE = """
CREATE OR REPLACE TEMP TABLE opportunity_doubt AS
SELECT code, lead_no, company, owner, value
FROM ({found}) JOIN (SELECT lead_no, company, owner FROM opportunity_now) USING (lead_no)
"""


def find_doubts(opportunities: Opportunities) -> None:
    """Make temp table `opportunity_doubt`: code, lead_no, company, owner, value (what stands there).

    Needs `share_doubt`.
    """
    parts = [
        f"SELECT lead_no, '{code}' AS code, {value} AS value FROM opportunity_now WHERE {condition}"
        for code, (condition, value) in _DOUBTS.items()
    ]
    opportunities.run(_TABLE.format(found=" UNION ALL ".join([*parts, _WON_LATER, _SHARES])))


def count_doubts(opportunities: Opportunities) -> dict[str, int]:
    """How many there are of each code; needs `find_doubts`."""
    return dict(opportunities.rows("SELECT code, count(*) FROM opportunity_doubt GROUP BY code ORDER BY code"))
