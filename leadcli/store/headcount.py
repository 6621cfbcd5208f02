"""How many people a firm has, out of its head count or else its size."""

from __future__ import annotations

_BELOW = "{0}_high - coalesce({0}_high_exclusive, false)::int"
HEAD_COUNT = f"coalesce(employees_low, {_BELOW.format('employees')}, size_low, {_BELOW.format('size')})"
"""SQL of one number of people: of a range its low end, of one that is open below its high one."""

HEAD_COUNT_COLUMNS = {
    name: "boolean" if name.endswith("exclusive") else "bigint"
    for field in ("employees", "size")
    for name in (f"{field}_low", f"{field}_high", f"{field}_high_exclusive")
}
"""The columns it reads, with their types."""
