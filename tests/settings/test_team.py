"""The team: the shipped file has nobody, and every problem of a file is told with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.settings.team import TeamSettings, read_team
from tests.support.problems import codes_told

ALLOCATION = "allocation: {A: {roles: [senior]}, B: {roles: rep}, C: {pool: 培育池}}\n"


def read(folder: Path, *people: str, allocation: str = ALLOCATION) -> TeamSettings:
    (folder / "config").mkdir()
    lines = "".join(f"  - {{{person}}}\n" for person in people)
    (folder / "config" / "team.yaml").write_text(f"people:\n{lines}{allocation}", "utf-8")
    return read_team(folder).value


def test_the_shipped_file_has_nobody(tmp_path: Path) -> None:
    """A goes to senior managers, B to reps, C to the nurture pool (domain, §4)."""
    shipped = read_team(tmp_path).value
    assert shipped.people == ()
    assert {grade: (each.roles, each.pool) for grade, each in shipped.allocation.items()} == {
        "A": (("senior", "manager"), None),
        "B": (("rep",), None),
        "C": ((), "培育池"),
    }
    assert sum(map(len, shipped.regions.values())) == 33  # 31 provinces of the mainland, and two cities named apart


def test_words_people_write(tmp_path: Path) -> None:
    team = read(tmp_path, "name: 王芳, role: 高级, department: 技术部, left: 2024-06-30", "name: 李强, role: 代表")
    assert [(each.role, each.department) for each in team.people] == [("senior", "technical"), ("rep", "sales")]
    assert team.people[0].takes_leads(date(2024, 6, 29))
    assert not team.people[0].takes_leads(date(2024, 6, 30))


def test_pools_come_last(tmp_path: Path) -> None:
    team = read(tmp_path, "name: 王芳, role: rep", allocation="allocation: {C: {pool: 池}, B: {roles: rep}}\n")
    assert team.grades == ["B", "C"]


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (("name: 王芳, role: rep, capacity: {per_day: 0}",), "zero_capacity"),
        (("name: 王芳, role: boss",), "not_one_of"),
        (("name: 王芳, role: rep", "name: 王芳, role: rep"), "person_twice"),
        (("name: 王芳, role: rep, manager: 李强", "name: 李墙, role: manager"), "unknown_manager"),
        (("name: 培育池, role: rep",), "pool_is_person"),
        (("name: 王芳, role: rep, joined: 2024-05-01, left: 2024-05-01",), "left_before_joined"),
    ],
)
def test_problems(tmp_path: Path, people: tuple[str, ...], code: str) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, *people)
    assert codes_told(caught.value) == [code]


def test_a_grade_goes_to_people_or_to_a_pool(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, "name: 王芳, role: rep", allocation="allocation:\n  A: {roles: rep, pool: 池}\n  B: {}\n")
    assert codes_told(caught.value) == ["roles_or_pool", "roles_or_pool"]
