"""The three ways in which this program declines to answer."""

from __future__ import annotations


class DomainError(ValueError):
    """An input outside the domain. The message is one line: value, rule, next step."""


class UnableError(RuntimeError):
    """Not decided within the budget. The message says which budget to raise."""


class LedgerError(RuntimeError):
    """The project's own fault: two lines of evidence contradict each other, or a proof is circular."""
