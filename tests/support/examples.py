"""How many examples a property is tried on: half as many where all tests run, many times as many under `make soak`."""

from __future__ import annotations

from os import environ
from typing import Any

from hypothesis import settings

_TIMES = float(environ.get("LEADCLI_EXAMPLES_TIMES", "0.5"))


def examples(count: int, **more: Any) -> settings:
    """Try a property on so many examples; a busy machine is slow, not wrong."""
    return settings(max_examples=max(1, int(count * _TIMES)), deadline=None, **more)
