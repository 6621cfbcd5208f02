"""What holds for every test."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from leadcli.store import database

settings.register_profile("patient", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("patient")

signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, as children would ignore it


def pytest_collection_finish() -> None:
    """Leave what collecting made, which stays to the end, out of every later search for garbage."""
    gc.collect()
    gc.freeze()


_START = database.start_engine


@pytest.fixture(scope="session", autouse=True)
def _one_engine() -> Iterator[None]:
    """One database engine for all commands of a process: starting one takes longer than most of them."""
    engine = database.start_engine("")
    engine.execute("set threads = 1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "start_engine", lambda _: engine.cursor())
        yield


@pytest.fixture
def own_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine for each command, as in the program: one that fails is good for nothing afterwards."""
    monkeypatch.setattr(database, "start_engine", _START)
