"""A sentence before its language is known."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A key of the catalogues and what fills it; a parameter may be a message itself."""

    key: str
    params: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, **params: object) -> Message:
        """Shorthand: `Message.of("funnel.title", month="2024-05")`."""
        return cls(key, params)


Text = Message | str
"""What a report shows: a sentence to translate, or a user's own text (never markup, never translated)."""
