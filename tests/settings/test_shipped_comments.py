"""The shipped settings explain themselves in both languages, Chinese first, since people edit copies of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from leadcli.settings.shipped import shipped_folder

FILES = sorted(shipped_folder("config").glob("*.yaml"))
CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"\s*#\s*[A-Za-z`-][^\u4e00-\u9fff]*\s")


def blocks(path: Path) -> Iterator[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    for is_comment, block in groupby(lines, lambda line: line.lstrip().startswith("#")):
        if is_comment:
            yield list(block)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_comment_is_chinese_then_english(path: Path) -> None:
    for block in blocks(path):
        assert CHINESE.search(block[0]), block[0]
        assert any(ENGLISH.match(line) for line in block[1:]) or "://" in block[0], block


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_remarks_behind_values_are_in_both_languages(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        _, found, remark = line.partition(" # ")
        if found and not line.lstrip().startswith("#") and re.search(r"[a-z]{3}", remark):
            assert CHINESE.search(remark), line
