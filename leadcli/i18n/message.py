"""A sentence before its language is known."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

FIELD = "field."


@dataclass(frozen=True)
class Message:
    """A key of the catalogues and what fills it; a parameter may be a message itself."""

    key: str
    params: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, **params: object) -> Message:
        """Shorthand: `Message.of("funnel.title", month="2024-05")`."""
        return cls(key, params)


def params_of(kept: str | None) -> dict[str, object]:
    """What fills a sentence, out of the JSON it was kept as; `field.at` is the name of a field in any language."""
    filled: dict[str, object] = json.loads(kept) if kept else {}
    return {name: Message(str(value)) if str(value).startswith(FIELD) else value for name, value in filled.items()}


Text = Message | str
"""What a report shows: a sentence to translate, or a user's own text (never markup, never translated)."""
