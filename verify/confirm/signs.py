"""The second reader's signs: whether a reason shows that a term is > 0, or >= 0, on a box.

Every form that a reason names is compared with the term by algebra, with exact numbers put in and absolute values and
maxima chosen, and is certainly defined on the whole box.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import ctx, fmpq

from theory.errors import UnableError
from theory.language.term import Call, Number, Power, Product, Term, Variable, constant, replaced
from verify.confirm.calculus import ONE, ZERO, slope
from verify.confirm.certificate import Along, Factor, Factors, Form, Sign, Through
from verify.confirm.quotients import Algebra
from verify.confirm.span import Box, Nowhere, Span, opposite, plus, point, values

PRECISIONS = (64, 256)
UNIT = Span(fmpq(0), fmpq(1))
LONGEST = 2**6  # bits of a number that is put into a term


def shows(asked: Term, why: Sign, strict: bool, box: Box) -> bool:
    """Whether ``why`` certainly shows that ``asked`` > 0 (``strict``) or >= 0 at every point of ``box`` where it is
    defined."""
    match why:
        case Form(term, factor):
            if not (agree(asked * factor, term, box) and has_sign(term, strict, box)):
                return False
            return factor is ONE or has_sign(factor, True, box)
        case Through(term, inner, law, factor, positive):
            e = Number(1)
            one, other = {
                "times": (asked, factor * term),
                "exp": (asked, factor * (Call("exp", term) - e)),
                "log": (term, factor * (Call("exp", asked) - e)),
            }[law]
            if not agree(one, other, box) or not sure(term, box):
                return False
            known = factor is ONE or shows(factor, positive or Form(factor), True, box)
            return known and sure(factor, box) and shows(term, inner, strict, box)
        case Factors(factors):
            all_of_it = Product(*(_raised(f) for f in factors))
            return agree(asked, all_of_it, box) and sure(all_of_it, box) and _product(factors, strict, box)
        case Along():
            return agree(asked, why.term, box) and _along(why, strict, box)


def agree(one: Term, other: Term, box: Box) -> bool:
    """Whether the two are certainly equal wherever both are defined on ``box``."""
    return one is other or _same(ready(one, box), ready(other, box))


@lru_cache(2**14)
def _same(one: Term, other: Term) -> bool:
    return one is other or Algebra().zero(one - other)


def ready(term: Term, box: Box) -> Term:
    """``term`` with the exact numbers of ``box`` in it, and absolute values and maxima chosen where one has a sign."""
    numbers = {v: box[v].lo for v in term.variables if v in box and box[v].exact}
    short = {v: Number(Fraction(int(q.p), int(q.q))) for v, q in numbers.items() if q is not None and _short(q)}
    term = term.subs(short) if short else term
    return replaced(term, lambda node: _chosen(node, box)) if term.calls("abs", "max", "min") else term


def _short(q: fmpq) -> bool:
    return max(int(q.p).bit_length(), int(q.q).bit_length()) <= LONGEST


def _chosen(node: Term, box: Box) -> Term | None:
    if not isinstance(node, Call) or node.function not in ("abs", "max", "min"):
        return None
    for best in node.args:
        others = [a for a in node.args if a is not best]
        try:
            if node.function == "abs":
                gap = values(best, box)
                if gap.lo is not None and gap.lo >= 0:
                    return ready(best, box)
                return ready(-best, box) if gap.hi is not None and gap.hi <= 0 else None
            gaps = [plus(values(best, box), opposite(values(other, box))) for other in others]
        except Nowhere:
            return None
        gaps = gaps if node.function == "max" else [opposite(g) for g in gaps]
        if all(g.lo is not None and g.lo >= 0 for g in gaps):
            return ready(best, box)
    return None


def range_of(term: Term, box: Box) -> Span | None:
    """Its values, if it is certainly defined on the whole box."""
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            try:
                found = values(term, box)
            except Nowhere:
                return None
        if found.sure and (found.zero_free or bits == PRECISIONS[-1]):
            return found
    return None


def sure(term: Term, box: Box) -> bool:
    """Whether ``term`` is certainly defined on the whole box."""
    return range_of(term, box) is not None


def has_sign(term: Term, strict: bool, box: Box) -> bool:
    """Whether ``term`` is certainly defined, and > 0 (``strict``) or >= 0, on the whole box, by its range."""
    found = range_of(term, box)
    if found is None:
        return False
    if found.positive or (not strict and found.lo is not None and found.lo >= 0):
        return True
    return not strict and _same(ready(term, box), ZERO)


def _raised(f: Factor) -> Term:
    q = constant(f.exponent)
    if q == 1:
        return f.base
    kind = "real" if q is None else "integer" if q.denominator == 1 else "root"
    return Power(f.base, f.exponent, kind)  # type: ignore[no-any-return]


def _product(factors: tuple[Factor, ...], strict: bool, box: Box) -> bool:
    """The sign of a product, defined on all of ``box``, from those of its factors."""
    negative = False
    for f in factors:
        q = constant(f.exponent)
        apart = strict and (q is None or q > 0)  # a base of a negative power is not 0 where that is defined
        plain = q is not None and q.denominator == 1 and q % 2 == 1
        if not (apart or plain):
            continue
        if f.why is None or not f.sign or not shows(f.base if f.sign > 0 else -f.base, f.why, apart, box):
            return False
        negative ^= plain and f.sign < 0
        if f.sign < 0 and not plain and q is None:
            return False
    return not negative


def _is_kink(kink: Term, names: tuple[Variable, ...]) -> bool:
    """Whether ``kink`` is an absolute value or a maximum with as many ``names`` as it needs."""
    needed = max(len(kink.args) - 1, 1)
    return isinstance(kink, Call) and kink.function in ("abs", "max", "min") and len(names) == needed


def _along(why: Along, strict: bool, box: Box) -> bool:
    name = Variable(why.name)
    if name not in box:
        return False
    side = box[name]
    at, is_open = (side.lo, side.below) if why.rising else (side.hi, side.above)
    if at is None:
        return False
    closed = side._replace(below=side.below and not why.rising, above=side.above and why.rising)
    if not sure(why.term, {**box, name: closed}):
        return False
    kinks = {kink: tuple(map(Variable, names)) for kink, names in why.kinks}
    free = [v for some in kinks.values() for v in some]
    if len({*free, *box}) < len(free) + len(box) or not all(map(_is_kink, kinks, kinks.values())):
        return False
    try:
        steep = slope(why.term, name, kinks)
    except UnableError:
        return False
    upward = steep if why.rising else -steep
    inside = {**box, name: side._replace(below=True, above=True)} if not side.exact else dict(box)
    inside |= dict.fromkeys(free, UNIT)
    if not sure(steep, inside) or not shows(upward, why.steep, False, inside):
        return False
    if strict and is_open and shows(upward, why.steep, True, inside):
        strict = False
    return shows(why.term, why.face, strict, {**box, name: point(at)})
