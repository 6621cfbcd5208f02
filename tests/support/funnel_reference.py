"""Funnel figures the slow way: one lead at a time, by the words of the definitions, to compare the SQL with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean, median

from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion

DAY = timedelta(days=1)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Event:
    """One entry into a stage; `stage` counts from 0, and the number of stages is lost.

    `dated` is false when the entry has only the day of the import that first showed it; `reason` is as written.
    """

    lead_no: str
    stage: int
    entered_at: datetime
    sequence: int
    dated: bool = True
    reason: str | None = None


Deal = tuple[str, str, int, date]
"""Lead, currency, amount and day of a deal."""
Amount = tuple[str, int]
"""Currency and amount."""
Loss = tuple[int, dict[str, int], int | None]
"""Of one reason: how many leads, what they were worth by currency, and the stage most of them were lost at."""


def days(duration: timedelta) -> float:
    return duration / DAY


Spread = tuple[int, float | None, float | None, float | None, int]
"""How many, mean, median and ninth decile, and how many more are not known."""


def spread(values: list[float | None]) -> Spread:
    known = sorted(value for value in values if value is not None)
    undated = len(values) - len(known)
    if not known:
        return 0, None, None, None, undated
    place = 0.9 * (len(known) - 1)
    below, above = known[int(place)], known[min(int(place) + 1, len(known) - 1)]
    return len(known), fmean(known), median(known), below + (above - below) * (place - int(place)), undated


class Walk:
    """One lead's events in order, with the questions the definitions ask about it."""

    def __init__(self, events: list[Event], question: FunnelQuestion, stages: int, won: int) -> None:
        self.all = []
        for event in sorted(events, key=lambda each: (each.entered_at, each.stage, each.sequence)):
            repeated = self.all and (self.all[-1].stage, self.all[-1].entered_at) == (event.stage, event.entered_at)
            if not repeated:
                self.all.append(event)
        self.stages, self.won, self.lost = stages, won, stages
        self.first_at = self.all[0].entered_at
        follow = question.window_days is None
        self.events = [
            event
            for event in self.all
            if follow or event.entered_at <= self.first_at + question.window_days * DAY  # type: ignore[operator]
        ]

    def entries(self, stage: int) -> list[Event]:
        return [event for event in self.events if event.stage == stage]

    def furthest(self) -> int:
        return max((event.stage for event in self.events if event.stage != self.lost), default=-1)

    def strict_depth(self) -> int:
        """How many stages were entered one after the other in pipeline order."""
        wanted = 0
        for event in self.events:
            if event.stage == wanted and wanted < self.stages:
                wanted += 1
        return wanted

    def has_entered(self, stage: int, counting: Counting) -> bool:
        if stage == self.lost or counting is Counting.TOUCHED:
            return bool(self.entries(stage))
        if counting is Counting.IMPLIED:
            return self.furthest() >= stage
        return self.strict_depth() > stage

    def advanced(self, stage: int, counting: Counting) -> bool:
        if counting is Counting.IMPLIED:
            return self.furthest() > stage
        first = next(position for position, event in enumerate(self.events) if event.stage == stage)
        return any(stage < event.stage < self.lost for event in self.events[first + 1 :])

    def ended_lost(self) -> bool:
        return self.events[-1].stage == self.lost

    def visits(self) -> list[tuple[Event, Event]]:
        """Finished visits: the entry, and the event that ended it."""
        return [pair for pair in zip(self.events, self.events[1:], strict=False) if pair[0].stage < self.won]

    def decision(self, churn: bool) -> Event | None:
        """The last won or lost event; where losing a won deal is churn, that is no decision any more."""
        decisions = [event for event in self.events if event.stage in {self.won, self.lost}]
        won, lost = self.first_won(), self.entries(self.lost)
        if churn and won and lost and lost[-1].entered_at >= won.entered_at:
            decisions = self.entries(self.won)
        return decisions[-1] if decisions else None

    def first_won(self) -> Event | None:
        return next(iter(self.entries(self.won)), None)

    def open_visit(self) -> Event | None:
        return self.all[-1] if self.all[-1].stage < self.won else None


class Reference:
    """All figures of a question."""

    def __init__(
        self, events: list[Event], stages: int, won: int, question: FunnelQuestion, churn: bool = False
    ) -> None:
        self.question, self.stages, self.won, self.lost, self.churn = question, stages, won, stages, churn
        by_lead: defaultdict[str, list[Event]] = defaultdict(list)
        for event in events:
            if event.entered_at.date() <= question.as_of:
                by_lead[event.lead_no].append(event)
        self.written = by_lead
        self.walks = {lead: Walk(own, question, stages, won) for lead, own in by_lead.items()}
        self.cohort = question.basis is Basis.COHORT

    def inside(self, moment: datetime) -> bool:
        period = self.question.period
        return datetime.combine(period.start, time()) <= moment < datetime.combine(period.end, time()) + DAY

    def created(self) -> list[str]:
        return [lead for lead, walk in self.walks.items() if self.inside(walk.first_at)]

    def counted(self) -> list[str]:
        return self.created() if self.cohort else list(self.walks)

    def entered(self, stage: int) -> set[str]:
        if self.cohort:
            return {lead for lead in self.created() if self.walks[lead].has_entered(stage, self.question.counting)}
        return {
            lead
            for lead, walk in self.walks.items()
            if any(self.inside(entry.entered_at) for entry in walk.entries(stage))
        }

    def outcomes(self, stage: int) -> dict[str, str]:
        found = {}
        for lead in self.entered(stage):
            walk = self.walks[lead]
            if walk.advanced(stage, self.question.counting):
                found[lead] = "advanced"
            else:
                found[lead] = "lost" if walk.ended_lost() else "open"
        return found

    def dwell(self, stage: int) -> Spread:
        stays: defaultdict[str, list[float | None]] = defaultdict(list)
        for lead in self.counted():
            for entry, end in self.walks[lead].visits():
                if entry.stage == stage and (self.cohort or self.inside(end.entered_at)):
                    known = entry.dated and end.dated
                    stays[lead].append(days(end.entered_at - entry.entered_at) if known else None)
        return spread([None if None in stay else sum(filter(None, stay)) for stay in stays.values()])

    def cycle(self, own: set[str] | None = None) -> Spread:
        """Of all deals won, or of those of some leads."""
        found: list[float | None] = []
        for lead in self.counted():
            if own is not None and lead not in own:
                continue
            walk = self.walks[lead]
            won = walk.first_won()
            if won is not None and (self.cohort or self.inside(won.entered_at)):
                known = won.dated and walk.all[0].dated
                found.append(days(won.entered_at - walk.first_at) if known else None)
        return spread(found)

    def average_deals(self, own: Mapping[str, Amount], sold: Sequence[Deal]) -> dict[str, tuple[Decimal, int]]:
        """What each lead that was first won in the period brought, by currency: its deals, else its own amount."""
        by_lead: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for lead, currency, amount, day in sold:
            if day <= self.question.as_of:
                by_lead[lead].append((currency, amount))
        found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for lead in self.counted():
            won = self.walks[lead].first_won()
            if won is None or not (self.cohort or self.inside(won.entered_at)):
                continue
            for currency, amount in by_lead[lead] or ([own[lead]] if lead in own else []):
                found[currency][lead] += amount
        return {
            currency: ((Decimal(sum(leads.values())) / len(leads)).quantize(_CENT, ROUND_HALF_UP), len(leads))
            for currency, leads in found.items()
        }

    def decided(self) -> dict[str, Event]:
        """The won or lost event of each lead that was decided in the period."""
        decisions = {lead: self.walks[lead].decision(self.churn) for lead in self.counted()}
        return {
            lead: event
            for lead, event in decisions.items()
            if event is not None and (self.cohort or self.inside(event.entered_at))
        }

    def win_rate(self) -> tuple[int, int, int]:
        """Won, decided, and how many of these on a day nobody wrote down."""
        told = list(self.decided().values())
        return sum(each.stage == self.won for each in told), len(told), sum(not each.dated for each in told)

    def slipping(self, closes: Mapping[str, date], limits: Sequence[int | None]) -> tuple[int, int]:
        """Open leads past their expected close, and others longer in their stage than it allows."""
        overdue = stale = 0
        decided = self.decided()
        for lead in self.counted():
            visit = self.walks[lead].open_visit()
            if visit is None or lead in decided:
                continue
            limit = limits[visit.stage]
            if lead in closes and closes[lead] < self.question.as_of:
                overdue += 1
            elif limit is not None and (self.question.as_of - visit.entered_at.date()).days > limit:
                stale += 1
        return overdue, stale

    def losses(self, own: Mapping[str, Amount], words: Mapping[str, str]) -> dict[str | None, Loss]:
        """By reason (`words` are others for the same); the one written last at the moment of the loss holds."""
        counts: Counter[str | None] = Counter()
        worth: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        stages: defaultdict[str | None, Counter[int]] = defaultdict(Counter)
        for lead, loss in self.decided().items():
            if loss.stage != self.lost:
                continue
            same = [
                each for each in self.written[lead] if (each.stage, each.entered_at) == (self.lost, loss.entered_at)
            ]
            said = [each.reason.strip() for each in sorted(same, key=lambda each: each.sequence) if each.reason]
            told = [text for text in said if text]
            reason = words.get(told[-1], told[-1]) if told else None
            counts[reason] += 1
            if lead in own:
                worth[reason][own[lead][0]] += own[lead][1]
            before = [each for each in self.walks[lead].all if each.entered_at <= loss.entered_at]
            stood = [each.stage for each in before if each.stage != self.lost]
            if stood:
                stages[reason][stood[-1]] += 1
        return {
            reason: (
                count,
                dict(worth[reason]),
                min(stages[reason], key=lambda stage: (-stages[reason][stage], stage)) if stages[reason] else None,
            )
            for reason, count in counts.items()
        }

    def bottleneck(self, targets: Sequence[float | None]) -> int | None:
        """The step before won that falls farthest below its target, else the one that keeps least."""
        steps = {}
        for step in range(self.won):
            entered = len(self.entered(step))
            if entered:
                steps[step] = len(self.entered(step + 1)) / entered
        short = {step: kept / target for step, kept in steps.items() if (target := targets[step]) and kept < target}
        losing = {step: kept for step, kept in steps.items() if kept < 1}
        worst = short or losing
        return min(worst, key=lambda step: (worst[step], step)) if worst else None

    def created_won(self) -> int:
        return sum(self.walks[lead].first_won() is not None for lead in self.created())

    def open_visits(self) -> dict[str, tuple[int, int | None]]:
        """Lead -> stage and age in calendar days, None where it is not known since when."""
        found = {}
        for lead in self.counted():
            visit = self.walks[lead].open_visit()
            if visit is not None:
                age = (self.question.as_of - visit.entered_at.date()).days
                found[lead] = (visit.stage, age if visit.dated else None)
        return found
