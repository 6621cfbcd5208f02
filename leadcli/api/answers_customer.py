"""What the verbs about customers answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class CustomerReport(Answer):
    """All customers in figures: the frames of groups have one row per industry, branch, region and so on.

    `repurchase_due`, `at_risk`, `key_accounts` and `customer_rows` have the first 1,000; amounts are in CNY, those of
    other currencies only in `currencies` and `other_amounts`. `doubts` counts what is guessed or left out.
    """

    customers: int
    profiles: int
    repurchases: dict[str, float | None]
    industries: pd.DataFrame
    branches: pd.DataFrame
    regions: pd.DataFrame
    sizes: pd.DataFrame
    incumbents: pd.DataFrame
    competitors: pd.DataFrame
    concerns: pd.DataFrame
    value_bands: pd.DataFrame
    currencies: pd.DataFrame
    segments: pd.DataFrame
    key_accounts: pd.DataFrame
    repurchase_due: pd.DataFrame
    repurchase_due_total: int
    risks: dict[str, int]
    at_risk: pd.DataFrame
    at_risk_total: int
    completeness: pd.DataFrame
    missing: dict[str, int]
    customer_rows: pd.DataFrame
    doubts: dict[str, int]
    deduped: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class CustomerCard(Answer):
    """All that is known of one customer: its figures, `facts`, and a frame of each part, the newest first."""

    customer_no: str | None
    company: str | None
    industry: str | None
    branch: str | None
    region: str | None
    size: str | None
    owner: str | None
    stage: str | None
    priority: str | None
    contact: str | None
    has_sheet: bool
    missing: list[str] | None
    leads: int
    decided: int
    won: int
    orders: int
    guessed_orders: int
    first_order_on: date | None
    last_order_on: date | None
    amount: Decimal | None
    year_amount: Decimal | None
    other_amounts: str | None
    is_key: bool
    contract_end: date | None
    last_contact_on: date | None
    interval_days: float | None
    interval_of: str | None
    due_on: date | None
    silent_days: int | None
    silent_intervals: float | None
    risk: str | None
    recency: int | None
    frequency: int | None
    money: int | None
    segment: str | None
    facts: dict[str, Any] | None
    contacts: pd.DataFrame
    lead_rows: pd.DataFrame
    opportunity_rows: pd.DataFrame
    order_rows: pd.DataFrame
    followups: pd.DataFrame
    updates: pd.DataFrame
    quotes: pd.DataFrame
