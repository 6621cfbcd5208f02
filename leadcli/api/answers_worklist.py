"""What the verb that issues workbooks answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Worklists(Answer):
    """The workbooks in `folder`: `books` has a row for each (an empty owner: what nobody owns).

    `in_pools` counts the leads that wait in pools, which were issued to nobody; `masked`: phone numbers were.
    """

    folder: str
    masked: bool
    books: pd.DataFrame
    in_pools: int
