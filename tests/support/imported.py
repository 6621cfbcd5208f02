"""A workspace under test: import by the program, look at what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl

from leadcli.store import database
from tests.support.cli_program import Ran, Run


@dataclass(frozen=True)
class Workspace:
    """A folder with its database."""

    run: Run
    folder: Path

    def leadcli(self, *arguments: object, as_of: str = "2024-05-31") -> Ran:
        """Run a command on a day, which the environment tells, so that it is no part of the commands proposed."""
        with patch.dict(environ, LEADCLI_AS_OF=as_of):
            return self.run(*map(str, arguments))

    def told(self, *arguments: object, as_of: str = "2024-05-31") -> dict[str, Any]:
        """Run a command with `--json`, which must succeed, and give its answer."""
        ran = self.leadcli(*arguments, "--json", as_of=as_of)
        assert ran.code == 0, ran
        return ran.json

    def imported(self, *arguments: object, as_of: str = "2024-05-31") -> dict[str, Any]:
        """Import and give the facts of the first sheet, with `issues` as (code, cell or row)."""
        answer = self.told("import", *arguments, as_of=as_of)
        return answer["data"]["files"][0] | {"issues": issues_of(answer)}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with database.reading(self.folder / "leads.duckdb", wait=1) as connection:
            return connection.execute(sql).fetchall()

    def current(self, columns: str, table: str = "record", order: str = "record_id") -> list[tuple[Any, ...]]:
        """The rows of a table as they stand now."""
        return self.rows(f"select {columns} from {table} where superseded_by is null order by {order}")

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables."""
        with database.reading(self.folder / "leads.duckdb", wait=1) as connection:
            here = "select table_name from duckdb_tables() where database_name = current_database() order by 1"
            tables = connection.execute(here).fetchall()
            return {name: sorted(connection.execute(f"from {name}").fetchall(), key=repr) for (name,) in tables}

    def csv(self, name: str, *lines: str) -> Path:
        """Write a CSV file in UTF-8."""
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    def book(self, name: str, **sheets: Sequence[Sequence[object]]) -> Path:
        """Write a workbook, one sheet per argument."""
        book = openpyxl.Workbook()
        book.remove(book.active)  # type: ignore[arg-type]
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(self.folder / name)
        return self.folder / name


Fill = Callable[[Workspace], object]
Prepared = Callable[[Fill], Workspace]


def issues_of(answer: dict[str, Any]) -> list[tuple[str, object]]:
    """The issues of an answer as (code, cell or row), in the order of the sheet."""
    found = answer["issues"]
    return [(each["code"], each["cell"] or each["row"]) for each in sorted(found, key=lambda each: each["row"] or 0)]
