"""What of a deal log is in no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class DealsApart:
    """How many deals up to the as-of day are in no figure, or not as they are written.

    Those of `no_lead` brought `amounts` (per currency), those of `not_won` are of leads that the pipeline does not show
    as won: neither count. `undated` ones count on the day of the import that first showed them; the amounts of
    `implausible` ones cannot be right and are not used.
    """

    no_lead: int = 0
    not_won: int = 0
    undated: int = 0
    implausible: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
