"""The non-convex toy: four points on a line, a quadratic score, a squashed output, squared error plus ridge.

Points x = -1, 1, 3, 4 with features (x, x^2), labels y = -1, +1, -1, +1 and multiplicities 5, 4, 1, 4; the score is
z = a x + b x^2 and the squashing s = sigma(z) = 1/(1 + exp(-(1 + z)/2)). Two copies of the fourth point are forgotten.
All else is derived from the loss by differentiation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

from flint import fmpq, fmpq_poly

from theory.errors import DomainError, LedgerError
from theory.language.algebra import equal, expanded, normal
from theory.language.calculus import diff, plus
from theory.language.term import Call, Number, Term, Variable, constant, exp, replaced

A, B, Z, C = (Variable(name) for name in ("a", "b", "z", "c"))
S = Variable("s")
M = tuple(Variable(f"m_{k}") for k in range(1, 5))
X = (-1, 1, 3, 4)
Y = (-1, 1, -1, 1)
ORIGINAL, RETAINED, FORGOTTEN = (5, 4, 1, 4), (5, 4, 1, 2), (0, 0, 0, 2)
RIDGE = Fraction(1, 10)
LOSSES = ("D", "R", "DA")
READINGS = {
    "zero": "the mean divides by the 10 samples left where the fourth multiplicity is 0",
    "retain": "the fourth multiplicity is 0 and the mean divides by the 12 retained samples",
    "difference": "mean over R minus mean over F, as the setting defines descent-ascent; the fourth weight is 2/12 - 1",
}


def sigma(z: Term) -> Term:
    """1/(1 + exp(-(1 + z)/2)), in (0, 1); at least 1/2 exactly where 1 + z >= 0."""
    return 1 / (1 + exp(-(1 + z) / 2))


def output(signed: bool, z: Term) -> Term:
    """The model's output: ``sigma`` in [0, 1], or signed, 2 sigma - 1 in [-1, 1]. Both face labels -1 and +1."""
    return 2 * sigma(z) - 1 if signed else sigma(z)


@dataclass(frozen=True)
class Loss:
    """sum_i weights_i (output(a x_i + b x_i^2) - y_i)^2 + ridge (a^2 + b^2), with exact weights and ridge > 0."""

    weights: tuple[Fraction, ...]
    ridge: Fraction
    signed: bool

    def __post_init__(self) -> None:
        if self.ridge <= 0:
            raise DomainError(f"ridge = {self.ridge}: must be > 0, or the loss need not attain a minimum; give 1/10")

    def expression(self) -> Term:
        """The loss in the variables a and b."""
        return general(self.signed).subs(dict(zip((*M, C), (*self.weights, self.ridge), strict=True)))


@dataclass(frozen=True)
class Convention:
    """One way to read what the paper leaves open.

    mean: the data term is a mean over multiplicities, not a sum. It divides by the multiplicities that the loss
    counts: 14 (original), 12 (retraining) and, since descent-ascent is said to set the fourth multiplicity to 0, 10.
    Where that differs from the difference of two means, ``ascent`` names the reading, a key of ``READINGS``.
    half: the ridge term is lambda/2 |w|^2, not lambda |w|^2. signed: the output is 2 sigma - 1, not sigma.

    Decision threshold: a point is called +1 where the output is at least the middle of its range, 1/2 or 0. Both mean
    1 + z >= 0.
    """

    mean: bool
    half: bool
    signed: bool
    ascent: str = "zero"

    @property
    def name(self) -> str:
        words = ("mean" if self.mean else "sum", "half" if self.half else "full", "signed" if self.signed else "unit")
        return "-".join(words) + ("" if self.ascent == "zero" else f"-{self.ascent}")

    @property
    def sentence(self) -> str:
        """The convention in words."""
        ridge = "lambda/2" if self.half else "lambda"
        shown = "2 sigma - 1" if self.signed else "sigma"
        ascent = f"; in descent-ascent {READINGS[self.ascent]}" if self.mean else ""
        return f"{'mean' if self.mean else 'sum'} over multiplicities, ridge {ridge} |w|^2, output {shown}{ascent}"

    def weights(self, which: str) -> tuple[Fraction, ...]:
        """What multiplies each point's squared error in the loss "D", "R" or "DA"."""
        counts = {"D": ORIGINAL, "R": RETAINED,
                  "DA": tuple(r - f for r, f in zip(RETAINED, FORGOTTEN, strict=True))}[which]  # fmt: skip
        if not self.mean:
            return tuple(Fraction(n) for n in counts)
        r, f = sum(RETAINED), sum(FORGOTTEN)
        if which == "DA" and self.ascent == "difference":
            return tuple(Fraction(p, r) - Fraction(q, f) for p, q in zip(RETAINED, FORGOTTEN, strict=True))
        total = r if which == "DA" and self.ascent == "retain" else sum(counts)
        return tuple(Fraction(n, total) for n in counts)

    def loss(self, which: str, ridge: Fraction = RIDGE) -> Loss:
        """The loss "D", "R" or "DA" at the ridge lambda = ``ridge``."""
        return Loss(self.weights(which), ridge / 2 if self.half else ridge, self.signed)


CONVENTIONS = tuple(Convention(mean, half, signed) for mean, half, signed in product((False, True), repeat=3))
OTHER_MEANS = tuple(
    Convention(True, half, signed, ascent)
    for half, signed in product((False, True), repeat=2)
    for ascent in ("retain", "difference")
)


SHARES = (Fraction(1, 4), Fraction(1, 5), Fraction(1, 20), Fraction(2))
REPRODUCING = Convention(mean=False, half=True, signed=True)


def forgotten_at(tau: Fraction) -> tuple[Fraction, ...]:
    """The forgotten multiplicities for a ratio rho = 1/tau of ascent to descent rates: SHARES/rho."""
    return tuple(share * tau for share in SHARES)


def original_at(tau: Fraction) -> Loss:
    """The original model's loss for that ratio, in the convention ``REPRODUCING``: all of R and F."""
    weights = tuple(r + f for r, f in zip(RETAINED, forgotten_at(tau), strict=True))
    return Loss(weights, REPRODUCING.loss("D").ridge, REPRODUCING.signed)


def descent_ascent_at(ratio: Term) -> tuple[Term, ...]:
    """The weights of L_R - ratio L_F: the ratio cancels."""
    return tuple(expanded(r - ratio * (s / ratio)) for r, s in zip(RETAINED, SHARES, strict=True))


def score(x: int) -> Term:
    """z = a x + b x^2."""
    return A * x + B * x**2


@cache
def general(signed: bool) -> Term:
    """The loss with weights m_1..m_4 and ridge coefficient c, all variables."""
    errors = (m * (output(signed, score(x)) - y) ** 2 for m, x, y in zip(M, X, Y, strict=True))
    return plus(*errors, C * (A**2 + B**2))


@cache
def in_output(signed: bool, y: int, order: int) -> fmpq_poly:
    """d^order/dz^order of (output(z) - y)^2 as a polynomial in s = sigma(z), by the chain rule with ds/dz derived."""
    if order == 0:
        return _polynomial(_rewritten((output(signed, Z) - y) ** 2, {Z: S}), S)
    slope = _polynomial(_rewritten(diff(sigma(Z), Z), {Z: S}), S)
    return in_output(signed, y, order - 1).derivative() * slope


@cache
def derivatives(signed: bool, order: int) -> tuple[fmpq_poly, ...]:
    """The four points' derivatives of that order in their scores, as polynomials p_i in their own s_i.

    A derivative of the loss of that order, k of them in b, is sum_i m_i x_i^(order + k) p_i(s_i) plus the ridge's.
    Guarantee: for the gradient this is compared with the derivative of the whole loss, as an identity; the others
    follow by the chain rule. Errors: ``LedgerError`` if it is not one.
    """
    _check_gradient(signed)
    return tuple(in_output(signed, y, order) for y in Y)


@cache
def _check_gradient(signed: bool) -> None:
    outputs = [Variable(f"s_{k}") for k in range(1, 5)]
    scores = {score(x): s for x, s in zip(X, outputs, strict=True)}
    for power, variable in ((1, A), (2, B)):
        whole = _rewritten(diff(general(signed), variable), scores)
        rest = whole.subs(dict.fromkeys(M, 0)) - 2 * C * variable
        found = [expanded(diff(whole, m)) for m in M]  # the loss is linear in its weights
        gaps = [
            f - x**power * _as_term(in_output(signed, y, 1), s) for f, x, y, s in zip(found, X, Y, outputs, strict=True)
        ]
        if any(f.has(*M) for f in found) or not all(equal(gap, Number(0)) for gap in (rest, *gaps)):
            raise LedgerError(f"the toy's derivative in {variable} is not what its points' scores give")


def _rewritten(loss: Term, scores: dict[Term, Variable]) -> Term:
    """``loss`` with exp(-n (1 + z)/2) replaced by ((1 - s)/s)^n, for each score z and its s."""

    def odds(found: Term) -> Term | None:
        if not (isinstance(found, Call) and found.function == "exp"):
            return None
        exponent = found.args[0]
        times = constant(expanded(-2 * exponent.subs(dict.fromkeys(exponent.variables, 0))))
        for z, s in scores.items():
            if times is not None and times.denominator == 1 and equal(exponent, -times * (1 + z) / 2):
                return ((1 - s) / s) ** times
        raise LedgerError(f"{found}: not an exponential of a score")

    return replaced(loss, odds)


def _polynomial(term: Term, variable: Variable) -> fmpq_poly:
    ratio = normal(term)
    if ratio.below.constant is None or any(part is not variable for m, _ in ratio.above.terms for part, _ in m):
        raise LedgerError(f"{ratio.as_term()}: expected a polynomial in {variable}")
    by_power = {sum(k for _, k in monomial): c for monomial, c in ratio.above.terms}
    found = [by_power.get(k, Fraction(0)) for k in range(max(by_power, default=0) + 1)]
    return fmpq_poly([fmpq(c.numerator, c.denominator) for c in found])


def _as_term(polynomial: fmpq_poly, variable: Variable) -> Term:
    coefficients = [Fraction(int(c.p), int(c.q)) for c in polynomial.coeffs()]
    return plus(*(c * variable**k for k, c in enumerate(coefficients)))
