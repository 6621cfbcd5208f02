"""The stages and statuses in a sheet that mean no stage of any pipeline, and which stage may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from leadcli.analysis.funnel_findings import denies, stage_meant
from leadcli.settings.pipelines import Pipeline, Pipelines
from leadcli.settings.suggest import closest_meaning

_MOST_GUESSED = 100  # distinct texts; a column with more of them is prose


def unknown_stages(texts: Sequence[str], pipelines: Pipelines) -> dict[str, str]:
    """Give the texts that no pipeline knows, each with the stage of the default pipeline that it may mean, or ''."""
    unknown = [text for text in texts if not any(_knows(each, text) for each in pipelines.by_name.values())]
    guessed = {text: _nearest(text, pipelines.select()) for text in islice(unknown, _MOST_GUESSED)}
    return dict.fromkeys(unknown, "") | guessed


def _knows(pipeline: Pipeline, text: str) -> bool:
    return pipeline.step_of(text) is not None or pipeline.is_ongoing(text)


def _nearest(text: str, pipeline: Pipeline) -> str:
    asked = pipeline.stage_asked(text) or stage_meant(text, pipeline)
    return asked or ("" if denies(text) else closest_meaning(text, dict(_words(pipeline)))) or ""


def _words(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    yield from ((word, pipeline.lost[0]) for word in pipeline.lost)
    yield from ((word, stage.name) for stage in pipeline.stages for word in stage.words)
