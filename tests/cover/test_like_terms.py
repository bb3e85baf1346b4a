"""Like terms combined: what becomes one, and what must not."""

import pytest

from tests.cover.terms import differs, read
from verify.cover import like_terms
from verify.cover.like_terms import combined


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("x - x", "0"), ("(x - 1)**2 + x - x", "(-1 + x)**2"), ("2*(x + y) - 2*x", "2*y"), ("x*y - y*x", "0"),
        ("x/x", "1"), ("exp(log(y*exp(y)))", "y*exp(y)"),
        ("sqrt(x)*sqrt(x)", "x"), ("exp(x)*exp(-x)*y", "y"), ("(1/(1/x))**2", "x**2"),
        ("0*log(x)", "0"), ("sqrt(x**2)", "sqrt(x**2)"), ("abs(-2*x)", "2*abs(x)"), ("sqrt(4*x**3)", "2*x**(3/2)"),
        ("exp(2*log(x))", "x**2"),
        ("(x**2)**(1/3)", "(x**2)**(1/3)"), ("sqrt(x**2*y)", "sqrt(x**2*y)"), ("sqrt(abs(x)**2)", "sqrt(abs(x)**2)"),
        ("max(x, 1, x, 3)", "max(x, 3)"), ("(x + y)**2 - x**2", "(x + y)**2 - x**2"),
    ],
)  # fmt: skip
def test_like_terms_are_combined_and_nothing_else_is_done(term, shown):
    assert str(combined(read(term))) == shown


def test_the_root_of_an_even_power_is_not_a_power(monkeypatch):
    monkeypatch.setattr(like_terms, "_splits", lambda *_: True)
    combined.cache_clear()
    assert differs(read("sqrt(x**2)"), combined(read("sqrt(x**2)"))) is not None
    combined.cache_clear()
