"""What became of setting a stage by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadcli.analysis.stage import Move
from leadcli.analysis.stage_entry import EntryCheck
from leadcli.i18n import Message
from leadcli.report.model import Block, Report, Sentence, Tone
from leadcli.report.stage_cells import left_out, unmet_text, when, which_move


@dataclass(frozen=True)
class Setting:
    """A stage set by hand, as it stands in the lead's history.

    `is_known`: the history had it already; `is_strict`: it must meet the conditions of entry; `is_rehearsal`: nothing
    is to be kept; `is_last`: nothing was entered since; `stage_now` is where the lead stands after it.
    """

    lead: str
    pipeline: str
    made: Move
    is_known: bool
    is_strict: bool
    is_rehearsal: bool
    is_last: bool
    stage_now: str
    check: EntryCheck
    acquired_at: datetime | None = None

    @property
    def is_refused(self) -> bool:
        """Whether it does not meet conditions that it must meet."""
        return self.is_strict and not self.is_known and self.check.rows.num_rows > 0

    @property
    def is_written(self) -> bool:
        """Whether it is kept."""
        return not (self.is_known or self.is_refused or self.is_rehearsal)

    @property
    def is_before_acquired(self) -> bool:
        """Whether it lies before the day on which the lead was acquired."""
        return self.acquired_at is not None and self.made.entered_at.date() < self.acquired_at.date()


def setting_report(setting: Setting, labels: Mapping[str, str]) -> Report:
    """Say what was written, what kind of move it is, and what the lead lacks.

    `labels` are what stages and conditions are called in the reader's language.
    """
    blocks: list[Block] = [_outcome(setting, labels)]
    if not setting.is_known:
        blocks += [*_remarks(setting, labels), *_conditions(setting, labels)]
    return Report("stage_set", Message.of("stage.title_set"), None, blocks)


def _outcome(setting: Setting, labels: Mapping[str, str]) -> Sentence:
    made = setting.made
    params: dict[str, object] = {
        "lead": setting.lead,
        "stage": labels.get(made.stage, made.stage),
        "at": when(made.entered_at),
    }
    if setting.is_known:
        return Sentence(Message("stage.set_known", params | {"day": made.entered_at.date()}))
    if setting.is_refused:
        return Sentence(Message("stage.set_refused", params), tone=Tone.BAD)
    key = "stage.set_rehearsed" if setting.is_rehearsal else "stage.set"
    came_from = made.came_from and labels.get(made.came_from, made.came_from)
    told = Message.of("stage.from_to", before=came_from, stage=params["stage"]) if came_from else params["stage"]
    return Sentence(Message(key, params | {"move": told, "reason": made.reason or "", "by": made.by or "-"}))


def _remarks(setting: Setting, labels: Mapping[str, str]) -> Iterator[Sentence]:
    for text, tone in which_move(setting.made, labels):
        yield Sentence(text, tone=tone)
    if setting.made.before_import:
        yield Sentence(Message.of("stage.is_before_import"), tone=Tone.MUTED)
    if setting.is_before_acquired and setting.acquired_at:
        text = Message.of(
            "stage.before_acquired", acquired=setting.acquired_at.date(), at=when(setting.made.entered_at)
        )
        yield Sentence(text, tone=Tone.WARN)
    if not setting.is_last and not setting.is_refused:
        stage = labels.get(setting.stage_now, setting.stage_now)
        yield Sentence(Message.of("stage.still_in", stage=stage), tone=Tone.WARN)


def _conditions(setting: Setting, labels: Mapping[str, str]) -> Iterator[Sentence]:
    conditions = setting.check.conditions
    by_place = {each.place: each.condition for each in conditions.checked}
    for row in setting.check.rows.to_pylist():
        text = unmet_text(by_place[row["place"]], row, labels)
        yield Sentence(text, lead=Message.of("stage.unmet"), tone=Tone.WARN)
    yield from left_out(conditions, labels)
