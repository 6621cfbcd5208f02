"""What the verbs about owners answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class HandedOut(Answer):
    """Leads given to owners: how many `assigned` and `not_assigned`, and how many `ungraded` and `refusing` contact.

    `fairness` has everybody's share, `assignments` the first 1,000 leads with reason and task, `waiting` those that
    nobody got, `contested` the owners of contested accounts, `unknown_owners` owners who are not in the team.
    """

    dry_run: bool
    assigned: int
    not_assigned: int
    ungraded: int
    refusing: int
    fairness: pd.DataFrame
    assignments: pd.DataFrame
    waiting: pd.DataFrame
    contested: pd.DataFrame
    unknown_owners: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class HandedOver(Answer):
    """What passed from one owner to others: `moved` leads and leads with planned `next_steps`.

    `heirs` has what everybody gets, `handed` the first 1,000 leads with their new owner.
    """

    dry_run: bool
    leaver: str
    heirs: pd.DataFrame
    moved: int
    next_steps: int
    handed: pd.DataFrame
