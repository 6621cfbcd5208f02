"""Handing leads out one by one, as one would with a pencil: slow, and plain to see that it is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from leadcli.analysis.assign import Share, Taker


@dataclass(frozen=True)
class Waiting:
    """A lead to be handed out; region and industry are single words here."""

    lead_no: str
    account: int
    grade: str
    acquired_at: date | None = None
    region: str | None = None
    industry: str | None = None


def fit_of(taker: Taker, lead: Waiting) -> int | None:
    """How well a lead fits somebody; None: not at all."""
    fit = 0
    for value, words in ((lead.region, taker.regions), (lead.industry, taker.industries)):
        if words and value:
            if value not in words:
                return None
            fit += 1
    return fit


Found = dict[str, tuple[str | None, str]]
Group = tuple[int, tuple[tuple[str, int], ...]]


class Hand:
    """Hands leads out, and remembers who has room and whose turn it is."""

    def __init__(self, leads: Iterable[Waiting], team: Sequence[Taker], shares: Sequence[Share]) -> None:
        self.team, self.shares = team, shares
        self.ranks = {share.grade: rank for rank, share in enumerate(shares)}
        self.order = sorted(leads, key=self._place)
        self.left = {taker.name: taker.left for taker in team}
        self.turns = {taker.name: taker.last_turn for taker in team}
        self.found: Found = {}

    def _place(self, lead: Waiting) -> tuple[object, ...]:
        return (self.ranks.get(lead.grade, 99), lead.acquired_at is None, lead.acquired_at or 0, lead.lead_no)

    def take(self, name: str, leads: int) -> None:
        known = self.left[name]
        self.left[name] = None if known is None else max(known - leads, 0)

    def of_accounts(self, owners: Mapping[int, Sequence[str]]) -> dict[int, list[Waiting]]:
        """Settle the leads of accounts that somebody works, and give the others by account."""
        there = {taker.name for taker in self.team if taker.is_there}
        free: dict[int, list[Waiting]] = {}
        for lead in self.order:
            held = owners.get(lead.account, [])
            if len(held) > 1:
                self.found[lead.lead_no] = (None, "contested")
            elif held and held[0] in there:
                self.found[lead.lead_no] = (held[0], "account")
                self.take(held[0], 1)
            elif held:
                self.found[lead.lead_no] = (None, "owner_gone")
            elif lead.grade not in self.ranks:
                self.found[lead.lead_no] = (None, "no_rule")
            else:
                free.setdefault(lead.account, []).append(lead)
        return free

    def grouped(self, free: dict[int, list[Waiting]]) -> dict[Group, list[list[Waiting]]]:
        """The accounts by who can take them; what nobody can is settled."""
        groups: dict[Group, list[list[Waiting]]] = {}
        for account in free.values():
            rank = self.ranks[account[0].grade]
            share = self.shares[rank]
            able = [taker for taker in self.team if taker.takes and taker.role in share.roles]
            fitting = tuple((taker.name, fit) for taker in able if (fit := fit_of(taker, account[0])) is not None)
            if share.pool:
                self.found |= {lead.lead_no: (share.pool, "pool") for lead in account}
            elif not fitting:
                self.found |= {lead.lead_no: (None, "no_fit" if able else "no_role") for lead in account}
            else:
                groups.setdefault((rank, fitting), []).append(account)
        return groups

    def deal(self, fitting: Sequence[tuple[str, int]], accounts: list[list[Waiting]]) -> None:
        """Give the accounts of one group, each to whoever fits best and had no turn for longest."""
        place = {taker.name: number for number, taker in enumerate(self.team)}
        leads, used = dict.fromkeys(place, 0), dict.fromkeys(place, 0)
        for account in sorted(accounts, key=lambda account: self.order.index(account[0])):
            able = [
                (-fit, self.turns[name] or 0, place[name], name)
                for name, fit in fitting
                if (room := self.left[name]) is None or room > used[name]
            ]
            if not able:
                self.found |= {lead.lead_no: (None, "no_capacity") for lead in account}
                continue
            fit, *_, name = min(able)
            self.turns[name] = max(turn or 0 for turn in self.turns.values()) + 1
            used[name] += 1
            leads[name] += len(account)
            self.found |= {lead.lead_no: (name, "follows") for lead in account}
            self.found[account[0].lead_no] = (name, "fitting" if fit else "turn")
        for name, count in leads.items():
            self.take(name, count)


def handed_out(
    leads: Iterable[Waiting], owners: Mapping[int, Sequence[str]], team: Sequence[Taker], shares: Sequence[Share]
) -> Found:
    """Each lead's owner (None: nobody) and the reason."""
    hand = Hand(leads, team, shares)
    groups = hand.grouped(hand.of_accounts(owners))
    by_choice = sorted(groups.items(), key=lambda item: (item[0][0], len(item[0][1]), hand.order.index(item[1][0][0])))
    for (_, fitting), accounts in by_choice:
        hand.deal(fitting, accounts)
    return hand.found
