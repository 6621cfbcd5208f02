"""Tables as `leadcli export` hands them out."""

from __future__ import annotations

import json
from typing import Any

from tests.support.imported import Workspace


def exported(workspace: Workspace, table: str, *options: str, as_of: str = "2024-05-31") -> list[dict[str, Any]]:
    """The rows of a table under their machine names."""
    path = workspace.folder / "exported.json"
    workspace.told("export", table, "-o", path, *options, as_of=as_of)
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8") or "[]")
    path.unlink()
    return found


def groups(rows: list[dict[str, Any]], by: str) -> set[frozenset[str]]:
    """Who is together: `members` by `master_no` or `account_no`."""
    names = {row["lead_no"]: row[by] for row in rows}
    return {frozenset(name for name in names if names[name] == leader) for leader in names.values()}
