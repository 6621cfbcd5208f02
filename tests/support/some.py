"""Which members of a matrix are tried wherever tests run, and which only where the slow ones do: in CI and in soaks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def some(values: Iterable[Any], quick: Collection[Any]) -> list[Any]:
    """All the values as parameters of a test; those not in `quick` are slow."""
    every = list(values)
    assert [each for each in quick if each not in every] == []
    return [each if each in quick else pytest.param(each, marks=pytest.mark.slow) for each in every]
