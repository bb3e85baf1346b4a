"""Proofs without a script: facts on exp, log and W at the terms that a claim contains, then z3.

Every step goes through the proof kernel, so that a proof found here is as good as one that a script proposes.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.language.algebra import equal
from theory.language.claim import Claim
from theory.language.formula import And, Atom, Formula, sides
from theory.language.term import Call, Number, Product, Sum, Term, Variable, exp
from verify.prove import integers
from verify.prove.encode import nested_roots
from verify.prove.kernel import Proof, ProofError
from verify.prove.library import Library
from verify.values.evaluate import holds, value

RESOURCES = (400_000, 400_000, 2_000_000, 4_000_000)  # z3's rlimit for each stage
MOST_FACTS = 24
MOST_NESTED = 5  # roots in one another: beyond, z3 takes minutes without an answer, and does not count them
CONSTANTS = ("exp", "log", "W0", "Wm1")
SCALE = 10**6  # numbers exp(c) and log(c) are known to one part in this
T = Variable("t")
Instance = tuple[str, dict[str, Term]]


@dataclass(frozen=True)
class Reasoned:
    """A completed proof, if one was found; the stages tried."""

    proof: Proof | None
    stages: int


def reason(
    claim: Claim, library: Library, most: int | None = None, late: Callable[[], bool] = lambda: False
) -> Reasoned:
    """Looks for a proof: by algebra alone; with facts of ``library`` on single terms; with facts on pairs of terms; at
    most so many stages, and no further one once ``late`` says so.

    Guarantee: a proof that comes back proves ``claim`` in the sense of ``verify.prove.kernel``.
    """
    stages: tuple[Callable[[Claim], Iterator[Instance]], ...] = (lambda _: iter(()), _upright, _single, _paired)
    stages = stages[:most]
    if nested_roots(*claim.given, claim.then) > MOST_NESTED:
        return Reasoned(None, 0)
    for k, stage in enumerate(stages):
        if late():
            return Reasoned(None, k)
        instances = list(itertools.islice(stage(claim), MOST_FACTS))
        if k and not instances:
            continue
        alone = not instances and not next(_single(claim), None)
        proof = _attempt(claim, library, instances, RESOURCES[-1] if alone else RESOURCES[k], bool(k))
        if proof is not None:
            return Reasoned(proof, k + 1)
    return Reasoned(None, len(stages))


def _attempt(claim: Claim, library: Library, instances: list[Instance], resources: int, branches: bool) -> Proof | None:
    """A completed proof from ``instances``; ``branches``: and from t e^t where an argument of W is -1/e."""
    try:
        proof = Proof(claim, library.claim, resources)
        for function in ("Wm1", "W0") if branches else ():
            for branch in arguments(claim, function):
                _step(proof.equals, T * exp(T), T, Call(function, branch), Number(-1))
        for label, terms in instances:
            _step(proof.instance, label, terms)
        for formula in _constants(claim):
            _step(proof.numeric, formula)
        for unequal, modulus in integers.residues(claim):
            _step(proof.residues, unequal, modulus)
        for count, below in integers.gaps(claim):
            _step(proof.gap, count, below)
        proof.conclude()
    except (ProofError, UnableError):
        return None
    return proof


def _step(propose: Callable[..., int], *data: Any) -> None:
    """A step, left out where the kernel refuses it."""
    with contextlib.suppress(ProofError):
        propose(*data)


def _nodes(claim: Claim) -> Iterator[Term]:
    for side in sides(*claim.given, claim.then):
        yield from side.nodes()


def _ordered(terms: Iterable[Term]) -> list[Term]:
    """Each once, short ones first."""
    return sorted(dict.fromkeys(terms), key=lambda t: (t.size, str(t)))


def arguments(claim: Claim, function: str) -> list[Term]:
    """The arguments of ``function`` in the claim, each once, in a fixed order."""
    return _ordered(n.args[0] for n in _nodes(claim) if isinstance(n, Call) and n.function == function)


def _exponents(claim: Claim) -> list[Term]:
    """The exponents of exp in the claim, and their sums where powers are multiplied."""
    alone = [x for x in arguments(claim, "exp") if x.variables]
    products = [[f.args[0] for f in n.calls("exp") if f in n.args] for n in _nodes(claim) if isinstance(n, Product)]
    sums = _ordered(Sum(*exponents) for exponents in products if len(exponents) > 1)
    return [*alone, *(x for x in sums if x.variables and x not in alone)]


def _inverses(claim: Claim) -> Iterator[Instance]:
    """W0 or W-1 at a w e^w that is written as such."""
    for function, fact in (("W0", "fact-w0-unique"), ("Wm1", "fact-wm1-unique")):
        for z in arguments(claim, function):
            for w in (e.args[0] for e in z.calls("exp")):
                if w.variables and equal(z, w * exp(w)):
                    yield fact, {"w": w, "z": z}
                    yield "fact-xexp-least", {"x": w}


def _upright(claim: Claim) -> Iterator[Instance]:
    yield from _inverses(claim)
    for z in arguments(claim, "W0"):
        yield "def-w0", {"z": z}
        yield "fact-w0-sign", {"z": z}
        yield "fact-w0-below-argument", {"z": z}
    for z in arguments(claim, "Wm1"):
        yield "def-wm1", {"z": z}
    for x in arguments(claim, "log"):
        yield "fact-log-tangent", {"x": x}
    for x in _exponents(claim):
        yield "fact-exp-tangent", {"x": x}


def _single(claim: Claim) -> Iterator[Instance]:
    yield from _upright(claim)
    for x in arguments(claim, "log"):
        yield "fact-log-tangent", {"x": 1 / x}
        yield "fact-log-quotient", {"a": x, "b": Number(1)}
    for x in _exponents(claim):
        yield "fact-exp-tangent", {"x": -x}


def _paired(claim: Claim) -> Iterator[Instance]:
    lambert, logs, exps = arguments(claim, "W0"), arguments(claim, "log"), _exponents(claim)
    for a, b in itertools.permutations(lambert, 2):
        yield "fact-w0-increasing", {"a": a, "b": b}
        yield "fact-w0-log-growth", {"a": a, "b": b}
        yield "fact-w0-lipschitz", {"a": a, "b": b}
    for a, b in itertools.permutations(logs, 2):
        yield "fact-log-increasing", {"a": a, "b": b}
        yield "fact-log-tangent", {"x": a / b}
        yield "fact-log-quotient", {"a": a, "b": b}
    for a, b in itertools.permutations(exps, 2):
        yield "fact-exp-increasing", {"a": a, "b": b}
        yield "fact-exp-tangent", {"x": b - a}
    yield from _single(claim)


def _constants(claim: Claim) -> Iterator[Formula]:
    """Bounds of the numbers exp(c), log(c) and W(c) that occur, and on which side of them the rationals lie that are
    near."""
    found = (n for n in _nodes(claim) if isinstance(n, Call) and n.function in CONSTANTS and not n.variables)
    rationals = sorted({n.value: n for n in _nodes(claim) if isinstance(n, Number)}.items())
    for constant in _ordered(found):
        try:
            ball = arb(value(constant, {})) * SCALE
        except (DomainError, UnableError):
            continue
        if ball.is_finite() and abs(ball) < SCALE**2:
            near = int(str(ball.mid().floor().fmpz()))
            low, high = Number(Fraction(near - 1, SCALE)), Number(Fraction(near + 2, SCALE))
            yield And((Atom("<", low, constant), Atom("<", constant, high)))
        for value_of, q in rationals:
            if abs(ball / SCALE - fmpq(value_of.numerator, value_of.denominator)) < 2 / SCALE:
                yield from (atom for op in "<>" if holds(atom := Atom(op, constant, q), {}) is True)
