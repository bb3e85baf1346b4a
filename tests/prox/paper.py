"""How the claims are decided: the solver of their unknown, proofs, and where a search looks."""

from pathlib import Path

import numpy as np
from flint import arb, fmpq

from theory.errors import DomainError
from theory.lambert import enclose_w0, w0
from verify.ledger.paper import Paper
from verify.prove.facts import FACTS
from verify.prove.library import Library
from verify.refute.design import Hints, Usual
from verify.values.doubles import column
from verify.values.evaluate import rational
from verify.values.unknowns import Solution, register

from .claims import CLAIMS, SYMBOLS, Proximal

LIBRARY = Library({claim.label: claim for claim in CLAIMS}, FACTS)


class AtPoint:
    """The proximal point as v - W(lam e^v), for lam > 0."""

    def solutions(self, unknown, point):
        at, lam = rational(unknown.at, point), rational(unknown.lam, point)
        if not lam > 0:
            raise DomainError(f"the step is {lam}: it must be > 0")
        found = at - enclose_w0(arb(lam) * arb(at).exp())
        return [Solution({unknown.variable: found}, ("proximal", fmpq(at), lam))]

    def columns(self, unknown, columns, size):
        at, lam = column(unknown.at, columns, size), column(unknown.lam, columns, size)
        with np.errstate(all="ignore"):
            return [(np.where(lam > 0, at - w0(lam * np.exp(at)), np.nan),)]


register(Proximal, AtPoint())


@LIBRARY.check("prox-closed-form")
def closed_form(p):
    p.let("w", "v - x")
    p.have("w == lam*exp(x)")
    p.equals("exp(t)", "t", "w + x", "v")
    p.instance("fact-exp-tangent", x="x")
    p.instance("fact-w0-unique", w="w", z="lam*exp(v)")
    p.conclude()


@LIBRARY.check("prox-nonexpansive")
def nonexpansive(p):
    p.instance("fact-exp-increasing", a="x", b="y")
    p.instance("fact-exp-increasing", a="y", b="x")
    p.conclude()


HERE = Path(__file__).resolve().parent
PAPER = Paper(
    name="prox",
    title="Proximal Algorithms",
    source=str(HERE),
    library=LIBRARY,
    recorded=(HERE / "ledger.json",),
    hints=Hints(usual={"lam": Usual(("1", "1/2", "2", "1/10", "10"), (-6, 6))}),
    symbols=SYMBOLS,
)
