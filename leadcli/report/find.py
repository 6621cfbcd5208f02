"""Answers to "do we have this one already?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadcli.i18n import Message
from leadcli.report.dedupe import listed
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone

_COLUMNS = ("lead_no", "company", "contact", "owner", "grade", "stage", "why")
_SURE = ("number", "phone", "email", "wechat")
_NAMED = 3
_OF_A_FIRM = (None, "landline")
"""Limits of a text by which a firm is known all the same."""


@dataclass(frozen=True)
class FoundLead:
    """A lead that fits: who it is, whose, how far, and by what it was found; `account_no` is its firm's."""

    lead_no: str
    company: str | None
    contact: str | None
    owner: str | None
    grade: str | None
    stage: str | None
    why: str
    account_no: str

    @property
    def match(self) -> dict[str, object]:
        """The lead as the contract has it."""
        return {name: getattr(self, name) for name in _COLUMNS}


@dataclass(frozen=True)
class FoundAccount:
    """The firm of a lead found: its name, who works it (who was first to register first), how many leads it has."""

    account_no: str
    company: str | None
    owners: Sequence[str]
    leads: int


def find_report(
    text: str, leads: Sequence[FoundLead], accounts: Sequence[FoundAccount], total: int, limit: str | None = None
) -> Report:
    """Show the matches and who works their firms, or that there is none; `limit` is what such a text cannot tell."""
    title = Message.of("find.title", text=text)
    limits = [Sentence(Message.of(f"find.limit_{limit}"), tone=Tone.WARN)] if limit else []
    if not leads:
        none = Message.of("find.none_so_far" if limit else "find.none", text=text)
        return Report("find", title, None, [Sentence(none, tone=Tone.PLAIN if limit else Tone.GOOD), *limits])
    columns = [
        Column(name, Message.of(f"find.{name}"), ColumnKind.GRADE if name == "grade" else ColumnKind.TEXT)
        for name in _COLUMNS
    ]
    rows = [[*(getattr(each, name) for name in _COLUMNS[:-1]), Message.of(f"find.by_{each.why}")] for each in leads]
    note = Message.of("find.shown", shown=len(leads), total=total) if total > len(leads) else None
    blocks: list[Block] = [Table("matches", None, columns, rows, note), _verdict(leads, limit)]
    blocks += limits if leads[0].why != "number" else []
    contested = [each for each in accounts if len(each.owners) > 1 and limit in _OF_A_FIRM][:_NAMED]
    blocks += [_contested(each) for each in contested]
    return Report("find", title, None, blocks)


def _verdict(leads: Sequence[FoundLead], limit: str | None) -> Sentence:
    """What the matches mean for somebody about to enter a lead; a land line is a firm's."""
    best = leads[0]
    if best.why in _SURE and (best.why == "number" or limit is None):
        return Sentence(Message.of("find.there", lead=best.lead_no, owner=best.owner or "-"), tone=Tone.WARN)
    by_firm = "phone" if limit == "landline" else "company"
    if limit in _OF_A_FIRM and any(each.why == by_firm for each in leads):
        owners = list(dict.fromkeys(each.owner for each in leads if each.why == by_firm and each.owner))
        text = Message.of("find.same_firm", owners=listed(owners, _NAMED) or "-")
        return Sentence(text, tone=Tone.WARN)
    return Sentence(Message.of("find.alike"))


def _contested(account: FoundAccount) -> Sentence:
    text = Message.of(
        "find.contested",
        company=account.company or account.account_no,
        leads=account.leads,
        owners=listed(account.owners, _NAMED),
    )
    return Sentence(text, lead=Message.of("contested.title"), tone=Tone.WARN)
