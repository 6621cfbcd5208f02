"""Cutting links: what must stay apart stays apart, what was said holds, and no more is cut than must be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.dedupe_clusters import Apart, Groups, Kind, Link, joined, separated

RECORDS = range(8)


def link(left: int, right: int, weight: float = 5.0, kind: Kind = Kind.KEY) -> Link:
    return Link(left, right, kind, weight, (f"N{min(left, right)}", f"N{max(left, right)}"))


def partition(groups: Groups) -> set[frozenset[int]]:
    return {frozenset(other for other in RECORDS if groups.of(other) == groups.of(one)) for one in RECORDS}


def several(groups: Groups) -> set[frozenset[int]]:
    return {group for group in partition(groups) if len(group) > 1}


def test_links_are_followed_to_their_ends() -> None:
    assert several(joined([link(0, 1), link(1, 2), link(4, 3)])) == {frozenset({0, 1, 2}), frozenset({3, 4})}


def test_the_weakest_link_of_the_path_is_cut() -> None:
    chain = [link(0, 1, 9), link(1, 2, 4), link(2, 3, 8)]
    assert several(joined(chain, [(0, 3)])) == {frozenset({0, 1}), frozenset({2, 3})}


def test_of_equal_links_the_last_by_number_is_cut() -> None:
    assert several(joined([link(0, 1), link(1, 2)], [(0, 2)])) == {frozenset({0, 1})}


def test_every_path_is_cut() -> None:
    ring = [link(0, 1, 9), link(1, 2, 4), link(2, 3, 8), link(3, 0, 3)]
    assert several(joined(ring, [(0, 2)])) == {frozenset({0, 1}), frozenset({2, 3})}


def test_a_person_outranks_a_number_and_a_number_the_machine() -> None:
    links = [link(0, 1, 99), link(1, 2, kind=Kind.NUMBER), link(2, 3, kind=Kind.HUMAN)]
    assert several(separated(links, {Apart.HUMAN: [(0, 3)]})) == {frozenset({1, 2, 3})}
    assert several(separated(links, {Apart.HUMAN: [(1, 3)]})) == {frozenset({0, 1}), frozenset({2, 3})}


def test_what_the_machine_sees_gives_way_to_what_people_join() -> None:
    two_firms = [link(0, 1), link(2, 3)]
    seen = [(left, right) for left in (0, 1) for right in (2, 3)]
    assert several(separated([*two_firms, link(1, 2)], {Apart.SEEN: seen})) == {frozenset({0, 1}), frozenset({2, 3})}
    merged = [*two_firms, link(0, 3, kind=Kind.HUMAN)]
    assert several(separated(merged, {Apart.SEEN: seen})) == {frozenset({0, 1, 2, 3})}


def by_name(left: int, right: int) -> Link:
    return link(left, right, kind=Kind.NAME)


def test_a_name_that_fits_two_people_joins_neither() -> None:
    """0 and 1 are namesakes with two phones; 2 and 3 have none, and 3 knows only 2."""
    links = [by_name(0, 2), by_name(1, 2), by_name(2, 3)]
    assert several(separated(links, {Apart.BY_NAME: [(0, 1)]})) == {frozenset({2, 3})}
    assert several(separated(links, {})) == {frozenset({0, 1, 2, 3})}


def test_a_name_that_fits_one_of_them_joins_it() -> None:
    links = [by_name(0, 2), by_name(1, 3), by_name(0, 4), by_name(1, 4)]
    assert several(separated(links, {Apart.BY_NAME: [(0, 1)]})) == {frozenset({0, 2}), frozenset({1, 3})}


def test_a_phone_in_common_joins_what_must_not_meet_by_name() -> None:
    """4 has the phones of both."""
    links = [link(0, 4), link(1, 4), by_name(0, 2), by_name(1, 2)]
    assert several(separated(links, {Apart.BY_NAME: [(0, 1)]})) == {frozenset({0, 1, 2, 4})}


def test_namesakes_that_a_person_joins_take_the_doubtful_one_with_them() -> None:
    links = [by_name(0, 2), link(0, 1, kind=Kind.HUMAN)]
    assert several(separated(links, {Apart.BY_NAME: [(0, 1)]})) == {frozenset({0, 1, 2})}


pairs = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] != pair[1])
links = st.lists(st.builds(link, st.sampled_from(RECORDS), st.sampled_from(RECORDS), st.integers(1, 3)), max_size=20)


@given(links, st.lists(pairs, max_size=6))
def test_never_together_and_never_joined_without_a_link(links: list[Link], apart: list[tuple[int, int]]) -> None:
    groups = joined(links, apart)
    assert all(groups.of(left) != groups.of(right) for left, right in apart)
    free = joined(links)
    assert all(any(group <= wider for wider in partition(free)) for group in partition(groups))


@given(links, st.lists(pairs, max_size=6), st.randoms())
def test_the_order_of_links_does_not_matter(links: list[Link], apart: list[tuple[int, int]], chance: object) -> None:
    shuffled = sorted(links, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert partition(joined(links, apart)) == partition(joined(shuffled, apart))


@given(links, st.lists(pairs, max_size=6))
def test_what_could_be_joined_is(links: list[Link], apart: list[tuple[int, int]]) -> None:
    """A cut link's ends are two groups that hold a pair which must stay apart."""
    groups = joined(links, apart)
    forbidden = {frozenset((groups.of(left), groups.of(right))) for left, right in apart}
    for each in links:
        ends = frozenset((groups.of(each.left), groups.of(each.right)))
        assert len(ends) == 1 or ends in forbidden
