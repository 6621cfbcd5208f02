"""How well a row of headings fits a kind of sheet, and which kind it therefore is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import FieldType
from leadcli.domain.kind import WHOSE, Kind
from leadcli.domain.tables import KINDS, record_fields
from leadcli.intake.layout_header import Header, key_of
from leadcli.intake.layout_lexicon import EXACT, FORCED, FOREIGN, GENERIC, Lexicon, Meaning

_LEAD = {each.name for each in KINDS["lead"].fields} | {"stage_status"}  # a status is one, whatever of
_WHO = frozenset(WHOSE)


@dataclass(frozen=True)
class Fit:
    """The columns of a row of headings that mean something in `kind`: position -> meaning."""

    kind: Kind
    meanings: Mapping[int, Meaning]

    @property
    def score(self) -> tuple[int, float, int]:
        """How many of the kind's own columns are there, what share of the required ones, how many in its own words."""
        own = {(each.field, each.stage): each.rank for each in self.meanings.values() if each.rank < FOREIGN}
        names_somebody = {"number"} if self.kind.whose and _WHO & self.fields else set()
        required = len(self.kind.required & (self.fields | names_somebody)) / max(1, len(self.kind.required))
        return len(own), required, sum(rank <= EXACT for rank in own.values())

    @property
    def fields(self) -> set[str]:
        """The canonical fields found."""
        return {meaning.field for meaning in self.meanings.values()}

    @property
    def number_column(self) -> int | None:
        """Where the kind's own number column stands, when its heading says whose number it is."""
        own = (at for at, each in self.meanings.items() if each.field == self.kind.number and each.rank < GENERIC)
        return next(own, None)

    @property
    def plausible(self) -> bool:
        """Whether a sheet with these columns can be of this kind at all: some column must be peculiar to it."""
        if self.kind.name == "stage_dates":
            return "number" in self.fields and len({each.stage for each in self.meanings.values()} - {None}) > 1
        count = self.score[0]
        if self.kind.is_prospect:
            peculiar = self._own - _LEAD or self._has_own_number or self.kind.name == "lead"
            return bool(_WHO & self.fields or self.number_column is not None) and bool(peculiar) and count > 1
        peculiar = self._own - record_fields().keys() - {"number", "at"} or count > 2
        return bool(peculiar) and count > 1 and 2 * len(self._own & {*self.kind.needed}) >= len(self.kind.needed)

    @property
    def complete(self) -> bool:
        """Whether no row lacks something for want of a column."""
        if self.kind.is_prospect or self.kind.name == "stage_dates":
            return True
        who = {"number"} if self.kind.whose and _WHO & self.fields else set()
        return {*self.kind.needed} <= self.fields | who

    @property
    def _has_own_number(self) -> bool:
        return self.number_column is not None and self.kind.number != KINDS["lead"].number

    @property
    def _own(self) -> set[str]:
        """The fields found that are the kind's own; a number it does not say whose says nothing of the kind."""
        return {each.field for each in self.meanings.values() if each.rank < FOREIGN} - (
            {self.kind.number} if self.kind.number and self.number_column is None else set()
        )

    @property
    def usable(self) -> bool:
        """Whether rows could be told apart by these columns, if the user says that the sheet is of this kind."""
        return bool(_WHO & self.fields) if self.kind.is_prospect else self.score[0] > 1


def fit(kind: Kind, headers: Sequence[Header], lexicon: Lexicon, forced: Mapping[str, str]) -> Fit:
    """Match headings with the columns of a kind; each field is given to its surest heading, the leftmost of equals.

    Phone, mobile, e-mail and WeChat columns may all be there: together they are the field `phone`.

    Args:
        kind: the kind of sheet.
        headers: the headings by position.
        lexicon: the headings known.
        forced: key of a heading -> the field the user said it is, empty for the team's own.
    """
    can_be = fields_of(kind) if forced else set()
    said = {key: field if field in can_be else "" for key, field in forced.items()}
    meant = {at: meaning for at, header in enumerate(headers) if (meaning := _meaning(kind, header, lexicon, said))}
    taken: set[tuple[str, str | None]] = set()
    kept: dict[int, Meaning] = {}
    for at, meaning in sorted(meant.items(), key=lambda item: (item[1].rank, item[0])):
        target = (meaning.field, meaning.stage)
        if target not in taken or FIELDS[meaning.field].type is FieldType.PHONE:
            taken.add(target)
            kept[at] = meaning
    return Fit(kind, dict(sorted(kept.items())))


def _meaning(kind: Kind, header: Header, lexicon: Lexicon, said: Mapping[str, str]) -> Meaning | None:
    if header.blank:
        return None
    field = next((said[key] for key in header.keys if key in said), None)
    if field is None:
        return lexicon.meaning(kind, header)
    return Meaning(field, FORCED, header.unit) if field else None


def best_fit(fits: Iterable[Fit], told: bool) -> Fit | None:
    """Choose the kind: by the sheet's own number column, what rows cannot do without, then the most headings matched.

    With a kind or a mapping given by the user (`told`), fewer columns will do.
    """
    found = list(fits)
    if plausible := [each for each in found if each.plausible]:
        return max(_by_number(plausible), key=lambda each: (each.complete, *each.score))
    usable = [each for each in found if told and each.usable]
    return max(_by_number(usable), key=_as_told, default=None)


def _as_told(one: Fit) -> tuple[object, ...]:
    """Rank the kinds of a sheet of which little more is known than what the user said: without more it is of leads."""
    count, *rest = one.score
    return one.complete, count, one.kind.name == "lead", *rest


def _by_number(fits: list[Fit]) -> list[Fit]:
    """Keep the kinds the number column allows: 线索编号 says lead, 机会编号 opportunity, 客户编号 customer.

    Logs stay in the race: they carry the numbers of leads, opportunities and customers too.
    """
    places = {each.kind.number: at for each in fits if each.kind.is_prospect and (at := each.number_column) is not None}
    if not places:
        return fits
    number = "opp_no" if "opp_no" in places else min(places, key=lambda name: places[name])
    return [each for each in fits if each.kind.number == number or _carries_numbers_of_others(each.kind)]


def _carries_numbers_of_others(kind: Kind) -> bool:
    return not kind.is_prospect and (bool(kind.whose) or any(each.name == "company" for each in kind.fields))


def fields_of(kind: Kind) -> set[str]:
    """The fields a column of such a sheet may be: its own; a prospect's, all of prospects; a log's, who it is about."""
    others = record_fields() if kind.is_prospect else {each.name: each for each in kind.whose}
    return {each.name for each in kind.fields} | others.keys()


def known_fields() -> set[str]:
    """All fields a heading may be mapped to."""
    return {each.name for kind in KINDS.values() for each in kind.fields}


def keyed(mapping: Mapping[str, str]) -> dict[str, str]:
    """Reduce the headings of a mapping to their keys."""
    return {key_of(header): field for header, field in mapping.items()}
