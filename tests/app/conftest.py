"""Importing inside the test: the program, a workspace in an empty folder, what is stored there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.support.cli_program import Run
from tests.support.imported import Workspace


@pytest.fixture
def workspace(run: Run, tmp_path: Path) -> Workspace:  # noqa: F811 - pytest hands it over by name
    """An empty folder that the program works in, on the last day of May 2024."""
    return Workspace(run, tmp_path)
