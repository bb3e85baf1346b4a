"""The normal form of a term: one quotient of polynomials over opaque parts, in lowest terms."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from theory.errors import UnableError
from theory.language.algebra.opaque import MOST_POWER, Opaque, opened
from theory.language.algebra.polynomial import Nowhere, Ratio, canonical
from theory.language.term import INTEGER, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant

MOST_TERMS = 4000  # addends of a polynomial
MOST_DEGREE, MOST_BITS = 1000, 2**17  # of a power that is multiplied out, and of its coefficients
MOST_PARTS = 20_000  # of an opaque part: what is opaque in it stands in it as often as it is written


@lru_cache(2**15)
def normal(term: Term) -> Ratio:
    """The normal form of ``term``: equal for terms that the rules make equal.

    Errors: ``UnableError`` where polynomials grow beyond ``MOST_TERMS``; ``Nowhere`` where it divides by 0.
    """
    gens: dict[Term, int] = {}
    _gather(term, gens)
    order = sorted(gens, key=str)
    index = {gen: k for k, gen in enumerate(order)}
    context = fmpq_mpoly_ctx.get([f"g{k}" for k in range(max(len(order), 1))], "lex")
    above, below = _reduced(*_value(term, index, context), order, index, context)
    return Ratio(*canonical(above, below, order))


@lru_cache(2**15)
def _opened(node: Term) -> Term:
    found = opened(node, tuple(normal(a) for a in node.args))
    if found.parts > MOST_PARTS:
        raise UnableError(f"a form with a part of {found.parts} parts is not written out")
    return found


def _plain(node: Term) -> bool:
    """Whether polynomials express the operation at the root of ``node``."""
    if isinstance(node, Power):
        q = constant(node.exponent)
        if q is None or node.kind != INTEGER or q.denominator != 1 or abs(q) > MOST_POWER:
            return False
        return not _explodes(node.base, int(q))
    return isinstance(node, Sum | Product | Quotient)


@lru_cache(2**15)
def _explodes(base: Term, k: int) -> bool:
    if abs(k) < 2 or isinstance(base, Variable | Opaque):
        return False
    ratio = normal(base)
    return any(
        math.comb(len(p.terms) + abs(k) - 1, abs(k)) > MOST_TERMS
        or p.degree * abs(k) > MOST_DEGREE
        or p.bits * abs(k) > MOST_BITS
        for p in (ratio.above, ratio.below)
    )


def _gather(node: Term, gens: dict[Term, int]) -> None:
    """Adds the opaque parts of ``node``, and those in what their powers stand for."""
    seen: set[Term] = set()
    stack = [node]
    while stack:
        part = stack.pop()
        if part in seen:
            continue
        seen.add(part)
        if isinstance(part, Variable):
            gens[part] = 0
        elif isinstance(part, Opaque):
            (inner,) = part.args
            gens[inner] = 0
            if (order := _order(inner)) is not None:
                stack.append(order[1])
        elif _plain(part):
            stack += part.args
        elif not isinstance(part, Number):
            stack.append(_opened(part))


def _order(gen: Term) -> tuple[int, Term] | None:
    """(n, a) if the n-th power of the opaque part is a."""
    match gen:
        case Call("sqrt", (a,)):
            return 2, a
        case Call("abs", (a,)):
            return 2, a**2
        case Power(a, Number(q), "root"):
            return q.denominator, a
    return None


def _value(node: Term, index: dict[Term, int], context: Any) -> tuple[Any, Any]:
    """Numerator and denominator."""
    known: dict[Term, tuple[Any, Any]] = {}

    def visit(part: Term) -> tuple[Any, Any]:
        if part not in known:
            known[part] = compute(part)
        return known[part]

    one = context.from_dict({(0,) * context.nvars(): 1})

    def compute(part: Term) -> tuple[Any, Any]:
        match part:
            case Number(q):
                return one * fmpq(q.numerator, q.denominator), one
            case Variable():
                return context.gens()[index[part]], one
            case Opaque():
                return context.gens()[index[part.args[0]]], one
        if not _plain(part):
            return visit(_opened(part))
        if isinstance(part, Power):
            k = int(constant(part.exponent) or 0)
            a, b = visit(part.base)
            if k < 0:
                a, b, k = *_inverse(part, a, b), -k
            return a**k, b**k
        values = [visit(a) for a in part.args]
        if isinstance(part, Quotient):
            (a, b), (c, d) = values
            c, d = _inverse(part, c, d)
            return _cancelled(_times(a, c), _times(b, d))
        above, below = values[0]
        for a, b in values[1:]:
            if isinstance(part, Product):
                above, below = _cancelled(_times(above, a), _times(below, b))
            elif b == below:
                above = above + a
            else:
                above, below = _cancelled(_times(above, b) + _times(a, below), _times(below, b))
        return _cancelled(above, below)

    return visit(node)


def _inverse(part: Term, above: Any, below: Any) -> tuple[Any, Any]:
    if above == 0:
        raise Nowhere(f"{part}: it divides by 0 everywhere")
    return below, above


def _times(a: Any, b: Any) -> Any:
    if len(a) * len(b) > 50 * MOST_TERMS:
        raise UnableError(f"a product of sums of {len(a)} and {len(b)} addends is not multiplied out")
    product = a * b
    if len(product) > MOST_TERMS:
        raise UnableError(f"a sum of {len(product)} addends is not multiplied out further")
    return product


def _cancelled(above: Any, below: Any) -> tuple[Any, Any]:
    if len(below) == 1 and below.total_degree() == 0:
        return above, below
    common = above.gcd(below)
    if common.total_degree() == 0:
        return above, below
    return above / common, below / common


def _reduced(above: Any, below: Any, order: list[Term], index: dict[Term, int], context: Any) -> tuple[Any, Any]:
    """With powers of roots at or above their order replaced by what they stand for."""
    rules = {k: rule for k, gen in enumerate(order) if (rule := _order(gen)) is not None}
    changed = bool(rules)
    while changed:
        changed = False
        for k, (n, inner) in rules.items():
            if max(above.degrees()[k], below.degrees()[k]) < n:
                continue
            top, bottom = _value(inner, index, context)
            (a, i), (b, j) = (_lowered(p, k, n, top, bottom, context) for p in (above, below))
            above, below = _times(a, bottom**j), _times(b, bottom**i)
            if below == 0:
                raise Nowhere("it divides by 0 everywhere")
            above, below = _cancelled(above, below)
            changed = True
    return above, below


def _lowered(p: Any, k: int, n: int, top: Any, bottom: Any, context: Any) -> tuple[Any, int]:
    """``p`` with the n-th power of part k replaced by top/bottom, times bottom**i; and i."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for monomial, c in p.to_dict().items():
        high, low = divmod(monomial[k], n)
        parts.setdefault(high, {})[(*monomial[:k], low, *monomial[k + 1 :])] = c
    most = max(parts, default=0)
    total = context.from_dict({})
    for high, found in parts.items():
        total = total + _times(_times(context.from_dict(found), top**high), bottom ** (most - high))
    return total, most
