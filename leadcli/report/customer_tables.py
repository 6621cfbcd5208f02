"""The tables of a report on customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leadcli.analysis.customer_result import CustomersResult, Group
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, Table, Tone, Toned, Value

if TYPE_CHECKING:
    import pyarrow as pa

Labels = Mapping[str, str]
Row = Mapping[str, object]

MOST_GROUPS = 12
MOST_ROWS = 20
_MOST_OWNERS = 15
_MOST_FIELDS = 4
_RISK_TONES = {"low": Tone.PLAIN, "watch": Tone.WARN, "high": Tone.BAD, "lost": Tone.BAD}
_KINDS = {
    **dict.fromkeys(("customers", "decided", "won", "buyers", "orders", "profiles", "complete"), ColumnKind.INTEGER),
    **dict.fromkeys(("share", "win_rate", "amount_share", "rate"), ColumnKind.PERCENT),
    **dict.fromkeys(("amount", "year_amount", "low", "high"), ColumnKind.MONEY),
    **dict.fromkeys(("last_order_on", "due_on", "contract_end"), ColumnKind.DATE),
    **dict.fromkeys(("interval_days", "silent_days"), ColumnKind.DAYS),
    **dict.fromkeys(("silent_intervals", "sum"), ColumnKind.NUMBER),
}


def column(key: str, heading: str | None = None) -> Column:
    """A column under its heading in the catalogues."""
    return Column(key, Message.of(f"customer.{heading or key}"), _KINDS.get(key, ColumnKind.TEXT))


def _columns(*keys: str) -> list[Column]:
    return [column(key) for key in keys]


def _unknown() -> Value:
    return Toned(Message.of("customer.unknown"), Tone.MUTED)


def risk_cell(risk: object) -> Value:
    """A churn risk in words; None where it is not known."""
    return Toned(Message.of(f"customer.risk_{risk}"), _RISK_TONES[str(risk)]) if risk else None


def _counts(group: Group) -> list[Value]:
    rate = Toned(group.win_rate, Tone.MUTED) if group.small_sample and group.win_rate is not None else group.win_rate
    return [group.customers, group.share, group.won, group.decided, rate, group.buyers, group.amount]


_GROUP_COLUMNS = ("customers", "share", "won", "decided", "win_rate", "buyers", "amount")


def industry_table(result: CustomersResult, labels: Labels, least: int) -> Table:
    """Industries, each with what is below it."""
    rows: list[list[Value]] = []
    for industry in result.industries[:MOST_GROUPS]:
        name: Value = labels.get(industry.name, industry.name) if industry.name else _unknown()
        rows.append([name, *_counts(industry)])
        below = [each for each in result.branches if each.parent == industry.name]
        if any(each.name for each in below):
            rows += [[_below(each), *_counts(each)] for each in below]
    columns = [column("industry"), *_columns(*_GROUP_COLUMNS)]
    return Table("industries", Message.of("customer.industries"), columns, rows, _note(result.industries, least))


def _below(group: Group) -> Value:
    return Message.of("customer.below", name=group.name or Message.of("customer.no_branch"))


def _note(groups: Sequence[Group], least: int) -> Text | None:
    """What a muted rate means; how many groups are left out."""
    if len(groups) > MOST_GROUPS:
        return Message.of("customer.shown", shown=MOST_GROUPS, total=len(groups))
    small = any(each.small_sample and each.decided for each in groups)
    return Message.of("customer.small", least=least) if small else None


def group_table(key: str, groups: Sequence[Group], labels: Labels, least: int) -> Table:
    """Customers by region, size, supplier, rival or concern."""
    rows = [
        [labels.get(each.name, each.name) if each.name else _unknown(), *_counts(each)] for each in groups[:MOST_GROUPS]
    ]
    columns = [column("name", f"{key}_name"), *_columns(*_GROUP_COLUMNS)]
    return Table(key, Message.of(f"customer.{key}"), columns, rows, _note(groups, least))


def band_table(result: CustomersResult) -> Table:
    """Buyers by what their orders come to."""
    rows = [[each.low, each.high, each.customers, each.share, each.amount, each.amount_share] for each in result.bands]
    columns = _columns("low", "high", "customers", "share", "amount", "amount_share")
    columns[3] = column("share", "share_of_buyers")
    return Table("value_bands", Message.of("customer.value_bands"), columns, rows)


def currency_table(result: CustomersResult) -> Table:
    """What orders come to in each currency, never added up."""
    rows = [[each.currency, each.customers, each.orders, each.amount] for each in result.currencies]
    columns = _columns("currency", "customers", "orders", "sum")
    return Table("currencies", Message.of("customer.currencies"), columns, rows)


def segment_table(result: CustomersResult, labels: Labels) -> Table:
    """Buyers by recency, frequency and amount."""
    rows = [[labels.get(each.name, each.name), each.customers, each.amount] for each in result.segments]
    note = Message.of("customer.rfm_note")
    return Table("segments", Message.of("customer.segments"), _columns("segment", "customers", "amount"), rows, note)


def key_table(result: CustomersResult, labels: Labels) -> Table:
    """Key accounts, the largest first."""
    keys = ("customer_no", "company", "industry", "owner", "orders", "year_amount", "amount", "risk")
    rows = [_line(row, keys, labels) for row in result.key_accounts.slice(0, MOST_ROWS).to_pylist()]
    return _list("key_accounts", keys, rows, result.key_accounts)


def due_table(result: CustomersResult, days: int) -> Table:
    """Who is to buy again."""
    keys = ("due_on", "days_late", "customer_no", "company", "owner", "last_order_on", "interval", "amount", "risk")
    rows = [_line(row, keys, {}) for row in result.due.slice(0, MOST_ROWS).to_pylist()]
    return _list("repurchase_due", keys, rows, result.due, days=days)


def risk_table(result: CustomersResult) -> Table:
    """Who may be leaving, the surest first."""
    keys = ("risk", "customer_no", "company", "owner", "silent_days", "silent_intervals", "interval", "amount")
    rows = [_line(row, keys, {}) for row in result.at_risk.slice(0, MOST_ROWS).to_pylist()]
    return _list("at_risk", keys, rows, result.at_risk)


def _list(key: str, keys: Sequence[str], rows: Sequence[Sequence[Value]], of: pa.Table, **params: object) -> Table:
    total = of.num_rows
    note = Message.of("customer.shown", shown=MOST_ROWS, total=total) if total > MOST_ROWS else None
    return Table(key, Message(f"customer.{key}", params), _columns(*keys), rows, note)


def _line(row: Row, keys: Sequence[str], labels: Labels) -> list[Value]:
    return [_cell(row, key, labels) for key in keys]


def _cell(row: Row, key: str, labels: Labels) -> Value:
    if key == "risk":
        return risk_cell(row["risk"])
    if key == "interval":
        return interval(row)
    if key == "days_late":
        return _late(row["days_late"])
    if key == "orders" and row["guessed_orders"]:
        return Message.of("customer.guessed", orders=row["orders"])
    if key == "owner" and not row["owner"]:
        return _unknown()
    value = row[key]
    return labels.get(value, value) if isinstance(value, str) else value


def _late(days: object) -> Value:
    if not isinstance(days, int) or days == 0:
        return Toned(Message.of("customer.due_today"), Tone.WARN)
    text = Message.of("customer.days_late_by" if days > 0 else "customer.days_to_go", days=abs(days))
    return Toned(text, Tone.BAD) if days > 0 else text


def interval(row: Row) -> Value:
    """How often a customer buys, and whose habit that is where not its own."""
    days = row["interval_days"]
    if not isinstance(days, int | float):
        return None
    return Message.of(f"customer.interval_{row['interval_of']}", days=f"{days:,g}")


def missing_table(result: CustomersResult) -> Table:
    """Which required fields are missing, and in how many profiles."""
    rows: list[list[Value]] = [
        [Message.of(f"field.{name}"), count, count / result.profiles] for name, count in result.missing.items()
    ]
    columns = [column("field"), column("profiles", "profiles_without"), column("share", "share_of_profiles")]
    note = Message.of("customer.profiles_counted", count=result.profiles)
    return Table("missing", Message.of("customer.missing"), columns, rows, note)


def owner_table(result: CustomersResult) -> Table:
    """How complete the profiles of each owner are."""
    rows: list[list[Value]] = [
        [each.owner or _unknown(), each.profiles, each.complete, each.rate, _lacking(each.missing)]
        for each in result.owners[:_MOST_OWNERS]
    ]
    total = len(result.owners)
    note = Message.of("customer.shown", shown=_MOST_OWNERS, total=total) if total > _MOST_OWNERS else None
    columns = _columns("owner", "profiles", "complete", "rate", "lacking")
    return Table("completeness", Message.of("customer.completeness"), columns, rows, note)


def _lacking(missing: Mapping[str, int]) -> Value:
    """Which fields are missing, the most frequent first."""
    told = [
        Message.of("customer.lacks", field=Message.of(f"field.{name}"), count=count) for name, count in missing.items()
    ]
    return Message.of("customer.lacking_fields", fields=told[:_MOST_FIELDS]) if told else None
