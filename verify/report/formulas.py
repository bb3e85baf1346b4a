"""A claim's hypotheses, conclusion and abbreviations in LaTeX, in the paper's symbols."""

from __future__ import annotations

import sympy as sp
from sympy.printing.latex import tex_greek_dictionary
from sympy.printing.pretty.pretty_symbology import greek_letters

from theory.claims import Claim, Statement
from theory.claims.model import symbol
from theory.formula import And, latex
from theory.grammar import Term, parse_formula, parse_term
from theory.notation import LATEX

CAPITALS = {name for name, tex in tex_greek_dictionary.items() if tex == rf"\{name}"}
GREEK = {*greek_letters, *CAPITALS} - {"lamda", "omicron"}  # LaTeX has no such commands
FREE = {sp.Symbol(name, real=True): tex for name, tex in LATEX.items()}


def tex_name(name: str) -> str:
    """The paper's symbol for ``name``; a name without one is set in roman."""
    return LATEX.get(name, r"\mathrm{" + name.replace("_", r"\_") + "}")


def plain_name(name: str) -> str:
    """A reader's ``name``: one letter as it is, the name of a Greek letter as that letter, any other in roman. No two
    names look the same."""
    if len(name) == 1:
        return name
    return rf"\{name}" if name in GREEK else r"\mathrm{" + name.replace("_", r"\_") + "}"


def names(claim: Claim) -> dict[sp.Symbol, str]:
    naming = plain_name if claim.kind == "claim" else tex_name
    return {symbol(name): naming(name) for name in claim.names}


def statement(claim: Statement) -> str:
    """The formal statement: hypotheses imply conclusion, abbreviations kept; for an assertion, none."""
    if not isinstance(claim, Claim):
        return ""
    free = {name: Term(symbol(name)) for name in claim.names}
    given = And(tuple(parse_formula(text, free) for text in claim.hypotheses))
    then = latex(parse_formula(claim.conclusion, free), names(claim))
    if claim.exists:
        found = ", ".join(tex_name(name) for unknown in claim.exists for name in unknown.names)
        then = rf"\exists\, {found} : {then}"
    return f"{latex(given, names(claim))} \\;\\Longrightarrow\\; {then}" if claim.hypotheses else then


def abbreviations(claim: Statement) -> list[str]:
    """Every name that the statement uses, with what it stands for: definitions, derived
    expressions, and the equations that the stationary points solve."""
    if not isinstance(claim, Claim):
        return []
    free = {name: Term(symbol(name)) for name in claim.names}
    used = " ".join((claim.conclusion, *claim.hypotheses))
    lines = []
    for name, text in claim.definitions.items():
        if name in _words(used):
            value = sp.latex(parse_term(text, free).value, symbol_names=names(claim))
            lines.append(f"{names(claim)[symbol(name)]} = {value}")
    for name, value in claim.derived.items():
        lines.append(f"{tex_name(name)} = {sp.latex(value, symbol_names=names(claim) | FREE)}")
    for unknown in (*claim.unknowns, *claim.exists):
        lines += [latex(equation, names(claim) | FREE) for equation in unknown.equations()]
    return lines


def _words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())
