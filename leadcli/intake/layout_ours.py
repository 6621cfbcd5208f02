"""The columns leadcli itself puts into people's sheets: told apart when such a sheet comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.worklist import SHOWN_ONLY, TYPED
from leadcli.i18n import Words
from leadcli.intake.layout_header import Header, key_of


@dataclass(frozen=True)
class ListHeadings:
    """What a work list is headed in one language.

    `issued` are the columns that people fill in, each with the heading of the hidden one that keeps what was handed
    out; `number` heads the number of the lead, `shown` what is only there to be read.
    """

    number: str
    issued: Mapping[str, str]
    shown: tuple[str, ...]


def list_headings(words: Words) -> ListHeadings:
    """The headings of work lists in a language."""
    typed = [FIELDS[name].header(words.language) for name in TYPED]
    issued = {heading: words("worklist.issued", heading=heading) for heading in typed}
    shown = tuple(words(f"worklist.{name}") for name in SHOWN_ONLY)
    return ListHeadings(FIELDS["lead_no"].header(words.language), issued, shown)


@dataclass(frozen=True)
class OurHeadings:
    """What our columns are headed, in each language.

    `reason` heads the column of refused rows. `scored` are the headings of a scored sheet behind the team's own: the
    score, the grade (the dimensions stand between them), the number of the lead, then the others. `to_fill_in` are
    headings of columns that are added empty and read when they come back. `lists` are the work lists.
    """

    reason: tuple[str, ...] = ()
    scored: tuple[tuple[str, ...], ...] = ()
    to_fill_in: tuple[str, ...] = ()
    lists: tuple[ListHeadings, ...] = ()

    def places(self, headers: Sequence[Header]) -> Ours:
        """Find our columns in a header row; of equal headings the team's own come first."""
        reasons = set(map(key_of, self.reason))
        found = {at for at, header in enumerate(headers) if reasons & set(header.keys)}
        last = {key: at for at, header in enumerate(headers) for key in header.keys}
        for headings in self.scored:
            score, grade, number, *others = (last.get(key_of(heading)) for heading in headings)
            if score is not None and grade is not None and number is not None and score < grade < number:
                behind = {at for at in others if at is not None and at > grade}
                return Ours(frozenset(found | {*range(score, grade + 1), number} | behind), number)
        first = {key: at for at, header in reversed([*enumerate(headers)]) for key in header.keys}
        for each in self.lists:
            number, kept = first.get(key_of(each.number)), [last.get(key_of(name)) for name in each.issued.values()]
            if number is not None and None not in kept:
                typed = (first.get(key_of(name)) for name in each.issued)
                issued = {at: was for at, was in zip(typed, kept, strict=True) if at is not None and was is not None}
                shown = {last[key] for key in map(key_of, each.shown) if key in last}
                return Ours(frozenset({*found, *filter(None, kept), *shown}), number, issued)
        return Ours(frozenset(found))

    def without_added(self, headings: Iterable[str]) -> list[str]:
        """Drop what was added to a sheet, so that it is the same layout as before."""
        added = set(map(key_of, self.to_fill_in))
        return [heading for heading in headings if key_of(heading) not in added]


@dataclass(frozen=True)
class Ours:
    """Where our columns stand, and, in a scored sheet or a work list, the one with the number of the lead.

    `issued` tells for each column of a work list that people fill in which one keeps what was handed out.
    """

    places: frozenset[int] = frozenset()
    number: int | None = None
    issued: Mapping[int, int] = field(default_factory=dict)
