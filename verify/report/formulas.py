"""A claim's hypotheses, conclusion and abbreviations in LaTeX, in the paper's symbols."""

from __future__ import annotations

from collections.abc import Mapping

from theory.language.claim import Claim, Statement, symbol
from theory.language.formula import And, Atom, latex
from theory.language.grammar import parse_formula, parse_term
from theory.language.printer import latex as latex_term
from theory.language.term import Term, Variable
from verify.report.fractions import single
from verify.report.tex import GREEK

Symbols = Mapping[str, str]  # LaTeX, by name


def tex_name(name: str, symbols: Symbols) -> str:
    """The paper's symbol for ``name``; without one, one letter is as it is, any other name in roman."""
    return symbols.get(name) or (name if len(name) == 1 else _roman(name))


def plain_name(name: str) -> str:
    """A reader's ``name``: one letter as it is, the name of a Greek letter as that letter, any other in roman. No two
    names look the same."""
    if len(name) == 1:
        return name
    return rf"\{name}" if name in GREEK else _roman(name)


def _roman(name: str) -> str:
    return r"\mathrm{" + name.replace("_", r"\_") + "}"


def names(claim: Claim, symbols: Symbols) -> dict[Variable, str]:
    """The names of ``claim`` in LaTeX."""
    if claim.kind == "claim":
        return {symbol(name): plain_name(name) for name in claim.names}
    return {symbol(name): tex_name(name, symbols) for name in claim.names}


def statement(claim: Statement, symbols: Symbols) -> str:
    """The formal statement: hypotheses imply conclusion, abbreviations kept; for an assertion, none."""
    if not isinstance(claim, Claim):
        return ""
    free = unopened(claim)
    given = And(tuple(parse_formula(text, free, claim.integers) for text in claim.hypotheses))
    then = latex(parse_formula(claim.conclusion, free, claim.integers), names(claim, symbols))
    if claim.exists:
        found = ", ".join(tex_name(name, symbols) for unknown in claim.exists for name in unknown.names)
        then = rf"\exists\, {found} : {then}"
    return f"{latex(given, names(claim, symbols))} \\;\\Longrightarrow\\; {then}" if claim.hypotheses else then


def abbreviations(claim: Statement, symbols: Symbols) -> list[str]:
    """Every name that the statement uses, with what it stands for: definitions, derived
    expressions, and the equations that the stationary points solve."""
    if not isinstance(claim, Claim):
        return []
    used = " ".join((claim.conclusion, *claim.hypotheses))
    lines = []
    for name, text in claim.definitions.items():
        if name in _words(used):
            value = latex_term(parse_term(text, unopened(claim), claim.integers), names(claim, symbols))
            lines.append(f"{names(claim, symbols)[symbol(name)]} = {value}")
    shown = names(claim, symbols) | {symbol(name): tex for name, tex in symbols.items()}
    lines += [
        f"{tex_name(name, symbols)} = {latex_term(single(value), shown)}" for name, value in claim.derived.items()
    ]
    for unknown in (*claim.unknowns, *claim.exists):
        equations = [atom for equation in unknown.equations() for atom in equation.atoms()]
        lines += [latex(Atom(e.op, single(e.left), e.right), shown) for e in equations]
    return lines


def unopened(claim: Claim) -> dict[str, Term]:
    """The claim's names, each as itself, abbreviations too."""
    return {name: symbol(name) for name in claim.names}


def _words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())
