"""What people say of headings: now, and what they said earlier of such sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.intake.layout_fit import keyed

Remembered = Sequence[tuple[str, str, Mapping[str, str]]]
"""What was mapped by hand, oldest first: fingerprint of the layout, kind, heading -> field (empty: the team's own)."""


class Said:
    """What headings were said to be, by key: what the user says now, else of this very layout, else what came last.

    `kind` is what the layout was taken for when it was mapped; None when it never was.
    """

    def __init__(
        self,
        now: Mapping[str, str],
        remembered: Remembered,
        layouts: Collection[str],
        kinds: Iterable[Kind],
        forced_kind: str | None,
    ) -> None:
        """Gather what holds in each kind of sheet.

        Args:
            now: heading -> field, as the user says it now.
            remembered: what was said earlier.
            layouts: the fingerprints that the sheet may have.
            kinds: the kinds it may be of.
            forced_kind: the kind the user says it is of; what the layout was taken for then counts no more.
        """
        this = [each for each in remembered if each[0] in layouts and forced_kind in (None, each[1])]
        self.kind = this[-1][1] if this else None
        self.now = keyed(now)
        self._earlier = [(KINDS[kind], keyed(mapping)) for _, kind, mapping in (*remembered, *this) if kind in KINDS]
        self._by_kind = {scored: {each.name: self._of(each, scored) for each in kinds} for scored in (False, True)}

    def of(self, kind: Kind, *, scored: bool) -> Mapping[str, str]:
        """What holds in a sheet of a kind; a scored sheet has the columns of all sheets of prospects."""
        return self._by_kind[scored][kind.name]

    def keys(self, *, scored: bool) -> set[str]:
        """The headings of which anything was said."""
        return {key for held in self._by_kind[scored].values() for key in held}

    def _of(self, kind: Kind, scored: bool) -> dict[str, str]:
        shared = scored and kind.is_prospect
        held: dict[str, str] = {}
        for said_of, mapping in self._earlier:
            if said_of is kind or (shared and said_of.is_prospect):
                held |= mapping
        return held | self.now
