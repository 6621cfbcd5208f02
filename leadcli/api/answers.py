"""What the verbs answer: the contract's figures under the contract's names, lists of things as DataFrames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    import pandas as pd

    from leadcli.app.result import Result

_GROUP = (
    "name",
    "customers",
    "decided",
    "won",
    "buyers",
    "repeat",
    "amount",
    "small_sample",
    "parent",
    "share",
    "win_rate",
)
_COLUMNS = {
    "files": ("path", "sheet", "kind", "rows_read", "accepted", "created", "updated", "unchanged", "refused"),
    "skipped": ("path", "sheet", "why"),
    "issues": ("code", "severity", "file", "sheet", "row", "cell", "value", "params"),
    "moves": ("lead_no", "company", "before", "after", "change", "reasons"),
    "loads": ("owner",),
    "parts": ("dimension", "points", "max", "reason", "rule", "fields", "texts", "number", "cells", "changed"),
    "members": ("record", "file", "sheet", "row", "decision", "evidence"),
    "same_account": ("lead_no", "contact", "owner", "grade", "acquired_at"),
    "possible_duplicates": ("record", "company", "contact", "owner", "probability", "evidence"),
    "timeline": ("at", "what", "text", "by", "inferred"),
    "most_engaged": ("lead_no", "company", "owner", "grade", "temperature", "engagement", "actions", "last_action_on"),
    "proposals": ("lead_no", "company", "owner", "grade", "proposed", "reason", "engagement", "temperature", "command"),
    "nurtured": ("lead_no", "company", "contact", "owner", "grade", "channel", "content", "next_on", "days_late"),
    "plans": ("grade", "channel", "every_days", "leads", "due"),
    "lost_leads": ("lead_no", "company", "owner", "stage", "lost_on", "reason", "remedy", "come_back_on", "is_due"),
    "reasons": ("reason", "leads", "due", "after_days", "remedy"),
    "marks": ("mark", "leads"),
    "free_leads": ("lead_no", "company", "grade", "owner", "rule", "event", "since", "days", "free_on", "days_over"),
    "rules": ("rule", "grade", "days", "leads"),
    "owners": ("owner", "held", "freed"),
    "stages": ("stage", "entered", "advanced", "lost", "open", "conversion", "drop_off_rate", "loss_rate"),
    "loss_reasons": ("reason", "count", "amount", "amounts", "stage"),
    "average_deals": ("currency", "amount", "deals"),
    "stuck": ("stage", "count", "standing", "limit_days", "oldest"),
    "groups": ("by", "value", "entered", "won", "conversion"),
    "channels": ("channel", "campaign", "leads", "valid", "opportunities", "won", "cost", "cost_per_lead", "advice"),
    "steps": ("stage", "needed", "shown", "rate", "lag_days"),
    "shares": ("by", "value", "share", "needed"),
    "targets": ("period", "scope", "object", "metric", "target", "actual", "gap"),
    "backtest": ("month", "currency", "weighted", "actual", "error", "inside"),
    "books": ("owner", "path", "leads", "opportunities", "due", "late", "red"),
    "people": ("owner", "contacts", "leads", "postponed"),
    "outcomes": ("outcome",),
    "intervals": ("above", "upto", "won", "lost", "win_rate"),
    "customers": ("name", "contacts", "leads", "per_lead"),
    "objections": ("stage", "objection", "count", "solved", "unsolved", "solved_rate"),
    "update_types": ("type", "count", "firms"),
    "matches": ("lead_no", "company", "contact", "owner", "grade", "stage", "why"),
    "checks": ("check", "state"),
    "fairness": ("name", "role", "assigned", "by_grade", "held", "left", "takes"),
    "assignments": ("lead_no", "company", "grade", "owner", "reason", "detail", "department", "due_at", "due_timed"),
    "deliveries": ("channel", "kind", "to", "what", "state", "reason", "parts", "text"),
    "waiting": ("lead_no", "company", "grade", "reason", "detail"),
    "contested": ("account_no", "company", "waiting", "place", "owner", "last_contact_at", "protected_until"),
    "unknown_owners": ("name", "leads", "in_team", "nearest"),
    "heirs": ("name", "accounts", "leads", "opportunities", "next_steps"),
    "handed": ("lead_no", "account_no", "company", "stage", "owner"),
    "shared": ("value", "firms", "people", "records"),
    "opportunities": (
        "lead_no",
        "company",
        "owner",
        "stage",
        "amount",
        "currency",
        "probability",
        "priority",
        "change",
    ),
    "doubts": ("code", "lead_no", "company", "owner", "value"),
    "priorities": ("priority", "count", "amounts", "without_amount", "probability"),
    "changed_opportunities": ("change", "lead_no", "company", "owner", "priority", "priority_before", "became"),
    "reps": ("owner", "open", "high_open", "high_won", "high_decided", "high_conversion", "won", "followups_per_won"),
    "closings": ("state", "count", "amounts"),
    "events": ("entered_at", "stage", "came_from", "days", "origin", "inferred", "reason", "by"),
    "by_stage": ("stage", "standing", "unmet"),
    "conditions": ("stage", "condition", "state", "unmet"),
    "violations": ("stage", "condition", "field", "found", "needed", "found_now"),
    "unmet": ("lead_no", "company", "owner", "stage", "since", "condition", "field", "found", "needed", "found_now"),
    **dict.fromkeys(("industries", "branches", "regions", "sizes", "incumbents", "competitors", "concerns"), _GROUP),
    "value_bands": ("low", "high", "customers", "amount", "share", "amount_share"),
    "segments": ("name", "customers", "amount"),
    "key_accounts": ("customer_no", "company", "industry", "owner", "orders", "year_amount", "amount"),
    "repurchase_due": ("customer_no", "company", "owner", "due_on", "days_late", "interval_days", "interval_of"),
    "at_risk": ("customer_no", "company", "owner", "risk", "silent_days", "silent_intervals"),
    "completeness": ("owner", "profiles", "complete", "missing", "rate"),
    "customer_rows": ("customer_no", "company", "industry", "owner", "orders", "amount"),
    "contacts": ("contact", "title", "role", "attitude", "phones", "may_contact"),
    "lead_rows": ("lead_no", "contact", "owner", "grade", "stage", "acquired_on", "outcome"),
    "opportunity_rows": ("lead_no", "opp_no", "stage", "outcome", "amount", "currency", "probability", "priority"),
    "order_rows": ("ordered_on", "amount", "currency", "product", "type", "origin", "lead_no"),
    "followups": ("lead_no", "at", "method", "by", "content", "feedback", "next_action", "next_on", "done"),
    "updates": ("at", "type", "content", "by"),
    "quotes": ("lead_no", "at", "version", "amount", "currency", "discount", "result"),
}
"""Lists that become DataFrames, and the columns each has even when it is empty."""

_SPREAD = (
    *("dwell_days", "open_visits", "cycle_days", "grades"),
    *("contacts", "days", "contacts_to_won", "days_to_won", "interval"),
    *("per_won", "response_hours", "working_hours", "first_response", "next_step", "recorded"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What every verb answers.

    `status` is `success`, or `partial` when rows were refused; `issues` are the first 1,000 doubts of `issues_total`;
    `written` are the files made; `next_command` is what the command line would propose to do next.
    """

    status: str
    issues: pd.DataFrame = field(repr=False)
    issues_total: int
    written: list[Path]
    next_command: str | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Imported(Answer):
    """An import: one row of `files` per sheet read, of `skipped` per sheet left out; `batch` is None in a rehearsal."""

    batch: int | None
    files: pd.DataFrame
    skipped: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Deduplicated(Answer):
    """A search for duplicates: counts of records, of the leads and accounts they make, and of pairs to review.

    `shared` are the first of the `shared_total` numbers and addresses that many share and that counted for nobody;
    `differing_amounts` are the leads whose records have different deal amounts.
    """

    records: int
    leads: int
    accounts: int
    merged_records: int
    review_pairs: int
    shared: pd.DataFrame
    shared_total: int
    differing_amounts: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored(Answer):
    """A scoring run: leads per grade, invalid ones apart, and how many moved `up` and `down` since the last one.

    `moves` are the first of those that moved (asked for with `diff`), `loads` the leads per owner and grade (of a
    rehearsal); both are empty otherwise.
    """

    settings_hash: str
    settings_file: str
    scored: int
    grades: dict[str, int]
    invalid: int
    changed: dict[str, int]
    moves: pd.DataFrame
    loads: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Graded(Answer):
    """A grade set by hand; `grade` is None when it was withdrawn."""

    lead_no: str
    grade: str | None
    reason: str | None
    by: str | None


@dataclass(frozen=True, kw_only=True, eq=False)
class FunnelReport(Answer):
    """A counted funnel: `definition` says in one sentence how; shares are fractions, None where there is no base.

    `stages` has one row per stage, `groups` one per owner, source … of a comparison asked for with `by`.
    """

    pipeline: str
    period: dict[str, date]
    basis: str
    counting: str
    window_days: int | None
    stages: pd.DataFrame
    overall_conversion: float | None
    win_rate: dict[str, Any]
    cycle_days: dict[str, float | None]
    cycle_undated: int
    lost_entered: int
    churned: int
    loss_reasons: pd.DataFrame
    losses: dict[str, int]
    bottleneck: dict[str, object] | None
    groups: pd.DataFrame
    earlier: list[dict[str, object]]
    year_before: dict[str, object] | None
    average_deals: pd.DataFrame
    deals_apart: dict[str, Any]
    unknown_stages: list[dict[str, object]]
    inferred_events: int
    undated_events: int
    later_events: int
    undated_leads: int
    contradicted_leads: int
    months: list[dict[str, object]]
    leads: int
    immature: bool
    definition: str


@dataclass(frozen=True, kw_only=True, eq=False)
class FunnelDiagnosis(Answer):
    """A judged funnel: each step beside target, own history and benchmark, and what is found."""

    pipeline: str
    steps: pd.DataFrame
    weakest: str | None
    shapes: list[dict[str, object]]
    stuck: pd.DataFrame
    qualified: dict[str, Any]
    doubts: list[dict[str, object]]
    definition: str
    settings_file: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Story(Answer):
    """All that is known about one lead: its score by dimension, its records with their cells of origin, its history.

    `facts` are its surviving values; `scored_grade` is the grade by the score alone; `same_account` are the other leads
    of its firm, `possible_duplicates` the records that wait for a person to say whether they are this lead.
    """

    lead_no: str
    account_no: str
    company: str | None
    contact: str | None
    title: str | None
    owner: str | None
    total: float | None
    grade: str | None
    completeness: float | None
    invalid_reason: str | None
    scored_grade: str | None
    manual_grade: dict[str, object] | None
    stage: str | None
    facts: dict[str, object]
    parts: pd.DataFrame
    members: pd.DataFrame
    same_account: pd.DataFrame
    possible_duplicates: pd.DataFrame
    timeline: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Exported(Answer):
    """A table written to a file."""

    table: str
    rows: int
    file: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Undone(Answer):
    """What was taken back."""

    batch: int
    command: str


_Kind = TypeVar("_Kind", bound=Answer)


def answer(kind: type[_Kind], result: Result) -> _Kind:
    """A use case's result as the answer of its verb; figures the answer does not name are left out."""
    own = {each.name for each in fields(kind)} - {each.name for each in fields(Answer)}
    given = {name: value for name, value in result.data.items() if name in own}
    for name in own & {each.name for each in fields(kind) if each.type == "pd.DataFrame"}:
        given[name] = frame(name, given.get(name))
    return kind(
        status=str(result.status),
        issues=frame("issues", [asdict(issue) for issue in result.issues]),
        issues_total=result.issues_total,
        written=[Path(path) for path in result.written],
        next_command=result.next_command,
        **cast("dict[str, Any]", given),
    )


def frame(name: str, rows: object) -> pd.DataFrame:
    """A list of the contract as a DataFrame.

    Counts within figures become columns (`dwell_days_mean`), an empty list keeps its columns, and columns are Arrow's:
    a missing whole number does not turn the others into fractions.
    """
    import pandas as pd

    listed = [_flat(row) for row in cast("Sequence[Mapping[str, object]]", rows or ())]
    names = dict.fromkeys(key for row in listed for key in row) or _COLUMNS[name]
    return pd.DataFrame({key: _column([row.get(key) for row in listed]) for key in names})


def _flat(row: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in row.items():
        inner = value.items() if isinstance(value, dict) and key in _SPREAD else None
        flat |= {key: value} if inner is None else {f"{key}_{name}": each for name, each in inner}
    return flat


def _column(values: list[object]) -> pd.Series[Any]:
    import pandas as pd
    import pyarrow as pa

    if any(isinstance(value, dict) for value in values):
        return pd.Series(values, dtype=object)
    found = pa.array(values)
    return pd.Series(found.to_pandas(types_mapper=pd.ArrowDtype))
