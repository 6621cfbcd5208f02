"""One finished run of the program: exit code, stdout and stderr."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """What `--json` printed: exactly one object."""
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Ran]
