"""All customers as a report: who they are, what they bought, who is to buy again, who may leave, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from leadcli.analysis.customer_result import CustomersResult, Group
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.figures import percent
from leadcli.i18n import Message, Words
from leadcli.report.customer_rows import row_sheets
from leadcli.report.customer_tables import (
    band_table,
    currency_table,
    due_table,
    group_table,
    industry_table,
    key_table,
    missing_table,
    owner_table,
    risk_table,
    segment_table,
)
from leadcli.report.model import (
    Block,
    Chart,
    ColumnKind,
    Figure,
    Figures,
    Report,
    Sentence,
    Series,
    Shape,
    Tone,
)
from leadcli.settings.customers import CustomersSettings

_MOST_BARS = 10
_MOST_FINDINGS = 3
_FEWEST_BARS = 2

Labels = Mapping[str, str]


def customer_report(result: CustomersResult, settings: CustomersSettings, labels: Labels) -> Report:
    """Show customers; `labels` are what industries, sizes and segments are called where not by their names."""
    blocks = [_figures(result), *_doubts(result), *_groups(result, settings, labels)]
    if result.repurchases.buyers:
        blocks += _bought(result, settings, labels)
    else:
        blocks.append(Sentence(Message.of("customer.no_orders"), tone=Tone.WARN))
    if result.profiles:
        blocks += [missing_table(result), owner_table(result)]
    for key in ("incumbents", "competitors", "concerns"):
        if getattr(result, key):
            blocks.append(group_table(key, getattr(result, key), {}, settings.small_sample))
    return Report("customer", Message.of("customer.title", as_of=result.as_of), _definition(settings), blocks)


def customer_book(result: CustomersResult, settings: CustomersSettings, labels: Labels, words: Words) -> Report:
    """The same as a book: with one row per customer, and one per order."""
    report = customer_report(result, settings, labels)
    return replace(report, blocks=[*report.blocks, *row_sheets(result, labels, words)])


def _definition(settings: CustomersSettings) -> Message:
    key = settings.key_account
    return Message.of("customer.definition", months=key.months, amount=f"{key.amount:,f}")


def _figures(result: CustomersResult) -> Figures:
    import pyarrow.compute as pc

    found = result.repurchases
    due = pc.sum(pc.greater_equal(result.due["days_late"], 0)).as_py() or 0
    leaving = result.risks["high"] + result.risks["lost"]
    return Figures(
        [
            Figure(Message.of("customer.customers"), found.customers),
            Figure(Message.of("customer.buyers"), found.buyers),
            Figure(Message.of("customer.repeat"), found.repeat),
            Figure(Message.of("customer.repurchase_rate"), found.rate, ColumnKind.PERCENT),
            Figure(Message.of("customer.key_accounts_count"), result.key_accounts.num_rows),
            Figure(Message.of("customer.due_count"), due, tone=Tone.WARN if due else Tone.PLAIN),
            Figure(Message.of("customer.leaving"), leaving, tone=Tone.BAD if leaving else Tone.PLAIN),
        ]
    )


def _doubts(result: CustomersResult) -> Iterator[Block]:
    """What is guessed, and what the figures do without."""
    found = result.repurchases
    if found.buyers:
        params = {"rate": percent(found.rate_of_all or 0), "customers": found.customers}
        yield Sentence(Message("customer.rate_of_all", params), tone=Tone.MUTED)
    if not result.deduped:
        yield Sentence(Message.of("customer.not_deduped"), tone=Tone.WARN)
    doubts = result.doubts
    for name in (
        *("guessed_orders", "undated_orders", "orders_without_amount", "without_base_currency"),
        *("deals_of_no_record", "later_orders"),
    ):
        if count := getattr(doubts, name):
            params = {"count": count, "currency": BASE_CURRENCY}
            yield Sentence(Message(f"customer.doubt_{name}", params), tone=Tone.WARN)


def _groups(result: CustomersResult, settings: CustomersSettings, labels: Labels) -> Iterator[Block]:
    yield from _findings(result, labels)
    yield industry_table(result, labels, settings.small_sample)
    named = [each for each in result.industries if each.name][:_MOST_BARS]
    if len(named) >= _FEWEST_BARS:
        shares = [Series(Message.of("customer.share"), [each.share for each in named])]
        names = [labels.get(each.name or "", each.name or "") for each in named]
        yield Chart("industry_shares", Message.of("customer.chart_industries"), names, shares, Shape.BAR)
    yield group_table("regions", result.regions, labels, settings.small_sample)
    yield group_table("sizes", result.sizes, labels, settings.small_sample)


def _findings(result: CustomersResult, labels: Labels) -> Iterator[Sentence]:
    """制造业40%，其中汽车零部件成交率最高: of the largest industries whose second level can be compared."""
    told = 0
    for industry in result.industries:
        best = _best_branch(result, industry)
        if best and told < _MOST_FINDINGS:
            told += 1
            params: dict[str, object] = {
                "industry": labels.get(industry.name or "", industry.name),
                "share": percent(industry.share or 0),
                "branch": best.name,
                "rate": percent(best.win_rate or 0),
                "won": best.won,
                "decided": best.decided,
            }
            yield Sentence(Message("customer.best_branch", params))


def _best_branch(result: CustomersResult, industry: Group) -> Group | None:
    """The second level of an industry that wins most; None where there is nothing to compare, or too little."""
    branches = [each for each in result.branches if each.parent == industry.name and each.name and each.decided]
    best = max(branches, key=lambda each: (each.win_rate or 0, each.decided), default=None)
    return best if best and best.won and len(branches) > 1 and not best.small_sample else None


def _bought(result: CustomersResult, settings: CustomersSettings, labels: Labels) -> Iterator[Block]:
    if result.bands:
        yield band_table(result)
    if len(result.currencies) > 1 or (result.currencies and result.currencies[0].currency != BASE_CURRENCY):
        yield currency_table(result)
    yield key_table(result, labels)
    if result.segments:
        yield segment_table(result, labels)
        if len(result.segments) >= _FEWEST_BARS:
            names = [labels.get(each.name, each.name) for each in result.segments]
            counts = [Series(Message.of("customer.customers"), [each.customers for each in result.segments])]
            title = Message.of("customer.chart_segments")
            yield Chart("segment_counts", title, names, counts, Shape.BAR, ColumnKind.INTEGER)
    elif not result.has_rfm:
        yield Sentence(Message.of("customer.no_rfm", least=settings.rfm.least), tone=Tone.MUTED)
    yield due_table(result, settings.repurchase.ahead_days)
    yield Sentence(_risks(result, settings))
    if result.at_risk.num_rows:
        yield risk_table(result)


def _risks(result: CustomersResult, settings: CustomersSettings) -> Message:
    churn = settings.churn
    limits = {f"{name}_from": f"{getattr(churn, name):g}" for name in ("watch", "high", "lost")}
    return Message("customer.risks", {**result.risks, **limits})
