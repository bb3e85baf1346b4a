"""Proofs without a script: facts on exp, log and W at the terms that a claim contains, then z3.

Every step goes through the proof kernel, so that a proof found here is as good as one that a script proposes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import sympy as sp
from flint import arb

from theory.claims import FORMAL
from theory.claims.model import Claim
from theory.formula import Atom, Formula
from theory.lambert import W0, Wm1
from verify.evaluate import value
from verify.judge.written import written
from verify.prove.kernel import Proof, ProofError

RESOURCES = (400_000, 400_000, 2_000_000, 4_000_000)  # z3's rlimit for each stage
MOST_FACTS = 24
SCALE = 10**6  # numbers exp(c) and log(c) are known to one part in this
Instance = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Reasoned:
    """A completed proof, if one was found; the stages tried."""

    proof: Proof | None
    stages: int


def reason(claim: Claim, most: int = len(RESOURCES)) -> Reasoned:
    """Looks for a proof: by algebra alone; with facts on single terms; with facts on pairs of terms.

    Guarantee: a proof that comes back proves ``claim`` in the sense of ``verify.prove.kernel``.
    """
    guarded = with_conditions(claim)
    stages: tuple[Callable[[Claim], Iterator[Instance]], ...] = (lambda _: iter(()), _upright, _single, _paired)
    for k, stage in enumerate(stages[:most]):
        instances = list(itertools.islice(stage(guarded), MOST_FACTS))
        if k and not instances:
            continue
        alone = not instances and not next(_single(guarded), None)
        try:
            proof = Proof(guarded, FORMAL.__getitem__, RESOURCES[-1] if alone else RESOURCES[k])
            for branch in arguments(guarded, Wm1) if k else ():
                proof.equals("t*exp(t)", "t", f"Wm1({written(branch)})", "-1")
            for branch in arguments(guarded, W0) if k else ():
                proof.equals("t*exp(t)", "t", f"W0({written(branch)})", "-1")
            for label, terms in instances:
                proof.instance(label, **terms)
            for text in _constants(guarded):
                proof.numeric(text)
            proof.conclude()
        except ProofError:
            continue
        return Reasoned(proof, k + 1)
    return Reasoned(None, most)


def contradictory(claim: Claim) -> bool:
    """Whether the hypotheses are proved to contradict each other."""
    return reason(replace(claim, conclusion="1 < 0")).proof is not None


def with_conditions(claim: Claim) -> Claim:
    """``claim`` with what each hypothesis needs to be defined said before it. A comparison holds only where it is
    defined, so that nothing is added to a hypothesis that is one, or several joined by and."""
    texts: list[str] = []
    for text, formula in zip(claim.hypotheses, claim.given, strict=True):
        texts += [_text(need) for need in _needs(formula)] + [text]
    return replace(claim, hypotheses=tuple(dict.fromkeys(texts)))


def _needs(formula: Formula) -> Iterator[Atom]:
    if isinstance(formula, Atom):
        yield from formula.defined
    elif type(formula).__name__ == "And":
        for part in formula.parts:  # type: ignore[union-attr]
            yield from _needs(part)


def _text(atom: Atom) -> str:
    return f"{written(atom.left)} {atom.op} {written(atom.right)}"


def _sides(claim: Claim) -> list[sp.Expr]:
    return [side for f in (*claim.given, claim.then) for a in f.atoms() for side in (a.left, a.right)]


def arguments(claim: Claim, function: type) -> list[sp.Expr]:
    """The arguments of ``function`` in the claim, each once, in a fixed order."""
    found = {e.args[0] for side in _sides(claim) for e in side.atoms(function)}
    return sorted(found, key=sp.default_sort_key)


def _exponents(claim: Claim) -> list[sp.Expr]:
    """The exponents of exp in the claim, and their sums where powers are multiplied."""
    alone = [x for x in arguments(claim, sp.exp) if x.free_symbols]
    products = {m for side in _sides(claim) for m in side.atoms(sp.Mul)}
    sums = {sp.Add(*(f.args[0] for f in m.args if isinstance(f, sp.exp))) for m in products}
    return [*alone, *sorted((x for x in sums - set(alone) if x.free_symbols), key=sp.default_sort_key)]


def _upright(claim: Claim) -> Iterator[Instance]:
    for z in arguments(claim, W0):
        yield "def-w0", {"z": written(z)}
        yield "fact-w0-sign", {"z": written(z)}
        yield "fact-w0-below-argument", {"z": written(z)}
    for z in arguments(claim, Wm1):
        yield "def-wm1", {"z": written(z)}
    for x in arguments(claim, sp.log):
        yield "fact-log-tangent", {"x": written(x)}
    for x in _exponents(claim):
        yield "fact-exp-tangent", {"x": written(x)}


def _single(claim: Claim) -> Iterator[Instance]:
    yield from _upright(claim)
    for x in arguments(claim, sp.log):
        yield "fact-log-tangent", {"x": written(1 / x)}
        yield "fact-log-quotient", {"a": written(x), "b": "1"}
    for x in _exponents(claim):
        yield "fact-exp-tangent", {"x": written(-x)}


def _paired(claim: Claim) -> Iterator[Instance]:
    lambert, logs, exps = arguments(claim, W0), arguments(claim, sp.log), _exponents(claim)
    for a, b in itertools.permutations(lambert, 2):
        yield "fact-w0-increasing", {"a": written(a), "b": written(b)}
        yield "fact-w0-log-growth", {"a": written(a), "b": written(b)}
        yield "fact-w0-lipschitz", {"a": written(a), "b": written(b)}
    for a, b in itertools.permutations(logs, 2):
        yield "fact-log-increasing", {"a": written(a), "b": written(b)}
        yield "fact-log-tangent", {"x": written(a / b)}
        yield "fact-log-quotient", {"a": written(a), "b": written(b)}
    for a, b in itertools.permutations(exps, 2):
        yield "fact-exp-increasing", {"a": written(a), "b": written(b)}
        yield "fact-exp-tangent", {"x": written(b - a)}
    yield from _single(claim)


def _constants(claim: Claim) -> Iterator[str]:
    """Bounds of the numbers exp(c) and log(c) that occur."""
    found = {e for side in _sides(claim) for e in side.atoms(sp.exp, sp.log, type(sp.E)) if not e.free_symbols}
    for constant in sorted(found, key=sp.default_sort_key):
        ball = arb(value(constant, {})) * SCALE
        if ball.is_finite() and abs(ball) < SCALE**2:
            near = int(str(ball.mid().floor().fmpz()))
            yield f"{near - 1}/{SCALE} < {written(constant)} and {written(constant)} < {near + 2}/{SCALE}"
