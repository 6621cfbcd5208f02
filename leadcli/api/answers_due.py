"""What the verb about what is due answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class DueList(Answer):
    """Who must do what: `lines` has the first 1,000, what is worst first; `total` counts all of them.

    `by_rule` and `by_owner` have one row each; `resting` leads lie in pools and are not
    followed up; `doubts` are rows of logs that say what cannot be; `unknown_years` are
    those whose working days are not announced yet; `graded`: some lead has a grade;
    `contacts_known`: some follow-up is known, without which everybody counts as not contacted.
    """

    owner: str | None
    days: int
    total: dict[str, Any]
    by_rule: pd.DataFrame
    by_owner: pd.DataFrame
    resting: int
    lines: pd.DataFrame
    doubts: pd.DataFrame
    doubts_total: int
    unknown_years: list[int]
    graded: bool
    contacts_known: bool
