"""The deals of the deal log that no figure has, or not as they are written, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.deals import DealsApart
from leadcli.domain.figures import rounded
from leadcli.i18n import Message
from leadcli.report.model import Sentence, Tone


def deals_told(apart: DealsApart) -> Iterator[Sentence]:
    """A sentence for each kind there is."""
    lead = Message.of("deals.log")
    if apart.no_lead:
        brought = [
            Message.of("deals.amount", amount=f"{rounded(amount, 2):,}".removesuffix(".00"), currency=currency)
            for currency, amount in apart.amounts.items()
        ]
        yield Sentence(Message.of("deals.no_lead", count=apart.no_lead, amounts=brought), lead, Tone.WARN)
    if apart.not_won:
        yield Sentence(Message.of("deals.not_won", count=apart.not_won), lead, Tone.WARN)
    if apart.implausible:
        yield Sentence(Message.of("deals.implausible", count=apart.implausible), lead, Tone.WARN)
    if apart.undated:
        yield Sentence(Message.of("deals.undated", count=apart.undated), lead, Tone.MUTED)
