"""A report as one HTML file that needs nothing else: no network, no other file, no server."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Words
from leadcli.render.html_blocks import Body
from leadcli.render.html_data import sheet_data
from leadcli.render.sentences import reason_of
from leadcli.report.model import DataSheet, Report

_SCRIPTS = ("echarts.common.min.js", "charts.js", "tables.js", "page.js")
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_SPOKEN = (
    "all",
    "blank",
    "cut",
    "on_paper",
    "filter",
    "none",
    "next",
    "of_all",
    "previous",
    "reset",
    "rows",
    "search",
    "shown",
    "to_dark",
    "to_light",
)
"""The sentences that scripts say; what they fill in themselves stands in braces."""

_PAGE = """<!DOCTYPE html>
<html lang="{language}" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="leadcli">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<div><h1>{title}</h1><p>{subtitle}</p></div>
<div class="control" hidden><button id="theme"></button><button id="print">{print}</button></div>
</header>
<noscript><p class="warn">{no_script}</p></noscript>
<main>
{body}
<section class="card" id="rows" hidden></section>
</main>
<script type="application/json" id="report">{data}</script>
{scripts}
</body>
</html>
"""


def write_page(report: Report, path: Path, words: Words, *, as_of: date) -> None:
    """Write a report into one page; its data sheets become tables that are searched, filtered and paged there.

    Of a sheet with very many rows the page carries the first ones, and says so. Nothing of a failed writing is left
    behind.

    Args:
        report: What to write.
        path: The file; an existing one is replaced.
        words: The language of headings and sentences.
        as_of: The day the report counts as today.

    Raises:
        LeadcliError: `cannot_write`, when the folder or the file refuses.
    """
    page = page_of(report, words, as_of)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(page, "utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        raise LeadcliError("cannot_write", path=str(path), reason=reason_of(error)) from error
    finally:
        partial.unlink(missing_ok=True)


def page_of(report: Report, words: Words, as_of: date) -> str:
    """The whole page as text."""
    sheets = [block for block in report.blocks if isinstance(block, DataSheet)]
    body = Body(words, sheets)
    markup = body.markup(report.blocks)
    data = {
        "language": words.language,
        "charts": body.charts,
        "sheets": [sheet_data(sheet, words) for sheet in sheets],
        "words": {key: _template(f"page.{key}", words) for key in _SPOKEN},
    }
    scripts = [_resource(name) for name in _SCRIPTS]
    return _PAGE.format(
        language=_LANGUAGES[words.language],
        policy=_policy(scripts),
        title=escape(words.text(report.title)),
        style=_resource("page.css"),
        subtitle=escape(_subtitle(report, words, as_of)),
        print=escape(words("page.print")),
        no_script=escape(words("page.no_script")),
        body=markup,
        data=_inert(data),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _subtitle(report: Report, words: Words, as_of: date) -> str:
    definition = words.text(report.definition) if report.definition else ""
    return words("workbook.subtitle" if definition else "workbook.as_of", definition=definition, as_of=str(as_of))


def _template(key: str, words: Words) -> str:
    """A sentence with its parameters still in braces."""
    return words(key, count="{count}", all="{all}", first="{first}", last="{last}", column="{column}")


def _policy(scripts: list[str]) -> str:
    """Nothing may be loaded from anywhere, and only these scripts run."""
    known = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {known}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _resource(name: str) -> str:
    return files("leadcli.render").joinpath("page", name).read_text("utf-8")


def _inert(data: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
