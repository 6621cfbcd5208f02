"""Moves and conditions of entry in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from leadcli.analysis.stage import Move
from leadcli.analysis.stage_entry import Conditions
from leadcli.domain.fields import EXTRA
from leadcli.domain.figures import rounded
from leadcli.i18n import Message, Text
from leadcli.i18n.message import FIELD
from leadcli.report.model import Sentence, Tone
from leadcli.settings.stage_entry import EntryCondition

Labels = Mapping[str, str]


def when(moment: datetime) -> date | str:
    """A moment as it is told: a day, or to the minute where there is a time of day."""
    return moment.date() if moment.time() == time() else f"{moment:%Y-%m-%d %H:%M}"


def which_move(move: Move, labels: Labels) -> Iterator[tuple[Text, Tone]]:
    """What is to be known of a move, and how much it wants attention."""
    if not move.in_pipeline:
        yield Message.of("stage.is_outside"), Tone.MUTED
    if move.reopened_after:
        yield Message.of(f"stage.is_reopened_{move.reopened_after}"), Tone.WARN
    if move.backward:
        yield Message.of("stage.is_backward"), Tone.WARN
    if move.skipped:
        stages = [labels.get(each, each) for each in move.skipped]
        yield Message.of("stage.is_skipped", stages=stages), Tone.WARN
    if move.re_entry:
        yield Message.of("stage.is_re_entry"), Tone.PLAIN
    if move.repeated:
        yield Message.of("stage.is_repeated"), Tone.PLAIN
    if move.tied:
        yield Message.of("stage.is_tied"), Tone.WARN


def condition_name(condition: EntryCondition, labels: Labels) -> Text:
    """What a condition is called: its own name, or what it asks for."""
    name = condition.name or condition.judged
    return labels.get(name, name) if name else condition_asks(condition)


def condition_asks(condition: EntryCondition) -> Message:
    """What a condition that can be checked asks for."""
    if condition.fields_known:
        return Message.of("stage.asks_fields", fields=[field_name(each) for each in condition.fields_known])
    if condition.days_before:
        return Message.of("stage.asks_days", days=condition.days_before)
    methods = Message.of("stage.of_methods", methods=condition.methods) if condition.methods else ""
    return Message.of("stage.asks_followups", count=condition.followups, methods=methods)


def unmet_text(condition: EntryCondition, row: Mapping[str, object], labels: Labels) -> Text:
    """What one lead lacks of a condition."""
    name = condition.name
    if row["field"]:
        missing = Message.of("stage.lacks_field", field=field_name(str(row["field"])))
    elif condition.days_before:
        missing = Message.of(
            "stage.lacks_days", found=f"{rounded(float(str(row['found'])), 1)}".removesuffix(".0"), needed=row["needed"]
        )
    else:
        found, now = int(str(row["found"]).partition(".")[0]), row["found_now"]
        key = "stage.lacks_followups" if now == found else "stage.lacked_followups"
        missing = Message.of(key, found=found, needed=row["needed"], now=now)
    return Message.of("stage.named", name=labels.get(name, name), missing=missing) if name else missing


def field_name(field: str) -> Text:
    """A field as people call it."""
    return field.removeprefix(EXTRA) if field.startswith(EXTRA) else Message(f"{FIELD}{field}")


def left_out(conditions: Conditions, labels: Labels, *, of_stages: bool = False) -> Iterator[Sentence]:
    """The conditions that were not looked at, and why; with `of_stages` each with its stage."""
    for key, asked in (("unchecked", conditions.unchecked), ("judged", conditions.judged)):
        names: list[Text] = [condition_name(each.condition, labels) for each in asked]
        if of_stages:
            stages = (labels.get(each.stage, each.stage) for each in asked)
            names = [
                Message.of("stage.of_stage", stage=stage, name=name) for stage, name in zip(stages, names, strict=True)
            ]
        if names:
            text = Message.of(f"stage.{key}_names", names=names)
            yield Sentence(text, lead=Message.of(f"stage.{key}"), tone=Tone.MUTED)
