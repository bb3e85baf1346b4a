"""The toy's remarks, decided: two ridges compared, and every ratio of ascent to descent rates."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from flint import arb

from theory.ascent import toy
from theory.ascent.claims import toy_ridge as stated
from theory.errors import LedgerError, UnableError
from theory.language.algebra import equal, expanded
from theory.language.term import Variable, constant
from verify.ascent.checks.toy import CALLED, distance, held, lands, misread, refuted, register, scores, shown, undecided
from verify.ascent.library import check
from verify.ascent.toy import ratio
from verify.ascent.toy.basin import flow_end
from verify.ascent.toy.stationary import Landscape, landscape
from verify.prove.script import Draft
from verify.values.krawczyk import Box
from verify.verdict import Finding

SIGNED = {"unit": False, "signed": True}


def pair(reading: str, output: str) -> tuple[dict[str, Fraction], list[Landscape]]:
    """The original loss, sum and ridge lambda |w|^2, at the reading's two ridges; other conventions rescale these."""
    ridges = [Fraction(text) for text in stated.READINGS[reading][2]]
    base = toy.Convention(mean=False, half=False, signed=SIGNED[output])
    for convention in toy.CONVENTIONS:
        factors = {w / v for w, v in zip(convention.weights("D"), base.weights("D"), strict=True)}
        if len(factors) != 1:
            raise LedgerError(f"{convention.name}: the original loss is not a multiple of the sum's at another ridge")
    witness = dict(zip(("lam_1", "lam_2"), ridges, strict=True))
    return witness, [landscape(base.loss("D", ridge)) for ridge in ridges]


def direction(output: str, label: str) -> Finding:
    """The sine of the angle between each minimum at one ridge and each at the other."""
    witness, (first, second) = pair("direction", output)
    sines = [_sine(p.point, q.point) for p in first.minima for q in second.minima]
    if any(sine.contains(0) for sine in sines):
        return undecided(label, "two minimisers may be parallel; raise BITS")
    nearest = min(sines, key=float)
    turn = _degrees(nearest).str(8)
    detail = f"the smallest angle of {len(sines)} pairs of minimisers is {turn} degrees, its sine"
    return refuted(label, "stationary points", witness, nearest, detail)


def nearly_radial(label: str) -> Finding:
    """The angle by which the global minimiser turns."""
    turns = []
    for output in SIGNED:
        _, (first, second) = pair("direction", output)
        p, q = first.least.point, second.least.point
        turn = _degrees(_sine(p, q))
        if not (p[0] * q[0] + p[1] * q[1] > 0 and turn > 0 and turn < arb(0.5)):
            return undecided(label, f"output {output}: the angle is {turn.str(8)} degrees: correct the bound")
        turns.append(f"{turn.str(8)} degrees for the output {stated.OUTPUTS[output]}")
    return held(label, "stationary points", ", ".join(turns))


def _sine(p: Box, q: Box) -> arb:
    """The size of the sine of the angle between p and q, seen from 0."""
    origin = (arb(0), arb(0))
    return abs(p[0] * q[1] - p[1] * q[0]) / (distance(p, origin) * distance(q, origin))


def _degrees(sine: arb) -> arb:
    return sine.asin() * 180 / arb.pi()


def _roots(point: Box) -> tuple[arb, arb]:
    """The roots of 1 + a x + b x^2, for b < 0: the negative one first."""
    a, b = point
    if not b < 0:
        raise UnableError("b is not certainly negative; the boundary then may not be two points")
    root = (a**2 - 4 * b).sqrt()
    return (-a + root) / (2 * b), (-a - root) / (2 * b)


def boundary(output: str, label: str) -> Finding:
    """How far the right end of the region called +1 moves."""
    witness, found = pair("boundary", output)
    (_, first), (_, second) = (_roots(land.least.point) for land in found)
    detail = f"the right boundary point is {first.str(10)} at the first ridge, {second.str(10)} at the second, apart"
    return refuted(label, "stationary points", witness, abs(first - second), detail)


def classes(output: str, label: str) -> Finding:
    """A point whose class changes between the two ridges."""
    witness, (first, second) = pair("classes", output)
    before = tuple(1 if value > 0 else -1 for value in scores(first.least.point))
    if misread(first.least.point, before) is not None:
        raise LedgerError("a class disagrees with the sign from which it was read")
    changed = misread(second.least.point, before)
    if changed is None:
        return undecided(label, "the classes agree at these two ridges; try others")
    k, value = changed
    old = scores(first.least.point)[k - 1]
    detail = f"the score 1 + z of point {k} is {old.str(8)} at the first ridge and {value.str(8)} at the second, apart"
    return refuted(label, "stationary points", witness, abs(value - old), detail)


def positions(output: str, label: str) -> Finding:
    """The ratio of two sides of the triangle of the three global minima."""
    ridges = [Fraction(text) for text in stated.READINGS["positions"][2]]
    base = toy.Convention(mean=False, half=False, signed=SIGNED[output])
    ratios = []
    for ridge in ridges:
        original, oracle, after = (landscape(base.loss(which, ridge)).least.point for which in toy.LOSSES)
        ratios.append(distance(oracle, original) / distance(after, original))
    witness = dict(zip(("lam_1", "lam_2"), ridges, strict=True))
    detail = f"the ratio is {ratios[0].str(10)} at the first ridge and {ratios[1].str(10)} at the second, apart"
    return refuted(label, "stationary points", witness, abs(ratios[0] - ratios[1]), detail)


for _reading, _decide in (
    ("direction", direction), ("boundary", boundary), ("classes", classes), ("positions", positions),
):  # fmt: skip
    for _output in SIGNED:
        register(f"rem-ridge-radial-{_reading}-{_output}", partial(_decide, _output))


def every_ratio(label: str) -> Finding:
    """One descent-ascent objective for all ratios, and the original's classes over all of them."""
    rho = Variable("rho")
    weights = toy.descent_ascent_at(rho)
    numbers = [q for w in weights if (q := constant(w)) is not None]
    if len(numbers) < len(weights):
        raise LedgerError(f"L_R - rho L_F depends on rho: {weights}")
    base = toy.REPRODUCING.loss("DA")
    after = landscape(toy.Loss(tuple(numbers), base.ridge, base.signed))
    retrain = lands(toy.REPRODUCING)["R"]
    if (
        misread(after.least.point, CALLED["da"]) is not None
        or misread(retrain.least.point, CALLED["retrain"]) is not None
    ):
        return undecided(label, f"at {shown(after.least.point)} the classes are not the toy's: choose other shares")
    ending = flow_end(retrain, after.least.point)
    excess = ending.end.value - retrain.least.value
    if not excess > 0:
        return undecided(label, "the flow ends at the global minimum: choose other shares")
    covered = ratio.stretches()
    spare = min((s.spare for s in covered), key=float)
    detail = (
        f"L_R - rho L_F is the same for all rho; its global minimum {shown(after.least.point)} flows to"
        f" {shown(ending.end.point)}, {excess.str(8)} above the least loss on R; on {len(covered)}"
        " stretches that cover all"
        f" 1/rho >= 0 a loss with point 1, 2 or 4 wrong exceeds the least one by more than {spare.str(4)}"
    )
    return held(label, "identity, stationary points, fence, branch and bound", detail)


def whole_multiplicities(label: str) -> Finding:
    """All three losses at p/q are 20 p times those of the real family at rho = p/q."""
    p, q = Variable("p"), Variable("q")
    scaled = [expanded(20 * p * s * q / p) for s in toy.SHARES]
    ridge = expanded(20 * p * toy.RIDGE)
    counts = (5, 4, 1, 40)
    if not all(equal(s, n * q) for s, n in zip(scaled, counts, strict=True)) or not equal(ridge, 2 * p):
        raise LedgerError(f"20 p times the family at p/q has forget multiplicities {scaled} and ridge {ridge}")
    detail = (
        "each loss is 20 p times that of the real family at rho = p/q, so minima and gradient flow's paths are the same"
    )
    return held(label, "identity", detail)


register("res-toy-nearly-radial", nearly_radial)
register("rem-reweighted-real", every_ratio)
register("rem-reweighted-integer", whole_multiplicities)


@check("res-ridge-shrinks")
@check("res-toy-boundary-fixes-weights")
def algebra(p: Draft) -> None:
    p.conclude()
