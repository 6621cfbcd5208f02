"""Notices as texts: a digest of somebody's work, a manager's red list, the daily report with its ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from leadcli.analysis.due import Count
from leadcli.analysis.notify import Done, Span, Standing
from leadcli.domain.figures import rounded
from leadcli.domain.period import Period
from leadcli.i18n import Message, Text, Words
from leadcli.report.due_cells import Row, how_late, moment, what_to_do

METRICS = ("new", "contacts", "advanced", "won")


@dataclass(frozen=True)
class Notice:
    """One message before it is cut to what a channel takes: what it is, about whom, its title and its lines.

    `shown` of the lines are of a list that a channel may cut, beginning with line `first`; `total` is how many there
    are in all, `more` what is said of the rest.
    """

    what: str
    person: str | None
    title: Text
    lines: Sequence[Text]
    listed: Sequence[Text] = ()
    total: int = 0
    more: str = ""

    def told(self, words: Words, most: int) -> list[str]:
        """Its lines in a language; at most so many of its list, and how many are left."""
        listed = self.listed[:most]
        rest = self.total - len(listed)
        last = [Message.of(self.more, rest=rest, person=self.person or "")] if rest > 0 and self.more else []
        return [words.text(line) for line in (*self.lines, *listed, *last)]


@dataclass(frozen=True)
class Daily:
    """What a daily report tells: the day and the one before, the ranking, and what is late, by owner.

    `unowned` lines are late that are nobody's, or a pool's.
    """

    as_of: date
    today: Span
    before: Span
    ranked: Span
    ranking: Sequence[Standing]
    by: str
    most: int
    late: Sequence[Count]
    unowned: int
    pipeline: str


def digest(person: str, count: Count, rows: Sequence[Row], as_of: date, labels: Mapping[str, str]) -> Notice:
    """What somebody has to do, the worst first."""
    lines = [Message.of("notify.digest_head", late=count.late, today=count.today)]
    listed = [Message.of("notify.line", place=place, **_who(row, labels)) for place, row in enumerate(rows, 1)]
    title = Message.of("notify.digest_title", day=as_of, person=person)
    return Notice("digest", person, title, lines, listed, count.late + count.today, "notify.digest_more")


def red_list(manager: str, rows: Sequence[Row], as_of: date, labels: Mapping[str, str]) -> Notice:
    """What a manager should know of: lines of his people that have climbed to him, or to somebody else."""
    total = int(str(rows[0]["total"]))
    listed = [
        Message.of(
            "notify.team_line",
            place=place,
            owner=row["owner"] or Message.of("due.nobody"),
            level=Message.of(f"notify.level_{row['level']}"),
            **_who(row, labels),
        )
        for place, row in enumerate(rows, 1)
    ]
    head = [Message.of("notify.team_head", total=total)]
    title = Message.of("notify.team_title", day=as_of, person=manager)
    return Notice("team", manager, title, head, listed, total, "notify.team_more")


def _who(row: Row, labels: Mapping[str, str]) -> dict[str, object]:
    firm, contact = row["company"] or row["contact"] or "", row["contact"] if row["company"] else ""
    return {
        "firm": firm,
        "contact": contact or "",
        "lead_no": row["lead_no"],
        "what": what_to_do(row, labels),
        "when": when(row),
    }


def when(row: Row) -> Text:
    """How late something is, or when today it is due."""
    days = row["days_late"]
    if row["ended_at"] is not None or (isinstance(days, int) and days > 0):
        return Message.of("notify.late", how=how_late(row))
    if isinstance(days, int) and days < 0:
        return Message.of("notify.due_at", at=moment(row["due_at"], row["due_timed"]))
    return (
        Message.of("notify.today_at", at=f"{row['due_at']:%H:%M}") if row["due_timed"] else Message.of("due.is_today")
    )


def daily_notice(daily: Daily) -> Notice:
    """The daily report: figures of the day and the one before, who is late, and the ranking."""
    lines = [*_figures(daily), *_late(daily), *_ranking(daily), *undated_told(daily), definition_of(daily)]
    return Notice("daily", None, Message.of("notify.daily_title", day=daily.as_of), lines)


def _figures(daily: Daily) -> Iterator[Text]:
    today, before = daily.today.total, daily.before.total
    for metric in METRICS:
        told = {"today": getattr(today, metric), "before": getattr(before, metric)}
        amount = amounts_told(daily.today.amounts) if metric == "won" else ""
        yield Message.of("notify.daily_figure", label=Message.of(f"notify.metric_{metric}"), amount=amount, **told)


def undated_told(daily: Daily) -> Iterator[Text]:
    """What imports of the days ranked, today among them, showed without a day of its own: it is in no figure."""
    if count := daily.ranked.total.undated:
        yield Message.of("notify.daily_undated", count=count, days=_days(daily.ranked.period, daily.as_of))


def amounts_told(amounts: Mapping[str, Decimal]) -> Text:
    """Amounts per currency, never added up; nothing where there is none."""
    told = [
        Message.of("notify.amount", currency=currency, amount=rounded(each))
        for currency, each in sorted(amounts.items())
    ]
    return Message.of("notify.amounts", amounts=told) if told else ""


def _late(daily: Daily) -> Iterator[Text]:
    late = [each for each in daily.late if each.late]
    if not late and not daily.unowned:
        yield Message.of("notify.daily_none_late")
        return
    told = [
        Message.of("notify.late_of", person=each.name or "", late=each.late, days=each.most_days)
        for each in late[: daily.most]
    ]
    rest = len(late) - len(told)
    more = Message.of("notify.late_more", rest=rest) if rest else ""
    total = sum(each.late for each in late) + daily.unowned
    yield Message.of("notify.daily_late", total=total, people=told, more=more, unowned=unowned_told(daily))


def unowned_told(daily: Daily) -> Text:
    """What of the late lines is in nobody's hands."""
    return Message.of("notify.late_unowned", late=daily.unowned) if daily.unowned else ""


def _ranking(daily: Daily) -> Iterator[Text]:
    yield Message.of("notify.ranking_head", title=ranking_title(daily))
    shown = daily.ranking[: daily.most]
    for each in shown:
        yield Message.of(
            "notify.ranking_line", rank=each.rank, person=each.name, value=each.value, rest=beside(each.done, daily.by)
        )
    if len(daily.ranking) > len(shown):
        yield Message.of("notify.ranking_more", rest=len(daily.ranking) - len(shown))
    if not shown:
        yield Message.of("notify.ranking_nobody")


def beside(done: Done, by: str) -> list[Text]:
    """The other figures of somebody who is ranked by one."""
    return [
        Message.of("notify.metric_of", label=Message.of(f"notify.metric_{metric}"), count=getattr(done, metric))
        for metric in METRICS
        if metric != by
    ]


def ranking_title(daily: Daily) -> Text:
    """What is ranked, and over which days up to the report's."""
    label = Message.of(f"notify.metric_{daily.by}")
    return Message.of("notify.ranking_title", label=label, days=_days(daily.ranked.period, daily.as_of))


def _days(period: Period, as_of: date) -> Text:
    end = min(period.end, as_of)
    return Message.of("notify.days", start=period.start, end=end) if period.start < end else f"{end}"


def definition_of(daily: Daily) -> Text:
    """What the figures of the daily report count."""
    return Message.of("notify.daily_definition", pipeline=daily.pipeline)
