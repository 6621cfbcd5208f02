"""Tables that an analysis built, and how to ask them; what analyses of all features stand on."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Built(ABC):
    """Where tables were built, and the parameters that statements about them may name."""

    connection: duckdb.DuckDBPyConnection

    @abstractmethod
    def known(self) -> Mapping[str, object]:
        """The parameters of every statement, by name."""

    def run(self, sql: str, **more: object) -> duckdb.DuckDBPyConnection:
        """Run a statement with the parameters it names."""
        return self.connection.execute(sql, self._named(sql, more))

    def rows(self, sql: str, **more: object) -> list[tuple[Any, ...]]:
        """Run a query and take all its rows."""
        return self.run(sql, **more).fetchall()

    def table(self, sql: str, **more: object) -> pa.Table:
        """Run a query and take its rows as an Arrow table."""
        return self.connection.sql(sql, params=self._named(sql, more)).to_arrow_table()

    def _named(self, sql: str, more: Mapping[str, object]) -> dict[str, object]:
        known = {**self.known(), **more}
        return {name: known[name] for name in set(re.findall(r"\$(\w+)", sql))}
