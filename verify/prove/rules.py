"""The rules of the kernel: nothing else makes a step. ``docs/guarantees.md`` is made from this list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """``name``; the method of ``Proof`` that applies it, "" where the kernel does it by itself; what it says; what it
    takes on trust; whether a second reader can do it again, and by what."""

    name: str
    method: str
    says: str
    trusts: str
    again: str


RULES = (
    Rule(
        "hypothesis", "", "what the claim grants: that the hypothesis is true, its sides being defined", "nothing",
        "compared with the claim",
    ),
    Rule(
        "algebra", "have", "the negation of the goal is unsatisfiable together with the premises, over the reals",
        "z3 (nlsat) and FLINT's products of polynomials; `exp`, `log`, `W` and roots are opaque, but `exp` of a sum is"
        " a product of positive factors, and a root has its power",
        "Yices",
    ),
    Rule(
        "instance", "instance", "a claim of the library at terms: where these are defined and its hypotheses are true,"
        " so is its conclusion", "that claim, which has a proof of its own, in no circle", "substituted again",
    ),
    Rule(
        "mean value", "mean_value", "f(b) - f(a) = f'(x)(b - a) for some x between a < b",
        "the mean value theorem, and the rules of differentiation", "differentiated again",
    ),
    Rule(
        "intermediate value", "intermediate_value", "f(x) = 0 for some x in [a, b], if f(a) <= 0 <= f(b) and f is"
        " defined on all of [a, b]", "the intermediate value theorem; that f is defined there is algebra", "Yices",
    ),
    Rule(
        "equals", "equals", "g(a) = g(b), if a = b and g is defined there", "equal arguments give equal values",
        "substituted again",
    ),
    Rule(
        "residues", "residues", "a polynomial in whole numbers is not 0, as it is not 0 modulo some number",
        "nothing: all residues are gone through", "counted again",
    ),
    Rule("gap", "gap", "a whole number is at most k or at least k + 1", "nothing", "read again"),
    Rule("numeric", "numeric", "a comparison of constants", "Arb's balls", "enclosed again"),
    Rule(
        "let", "let", "a new name for a term that is defined", "nothing; that the term is defined is algebra", "Yices",
    ),
)  # fmt: skip
