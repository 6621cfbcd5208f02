"""Pipelines: the stages a lead walks through, what other words mean the same, and where won and lost lie.

`PipelineFile` is what a person writes; `Pipeline` is what the analyses count by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.period import CIVIL, Calendar
from leadcli.settings.shipped import find_settings, shipped_folder
from leadcli.settings.source import Found, Loaded, SettingsModel, listed, read_settings
from leadcli.settings.stage_entry import EntryCondition
from leadcli.settings.suggest import suggestion

FILE_NAME = "pipelines.yaml"
MOST_STAGES = 40  # sets of stages are kept as bits of one number


def word_of(text: str) -> str:
    """A stage text as it is compared: full-width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_ADDITION = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")


def _readings(text: str) -> tuple[str, str, list[str]]:
    """A stage text as it is compared: whole, without its additions in brackets, and the additions: 推进中（报价）."""
    word = word_of(text)
    return word, _ADDITION.sub("", word), ["".join(found) for found in _ADDITION.findall(word)]


def _share(value: object) -> object:
    """A share as people write it: `0.6`, `60` and `60%` are the same."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        number = float(text.rstrip("%％"))
    except ValueError:
        return value
    return number / 100 if text[-1] in "%％" or number > 1 else number


_Name = Annotated[str, Field(min_length=1)]
_Names = Annotated[tuple[_Name, ...], BeforeValidator(listed)]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_share)]
_Band = Annotated[tuple[Share, ...], BeforeValidator(listed), Field(min_length=1)]
_Days = Annotated[int, Field(ge=1)]


class Named(SettingsModel):
    """Something with a name and other words for it; in the file a bare name will do."""

    name: _Name
    aliases: _Names = ()

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @property
    def words(self) -> tuple[str, ...]:
        """Its name, then its aliases."""
        return (self.name, *self.aliases)


class Stage(Named):
    """One stage.

    `hints` are words that make a text look like it, `definition` says what a lead in it is, `entry` what must be true
    to enter, `probability` the chance to be won (a number or a band), `target_conversion` the wished share that goes on
    to the next stage, `warn_days` and `error_days` how long a lead may stay.
    """

    hints: _Names = ()
    definition: str | None = None
    entry: Annotated[tuple[EntryCondition, ...], BeforeValidator(listed)] = ()
    probability: _Band | None = None
    warn_days: _Days | None = None
    error_days: _Days | None = None
    target_conversion: Share | None = None
    owner_role: str | None = None
    cadence: str | None = None
    playbook: _Names = ()
    mark: str | None = None

    @property
    def expected_probability(self) -> float | None:
        """The chance to be won; of a band, its midpoint."""
        return sum(self.probability) / len(self.probability) if self.probability else None

    def problems(self, complete: bool) -> Iterator[Found]:
        """Days and bands the wrong way round."""
        if self.warn_days and self.error_days and self.warn_days > self.error_days:
            yield ("warn_days",), "warn_after_error", {"error_days": self.error_days}
        band = self.probability or ()
        if len(band) > 2 or band != tuple(sorted(band)):
            yield ("probability",), "not_a_band", {}


class LossReason(Named):
    """Why deals are lost, and what helps."""

    remedy: str | None = None


class PipelineEntry(SettingsModel):
    """A pipeline as written: stages in order, which of them is won (default: the last), and the words for lost.

    A lead is an opportunity from the stage `opportunity` on (default: the second). Stages after `won` come after the
    deal and never make it open or lost. With `churn_after_won` the lost end of a lead that was won before is churn, not
    a lost deal.
    """

    title: str | None = None
    stages: tuple[Stage, ...] = Field(min_length=1)
    won: str | None = None
    opportunity: str | None = None
    lost: _Names | None = None
    churn_after_won: bool = False

    def problems(self, complete: bool) -> Iterator[Found]:
        """A word that means two things, and a won stage, or one of opportunities, that is none."""
        if len(self.stages) > MOST_STAGES:
            yield ("stages",), "too_many_stages", {"limit": MOST_STAGES}
        names = [stage.name for stage in self.stages]
        if complete and self.won is not None and self.won not in names:
            yield ("won",), "won_not_a_stage", suggestion(self.won, names)
        if complete and self.opportunity is not None and self.opportunity not in names:
            yield ("opportunity",), "opportunity_not_a_stage", suggestion(self.opportunity, names)
        claimed = yield from _words_of_two(("stages",), self.stages, "word_of_two_stages")
        for position, word in enumerate(self.lost or ()):
            if word_of(word) in claimed:
                yield ("lost", position), "lost_is_a_stage", {"stage": claimed[word_of(word)]}


class PipelineFile(SettingsModel):
    """`pipelines.yaml`; what stands beside `pipelines` holds for all of them.

    `lost` are the words for lost where a pipeline names none, `lost_hints` those that make a text look like it,
    `ongoing` the status words that say nothing of the stage, `small_sample` is the number of leads below which a share
    is marked, `month_start_day` and `year_start_month` when business months and years begin, `english` what stages,
    reasons and remedies are called in English, `default` the pipeline of a report that asks for none.
    """

    pipelines: dict[str, PipelineEntry] = Field(default={})
    default: str | None = None
    lost: _Names | None = None
    lost_hints: _Names | None = None
    ongoing: _Names | None = None
    small_sample: Annotated[int, Field(ge=0)] | None = None
    month_start_day: Annotated[int, Field(ge=1, le=28)] | None = None
    year_start_month: Annotated[int, Field(ge=1, le=12)] | None = None
    loss_reasons: tuple[LossReason, ...] | None = None
    english: dict[_Name, _Name] = Field(default={})

    @field_validator("default")
    @classmethod
    def _default_exists(cls, value: str | None, info: ValidationInfo) -> str | None:
        context = info.context or {}
        own = context.get("written", {}).get("pipelines")
        known = {*context.get("pipelines", ()), *(own if isinstance(own, dict) else ())}
        if value is not None and value not in known:
            raise PydanticCustomError("unknown_pipeline", "unknown_pipeline", suggestion(value, known))
        return value

    def problems(self, complete: bool) -> Iterator[Found]:
        """A word that means two loss reasons."""
        yield from _words_of_two(("loss_reasons",), self.loss_reasons or (), "word_of_two_reasons")


def _words_of_two(path: tuple[str, ...], items: Sequence[Named], code: str) -> Generator[Found, None, dict[str, str]]:
    """Tell each word claimed by two items; returns whose every word is."""
    claimed: dict[str, tuple[int, str]] = {}
    for position, item in enumerate(items):
        places = [("name",), *(("aliases", number) for number in range(len(item.aliases)))]
        for place, word in zip(places, item.words, strict=True):
            owner, name = claimed.setdefault(word_of(word), (position, item.name))
            if owner != position:
                yield (*path, position, *place), code, {"word": word, "first": name}
    return {word: name for word, (_, name) in claimed.items()}


@dataclass(frozen=True)
class Pipeline:
    """A pipeline to count by, known by its name and its title.

    `won` is the position of the won stage, `opportunity` that of the first stage in which a lead is an opportunity;
    `lost` are the words for lost, its name first, `lost_hints` words that only may mean lost.
    """

    name: str
    stages: tuple[Stage, ...]
    won: int
    opportunity: int
    lost: tuple[str, ...] = ()
    ongoing: tuple[str, ...] = ()
    churn_after_won: bool = False
    loss_reasons: tuple[LossReason, ...] = ()
    small_sample: int = 0
    lost_hints: tuple[str, ...] = ()
    title: str | None = None
    english: Mapping[str, str] = field(default_factory=dict)

    def labels(self, language: str) -> Mapping[str, str]:
        """What stages, reasons and remedies are called in a language; those left out stay as they are."""
        return self.english if language == "en" else {}

    @property
    def names(self) -> list[str]:
        """The stages' names in order."""
        return [stage.name for stage in self.stages]

    @cached_property
    def _steps(self) -> dict[str, int]:
        steps = {word_of(word): len(self.stages) for word in self.lost}
        return steps | {word_of(word): position for position, stage in enumerate(self.stages) for word in stage.words}

    @cached_property
    def _ongoing(self) -> frozenset[str]:
        return frozenset(map(word_of, self.ongoing))

    def step_of(self, text: str) -> int | None:
        """The position of the stage a text means; the number of stages for lost; None when it means neither.

        An addition in brackets does not matter, unless it names another stage: 商务谈判（已流失） means neither.
        """
        whole, bare, additions = _readings(text)
        if whole in self._steps or self.is_ongoing(whole):
            return self._steps.get(whole)
        step = self._steps.get(bare)
        return step if {self._steps.get(each, step) for each in additions} <= {step} else None

    def stage_named(self, text: str) -> str | None:
        """The stage a text means by its proper name (for lost: the first word for it); None when it means neither."""
        step = self.step_of(text)
        return None if step is None else [*self.names, *self.lost[:1]][step]

    def stage_asked(self, text: str) -> str | None:
        """The stage a person means who types its name, a word for it or what it is called in English; None for none."""
        words = (word for word in (*self.names, *self.lost[:1]) if word_of(self.english.get(word, "")) == word_of(text))
        return self.stage_named(text) or next(words, None)

    def is_ongoing(self, text: str) -> bool:
        """Whether a text is a status that says nothing of the stage, such as 推进中."""
        whole, bare, _ = _readings(text)
        return whole in self._ongoing or (whole not in self._steps and bare in self._ongoing)


@dataclass(frozen=True)
class Pipelines:
    """All pipelines there are, which one a report takes that asks for none, and when business months begin."""

    default: str
    by_name: Mapping[str, Pipeline]
    calendar: Calendar = CIVIL

    def select(self, name: str | None = None) -> Pipeline:
        """Give a pipeline by its name or title, or the default one.

        Raises:
            LeadcliError: `unknown_pipeline` with the nearest name.
        """
        wanted = name or self.default
        titled = {each.title: each for each in self.by_name.values() if each.title}
        if wanted in self.by_name:
            return self.by_name[wanted]
        if wanted in titled:
            return titled[wanted]
        nearest = suggestion(wanted, [*self.by_name, *titled])["nearest"]
        params = {"found": wanted, "nearest": nearest, "known": suggestion(wanted, self.by_name)["known"]}
        raise LeadcliError.of([Problem("unknown_pipeline", params)])


def read_pipelines(workspace: Path, given: str | None = None) -> Pipelines:
    """Read the shipped pipelines and those of the workspace (or of the file `given`), which win by name.

    Raises:
        LeadcliError: with all problems of a file.
    """
    shipped = read_settings(shipped_folder("config") / FILE_NAME, PipelineFile)
    own = find_settings(FILE_NAME, workspace, given)
    if own == shipped.path:
        return merge_pipelines(shipped)
    return merge_pipelines(shipped, read_settings(own, PipelineFile, {"pipelines": list(shipped.value.pipelines)}))


def merge_pipelines(shipped: Loaded[PipelineFile], own: Loaded[PipelineFile] | None = None) -> Pipelines:
    """Lay a workspace's file over the shipped one: it replaces only the pipelines and settings it names."""
    over = own.value if own else PipelineFile()
    merged = shipped.value.model_copy(update={name: getattr(over, name) for name in over.model_fields_set})
    entries = shipped.value.pipelines | over.pipelines
    return Pipelines(
        merged.default or next(iter(entries)),
        {
            name: _resolved(name, entry, merged, _labels(name, entry, shipped.value, over))
            for name, entry in entries.items()
        },
        Calendar(merged.month_start_day or 1, merged.year_start_month or 1),
    )


def _labels(name: str, entry: PipelineEntry, shipped: PipelineFile, own: PipelineFile) -> dict[str, str]:
    """A team's own stages have only the team's English names, even where a shipped stage is called the same."""
    theirs = {stage.name for stage in entry.stages} if name in own.pipelines else set()
    return {label: english for label, english in shipped.english.items() if label not in theirs} | own.english


def _resolved(name: str, entry: PipelineEntry, file: PipelineFile, english: Mapping[str, str]) -> Pipeline:
    names = [stage.name for stage in entry.stages]
    claimed = {word_of(word) for stage in entry.stages for word in stage.words}
    lost = file.lost or () if entry.lost is None else entry.lost
    won = names.index(entry.won) if entry.won else len(names) - 1
    return Pipeline(
        name,
        entry.stages,
        won,
        names.index(entry.opportunity) if entry.opportunity else min(1, won),
        tuple(word for word in lost if word_of(word) not in claimed),
        file.ongoing or (),
        entry.churn_after_won,
        file.loss_reasons or (),
        file.small_sample or 0,
        file.lost_hints or (),
        entry.title,
        english,
    )
