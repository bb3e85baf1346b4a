"""Whole verdicts: over all that a claim uses, each found once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from theory.errors import LedgerError
from verify.verdict import Grade, Truth

Whole = tuple[Truth, Grade, tuple[str, ...]]  # the truth, the least grade, and what is taken as given


def over(own: Whole, used: Sequence[Whole]) -> Whole:
    """``own`` with what it uses: what FAILS or is UNKNOWN there makes a HOLDS UNKNOWN, and refutes nothing."""
    truth, grade, given = own
    if truth is Truth.HOLDS and any(below is not Truth.HOLDS for below, _, _ in used):
        truth = Truth.UNKNOWN
    least = min([grade, *(below for _, below, _ in used)])
    return truth, least, tuple(sorted({*given, *(name for _, _, below in used for name in below)}))


def whole_verdict(
    label: str, own: Callable[[str], Whole], uses: Callable[[str], Sequence[str]], known: dict[str, Whole]
) -> Whole:
    """The whole verdict on ``label``, from what each claim says by itself and what it uses.

    ``known`` holds what is settled already, and gets what is settled here: with one ``known`` for all labels each use
    is looked at once, however many ways lead to it. Errors: ``LedgerError`` for a circle of uses.
    """
    trail: dict[str, Iterator[str]] = {} if label in known else {label: iter(uses(label))}
    while trail:
        last = next(reversed(trail))
        used = next(trail[last], None)
        if used is None:
            known[last] = over(own(last), [known[below] for below in uses(last)])
            del trail[last]
        elif used in trail:
            raise LedgerError(f"circular proof: {' -> '.join((*trail, used))}")
        elif used not in known:
            trail[used] = iter(uses(used))
    return known[label]
