"""What is said of prox(v) = argmin over x of lam*e^x + (x - v)^2/2, and the equation that determines it."""

from dataclasses import dataclass

from theory.language.calculus import diff
from theory.language.claim import Claim, symbol
from theory.language.formula import Atom, Formula
from theory.language.notation import Symbol
from theory.language.term import Number, Term, Variable, exp

X, V, LAM = symbol("x"), symbol("v"), symbol("lam")
OBJECTIVE = LAM * exp(X) + (X - V) ** 2 / 2
SLOPE = diff(OBJECTIVE, X)


@dataclass(frozen=True)
class Proximal:
    """A variable that is the proximal point of lam*exp at ``at``: where the slope of the objective is 0."""

    name: str
    at: Term
    lam: Term

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def variable(self) -> Variable:
        return symbol(self.name)

    def equations(self) -> tuple[Formula, ...]:
        return (Atom("==", SLOPE.subs({X: self.variable, V: self.at, LAM: self.lam}), Number(0)),)


def _claim(label, statement, conclusion, hypotheses=(), variables="v lam", **more):
    return Claim(
        label=label,
        kind="result",
        source="section 6",
        statement=statement,
        reading="for every lam > 0 and all real arguments",
        variables=dict.fromkeys(variables.split(), "real"),
        hypotheses=("lam > 0", *hypotheses),
        conclusion=conclusion,
        **more,
    )


PAIR = (Proximal("x", V, LAM), Proximal("y", symbol("u"), LAM))
CLAIMS = (
    _claim(
        "prox-closed-form", "prox(v) = v - W(lam e^v)", "x == v - W0(lam*exp(v))", unknowns=(Proximal("x", V, LAM),)
    ),
    _claim(
        "prox-nonexpansive",
        "prox is firmly nonexpansive",
        "(x - y)**2 <= (x - y)*(v - u)",
        (),
        "v u lam",
        unknowns=PAIR,
    ),
    _claim(
        "prox-contraction",
        "prox contracts by the factor 1/(1 + lam), as for a strongly convex function",
        "(x - y)**2 <= ((v - u)/(1 + lam))**2",
        (),
        "v u lam",
        unknowns=PAIR,
        corrected_by=("prox-nonexpansive",),
    ),
)
SYMBOLS = (
    Symbol("x", "x", "real", "the proximal point of v"),
    Symbol("lam", r"\lambda", "> 0", "the step"),
)
