"""Terms as text of the grammar, which reads back to the same term, and as LaTeX."""

from __future__ import annotations

from collections.abc import Mapping

from theory.language.exact import written
from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable

LATEX_CALLS = {"log": r"\log", "max": r"\max", "min": r"\min", "W0": r"W_{0}\!", "Wm1": r"W_{-1}\!"}


def text(term: Term) -> str:
    """``term`` in the grammar of claims, which is also an expression of Python.

    Limits: a real exponent that a number was put in for is printed as that number.
    """
    match term:
        case Number(q):
            return written(q)
        case Variable(name):
            return name
        case Sum(parts):
            first, *rest = parts
            return text(first) + "".join(map(_added, rest))
        case Product(parts):
            return _product(parts)
        case Quotient(above, below):
            over = f"({text(above)})" if isinstance(above, Sum) else text(above)
            return f"{over}/{_tight(below)}"
        case Power(base, exponent):
            return f"{_tight(base)}**{_tight(exponent)}"
        case Call(function, args):
            return f"{function}({', '.join(map(text, args))})"
    raise TypeError(f"{type(term).__name__}: not a term")


def _added(part: Term) -> str:
    """An addend that is not the first."""
    first, *rest = part.args if isinstance(part, Product) else (part,)
    minus_number = first is Number(-1) and len(rest) == 1 and isinstance(rest[0], Number) and rest[0].value <= 0
    if minus_number or not (isinstance(first, Number) and first.value < 0):
        shown = text(part)
        return f" + ({shown})" if shown.startswith("-") else f" + {shown}"
    if first is Number(-1) and rest and not (isinstance(rest[0], Number) and rest[0].value > 0):
        return f" - {_head(rest[0])}" + "".join(f"*{_factor(p)}" for p in rest[1:])
    return f" - {text(-first)}" + "".join(f"*{_factor(p)}" for p in rest)


def _head(part: Term) -> str:
    """As the first factor behind a minus sign."""
    return f"({text(part)})" if isinstance(part, Sum | Number) else text(part)


def _product(parts: tuple[Term, ...]) -> str:
    first, *rest = parts
    if first is Number(-1) and rest and not isinstance(rest[0], Number):
        head = f"-{_factor(rest[0])}"
        rest = rest[1:]
    else:
        head = f"({text(first)})" if isinstance(first, Sum) else text(first)
    return "*".join([head, *map(_factor, rest)])


def _factor(part: Term) -> str:
    plain = isinstance(part, Variable | Call | Power) or (
        isinstance(part, Number) and part.value >= 0 and part.value.denominator == 1
    )
    return text(part) if plain else f"({text(part)})"


def _tight(part: Term) -> str:
    """As a denominator or an exponent."""
    return f"({text(part)})" if isinstance(part, Power) else _factor(part)


def latex(term: Term, names: Mapping[Variable, str]) -> str:
    """``term`` in LaTeX, as it is written; ``names`` maps variables to the paper's letters, others are in roman.

    Limits: a minus sign before a numerator stands before the fraction, and exp(1) is e, unless a name is.
    """
    match term:
        case Number(q):
            n, _, d = written(abs(q)).partition("/")
            return f"{'-' if q < 0 else ''}{_fraction(n, d) if d else n}"
        case Variable(name):
            return names.get(term) or (name if len(name) == 1 else rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}")
        case Sum(parts):
            shown = [latex(p, names) for p in parts]
            return shown[0] + "".join(f" - {s[1:].lstrip()}" if s.startswith("-") else f" + {s}" for s in shown[1:])
        case Product(parts):
            return _latex_product(parts, names)
        case Quotient(above, below):
            over, under = latex(above, names), latex(below, names)
            if over.startswith("-") and not isinstance(above, Sum):
                return f"- {_fraction(over[1:].lstrip(), under)}"
            return _fraction(over, under)
        case Power(base, exponent):
            return f"{_latex_base(base, names)}^{{{latex(exponent, names)}}}"
        case Call("sqrt", (inner,)):
            return rf"\sqrt{{{latex(inner, names)}}}"
        case Call("exp", (inner,)) if inner is Number(1):
            return r"\exp\left(1\right)" if "e" in names.values() else "e"
        case Call("exp", (inner,)):
            return f"e^{{{latex(inner, names)}}}"
        case Call("abs", (inner,)):
            return rf"\left|{{{latex(inner, names)}}}\right|"
        case Call(function, args):
            return LATEX_CALLS[function] + _in_brackets(", ".join(latex(a, names) for a in args))
    raise TypeError(f"{type(term).__name__}: not a term")


def _latex_base(base: Term, names: Mapping[Variable, str]) -> str:
    body = latex(base, names)
    if isinstance(base, Variable):
        return f"{{{body}}}" if "^" in body else body
    called = isinstance(base, Call) and base.function not in ("exp", "sqrt")
    return body if called or (isinstance(base, Number) and body.isdigit()) else _in_brackets(body)


def _latex_product(parts: tuple[Term, ...], names: Mapping[Variable, str]) -> str:
    """Factors side by side; a factor of -1 is a minus sign before the next one, a dot stands before a digit."""
    joined, minus = "", False
    for k, part in enumerate(parts):
        if part is Number(-1) and not minus and k + 1 < len(parts):
            minus = True
            continue
        body = latex(part, names)
        if isinstance(part, Sum) or (body.startswith("-") and (joined or minus)):
            body = _in_brackets(body)
        dotted = (isinstance(part, Number) or body[0].isdigit()) and not minus
        if minus:
            body = _in_brackets(f"- {body}") if joined else f"- {body}"
        joined += (r" \cdot " if dotted else " ") + body if joined else body
        minus = False
    return joined


def _fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def _in_brackets(body: str) -> str:
    return rf"\left({body}\right)"
