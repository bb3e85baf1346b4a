"""Terms as quotients of polynomials over opaque parts: when two terms are equal by algebra, and other forms of a term.

Every form here is *equal to the term wherever the term is defined*, and defined there. The converse is not promised:
``x/x`` has the form 1. Whoever uses a form has to ask apart where the term itself is defined (``meaning.defined``).

The rules, all valid where both sides are defined: those of fields; exp of a sum is a product of powers, exp(k log a) =
a^k, log(exp a) = a, log of a positive rational is a sum over its primes; sqrt(a)^2 = a and so for other roots;
|a|^2 = a^2, |-a| = |a|; W0(r e^r) = r for a rational r >= -1, W-1(r e^r) = r for r <= -1. Products of polynomials are
FLINT's, exact.
"""

from theory.language.algebra.forms import addends, coefficients, equal, expanded, factored, factors
from theory.language.algebra.normal_form import normal
from theory.language.algebra.polynomial import Monomial, Nowhere, Polynomial, Ratio

__all__ = [
    "Monomial", "Nowhere", "Polynomial", "Ratio", "addends", "coefficients", "equal", "expanded", "factored", "factors",
    "normal",
]  # fmt: skip
