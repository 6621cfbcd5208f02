"""A page taken apart as a browser would: its elements, its tables, and the data for its scripts."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any


class ReadPage(HTMLParser):
    """`elements` are (tag, attributes), `texts` what stands in an element of a tag, `tables` rows of cells."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.tables: list[list[list[str]]] = []
        self.data: dict[str, Any] = {}
        self.scripts: list[str] = []
        self._open: list[str] = []
        self._is_data = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._is_data = tag == "script" and dict(attrs).get("type") == "application/json"
        self._open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag = self._open[-1] if self._open else ""
        if self._is_data and tag == "script":
            self.data = json.loads(data)
        elif tag == "script":
            self.scripts.append(data)
        elif {"td", "th"} & set(self._open):
            self.tables[-1][-1][-1] += data
        elif data.strip():
            self.texts.append((tag, data))

    def said(self, tag: str) -> list[str]:
        return [text for each, text in self.texts if each == tag]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.elements if each == tag]
