"""Where things are in a file of claims: lines and columns of headers, keys and quoted texts.

TOML readers do not say. The places serve messages only; what a claim says comes from ``tomllib``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

TOKEN = re.compile(
    r'(?P<long>"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\')|(?P<text>"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')|(?P<note>#[^\n]*)'
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<line>\n)",
    re.S,
)
HEADER = re.compile(r"^[ \t]*\[[ \t]*claim[ \t]*\.[ \t]*(\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+)", re.M)
MAX_DEPTH = 8


class Place(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int

    def after(self, line: int, column: int) -> Place:
        """The place that is at ``line`` and ``column`` of what starts here."""
        return Place(self.line + line - 1, self.column + column - 1 if line == 1 else column)


class Source:
    """The text of a file, and where its parts are."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _headers(self) -> list[re.Match[str]]:
        return list(HEADER.finditer(self.text))

    @cached_property
    def _labels(self) -> list[str]:
        return [_label(header[1]) for header in self._headers]

    @cached_property
    def _spans(self) -> dict[str | None, tuple[int, int]]:
        """From the first header of each label to the next header after its last one."""
        ends = [header.start() for header in self._headers[1:]] + [len(self.text)]
        spans: dict[str | None, tuple[int, int]] = {}
        for header, label, end in zip(self._headers, self._labels, ends, strict=False):
            spans[label] = spans.get(label, (header.start(), 0))[0], end
        return spans

    def place(self, offset: int) -> Place:
        return Place(self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset))

    def end(self) -> Place:
        return self.place(len(self.text))

    def undecodable(self) -> Place | None:
        """The first byte that is not UTF-8."""
        found = re.search("[\udc80-\udcff]", self.text)
        return self.place(found.start()) if found else None

    def too_deep(self) -> Place | None:
        """The first bracket that is nested too deep, outside quoted texts."""
        depth = 0
        for token in TOKEN.finditer(self.text):
            depth += (token.lastgroup == "open") - (token.lastgroup == "close")
            if depth > MAX_DEPTH:
                return self.place(token.start())
        return None

    def blocks(self) -> Iterator[tuple[str, Place, str]]:
        """The tables [claim.LABEL] with their sub-tables: label, where the text starts, text."""
        headers, labels = self._headers, self._labels
        start = 0
        while start < len(headers):
            stop = start + 1
            label = labels[start]
            while stop < len(headers) and labels[stop] == label and self._is_part(headers[stop]):
                stop += 1
            end = headers[stop].start() if stop < len(headers) else len(self.text)
            yield label, self.place(headers[start].start()), self.text[headers[start].start() : end]
            start = stop

    def _is_part(self, header: re.Match[str]) -> bool:
        return bool(re.match(r"[ \t]*\.", self.text[header.end() : header.end() + 20]))

    def within(self, place: Place, start: Place, text: str) -> bool:
        """Whether ``place`` is in the block ``text`` that starts at ``start``."""
        lines = text.count("\n") + (not text.endswith("\n"))
        return start <= place and place.line < start.line + lines

    def _span(self, label: str | None) -> tuple[int, int]:
        """From where to where the table of ``label`` is; the whole file where there is no such header."""
        return self._spans.get(label, (0, len(self.text)))

    def header(self, label: str) -> Place:
        return self.place(self._span(label)[0])

    def key(self, label: str | None, key: str) -> Place:
        """Where ``key`` is first written in the table of ``label``."""
        start, end = self._span(label)
        for quoted in (key, f'"{key}"', f"'{key}'"):
            found = re.compile(r"(?<![\w\"'-])" + re.escape(quoted) + r"[ \t]*[=.\]]").search(self.text, start, end)
            if found:
                return self.place(found.start())
        return self.place(start)

    def value(self, label: str, text: str, line: int = 1, column: int = 1) -> Place:
        """Where, in the table of ``label``, the quoted ``text`` is; more exactly, its ``line`` and ``column``."""
        start, end = self._span(label)
        for token in TOKEN.finditer(self.text, start, end):
            if token.lastgroup not in ("long", "text") or _unquoted(token[0]) != text:
                continue
            quotes = 3 if token.lastgroup == "long" else 1
            inner = token[0][quotes:-quotes]
            if inner.removeprefix("\n") != text:
                return self.place(token.start())
            skipped = quotes + len(inner) - len(text)
            return self.place(token.start() + skipped).after(line, column)
        return self.place(start)


def _label(written: str) -> str:
    return _unquoted(written) if written[0] in "\"'" else written


def _unquoted(literal: str) -> str:
    try:
        return str(tomllib.loads(f"x = {literal}")["x"])
    except ValueError:
        return literal
