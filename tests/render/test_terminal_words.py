"""Words of columns on a narrow screen."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from leadcli.render.terminal import print_report
from leadcli.report.model import Bar, Column, ColumnKind, Funnel, Report, Table


@pytest.mark.parametrize(("name", "whole"), [("Qualification", True), ("Anticonstitutionally", False)])
def test_names_of_stages_are_not_cut_unless_they_are_very_long(name: str, whole: bool) -> None:
    """36 cells are too few for the longest name, the slimmest bar and the three figures."""
    figures = [Column(f"{place}", "1234567", ColumnKind.INTEGER) for place in range(3)]
    table = Table("stages", None, [Column("stage", "Stage"), *figures], [[name, 1234567, 1234567, 1234567]])
    out = io.StringIO()
    console = Console(file=out, width=36, color_system=None)
    print_report(Report("test", "Report", None, [Funnel("funnel", [Bar(name, 3)], table)]), console, "en")
    assert (name in out.getvalue().split()) is whole
