"""Terms as text of the grammar, which reads back to the same term, and as LaTeX."""

from __future__ import annotations

from collections.abc import Mapping

from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable

LATEX_CALLS = {"exp": r"\exp", "log": r"\log", "max": r"\max", "min": r"\min", "W0": r"W_{0}\!", "Wm1": r"W_{-1}\!"}


def text(term: Term) -> str:
    """``term`` in the grammar of claims, which is also an expression of Python.

    Limits: a real exponent that a number was put in for is printed as that number.
    """
    match term:
        case Number(q):
            return str(q)
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
    if not (isinstance(first, Number) and first.value < 0):
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
    """``term`` in LaTeX; ``names`` maps variables to the paper's letters."""
    match term:
        case Number(q):
            sign = "-" if q < 0 else ""
            n, d = abs(q.numerator), q.denominator
            return f"{sign}{n}" if d == 1 else rf"{sign}\frac{{{n}}}{{{d}}}"
        case Variable(name):
            return names.get(term, name)
        case Sum(parts):
            shown = [latex(p, names) for p in parts]
            return shown[0] + "".join(f" - {s[1:].lstrip()}" if s.startswith("-") else f" + {s}" for s in shown[1:])
        case Product(parts):
            return _latex_product(parts, names)
        case Quotient(above, below):
            return rf"\frac{{{latex(above, names)}}}{{{latex(below, names)}}}"
        case Power(base, exponent):
            body = latex(base, names)
            if not isinstance(base, Variable) and not (isinstance(base, Number) and body.isdigit()):
                body = _in_brackets(body)
            return f"{{{body}}}^{{{latex(exponent, names)}}}"
        case Call("sqrt", (inner,)):
            return rf"\sqrt{{{latex(inner, names)}}}"
        case Call("exp", (inner,)):
            return f"e^{{{latex(inner, names)}}}"
        case Call("abs", (inner,)):
            return rf"\left|{{{latex(inner, names)}}}\right|"
        case Call(function, args):
            return LATEX_CALLS[function] + _in_brackets(", ".join(latex(a, names) for a in args))
    raise TypeError(f"{type(term).__name__}: not a term")


def _latex_product(parts: tuple[Term, ...], names: Mapping[Variable, str]) -> str:
    first, *rest = parts
    negative = first is Number(-1) and bool(rest)
    shown: list[str] = []
    for k, part in enumerate(rest if negative else parts):
        body = latex(part, names)
        signed = body.startswith("-") and (k > 0 or negative)
        shown.append(_in_brackets(body) if isinstance(part, Sum) or signed else body)
    joined = shown[0]
    for body in shown[1:]:
        joined += (r" \cdot " if body[0].isdigit() or body.startswith(r"\frac") and joined[-1].isdigit() else " ") + body
    return f"- {joined}" if negative else joined


def _in_brackets(body: str) -> str:
    return rf"\left({body}\right)"
