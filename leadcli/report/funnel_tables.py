"""The tables of a funnel report: where each stage's leads went, why deals were lost, and who does how well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.analysis.funnel_result import FunnelResult, Group, GroupTable, LossCount, share
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.figures import percent
from leadcli.domain.period import CIVIL, Period, PeriodKind
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, Table, Tone, Toned, Value

_TOP = 3
_MOST_MONTHS = 12
_COMPARED = {"above": Tone.GOOD, "below": Tone.WARN}


def period_name(period: Period) -> Message:
    """What people call a period."""
    return Message(f"funnel.period_{period.kind}", period.label)


def period_told(period: Period) -> Message:
    """What people call a period, with its days where its name does not say them: of a week, of business months."""
    name = period_name(period)
    if period.kind is not PeriodKind.WEEK and (period.calendar == CIVIL or period.kind is PeriodKind.RANGE):
        return name
    return Message.of("funnel.period_days", name=name, start=period.start, end=period.end)


def titled(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    """A column under its heading in the catalogues."""
    return Column(key, Message.of(f"funnel.{key}"), kind)


def won_step(result: FunnelResult) -> int:
    """The position of the won stage: the first whose outcome is not followed."""
    return next(step for step, stage in enumerate(result.stages) if stage.advanced is None)


def outcome_table(result: FunnelResult) -> Table:
    """Where the leads of each stage went: entered = advanced + lost + open."""
    columns = [
        titled("stage"),
        titled("entered", ColumnKind.INTEGER),
        titled("advanced", ColumnKind.INTEGER),
        titled("lost", ColumnKind.INTEGER),
        titled("open", ColumnKind.INTEGER),
        titled("drop_off_rate", ColumnKind.PERCENT),
        titled("waiting_now", ColumnKind.INTEGER),
        titled("median_age", ColumnKind.DAYS),
        titled("standing", ColumnKind.PERCENT),
    ]
    rows = [
        [
            stage.stage,
            stage.entered,
            stage.advanced,
            stage.lost,
            stage.open,
            stage.drop_off_rate,
            stage.open_visits.n,
            stage.open_visits.median_age,
            standing,
        ]
        for stage, standing in list(zip(result.stages, result.standing, strict=True))[: won_step(result)]
    ]
    return Table("outcomes", Message.of("funnel.outcomes"), columns, rows)


def loss_tables(result: FunnelResult) -> Iterator[Table]:
    """The three reasons that lose most leads, and the three that lose most money where those are others."""
    losses = result.losses
    if not losses.count:
        return
    by_count = losses.reasons[:_TOP]
    missing = share(losses.without_reason, losses.count) or 0.0
    note = Message.of("funnel.without_reason", count=losses.without_reason, share=percent(missing))
    yield _loss_table("losses", by_count, note if losses.without_reason else None)
    by_amount = losses.top_by_amount(BASE_CURRENCY, _TOP)
    if by_amount and {each.reason for each in by_amount} != {each.reason for each in by_count}:
        yield _loss_table("losses_by_amount", by_amount, None)


def _loss_table(key: str, losses: Sequence[LossCount], note: Text | None) -> Table:
    foreign = sorted({currency for loss in losses for currency in loss.amounts} - {BASE_CURRENCY})
    columns = [titled("reason"), titled("count", ColumnKind.INTEGER), titled("amount", ColumnKind.MONEY)]
    columns += [
        Column(f"amount_{currency}", Message.of("funnel.amount_in", currency=currency), ColumnKind.NUMBER)
        for currency in foreign
    ]
    columns.append(titled("loss_stage"))
    rows: list[list[Value]] = []
    for loss in losses:
        amounts = [loss.amounts.get(currency) for currency in (BASE_CURRENCY, *foreign)]
        rows.append([loss.reason, loss.count, *amounts, loss.stage])
    return Table(key, Message.of(f"funnel.{key}"), columns, rows, note)


def group_table(table: GroupTable) -> Table:
    """One comparison, groups of few leads marked."""
    columns = [
        titled(table.by, ColumnKind.GRADE if table.by == "grade" else ColumnKind.TEXT),
        titled("entered", ColumnKind.INTEGER),
        titled("won", ColumnKind.INTEGER),
        titled("group_conversion", ColumnKind.PERCENT),
        titled("cycle", ColumnKind.DAYS),
        titled("compared"),
    ]
    rows: list[list[Value]] = [
        [
            _group_name(group),
            group.entered,
            group.won,
            Toned(group.conversion, Tone.MUTED) if group.small_sample else group.conversion,
            group.cycle_days.mean,
            group.compared and Toned(Message.of(f"funnel.{group.compared}"), _COMPARED[group.compared]),
        ]
        for group in table.groups
    ]
    title = Message.of("funnel.by", column=Message.of(f"funnel.{table.by}"))
    notes = [Message.of("funnel.first_source")] if table.by == "source" else []
    notes += [Message.of("funnel.compared_note")] if any(group.compared for group in table.groups) else []
    both = Message.of("funnel.both_notes", first=notes[0], second=notes[1]) if len(notes) > 1 else None
    note = both or next(iter(notes), None)
    return Table(f"by_{table.by}", title, columns, rows, note)


def _group_name(group: Group) -> Value:
    """A group's name, marked where it has too few leads to judge by."""
    name = Message.of("funnel.not_known") if group.value is None else group.value
    if group.small_sample:
        return Toned(Message.of("funnel.small_group", name=name), Tone.MUTED)
    return Toned(name, Tone.MUTED) if group.value is None else name


def unknown_table(result: FunnelResult) -> Table:
    """The stage texts that nobody could place, each with where in `pipelines.yaml` it may belong."""
    columns = [titled("unknown_text"), titled("unknown_count", ColumnKind.INTEGER), titled("nearest")]
    rows: list[list[Value]] = []
    for each in result.unknown_stages:
        if not each.pipelines:
            place = "lost" if each.is_end else Message.of("funnel.as_alias", stage=each.nearest)
            rows.append([each.text, each.count, place if each.nearest else None])
    note = Message.of("funnel.unknown_note")
    return Table("unknown_stages", Message.of("funnel.unknown_stages"), columns, rows, note)


def months_table(result: FunnelResult) -> Table:
    """The last months in which anything was entered."""
    columns = [titled("month"), titled("month_leads", ColumnKind.INTEGER)]
    shown = result.months[-_MOST_MONTHS:]
    more = len(result.months) - len(shown)
    note = Message.of("funnel.more_months", count=more) if more else None
    rows: list[list[Value]] = [[period_name(each.month), each.leads] for each in shown]
    return Table("months", Message.of("funnel.months"), columns, rows, note)
