"""Powers of a variable exponent as exponentials: only of a base that is positive."""

from flint import fmpq

from tests.cover.questions import plain, settled
from theory.language.term import Variable
from verify.cover.reductions import powers
from verify.cover.reductions.powers import without_powers
from verify.cover.reductions.tidy import tidied
from verify.values.evaluate import truths

X, Y = map(Variable, "xy")


def test_a_power_of_a_positive_base_is_an_exponential_and_no_other():
    found = without_powers(plain("x**y >= 1", "x > 0"))
    assert str(found.goals[-1]) == "exp(y*log(x)) >= 1" and len(found.changes) == 1
    assert without_powers(plain("x**y >= 1", "x >= 0", "y > 0")) is None
    assert without_powers(plain("x**n >= 1", names="xn", integers="n")) is None
    assert without_powers(plain("x**2 >= 1")) is None


def test_a_base_that_may_be_0_would_lose_a_point(monkeypatch):
    """0 ** y is 0 for y > 0, where log(0) is undefined: as a hypothesis, the second is true nowhere at x = 0."""
    false = plain("x > 0", "x**y <= 1", "x >= 0", "y > 0")
    assert not settled(false.reduced(without_powers, tidied))
    monkeypatch.setattr(powers, "entails", lambda *_: True)
    lost = false.reduced(without_powers)
    point = {X: fmpq(0), Y: fmpq(1)}
    assert truths(false.given[-1], point).name == "TRUE" and truths(lost.given[-1], point).name == "UNDEFINED"
