"""The functions of the grammar, as a person writes them."""

from __future__ import annotations

from theory.language.term.nodes import Call, Coercible, Term


def exp(value: Coercible) -> Term:
    """exp."""
    return Call("exp", value)  # type: ignore[no-any-return]


def log(value: Coercible) -> Term:
    """The natural logarithm."""
    return Call("log", value)  # type: ignore[no-any-return]


def sqrt(value: Coercible) -> Term:
    """The square root."""
    return Call("sqrt", value)  # type: ignore[no-any-return]


def w0(value: Coercible) -> Term:
    """The principal branch of Lambert's W."""
    return Call("W0", value)  # type: ignore[no-any-return]


def wm1(value: Coercible) -> Term:
    """The branch W-1."""
    return Call("Wm1", value)  # type: ignore[no-any-return]
