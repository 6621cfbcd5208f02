"""Names for what Typer hands us but does not export."""

from __future__ import annotations

from typing import Any

ClickCommand = Any
ClickError = Any
ClickContext = Any
ClickParameter = Any
HelpFormatter = Any
Resolved = Any
