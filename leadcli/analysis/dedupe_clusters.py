"""Which records belong together: links followed to their ends, and cut where two records must not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import duckdb

from leadcli.analysis.dedupe_compare import SCORED
from leadcli.analysis.dedupe_records import RECORD
from leadcli.domain.sql import literal

LINK = "dedupe_link"
"""The table of links: left_id, right_id, kind (see `Kind`), weight, evidence; after `cluster` only those that hold."""

GROUP = "dedupe_group"
"""The table `cluster` leaves: record_id, group_id, of every record that is linked to another."""

APART = "dedupe_apart"
"""The table of pairs that must not meet: left_id, right_id, said_by (see `Apart`)."""


ONE_ACCOUNT = "dedupe_one_account"
"""The table of pairs that people said are of one account: left_id, right_id."""


class Kind(IntEnum):
    """What a link rests on, the weaker the lower.

    Names that agree, a phone or address that agrees too, a business number that one names, a person's word.
    """

    NAME = 0
    KEY = 1
    NUMBER = 2
    HUMAN = 3


class Apart(IntEnum):
    """Why two records must not meet: they may only not through names, as the machine sees it, by a person's word."""

    BY_NAME = 0
    SEEN = 1
    HUMAN = 2


@dataclass(frozen=True)
class Link:
    """Two records that are one lead; `order` says which of two equally strong links goes first, by number."""

    left: int
    right: int
    kind: Kind
    weight: float
    order: tuple[str, ...]

    @property
    def strength(self) -> tuple[int, float, tuple[str, ...]]:
        """Sorts the strongest first."""
        return -self.kind, -self.weight, self.order


@dataclass
class Groups:
    """Sets of records that grow together, unless two of them must stay apart."""

    _parent: dict[int, int] = field(default_factory=dict)
    _enemies: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def of(self, record: int) -> int:
        """The record that stands for the set."""
        root = record
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while record != root:
            record, self._parent[record] = self._parent.get(record, record), root
        return root

    def keep_apart(self, left: int, right: int) -> None:
        """Forbid these two from ever meeting."""
        left, right = self.of(left), self.of(right)
        if left != right:
            self._enemies[left].add(right)
            self._enemies[right].add(left)

    def join(self, left: int, right: int) -> None:
        """Join the sets of two records, unless they must stay apart."""
        keep, go = sorted((self.of(left), self.of(right)))
        if keep == go or go in self._enemies[keep]:
            return
        self._parent[go] = keep
        for enemy in self._enemies.pop(go, set()):
            self._enemies[enemy].discard(go)
            self._enemies[enemy].add(keep)
            self._enemies[keep].add(enemy)


def joined(links: Iterable[Link], apart: Iterable[tuple[int, int]] = ()) -> Groups:
    """Join by the strongest links first; a link that would bring together what must stay apart is cut.

    On every path between two such records this cuts the weakest link, of equal ones the last by number.
    """
    groups = Groups()
    for left, right in apart:
        groups.keep_apart(left, right)
    for link in sorted(links, key=lambda link: link.strength):
        groups.join(link.left, link.right)
    return groups


def separated(links: list[Link], apart: Mapping[Apart, list[tuple[int, int]]]) -> Groups:
    """Group records of which some must not meet.

    What people said always holds. What the machine saw gives way where people or numbers join the machine's own groups;
    that two must not meet by name gives way where phones and addresses join them, too.
    """
    said = apart.get(Apart.HUMAN, [])
    keyed = joined((link for link in links if link.kind is Kind.KEY), [*said, *apart.get(Apart.SEEN, [])])
    torn = [pair for pair in apart.get(Apart.BY_NAME, []) if keyed.of(pair[0]) != keyed.of(pair[1])]
    undecided = _undecided(links, keyed, torn)
    links = [link for link in links if link not in undecided]
    seen = [*apart.get(Apart.SEEN, []), *torn]
    machine = joined((link for link in links if link.kind <= Kind.KEY), [*said, *seen])
    wider = Groups()
    for link in links:
        if link.kind > Kind.KEY:
            wider.join(machine.of(link.left), machine.of(link.right))
    binding = [(left, right) for left, right in seen if wider.of(machine.of(left)) != wider.of(machine.of(right))]
    return joined(links, [*said, *binding])


def _undecided(links: list[Link], keyed: Groups, torn: list[tuple[int, int]]) -> set[Link]:
    """The links by name of records that could as well be the one as the other of two that must not meet.

    Such records stay with each other and leave it to a person whose they are.
    """
    sides = {keyed.of(record) for pair in torn for record in pair}
    by_name = [link for link in links if link.kind is Kind.NAME]
    between = Groups()
    for link in by_name:
        left, right = keyed.of(link.left), keyed.of(link.right)
        if left not in sides and right not in sides:
            between.join(left, right)
    reached: dict[int, set[int]] = defaultdict(set)
    held: dict[int, list[Link]] = defaultdict(list)
    for link in by_name:
        for one, other in ((link.left, link.right), (link.right, link.left)):
            if keyed.of(one) not in sides and keyed.of(other) in sides:
                reached[between.of(keyed.of(one))].add(keyed.of(other))
                held[between.of(keyed.of(one))].append(link)
    forbidden = [frozenset((keyed.of(left), keyed.of(right))) for left, right in torn]
    return {link for group, met in reached.items() if any(pair <= met for pair in forbidden) for link in held[group]}


def collect_links(connection: duckdb.DuckDBPyConnection, decisions: str) -> None:
    """Build `dedupe_link`, `dedupe_apart` and `dedupe_one_account` from scored pairs, numbers named and decisions.

    A number that several records carry means the first of them.
    """
    connection.execute(
        f"""
        create or replace temp table dedupe_carrier as
        select number, arg_min(record_id, sequence) as record_id from {RECORD}
        where number in (select linked_number from {RECORD} where linked_number is not null
          union all select unnest([left_number, right_number]) from {decisions})
        group by number"""
    )
    connection.execute(
        f"""
        create or replace temp table {LINK} as
        with named as (
          select r.record_id as left_id,
            coalesce(carrier.record_id, min(r.record_id) over (partition by linked_number)) as right_id
          from {RECORD} r left join dedupe_carrier carrier on carrier.number = linked_number
          where linked_number is not null),
        link as (
          select left_id, right_id, if(keyed, {Kind.KEY:d}, {Kind.NAME:d}) as kind, weight, evidence
          from {SCORED} where decision = 'certain'
          union all select left_id, right_id, {Kind.NUMBER:d}, null, 'number' from named
          union all select left_id, right_id, {Kind.HUMAN:d}, null, 'human' from {_said_sql(decisions, "merge")})
        select distinct least(left_id, right_id) as left_id, greatest(left_id, right_id) as right_id,
          kind, weight, evidence
        from link where left_id <> right_id"""
    )
    connection.execute(
        f"""
        create or replace temp table {APART} as
        with pair as (
          select left_id, right_id, {Apart.HUMAN:d} as said_by from {_said_sql(decisions, "separate", "account")}
          union all select left_id, right_id, if(apart, {Apart.SEEN:d}, {Apart.BY_NAME:d}) from {SCORED}
          where apart or apart_by_name)
        select least(left_id, right_id) as left_id, greatest(left_id, right_id) as right_id, max(said_by) as said_by
        from pair where left_id <> right_id group by 1, 2"""
    )
    connection.execute(f"create or replace temp table {ONE_ACCOUNT} as from {_said_sql(decisions, 'account')}")
    connection.execute("drop table dedupe_carrier")


def _said_sql(decisions: str, *verdicts: str) -> str:
    return f"""(
      select l.record_id as left_id, r.record_id as right_id from {decisions}
      join dedupe_carrier l on l.number = left_number join dedupe_carrier r on r.number = right_number
      where verdict in ({", ".join(map(literal, verdicts))}))"""


def cluster(connection: duckdb.DuckDBPyConnection) -> None:
    """Follow the links of `dedupe_link` into `dedupe_group`, cutting those that join what must stay apart."""
    _follow(connection)
    _cut(connection)


def _follow(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every linked record the least record it can reach: each round takes the neighbours' least, then jumps on."""
    connection.execute(
        f"""
        create or replace temp table dedupe_edge as
        select left_id as record_id, right_id as other_id from {LINK} union select right_id, left_id from {LINK}"""
    )
    connection.execute(
        f"create or replace temp table {GROUP} as select distinct record_id, record_id as group_id from dedupe_edge"
    )
    changed = True
    while changed:
        connection.execute(
            f"""
            create or replace temp table dedupe_reached as
            select record_id, least(any_value(g.group_id), min(o.group_id)) as group_id
            from {GROUP} g join dedupe_edge using (record_id) join {GROUP} o on o.record_id = other_id
            group by record_id"""
        )
        connection.execute(
            """
            create or replace temp table dedupe_next as
            select a.record_id, b.group_id from dedupe_reached a join dedupe_reached b on b.record_id = a.group_id"""
        )
        differing = connection.execute(
            f"select count(*) from dedupe_next n join {GROUP} g using (record_id) where n.group_id <> g.group_id"
        ).fetchall()
        changed = differing[0][0] > 0
        connection.execute(f"create or replace temp table {GROUP} as from dedupe_next")
    connection.execute("drop table dedupe_edge; drop table dedupe_reached; drop table dedupe_next")


def _cut(connection: duckdb.DuckDBPyConnection) -> None:
    """Group anew where a group holds two records that must stay apart; such groups are few and small."""
    inside = f"""
      select a.*, l.group_id from {APART} a join {GROUP} l on l.record_id = a.left_id
      join {GROUP} r on r.record_id = a.right_id and r.group_id = l.group_id"""
    found = connection.execute(f"select said_by, left_id, right_id from ({inside}) order by all").fetchall()
    if not found:
        return
    apart: dict[Apart, list[tuple[int, int]]] = defaultdict(list)
    for said_by, left, right in found:
        apart[Apart(said_by)].append((left, right))
    found = connection.execute(
        f"""
        select k.left_id, k.right_id, k.kind, coalesce(k.weight, 0),
          [least(l.number, r.number), greatest(l.number, r.number)]
        from {LINK} k join {GROUP} g on g.record_id = k.left_id
        join {RECORD} l on l.record_id = k.left_id join {RECORD} r on r.record_id = k.right_id
        where g.group_id in (select group_id from ({inside})) order by all"""
    ).fetchall()
    links = [Link(left, right, Kind(kind), weight, tuple(numbers)) for left, right, kind, weight, numbers in found]
    groups = separated(links, apart)
    records = sorted({record for link in links for record in (link.left, link.right)})
    _regroup(connection, records, [groups.of(record) for record in records])


def _regroup(connection: duckdb.DuckDBPyConnection, records: list[int], groups: list[int]) -> None:
    connection.execute(
        f"""
        update {GROUP} set group_id = new.group_id
        from (select unnest($records) as record_id, unnest($groups) as group_id) new
        where new.record_id = {GROUP}.record_id""",
        {"records": records, "groups": groups},
    )
    connection.execute(
        f"""
        delete from {LINK} using {GROUP} l, {GROUP} r
        where l.record_id = left_id and r.record_id = right_id and l.group_id <> r.group_id"""
    )
