"""W as a term and enclosing: the derivative, tightness, what is refused. In doubles: test_lambert_double.py."""

import pytest
from flint import arb, ctx, fmpq

from theory.errors import DomainError, UnableError
from theory.lambert import enclose_w0, enclose_wm1
from theory.language.algebra import equal
from theory.language.calculus import diff
from theory.language.term import Call, Number, Variable, exp, w0, wm1
from verify.values.evaluate import value


def test_the_derivative_matches_the_enclosures():
    z = Variable("z")
    for branch, enclose, at in ((w0, enclose_w0, fmpq(1, 2)), (wm1, enclose_wm1, fmpq(-1, 5))):
        slope = diff(branch(z), z)
        with ctx.workprec(200):
            x, h = arb(at), arb(2) ** -60
            quotient = (enclose(x + h) - enclose(x - h)) / (2 * h)
            assert abs(quotient - value(slope, {z: x})) < arb("1e-30")
        assert equal(slope, 1 / (exp(branch(z)) * (1 + branch(z))))
        assert isinstance(branch(Number(0)), Call)  # never evaluates itself


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
