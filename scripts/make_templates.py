#!/usr/bin/env python3
"""Make the workbooks of `templates/` from the table dictionary.

    python scripts/make_templates.py [FOLDER]

Chinese ones go into FOLDER (`templates/` by default), English ones into FOLDER/en. A test compares the files there with
what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from leadcli.app.template import template_kinds
from leadcli.i18n import LANGUAGES, Words
from leadcli.render.xlsx_template import write_template

FOLDER = Path(__file__).parent.parent / "templates"


def make_templates(folder: Path) -> list[Path]:
    """Write every template in every language below `folder`; returns the files."""
    made = []
    for language in LANGUAGES:
        place = folder if language == "zh" else folder / language
        place.mkdir(parents=True, exist_ok=True)
        for name, kinds in template_kinds().items():
            path = place / f"{name}.xlsx"
            write_template(kinds, path, Words(language))
            made.append(path)
    return made


if __name__ == "__main__":
    for made in make_templates(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(made)
