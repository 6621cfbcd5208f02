"""Secrets: the environment, a file outside the workspace, and texts without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.deliver.secrets import read_secrets, scrubbed
from leadcli.domain.errors import LeadcliError


def file_of(folder: Path, text: str, mode: int = 0o600) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "secrets.env"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_the_environment_outranks_the_file(tmp_path: Path) -> None:
    path = file_of(tmp_path / "home", "# bots\nA=file\nexport B='quoted = x'\nC: https://example.com/?a=b\n\n")
    found = read_secrets({"LEADCLI_SECRETS": str(path), "A": "set"}, tmp_path / "work")
    assert [found.get(name) for name in "ABCD"] == ["set", "quoted = x", "https://example.com/?a=b", None]
    assert found.readable is None
    assert "set" not in repr(found)


def test_a_file_others_can_read_is_told(tmp_path: Path) -> None:
    path = file_of(tmp_path / "home", "A=1", 0o644)
    assert read_secrets({"LEADCLI_SECRETS": str(path)}, tmp_path / "work").readable == path


@pytest.mark.parametrize("place", ["work", "work/config"])
def test_no_secrets_in_the_workspace(tmp_path: Path, place: str) -> None:
    (tmp_path / "work").mkdir()
    path = file_of(tmp_path / place, "A=1")
    with pytest.raises(LeadcliError) as told:
        read_secrets({"LEADCLI_SECRETS": str(path)}, tmp_path / "work")
    assert told.value.problems[0].code == "secrets_in_workspace"


def test_a_link_into_the_workspace_is_in_it(tmp_path: Path) -> None:
    path = file_of(tmp_path / "work", "A=1")
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(LeadcliError) as told:
        read_secrets({"LEADCLI_SECRETS": str(tmp_path / "link")}, tmp_path / "work")
    assert told.value.problems[0].code == "secrets_in_workspace"


def test_a_line_that_is_none_is_told_without_it(tmp_path: Path) -> None:
    path = file_of(tmp_path / "home", "A=1\nhttps//token-without-a-name\n")
    with pytest.raises(LeadcliError) as told:
        read_secrets({"LEADCLI_SECRETS": str(path)}, tmp_path / "work")
    [problem] = told.value.problems
    assert (problem.code, problem.place.line, "token" in f"{told.value!r}{problem.params}") == (
        "secrets_line",
        2,
        False,
    )


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as told:
        read_secrets({"LEADCLI_SECRETS": str(tmp_path / "none.env")}, tmp_path / "work")
    assert told.value.problems[0].code == "secrets_unreadable"


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("mailtos://sales%40example.com:p%40ss@smtp.example.com?from=a@example.com", "p@ss"),
        ("mailtos://sales:pw@smtp.example.com", "pw"),
        ("https://example.com/send?key=k-1234567", "k-1234567"),
        ("feishu://token-12345/", "token-12345"),
        ("json://user:secret@host:80/a/token-9876", "token-9876"),
    ],
)
def test_texts_without_any_part_of_an_address(url: str, secret: str) -> None:
    text = scrubbed(f"could not post to {url}: /x/{secret}/y", url)
    assert secret not in text
    assert "could not" in text
