"""W symbolically and enclosing: the derivative, tightness, what is refused. In doubles: test_lambert_double.py."""

import pytest
import sympy as sp
from flint import arb, ctx

from theory.errors import DomainError, UnableError
from theory.lambert import W0, Wm1, enclose_w0, enclose_wm1


def test_the_symbolic_derivative_matches_the_enclosures():
    z = sp.Symbol("z", real=True)
    for branch, enclose, at in ((W0, enclose_w0, "1/2"), (Wm1, enclose_wm1, "-1/5")):
        slope = sp.diff(branch(z), z)
        with ctx.workprec(200):
            x = arb(*map(int, [at.split("/")[0]])) / int(at.split("/")[1])
            h = arb(2) ** -60
            w = enclose(x)
            quotient = (enclose(x + h) - enclose(x - h)) / (2 * h)
            value = 1 / (w.exp() * (1 + w))
            assert abs(quotient - value) < arb("1e-30")
        assert slope == 1 / (sp.exp(branch(z)) * (1 + branch(z)))
        assert branch(sp.Integer(0)).func is branch  # never evaluates itself


def test_enclosures_contain_and_are_tight_on_wide_balls():
    with ctx.workprec(100):
        wide = enclose_w0(arb(5, 5))
        assert wide.contains(arb(0)) and wide.contains(arb(10).lambertw(0)) and wide < arb("1.75")
        lower = enclose_wm1(arb("-0.2", "0.1"))
        assert lower.contains(arb("-0.3").lambertw(-1).mid()) and lower.contains(arb("-0.1").lambertw(-1).mid())
        assert lower.rad() < 1


def test_enclosures_refuse_what_they_cannot_decide():
    with pytest.raises(DomainError, match="-1/e"):
        enclose_w0(arb("-0.4"))
    with pytest.raises(DomainError):
        enclose_wm1(arb(1))
    with pytest.raises(UnableError, match="precision"):
        enclose_w0(-arb(-1).exp())
    with pytest.raises(UnableError):
        enclose_wm1(arb("-0.1", "0.2"))
