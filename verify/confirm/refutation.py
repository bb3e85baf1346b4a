"""The second reader of refutations: the witness is put into the claim's own formulas, exactly or by intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from flint import ctx, fmpq, fmpq_mat

from theory.errors import UnableError
from theory.language.exact import reread
from theory.language.formula import And, Atom, Formula, variables
from theory.language.grammar import GrammarError, parse_formula
from theory.language.term import Term, Variable
from verify.confirm.calculus import slope
from verify.confirm.changes import empty
from verify.confirm.cover import conjuncts
from verify.confirm.equal import Alike, put
from verify.confirm.quotients import Algebra
from verify.confirm.span import Box, Nowhere, Span, plus, point, times, values
from verify.confirm.truth import TRUE, decided, signs

if TYPE_CHECKING:
    from theory.language.claim import Claim

BITS = (64, 256, 1024)
UNSOLVED = "no solution is confirmed within the enclosures of "  # and their names


def confirm_witness(
    claim: Claim,
    parameters: Mapping[str, Fraction],
    enclosures: Mapping[str, tuple[str, str]],
    where: Sequence[str] = (),
) -> str:
    """Empty where a point with ``parameters``, and the other variables within ``enclosures``, meets all hypotheses of
    ``claim`` and its conclusion is not true there; else why that is not confirmed.

    enclosures: the lower and the upper end, as exact decimals, or fractions of any size. where: equations that choose
    the point within these, besides those of the hypotheses. Guarantee: such a point exists, by the intermediate value
    theorem, a closed form or Krawczyk's test. Limits: of a claim that solutions exist, nothing.
    """
    if claim.exists:
        return "that no solution exists is not confirmed here"
    wanted = {*claim.variables, *(v.name for v in variables(claim.formula))}
    if {*parameters, *enclosures} != wanted or set(parameters) & set(enclosures):
        return f"the witness does not give each of {', '.join(sorted(wanted))} once"
    if odd := [n for n in sorted(claim.integers) if n in enclosures or parameters[n].denominator != 1]:
        return f"{odd[0]} is not a whole number in the witness"
    box = {Variable(n): point(fmpq(q.numerator, q.denominator)) for n, q in parameters.items()}
    try:
        box |= {Variable(n): Span(_end(lo), _end(hi)) for n, (lo, hi) in enclosures.items()}
    except (ValueError, ZeroDivisionError) as error:
        return f"an end of an enclosure is no exact number: {error}"
    if any(empty(side) for side in box.values()):
        return "an enclosure is empty"
    given, asked = conjuncts(And(claim.given)), where if enclosures else ()  # exact numbers are chosen already
    try:
        chosen = conjuncts(And(tuple(parse_formula(t, {v.name: v for v in box}, claim.integers) for t in asked)))
    except (GrammarError, UnableError) as error:
        return f"an equation of the witness cannot be read: {error}"
    solved = _solved([g for g in (*chosen, *given) if isinstance(g, Atom) and g.op == "=="], box)
    if isinstance(solved, str):
        return solved
    alike = Alike([e for e in dict.fromkeys((*chosen, *given)) if e in solved and isinstance(e, Atom)])
    twins = _twins([e for e in given if e in solved and isinstance(e, Atom)], box)
    for hypothesis in given:
        if hypothesis not in solved and decided(hypothesis.subs(twins), box, alike) != {TRUE}:
            return f"the hypothesis '{hypothesis}' is not certainly true at the witness"
    if TRUE in decided(claim.then.subs(twins), box, alike):
        return f"the conclusion '{claim.then}' may be true at the witness"
    return ""


def _twins(equations: Sequence[Atom], box: Box) -> dict[Variable, Variable]:
    """Variables that are certainly equal to an earlier one: both satisfy one equation in them alone, which has at most
    one solution on both their sides."""
    found: dict[Variable, Variable] = {}
    gaps = [put(e.left - e.right, box) for e in equations]
    alone = [(g.variables[0], g) for g in gaps if len(g.variables) == 1]
    for k, (v, g) in enumerate(alone):
        for u, f in alone[:k]:
            if u is v or v in found or u in found or not Algebra().zero(g.subs({v: u}) - f):
                continue
            sides = (box[u], box[v])
            lows, highs = [s.lo for s in sides if s.lo is not None], [s.hi for s in sides if s.hi is not None]
            if len(lows) == len(highs) == 2 and _injective(f, u, {u: Span(min(lows), max(highs))}):
                found[v] = u
    return found


def _injective(f: Term, u: Variable, box: Box) -> bool:
    """Whether ``f`` is certainly defined on ``box`` and has a derivative of one sign there."""
    try:
        rise = _sure(slope(f, u), box, BITS[0])
    except UnableError:
        return False
    return rise is not None and rise.zero_free and _sure(f, box, BITS[0]) is not None


def _end(text: str) -> fmpq:
    q = Fraction(text) if "." in text and "e" not in text.lower() else reread(text)
    return fmpq(q.numerator, q.denominator)


def _solved(equations: Sequence[Atom], box: Box) -> set[Formula] | str:
    """The equations that some point of ``box`` solves all at once, at least one for each side that is not a point; or
    why that is not shown."""
    open_names = [v for v in box if not box[v].exact]
    left = [e for e in equations if set(open_names) & set(variables(e))]
    used: set[Formula] = set()
    while open_names:
        for size in range(1, len(open_names) + 1):
            found = _next(size, open_names, left, box)
            if found is not None:
                break
        else:
            return f"{UNSOLVED}{', '.join(map(str, open_names))}"
        names, solved = found
        open_names = [v for v in open_names if v not in names]
        left = [e for e in left if e not in solved]
        used |= set(solved)
    return used


def _next(
    size: int, open_names: Sequence[Variable], equations: Sequence[Atom], box: Box
) -> tuple[tuple[Variable, ...], tuple[Atom, ...]] | None:
    """``size`` variables with as many equations in them, and no other open ones, that have a solution in ``box``."""
    for names in combinations(open_names, size):
        fits = [e for e in equations if set(variables(e)) & set(open_names) <= set(names) & set(variables(e))]
        for chosen in combinations([e for e in fits if set(variables(e)) & set(names)], size):
            if (_one(names[0], chosen[0], box) if size == 1 else False) or _krawczyk(names, chosen, box):
                return names, chosen
    return None


def _one(name: Variable, equation: Atom, box: Box) -> bool:
    """By a closed form inside the side, or a change of sign of a continuous function."""
    side = box[name]
    for here, term in ((equation.left, equation.right), (equation.right, equation.left)):
        closed = here is name and name not in term.variables
        if closed and any(_inside(_sure(term, box, bits), side) for bits in BITS):
            return True
    gap = equation.left - equation.right
    for bits in BITS:
        ends = [_sure(gap, {**box, name: point(x)}, bits) for x in (side.lo, side.hi) if x is not None]
        if None not in ends and len(ends) == 2 and _sure(gap, box, bits) is not None:
            low, high = (signs(e) for e in ends if e is not None)
            if "0" in (low, high) or (low, high) in (("-", "+"), ("+", "-")):
                return True
    return False


def _sure(term: Term, box: Box, bits: int) -> Span | None:
    """Its range, where it is certainly defined on all of ``box``."""
    with ctx.workprec(bits):
        try:
            found = values(term, box)
        except Nowhere:
            return None
    return found if found.sure else None


def _inside(inner: Span | None, outer: Span) -> bool:
    if inner is None or inner.lo is None or inner.hi is None or outer.lo is None or outer.hi is None:
        return False
    return bool(outer.lo <= inner.lo and inner.hi <= outer.hi)


def _bounded(term: Term, box: Box, bits: int) -> Span:
    found = _sure(term, box, bits)
    if found is None or found.lo is None or found.hi is None:
        raise UnableError(f"{term} is not certainly defined and bounded")
    return found


def _middle(side: Span) -> fmpq:
    if side.lo is None or side.hi is None:
        raise UnableError("a side without end")
    return (side.lo + side.hi) / 2


def _krawczyk(names: Sequence[Variable], equations: Sequence[Atom], box: Box) -> bool:
    """Whether m - Y f(m) + (1 - Y J)(X - m), Y the exact inverse of a matrix near J(m), lies in the box X: then x - Y
    f(x) maps X into itself, and has a fixed point, where f is 0."""
    size, bits = len(names), BITS[1]
    middle = {v: _middle(box[v]) for v in names}
    at = {**box, **{v: point(q) for v, q in middle.items()}}
    gaps = [e.left - e.right for e in equations]
    try:
        slopes = [[slope(g, v) for v in names] for g in gaps]
    except UnableError:
        return False
    try:
        here = [_bounded(g, at, bits) for g in gaps]
        near = fmpq_mat([[_middle(_bounded(s, at, bits)) for s in row] for row in slopes]).inv()
        wide = [[_bounded(s, box, bits) for s in row] for row in slopes]
    except (UnableError, ZeroDivisionError):
        return False
    if any(_sure(g, box, bits) is None for g in gaps):
        return False
    with ctx.workprec(bits):
        for i, v in enumerate(names):
            image = point(middle[v])
            for j, w in enumerate(names):
                image = plus(image, times(point(-near[i, j]), here[j]))
                slack = point(fmpq(int(i == j)))
                for k in range(size):
                    slack = plus(slack, times(point(-near[i, k]), wide[k][j]))
                image = plus(image, times(slack, plus(box[w], point(-middle[w]))))
            if not _inside(image, box[v]):
                return False
    return True
