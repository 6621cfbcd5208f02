"""Keeping pandas and numpy out of the command line: pyarrow would load both by itself, 0.4 s for nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType


class _Absent:
    """An importer to which pandas is not installed, nor, while pyarrow loads, numpy; pyarrow goes on without."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Refuse them, leave all else to the other importers."""
        if name == "pandas" or (name == "numpy" and _pyarrow_is_loading()):
            raise ModuleNotFoundError(f"{name} is kept out of the command line", name=name)


def _pyarrow_is_loading() -> bool:
    specs = [getattr(sys.modules.get(name), "__spec__", None) for name in ("pyarrow", "pyarrow.compute")]
    return any(getattr(spec, "_initializing", False) for spec in specs)


def without_numpy() -> None:
    """From now on this process does without pandas and, as far as it can, without numpy; for one of its own only."""
    sys.meta_path.insert(0, _Absent())
