"""How doubts are summed up on a screen."""

from __future__ import annotations

import pytest
from rich.text import Text

from leadcli.domain.issue import Issue, Severity
from leadcli.i18n import Words
from leadcli.render.terminal_issues import hanging, summary_lines
from leadcli.render.terminal_wrap import width

CODES = [
    *("invalid_date", "ambiguous_date", "implausible_date", "assumed_year", "soft_date", "invalid_phone"),
    *("placeholder_phone", "invalid_money", "negative_money", "invalid_size", "invalid_number"),
]


def shown(warnings: list[str], infos: list[str]) -> list[str]:
    kinds = [(code, Severity.WARNING) for code in warnings] + [(code, Severity.INFO) for code in infos]
    issues = [Issue(code, severity, "a.csv", "a", row, f"A{row}") for row, (code, severity) in enumerate(kinds, 1)]
    return [line.plain for line in summary_lines(issues, len(issues), Words("en"))]


def test_no_kind_that_cost_a_value_is_left_out() -> None:
    """Eleven kinds of warnings and one assumption."""
    lines = shown(CODES, ["timezone_ignored"])
    assert [code for code in CODES if not any(f"warning[{code}]" in line for line in lines)] == []
    assert lines[0] == "12 issues, one of each kind:"
    assert lines[-2] == "and 1 more kinds"


def test_of_assumptions_ten_kinds_are_enough() -> None:
    lines = shown(CODES[:5], CODES[5:])
    assert len([line for line in lines if line.startswith("1 x ")]) == 10
    assert lines[-2] == "and 1 more kinds"


@pytest.mark.parametrize("others", [0, 20])
def test_what_to_do_about_a_doubt_stands_below_it(others: int) -> None:
    broken = Issue("broken_quotes", Severity.WARNING, "a.csv", "a", 7, params={"count": 2})
    issues = [broken, *(Issue("invalid_date", Severity.WARNING, "a.csv", "a", row, f"A{row}") for row in range(others))]
    lines = [line.plain for line in summary_lines(issues, len(issues), Words("en"))]
    place = next(place for place, line in enumerate(lines) if "[broken_quotes]" in line)
    assert lines[place + 1] == "hint: check the double quotes from this row on"
    assert sum(line.startswith("hint: ") for line in lines) == 1


LINE = "71 x leads.xlsx[Sheet 1!N6]: warning[soft_date]: `end of the month` is no exact date, its last day was taken"


def test_a_line_breaks_between_words_on_a_screen() -> None:
    """Forty cells, of which what follows leaves the first four free; nothing is lost."""
    before, code, after = LINE.partition("warning[soft_date]")
    broken = hanging(Text.assemble(before, (code, "yellow"), after), 40)
    assert [line.plain for line in broken] == [
        "71 x leads.xlsx[Sheet 1!N6]:",
        "    warning[soft_date]:",
        "    `end of the month` is no exact date,",
        "    its last day was taken",
    ]
    assert max(width(line.plain) for line in broken) == 40
    assert [(part.style, broken[1].plain[part.start : part.end]) for part in broken[1].spans] == [
        ("yellow", "warning[soft_date]")
    ]


def test_a_short_line_stays_as_it_is() -> None:
    assert [line.plain for line in hanging(Text("12 issues"), 40)] == ["12 issues"]
