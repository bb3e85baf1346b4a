"""Notation of a paper: what a name stands for, and how the paper writes it."""

from __future__ import annotations

from typing import NamedTuple


class Symbol(NamedTuple):
    """A row of the table: the name in claims, the paper's symbol in LaTeX, domain, meaning."""

    name: str
    latex: str
    domain: str
    meaning: str
