"""leadcli: lead and funnel work over the spreadsheets a sales team already keeps.

    import leadcli

    work = leadcli.Workspace("sales", as_of="2024-05-31")
    work.import_files("leads.xlsx", "stage_log.xlsx")
    work.dedupe()
    work.score(out="scored.xlsx").grades        # {"A": 75, "B": 79, "C": 58}
    work.funnel_report("2024-05").stages        # a DataFrame

The names below are loaded when they are first used, so that importing leadcli costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadcli.api.workspace import Workspace
    from leadcli.domain.errors import LeadcliError

__version__ = "0.1.0"
__all__ = ["LeadcliError", "Workspace", "__version__"]

_HOMES = {"LeadcliError": "leadcli.domain.errors", "Workspace": "leadcli.api.workspace"}


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
