"""What a heading means in each kind of sheet: the dictionary's headings, the team's aliases, the stages' names."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS, record_fields
from leadcli.intake.layout_header import Header, key_of, read_header
from leadcli.intake.layout_ours import OurHeadings
from leadcli.settings.fields import FieldsSettings

FORCED, EXACT, ALIAS, GENERIC, FOREIGN = range(5)
"""How surely a heading names a field.

The user said so; a template's own words; an alias; a bare 编号; a column of another prospect sheet, or one that says
whose an entry of a log is.
"""

_BARE_NUMBER = ("编号", "编码", "单号", "No.", "Number", "ID", "Code")


@dataclass(frozen=True)
class Meaning:
    """The field a heading means, how surely, and the unit found in it; `stage` for a date column of a stage."""

    field: str
    rank: int
    unit: Decimal | None = None
    stage: str | None = None


class Lexicon:
    """The headings known in each kind of sheet.

    Args:
        settings: the team's aliases, units and words.
        stages: names and aliases of all stages and of the ends of all pipelines, for sheets with a date per stage.
        ours: what the columns that we add are headed.
    """

    def __init__(self, settings: FieldsSettings, stages: Iterable[str] = (), ours: OurHeadings | None = None) -> None:
        self.settings = settings
        self.ours = ours or OurHeadings()
        self._stages = list(dict.fromkeys(stages))
        self._known: dict[str, dict[str, tuple[str, int]]] = {}
        self._headers: dict[str | None, Header] = {}

    def header(self, text: str | None) -> Header:
        """Take a heading apart."""
        if text not in self._headers:
            self._headers[text] = read_header(text, self.settings.units)
        return self._headers[text]

    def meaning(self, kind: Kind, header: Header) -> Meaning | None:
        """Tell which field of a sheet of this kind the heading names."""
        if kind.name == "stage_dates" and (stage := self._stage(header)):
            return Meaning("entered_at", EXACT, stage=stage)
        known = self.known(kind)
        for key in header.keys:
            if key in known:
                return Meaning(*known[key], header.unit)
        for key, unit in self._without_unit(header):
            if key in known:
                return Meaning(*known[key], unit)
        return self._joint(known, header)

    def recognises(self, header: Header) -> bool:
        """Whether the heading means anything in any kind of sheet."""
        keys = [*header.keys, *header.parts[:1], *(key for key, _ in self._without_unit(header))]
        return any(key in self.everything for key in keys) or self._stage(header) is not None

    def nearest(self, header: Header, fields: Container[str], least_likeness: float) -> str | None:
        """Guess the field of an unknown heading by its spelling, among `fields`; a guess is only ever shown."""
        from rapidfuzz import fuzz, process

        keys = [key for key, field in self.everything.items() if field in fields]
        found = (process.extractOne(key, keys, scorer=fuzz.ratio, score_cutoff=least_likeness) for key in header.keys)
        best = max((each for each in found if each), key=lambda each: each[1], default=None)
        return self.everything[best[0]] if best else None

    @cached_property
    def everything(self) -> dict[str, str]:
        """Each known heading's key, with the field it means in the first kind that knows it."""
        return {key: field for kind in reversed(KINDS.values()) for key, (field, _) in self.known(kind).items()}

    def known(self, kind: Kind) -> dict[str, tuple[str, int]]:
        """All headings known in a kind of sheet: key -> field and rank."""
        if kind.name not in self._known:
            self._known[kind.name] = self._collect(kind)
        return self._known[kind.name]

    @cached_property
    def own(self) -> dict[str, str]:
        """The team's own columns: key of each heading -> the name it is kept under."""
        return {key_of(word): own.name for own in self.settings.own for word in (own.name, *own.aliases)}

    def _joint(self, known: Mapping[str, tuple[str, int]], header: Header) -> Meaning | None:
        """Understand 电话/邮箱 (one field twice) and 姓名/职位/电话 (a name that carries its title and its number)."""
        meant = {known[part][0] if part in known else None for part in header.parts}
        if len(meant) == 1 and None not in meant:
            return Meaning(str(meant.pop()), ALIAS, header.unit)
        people = "contact" in meant and meant <= {"contact", "title", "phone"}
        return Meaning("contact", ALIAS) if people else None

    def _collect(self, kind: Kind) -> dict[str, tuple[str, int]]:
        """Gather a kind's headings, the surest first: what is taken stays taken."""
        known: dict[str, tuple[str, int]] = {}

        def add(field: str, words: Iterable[str], rank: int) -> None:
            for word in words:
                known.setdefault(key_of(word), (field, rank))

        for each in kind.fields:
            add(each.name, (each.zh, each.en, each.name), EXACT)
        for name, words in self.settings.kind_aliases.get(kind.name, {}).items():
            add(name, words, ALIAS)
        for each in kind.fields:
            add(each.name, (FIELDS[each.name].zh,), ALIAS)
        for each in kind.fields:
            add(each.name, self.settings.aliases.get(each.name, ()), ALIAS)
        if kind.number:
            add(kind.number, _BARE_NUMBER, GENERIC)
        for each in record_fields().values() if kind.is_prospect else kind.whose:
            add(each.name, (each.zh, each.en, each.name, *self.settings.aliases.get(each.name, ())), FOREIGN)
        return known

    def _without_unit(self, header: Header) -> Iterator[tuple[str, Decimal]]:
        """Cut a unit written behind the name without brackets: 预算万元, 金额 单位万元."""
        endings = tuple(self._unit_endings)
        for key in header.keys:
            if key.endswith(endings):  # few do
                ending = next(ending for ending in endings if key.endswith(ending))
                if key != ending:
                    yield key.removesuffix(ending).removesuffix("单位"), self._unit_endings[ending]

    @cached_property
    def _unit_endings(self) -> dict[str, Decimal]:
        endings = {key_of(unit): worth for unit, worth in self.settings.units.items() if key_of(unit)}
        return dict(sorted(endings.items(), key=lambda item: -len(item[0])))

    @cached_property
    def _stage_headings(self) -> dict[str, str]:
        """What the date column of a stage may be headed: 商机日期, 进入商机时间, 商机."""
        endings = ["", *map(key_of, self.settings.stage_date_words)]
        return {
            f"{before}{key_of(stage)}{after}": stage
            for before in ("进入", "")
            for after in endings
            for stage in reversed(self._stages)
        }

    def _stage(self, header: Header) -> str | None:
        return next((self._stage_headings[key] for key in header.keys if key in self._stage_headings), None)


def kinds_named(name: str) -> list[Kind]:
    """Give the kinds a user means by a name: `market` means its four tables."""
    return [kind for kind in KINDS.values() if name in {kind.name, kind.table} and name != "record"]
