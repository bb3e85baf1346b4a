"""Truth values of formulas at a point, from the values of the two sides of each comparison."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from flint import arb, ctx, fmpq

from theory.errors import DomainError, UnableError
from theory.language.algebra import expanded
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.meaning import ANY, Truths, conjunction, defined, disjunction
from theory.language.term import Number, Term
from verify.values.evaluate.terms import Point, Value, difference, value

PRECISIONS = (64, 256, 1024, 4096, 16384)
SHORT, LONG = 32, 200  # bits of a number, nodes of a term, that are put together exactly
TRUE, FALSE, UNDEFINED = Truths.TRUE, Truths.FALSE, Truths.UNDEFINED


def excess(atom: Atom, point: Point) -> Value:
    """``left - right`` at ``point``; exactly 0 where algebra makes the two sides equal, in variables or once short
    rationals are put in for them.

    Errors: ``DomainError`` where a side is undefined, ``UnableError`` where that is not decided.
    """
    try:
        left, right = value(atom.left, point), value(atom.right, point)
    except UnableError:
        known = _sides_defined(atom, point)
        if known.certainly_not_true:
            raise DomainError(f"{atom}: a side is undefined") from None
        if known is not TRUE:
            raise
        return value(_with_short(atom.left - atom.right, point), point)
    return _gap(atom, left, right, point)


def _gap(atom: Atom, left: Value, right: Value, point: Point) -> Value:
    """``left - right``, the values of the sides; exactly 0 where algebra makes the sides equal."""
    gap = difference(left, right)
    if isinstance(gap, arb) and gap.contains(0):
        form = _with_short(atom.left - atom.right, point)
        return fmpq(0) if form is Number(0) else gap
    return gap


def _with_short(term: Term, point: Point) -> Term:
    """``term`` in normal form with the short rationals of ``point`` in the place of their names: where sides that touch
    become 0. A long term stays."""
    if term.size > LONG:
        return term
    at = {
        name: Number(Fraction(int(x.p), int(x.q)))
        for name in term.variables
        if isinstance(x := point[name], fmpq) and max(int(x.p).bit_length(), int(x.q).bit_length()) <= SHORT
    }
    return expanded(term.subs(at))


def truths(formula: Formula, point: Point) -> Truths:
    """The truth values that ``formula`` may have at ``point``, as far as the working precision shows."""
    match formula:
        case Atom():
            return _compared(formula, point)
        case And(parts):
            return reduce(conjunction, (truths(p, point) for p in parts), TRUE)
        case Or(parts):
            return reduce(disjunction, (truths(p, point) for p in parts), FALSE)
        case Implies(given, then):
            premise = truths(given, point)
            if premise.certainly_not_true:
                return TRUE
            found = truths(then, point)
            return found if premise is TRUE or found is TRUE else ANY


def _compared(atom: Atom, point: Point) -> Truths:
    try:
        gap = excess(atom, point)
    except DomainError:
        return UNDEFINED
    except UnableError:
        known = _sides_defined(atom, point)
        return UNDEFINED if known.certainly_not_true else TRUE | FALSE if known is TRUE else ANY
    return by_sign(atom.op, gap)


def _sides_defined(atom: Atom, point: Point) -> Truths:
    """Whether the sides of ``atom`` are defined. What they ask comes inner parts first, each comparison defined where
    those before it are true: none is asked again whether it is defined, which would double the work with each part."""
    sure = True
    for need in dict.fromkeys((*defined(atom.left).parts, *defined(atom.right).parts)):
        found = _asked(need, point, sure)
        if found.certainly_not_true:
            return FALSE
        sure = sure and found is TRUE
    return TRUE if sure else TRUE | FALSE


def _asked(need: Formula, point: Point, sure: bool) -> Truths:
    """The truth values of what a side asks; ``sure``: its comparisons are certainly defined."""
    match need:
        case And(parts):
            return reduce(conjunction, (_asked(p, point, sure) for p in parts), TRUE)
        case Or(parts):
            return reduce(disjunction, (_asked(p, point, sure) for p in parts), FALSE)
        case Atom(op, left, right):
            try:
                return by_sign(op, _gap(need, value(left, point), value(right, point), point))
            except DomainError:
                return UNDEFINED
            except UnableError:
                return _by_form(need, point) if sure else ANY
    return ANY


def _by_form(atom: Atom, point: Point) -> Truths:
    """The truth values of a comparison whose sides are defined, by the normal form of their difference."""
    try:
        return by_sign(atom.op, value(_with_short(atom.left - atom.right, point), point))
    except (DomainError, UnableError):
        return TRUE | FALSE


def by_sign(op: str, gap: Value) -> Truths:
    """The truth values of ``gap op 0``."""
    less, more = bool(gap < 0), bool(gap > 0)
    zero = isinstance(gap, fmpq) and gap == 0
    can_be_less, can_be_zero, can_be_more = not (more or zero), not (less or more), not (less or zero)
    if isinstance(gap, arb) and gap.is_finite():
        can_be_less, can_be_more = not bool(gap >= 0), not bool(gap <= 0)
    true = {
        "<": (can_be_less,), "<=": (can_be_less, can_be_zero), ">": (can_be_more,), ">=": (can_be_more, can_be_zero),
        "==": (can_be_zero,), "!=": (can_be_less, can_be_more),
    }  # fmt: skip
    false = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}[op]
    return (TRUE if any(true[op]) else Truths(0)) | (FALSE if any(true[false]) else Truths(0))


def decide(formula: Formula, point: Point) -> bool | None:
    """Whether ``formula`` is certainly true (True), certainly not true, that is false or undefined (False), or neither
    is shown at the working precision."""
    found = truths(formula, point)
    return True if found.certainly_true else False if found.certainly_not_true else None


def holds(formula: Formula, point: Point) -> bool | None:
    """``decide`` at rising precision: None only if undecided at the highest (16384 bits)."""
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            found = decide(formula, point)
        if found is not None:
            return found
    return None
