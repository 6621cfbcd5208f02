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


def handed_out(
    leads: Iterable[Waiting], owners: Mapping[int, Sequence[str]], team: Sequence[Taker], shares: Sequence[Share]
) -> dict[str, tuple[str | None, str]]:
    """Each lead's owner (None: nobody) and the reason."""
    ranks = {share.grade: rank for rank, share in enumerate(shares)}
    order = sorted(
        leads,
        key=lambda lead: (ranks.get(lead.grade, 99), lead.acquired_at is None, lead.acquired_at or 0, lead.lead_no),
    )
    there = {taker.name for taker in team if taker.is_there}
    left = {taker.name: taker.left for taker in team}
    turns = {taker.name: taker.last_turn for taker in team}
    place = {taker.name: number for number, taker in enumerate(team)}
    found: dict[str, tuple[str | None, str]] = {}
    free: dict[int, list[Waiting]] = {}

    def take(name: str, leads: int) -> None:
        known = left[name]
        left[name] = None if known is None else max(known - leads, 0)

    for lead in order:
        held = owners.get(lead.account, [])
        if len(held) > 1:
            found[lead.lead_no] = (None, "contested")
        elif held and held[0] in there:
            found[lead.lead_no] = (held[0], "account")
        elif held:
            found[lead.lead_no] = (None, "owner_gone")
        elif lead.grade not in ranks:
            found[lead.lead_no] = (None, "no_rule")
        else:
            free.setdefault(lead.account, []).append(lead)
    for name in [owner for owner, reason in found.values() if reason == "account" and owner]:
        take(name, 1)

    groups: dict[tuple[int, tuple[tuple[str, int], ...]], list[list[Waiting]]] = {}
    for account in free.values():
        leader = account[0]
        share = shares[ranks[leader.grade]]
        if share.pool:
            found |= {lead.lead_no: (share.pool, "pool") for lead in account}
            continue
        able = [taker for taker in team if taker.takes and taker.role in share.roles]
        fitting = tuple((taker.name, fit) for taker in able if (fit := fit_of(taker, leader)) is not None)
        if not fitting:
            found |= {lead.lead_no: (None, "no_fit" if able else "no_role") for lead in account}
            continue
        groups.setdefault((ranks[leader.grade], fitting), []).append(account)

    turn = max([each for each in turns.values() if each is not None], default=0)
    for (_, fitting), accounts in sorted(
        groups.items(), key=lambda item: (item[0][0], len(item[0][1]), order.index(item[1][0][0]))
    ):
        taken: dict[str, int] = {}
        used = dict.fromkeys(left, 0)
        for account in sorted(accounts, key=lambda account: order.index(account[0])):
            able_now = [
                (-fit, turns[name] is not None, turns[name] or 0, place[name], name)
                for name, fit in fitting
                if (room := left[name]) is None or room > used[name]
            ]
            if not able_now:
                found |= {lead.lead_no: (None, "no_capacity") for lead in account}
                continue
            fit, *_, name = min(able_now)
            turn += 1
            turns[name] = turn
            used[name] += 1
            taken[name] = taken.get(name, 0) + len(account)
            found[account[0].lead_no] = (name, "fitting" if fit else "turn")
            found |= {lead.lead_no: (name, "follows") for lead in account[1:]}
        for name, leads_taken in taken.items():
            take(name, leads_taken)
    return found
