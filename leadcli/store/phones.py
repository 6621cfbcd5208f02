"""All numbers and addresses of a person, however many columns they are kept in."""

from __future__ import annotations

from leadcli.analysis.dedupe_survivors import distinct
from leadcli.domain.fields import PHONE_COLUMNS


def all_phones(of: str = "") -> str:
    """SQL of a list of the mobiles, land lines, masked numbers, e-mails and the WeChat of a row, each once.

    Args:
        of: the relation's name with its dot, where several have these columns.
    """
    lists = (
        f"[{of}{name}]" if sql == "VARCHAR" else f"coalesce({of}{name}, [])" for name, sql in PHONE_COLUMNS.items()
    )
    return distinct(f"list_filter(flatten([{', '.join(lists)}]), lambda phone: phone is not null)")


def told_phones(of: str = "") -> str:
    """SQL of the same as one text, as people read it."""
    return f"array_to_string({all_phones(of)}, ' / ')"
