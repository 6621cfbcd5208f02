"""What a funnel is held against: usual conversions with their source, and from where on a finding is told.

`config/benchmarks.yaml`; a team's copy in its workspace replaces the shipped file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Loaded, SettingsModel, read_settings

FILE_NAME = "benchmarks.yaml"

_Text = Annotated[str, Field(min_length=1)]
_Share = Annotated[float, Field(gt=0, le=1)]


class Benchmark(SettingsModel):
    """A usual conversion of a step, and who says so."""

    conversion: _Share
    source: _Text


class Shapes(SettingsModel):
    """From which share on a funnel has a shape: 头重脚轻, 中部膨胀, 底部断层."""

    top_heavy: _Share = 0.6
    middle_bulge: _Share = 0.5
    bottom_gap: _Share = 0.5


class Doubts(SettingsModel):
    """From which share on missing data make figures unsafe."""

    undated: _Share = 0.1
    inferred: _Share = 0.3
    without_owner: _Share = 0.1
    without_reason: _Share = 0.3


class Benchmarks(SettingsModel):
    """`benchmarks.yaml`: pipeline → stage a step begins with → its benchmark, and the thresholds of findings."""

    benchmarks: dict[_Text, dict[_Text, Benchmark]] = Field(default={})
    shapes: Shapes = Shapes()
    doubts: Doubts = Doubts()


def read_benchmarks(workspace: Path, given: str | None = None) -> Loaded[Benchmarks]:
    """Read the benchmarks of a workspace.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace, given), Benchmarks)
