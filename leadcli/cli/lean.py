"""Keeping pandas out of the command line: pyarrow would load it at the first array, 0.3 s for nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

_UNWANTED = "pandas"


class _Absent:
    """An importer to which pandas is not installed; what only asks for it goes on without."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Refuse pandas, leave all else to the other importers."""
        if name == _UNWANTED:
            raise ModuleNotFoundError(f"{name} is kept out of the command line", name=name)


def without_pandas() -> None:
    """From now on this process does without pandas; for a process of its own only."""
    sys.meta_path.insert(0, _Absent())
