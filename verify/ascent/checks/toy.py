"""The toy's rows in every convention, decided on certified stationary points and certified ends of the flow."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from flint import arb, ctx, fmpq

from theory.ascent import toy
from theory.ascent.claims import CLAIMS, Assertion
from theory.ascent.claims import toy as stated
from theory.errors import UnableError
from verify.ascent.library import check, decision
from verify.ascent.toy import fold
from verify.ascent.toy.basin import descent_step, flow_end
from verify.ascent.toy.stationary import BITS, Landscape, landscape
from verify.ascent.toy.surface import Balls, score
from verify.prove.script import Draft
from verify.values.krawczyk import Box
from verify.verdict import Evidence, Finding, Grade, Truth, Witness

CALLED = {"pretrain": (-1, 1, 1, 1), "retrain": (-1, 1, 1, 1), "da": (-1, 1, -1, -1)}
DIGITS = 12


def held(label: str, method: str, detail: str) -> Finding:
    """HOLDS, by enclosures for the whole domain of the assertion."""
    evidence = Evidence(method, Truth.HOLDS, Grade.ENCLOSED, _domain(label), detail)
    return Finding(Truth.HOLDS, Grade.ENCLOSED, detail, (evidence,))


def refuted(label: str, method: str, parameters: dict[str, Fraction], violation: arb, detail: str) -> Finding:
    """FAILS at exact parameters, by ``violation``. Errors: ``UnableError`` if that ball is not clear of zero."""
    if violation.contains(0):
        raise UnableError(f"{label}: the violation {violation.str(5)} is not separated from 0; raise BITS")
    witness = Witness(parameters, violation.str(DIGITS), detail, Grade.ENCLOSED)
    evidence = Evidence(method, Truth.FAILS, Grade.ENCLOSED, _domain(label), f"{detail}; by {witness.violation}")
    return Finding(Truth.FAILS, Grade.ENCLOSED, evidence.detail, (evidence,), witness)


def undecided(label: str, reason: str) -> Finding:
    """UNKNOWN, with what would decide it."""
    evidence = Evidence("enclosures", Truth.UNKNOWN, Grade.ENCLOSED, _domain(label), reason)
    return Finding(Truth.UNKNOWN, Grade.ENCLOSED, reason, (evidence,))


def register(label: str, decide: Callable[[str], Finding]) -> None:
    """Registers ``decide`` for ``label``; where a budget does not suffice the verdict is UNKNOWN and names it."""

    def settled() -> Finding:
        try:
            with ctx.workprec(BITS):
                return decide(label)
        except UnableError as error:
            return undecided(label, str(error))

    decision(label)(settled)


def _domain(label: str) -> str:
    statement = CLAIMS[label]
    return statement.domain if isinstance(statement, Assertion) else ""


def scores(point: Box) -> list[arb]:
    """1 + z at the four points; the class is +1 where that is at least 0."""
    return [1 + score(point, x) for x in toy.X]


def misread(point: Box, called: tuple[int, ...]) -> tuple[int, arb] | None:
    """The first of the four points that certainly is not classified as ``called``, with its score; None if all are.

    Errors: ``UnableError`` where a score is not separated from 0.
    """
    found = scores(point)
    for k, (value, sign) in enumerate(zip(found, called, strict=True)):
        if value.contains(0):
            raise UnableError(f"the score at point {k + 1} is not separated from 0 at {BITS} bits; raise BITS")
        if not value * sign > 0:
            return k + 1, value
    return None


def parameters(which: str, lam: Fraction = toy.RIDGE) -> dict[str, Fraction]:
    """The exact multiplicities of a loss, before any mean is taken, and the ridge."""
    counts = {"D": toy.ORIGINAL, "R": toy.RETAINED,
              "DA": tuple(r - f for r, f in zip(toy.RETAINED, toy.FORGOTTEN, strict=True))}[which]  # fmt: skip
    return {f"m_{k + 1}": Fraction(n) for k, n in enumerate(counts)} | {"lam": lam}


def lands(convention: toy.Convention) -> dict[str, Landscape]:
    return {which: landscape(convention.loss(which)) for which in toy.LOSSES}


def shown(point: Box) -> str:
    return f"({point[0].str(DIGITS)}, {point[1].str(DIGITS)})"


def distance(p: Box, q: Box) -> arb:
    return ((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2).sqrt()


def classes(convention: toy.Convention, name: str, which: str, label: str) -> Finding:
    """Whether the global minimum of the loss classifies the points as the row says."""
    land = landscape(convention.loss(which))
    wrong = misread(land.least.point, CALLED[name])
    where = f"the global minimum of L_{which}, one of {len(land.minima)}, is {shown(land.least.point)}"
    if wrong is None:
        signs = ", ".join(value.str(6) for value in scores(land.least.point))
        return held(label, "stationary points", f"{where}; scores 1 + z: {signs}")
    detail = f"{where}; it classifies point {wrong[0]} otherwise: its score 1 + z is {wrong[1].str(DIGITS)}"
    return refuted(label, "stationary points", parameters(which), abs(wrong[1]), detail)


def retrain(convention: toy.Convention, label: str) -> Finding:
    """The classes at the retrained global minimum, whose basin holds the original one, and how far it moved."""
    read = classes(convention, "retrain", "R", label)
    if read.truth is Truth.FAILS:
        return read
    found = lands(convention)
    original, oracle, after = (found[which].least.point for which in ("D", "R", "DA"))
    ending = flow_end(found["R"], original)
    moved, by_ascent = distance(oracle, original), distance(after, original)
    if ending.end is not found["R"].least:
        detail = "the flow from the original's minimum ends at an inferior minimum"
        return refuted(label, "fence", parameters("R"), ending.end.value - found["R"].least.value, detail)
    if not moved < by_ascent:
        detail = "the minimum moves farther than by descent-ascent"
        return refuted(label, "stationary points", parameters("R"), moved - by_ascent, detail)
    relative = moved / distance(original, (arb(0), arb(0)))
    detail = (
        f"{read.reason}; the flow from w_D ends there; |w_R - w_D| = {moved.str(DIGITS)}, {relative.str(4)} of |w_D|, "
        f"against |w_DA - w_D| = {by_ascent.str(DIGITS)}"
    )
    return held(label, "stationary points and fence", detail)


def trapped(convention: toy.Convention, label: str) -> Finding:
    """Where the gradient flow of the retrain loss from descent-ascent's global minimum ends."""
    found = lands(convention)
    land, start = found["R"], found["DA"].least.point
    ending = flow_end(land, start)
    how = (
        f"a polygon of {len(ending.fence)} edges on which L_R is above"
        f" {ending.fence_value.str(8, radius=False)}, with one"
        " stationary point inside"
        if ending.fence_value is not None
        else "L_R has one stationary point in the plane"
    )
    path = f"from {shown(start)}, L_R = {ending.start_value.str(8)}, the flow ends at {shown(ending.end.point)}, L_R ="
    path += f" {ending.end.value.str(8)}: {how}"
    if ending.end is land.least:
        fall = ending.start_value - ending.end.value
        return refuted(
            label, "fence", parameters("R"), fall, f"{path}; this is the global minimum, and L_R falls all the way"
        )
    excess = ending.end.value - land.least.value
    if not excess > 0:
        raise UnableError("the end's loss is not separated from the least one; raise BITS")
    return held(label, "fence", f"{path}, {excess.str(DIGITS)} above the global minimum {shown(land.least.point)}")


DECIDED: dict[str, Callable[[toy.Convention, str], Finding]] = {
    "pretrain": lambda convention, label: classes(convention, "pretrain", "D", label),
    "retrain": retrain,
    "da": lambda convention, label: classes(convention, "da", "DA", label),
    "trapped": trapped,
}
for _name, _decide in DECIDED.items():
    for _convention in toy.CONVENTIONS:
        register(f"toy-{_name}-{_convention.name}", partial(_decide, _convention))
for _name in ("da", "trapped"):
    for _convention in toy.OTHER_MEANS:
        register(f"toy-{_name}-{_convention.name}", partial(DECIDED[_name], _convention))


def conventions(label: str) -> Finding:
    """Exactly which rows each convention has."""
    for name, kept in stated.REPRODUCED.items():
        for convention in toy.CONVENTIONS:
            found = DECIDED[name](convention, f"toy-{name}-{convention.name}")
            if found.truth is Truth.UNKNOWN or (found.truth is Truth.HOLDS) != (convention.name in kept):
                return undecided(label, f"toy-{name}-{convention.name} is {found.truth.name}: correct the table")
    every = [c.name for c in toy.CONVENTIONS if all(c.name in kept for kept in stated.REPRODUCED.values())]
    return held(label, "all rows", f"all four rows hold in {', '.join(every)} alone; each of the 32 is decided")


def minima(label: str) -> Finding:
    """The numbers of minima, and that each second one comes with a saddle."""
    for convention in toy.CONVENTIONS:
        for (which, land), count in zip(lands(convention).items(), stated.MINIMA[convention.name], strict=True):
            kinds = [p.kind for p in land.points]
            if sorted(kinds) != ["minimum"] * count + ["saddle"] * (count - 1):
                return undecided(label, f"{convention.name}, L_{which}: {', '.join(kinds)}; correct the table")
    detail = "24 losses, all stationary points in the plane by branch and bound and the Krawczyk test"
    return held(label, "stationary points", detail)


def saddle_node(convention: toy.Convention, label: str) -> Finding:
    """The fold of the retrain loss, the only one from the lowest ridge on, with the numbers on either side."""
    found = fold.only_fold(convention, stated.LOWEST)
    typed = stated.fold_ridge(convention)
    ball = arb(fmpq(typed.numerator, typed.denominator))
    if not abs(found.ridge - ball) < ball * arb(10) ** -20:
        return undecided(label, f"the fold is at {found.ridge.str(30)}; correct the table")
    for factor, kinds in ((Fraction(99, 100), ["minimum", "minimum", "saddle"]), (Fraction(101, 100), ["minimum"])):
        points = landscape(convention.loss("R", round(typed * 10**6) * factor / 10**6)).points
        if [p.kind for p in points] != kinds:
            return undecided(label, f"at {float(factor)} of the fold: {', '.join(p.kind for p in points)}")
    detail = f"lambda = {found.ridge.str(28)} at {shown(found.point)}"
    detail += f"; no other degenerate point for lambda >= {stated.LOWEST}"
    return held(label, "Krawczyk test in (a, b, lambda), branch and bound", detail)


def descent(label: str) -> Finding:
    """The fence also holds gradient descent: no step of size at most h raises L on the way to the next iterate."""
    found = lands(toy.REPRODUCING)
    step = descent_step(Balls(found["R"].loss))
    ending = flow_end(found["R"], found["DA"].least.point)
    if not step >= arb(1) / 101 or ending.end is found["R"].least:
        return undecided(label, f"the bound on the step is {step.str(6)}")
    detail = f"L_R does not rise along a step of size at most {step.str(8)}, so the iterates stay inside the fence"
    return held(label, "fence", detail)


register("res-toy-conventions", conventions)
register("res-toy-minima", minima)
register("res-toy-trapped-descent", descent)
for _convention in toy.CONVENTIONS:
    register(f"res-toy-fold-{_convention.name}", partial(saddle_node, _convention))


@check("res-toy-not-separable")
@check("res-toy-wrong-points")
def linear(p: Draft) -> None:
    p.conclude()
