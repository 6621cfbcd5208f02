"""What is known of all customers together: unrounded figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def ratio(part: float | Decimal | None, whole: float | Decimal | None) -> float | None:
    """A share; None where there is nothing to take it of."""
    return float(part) / float(whole) if part is not None and whole else None


@dataclass(frozen=True)
class Group:
    """Customers alike in something: how many, how many of their leads were decided and won, what they bought.

    `name` is None where it is not known; `parent` is the industry a second level belongs to. `amount` is in the base
    currency, None when no amount is known.
    """

    name: str | None
    customers: int
    decided: int
    won: int
    buyers: int
    repeat: int
    amount: Decimal | None
    total: int
    small_sample: bool
    parent: str | None = None

    @property
    def share(self) -> float | None:
        """Of all customers."""
        return ratio(self.customers, self.total)

    @property
    def win_rate(self) -> float | None:
        """Won ÷ (won + lost) of their leads."""
        return ratio(self.won, self.decided)


@dataclass(frozen=True)
class Band:
    """Buyers whose orders come to [low, high) in the base currency; an end that is None is open."""

    low: Decimal | None
    high: Decimal | None
    customers: int
    amount: Decimal
    share: float | None
    amount_share: float | None


@dataclass(frozen=True)
class CurrencySum:
    """What all orders of one currency come to, and how many customers gave them."""

    currency: str
    customers: int
    orders: int
    amount: Decimal


@dataclass(frozen=True)
class SegmentCount:
    """Buyers of one RFM segment, and what their orders come to in the base currency."""

    name: str
    customers: int
    amount: Decimal | None


@dataclass(frozen=True)
class OwnerProfiles:
    """The profiles of one owner: how many, how many complete, and which required fields are missing how often."""

    owner: str | None
    profiles: int
    complete: int
    missing: dict[str, int]

    @property
    def rate(self) -> float | None:
        """The share that is complete."""
        return ratio(self.complete, self.profiles)


@dataclass(frozen=True)
class Repurchases:
    """How many customers there are, how many bought, and how many bought more than once."""

    customers: int
    buyers: int
    repeat: int

    @property
    def rate(self) -> float | None:
        """Of those who bought."""
        return ratio(self.repeat, self.buyers)

    @property
    def rate_of_all(self) -> float | None:
        """Of all customers."""
        return ratio(self.repeat, self.customers)


@dataclass(frozen=True)
class Doubts:
    """What the figures had to do without, or had to guess."""

    guessed_orders: int
    undated_orders: int
    orders_without_amount: int
    later_orders: int
    without_base_currency: int
    deals_of_no_record: int


@dataclass(frozen=True)
class CustomersResult:
    """Everything a report on customers says; `rows` has one row per customer, `orders` one per order."""

    as_of: date
    repurchases: Repurchases
    profiles: int
    industries: tuple[Group, ...]
    branches: tuple[Group, ...]
    regions: tuple[Group, ...]
    sizes: tuple[Group, ...]
    incumbents: tuple[Group, ...]
    competitors: tuple[Group, ...]
    concerns: tuple[Group, ...]
    bands: tuple[Band, ...]
    currencies: tuple[CurrencySum, ...]
    segments: tuple[SegmentCount, ...]
    has_rfm: bool
    key_accounts: pa.Table
    due: pa.Table
    risks: dict[str, int]
    at_risk: pa.Table
    owners: tuple[OwnerProfiles, ...]
    doubts: Doubts
    rows: pa.Table
    orders: pa.Table
    deduped: bool
    missing: dict[str, int] = field(default_factory=dict)
