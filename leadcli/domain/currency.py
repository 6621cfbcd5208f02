"""The currency of an amount that names none, and in which people read amounts as 元."""

from __future__ import annotations

BASE_CURRENCY = "CNY"
