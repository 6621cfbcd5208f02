"""What a work list has that comes back: the columns people fill in."""

from __future__ import annotations

TYPED = ("stage", "status", "next_action", "next_at", "note")
"""The fields of a lead that people fill in; beside each a hidden column keeps what was handed out."""
STEP: tuple[str, ...] = ("next_action", "next_at")
"""The fields that are one: a next step is said anew as a whole."""
ISSUED = "_issued"
"""What the name of a hidden column ends with."""
