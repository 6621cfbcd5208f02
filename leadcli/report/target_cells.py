"""How targets are named and what their figures are, for tables and charts."""

from __future__ import annotations

from collections.abc import Mapping

from leadcli.analysis.target_status import Target
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.i18n import Message, Text
from leadcli.report.model import ColumnKind

_KINDS = {
    "count": ColumnKind.INTEGER,
    "money": ColumnKind.MONEY,
    "share": ColumnKind.PERCENT,
    "days": ColumnKind.DAYS,
}


def kind_of(target: Target) -> ColumnKind:
    """What the figures of a target are; amounts of another currency are bare numbers under a title that names it."""
    foreign = target.unit == "money" and (target.currency or BASE_CURRENCY) != BASE_CURRENCY
    return ColumnKind.NUMBER if foreign else _KINDS[target.unit]


def whose(target: Target) -> Text:
    """Whose target it is, as people say it."""
    return target.object or Message.of("target.everybody")


def metric(target: Target, labels: Mapping[str, str]) -> Text:
    """Which figure a target is about."""
    if target.stage:
        return Message.of("target.conversion_of", stage=labels.get(target.stage, target.stage))
    return Message.of(f"target.metric_{target.metric}")
