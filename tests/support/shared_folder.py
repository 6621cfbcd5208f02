"""The folder of tools and data beside the checkout, which not every clone has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LEADCLI_SHARED", Path(__file__).parents[3] / "shared"))


def needs(path: Path) -> pytest.MarkDecorator:
    """Skip a test, by name, where something of that folder is not there."""
    return pytest.mark.skipif(not path.exists(), reason=f"needs {path}")
