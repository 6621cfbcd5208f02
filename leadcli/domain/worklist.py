"""What a work list has that comes back: the columns people fill in."""

from __future__ import annotations

TYPED = ("stage", "status", "next_action", "next_at", "note")
"""The fields of a lead that people fill in; beside each a hidden column keeps what was handed out."""
STEP: tuple[str, ...] = ("next_action", "next_at")
"""The fields that are one: a next step is said anew as a whole."""
SHOWN_ONLY = ("grade", "total", "priority", "currency", "last_contact")
"""Columns of ours that are no fields of a lead, or none that a work list brings back."""
TO_READ = ("today", "red", "team", "guide")
"""The sheets that nobody gives back."""
ISSUED = "_issued"
"""What the name of a hidden column ends with."""
