#!/usr/bin/env python3
"""Make the pictures of `docs/pictures/` from the example books: a terminal and the pages of two workbooks, zh and en.

    python scripts/make_pictures.py [FOLDER]

Needs Chromium, LibreOffice, poppler, ImageMagick and Noto Sans Mono CJK SC. Run it again when the look changes; no test
compares pixels.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from leadcli.app.dedupe import find_duplicates
from leadcli.app.files import Files
from leadcli.app.funnel import FunnelRequest, report
from leadcli.app.imports import ImportRequest, import_files
from leadcli.app.score import ScoreRequest, score_leads
from leadcli.app.session import Session
from leadcli.domain.period import PeriodAsked
from leadcli.i18n import LANGUAGES, Words
from leadcli.render.terminal import print_report
from leadcli.report.model import Report

ROOT = Path(__file__).parent.parent
COLUMNS = 112
COLOURS = 128
"""Enough for text and flat bars, and a third of the bytes."""

PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: {background} }}
pre {{ font: 15px/1.42 "Noto Sans Mono CJK SC", monospace; color: {foreground}; margin: 0 }}
{stylesheet}
</style><pre>{code}</pre>"""
"""Bars are blanks with a background, so a line must leave no gap to the next."""

THEME = TerminalTheme(
    (31, 36, 48),
    (216, 222, 233),
    [(31, 36, 48), (232, 92, 84), (124, 196, 110), (226, 184, 88), (110, 160, 230), (190, 140, 220), (96, 190, 200),
     (216, 222, 233)],
)  # fmt: skip
"""Dark, with a red that can be read."""

HEADLESS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1.5",
]  # fmt: skip


def main_job(folder: Path, language: str) -> Report | None:
    """Run the demo in a workspace; its books are written there, the funnel's report is given."""
    session = Session(folder, date(2024, 5, 31), datetime(2024, 5, 31, 18), language=language)
    books = [str(ROOT / "examples" / name) for name in ("leads.xlsx", "stage_log.xlsx")]
    import_files(session, ImportRequest(books))
    find_duplicates(session, review_out=folder / "review.xlsx")
    score_leads(session, ScoreRequest(out=folder / "scored.xlsx"))
    return report(session, FunnelRequest(PeriodAsked("2024-05"), files=Files(folder / "funnel.xlsx"))).report


def terminal_picture(funnel: Report, language: str, path: Path) -> None:
    """What the command prints, as a picture."""
    console = Console(
        file=StringIO(), record=True, width=COLUMNS, force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print(Text.assemble(("$ ", "green"), "leadcli funnel report --month 2024-05 --out funnel.xlsx"))
    console.print()
    print_report(funnel, console, language)
    page = console.export_html(code_format=PAGE, theme=THEME)
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "terminal.html"
        html.write_text(page, "utf-8")
        size = f"--window-size={COLUMNS * 9},{(page.count(chr(10)) + 4) * 23}"
        shot = Path(folder) / "terminal.png"
        profile = f"--user-data-dir={folder}/profile"
        run("chromium", *HEADLESS, profile, size, f"--screenshot={shot}", html.as_uri())
        save(shot, path, "#1f2430")


def workbook_picture(book: Path, path: Path, heading: str, most: str) -> None:
    """The upper part (`most` of its height) of the first page with a heading, as LibreOffice prints the workbook."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(book))
        pages = run("pdftotext", "-layout", f"{folder}/{book.stem}.pdf", "-").split("\f")
        page = str(next(number for number, text in enumerate(pages, 1) if heading in text))
        run("pdftoppm", "-png", "-r", "110", "-f", page, "-l", page, f"{folder}/{book.stem}.pdf", f"{folder}/page")
        [picture] = Path(folder).glob("page*.png")
        save(picture, path, "white", most)


def run(*command: str) -> str:
    """Run a program and give what it printed; what it complains of is shown when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def save(picture: Path, path: Path, ground: str, most: str = "100%") -> None:
    """Cut off the empty rest of a page and save with a palette, which keeps text sharp and files small."""
    border = ["-bordercolor", ground, "-border", "28"]
    crop = ["-crop", f"100%x{most}+0+0", "+repage"]
    run("convert", str(picture), *crop, "-trim", "+repage", *border, "+dither", "-colors", str(COLOURS), f"PNG8:{path}")
    print(path, path.stat().st_size // 1024, "KB")


def make_pictures(folder: Path) -> None:
    """Make all pictures."""
    missing = [
        name for name in ("chromium", "soffice", "pdftoppm", "pdftotext", "convert") if shutil.which(name) is None
    ]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}")
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as place:
            funnel = main_job(Path(place), language)
            if funnel is not None:
                terminal_picture(funnel, language, folder / f"terminal-{language}.png")
            words = Words(language)
            funnel_book, scored_book = Path(place, "funnel.xlsx"), Path(place, "scored.xlsx")
            workbook_picture(funnel_book, folder / f"funnel-{language}.png", words("funnel.entered"), "100%")
            workbook_picture(scored_book, folder / f"scored-{language}.png", words("scored.actions"), "44%")


if __name__ == "__main__":
    make_pictures(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
