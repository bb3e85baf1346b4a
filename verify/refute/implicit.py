"""Variables that equations determine, for a search: the other variables are chosen, these follow.

An equation that holds the variable linearly gives it as a term; by any other it is a root, shown to exist by a
change of sign and enclosed by bisection; or a solution of several equations together. An equation that is a product
holds where one of its factors is 0, so that there is a system for each of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flint import fmpq

from theory.errors import UnableError
from theory.language.algebra import coefficients, expanded, factors
from theory.language.claim import Claim, symbol
from theory.language.formula import Atom, Formula, variables
from theory.language.meaning import conjuncts, spelt
from theory.language.term import REAL, Call, Number, Power, Quotient, Term, Variable, constant, exp, is_integer, log
from verify.refute.root import ImplicitVariable
from verify.refute.systems import ImplicitSystem, implicit_system
from verify.values.evaluate import by_sign

MOST = 6  # systems for one claim
ZERO = Number(0)
INVERSE: dict[str, Callable[[Term], Term]] = {
    "exp": log,
    "log": exp,
    "sqrt": lambda t: t * t,
    "W0": lambda t: t * exp(t),
    "Wm1": lambda t: t * exp(t),
}
Alternative = tuple[Term, ...]  # terms that are to be 0 together
Kinds = dict[Variable, bool]  # the names that are still free: whether each is a whole number


@dataclass(frozen=True)
class System:
    """``implicit`` variables, to be computed from the last to the first; ``rest``, the hypotheses that remain, with all
    that makes the given ones defined.

    Guarantee: a point that meets the equations of ``implicit`` and at which all of ``rest`` is true meets the
    hypotheses.
    """

    implicit: tuple[ImplicitVariable | ImplicitSystem, ...]
    rest: tuple[Formula, ...]

    @property
    def names(self) -> list[Variable]:
        """The names that are determined."""
        return [name for one in self.implicit for name in one.names]


def systems(claim: Claim, more: Sequence[Term] = ()) -> tuple[System, ...]:
    """The systems of ``claim``, those of its largest factors first, at most ``MOST``; together with ``more`` terms that
    are to be 0."""
    kinds = {symbol(name): kind == "integer" for name, kind in claim.variables.items()}
    for unknown in claim.unknowns:
        kinds |= {symbol(name): False for name in unknown.names}
    conditions = tuple(conjuncts(*map(spelt, claim.given)))
    equations = [f for f in conditions if isinstance(f, Atom) and f.op == "=="]
    rest = tuple(f for f in conditions if f not in equations)
    alternatives = [_alternatives(f.left - f.right) for f in equations] + [((term,),) for term in more]
    chosen = itertools.islice(dict.fromkeys(_choices(alternatives)), MOST)
    listed = ([term for terms in choice for term in terms] for choice in chosen)
    return tuple(dict.fromkeys(_system(terms, dict(kinds), rest, bool(more)) for terms in listed))


def _choices(alternatives: Sequence[tuple[Alternative, ...]]) -> Iterator[tuple[Alternative, ...]]:
    """One alternative of each: the first ones, then those with one other than the first, then some of the others."""
    first = tuple(options[0] for options in alternatives)
    yield first
    for k, options in enumerate(alternatives):
        for option in options[1:]:
            yield (*first[:k], option, *first[k + 1 :])
    yield from itertools.islice(itertools.product(*alternatives), 4 * MOST)


def _alternatives(gap: Term) -> tuple[Alternative, ...]:
    """Terms that have to be 0 for ``gap`` to be 0: its factors, the largest first; and, where one holds a name only
    with a factor that may be 0, that factor with what is left then."""
    parts = _factors(gap)
    found: list[Alternative] = [(part,) for part in reversed(parts or (gap,))]
    for part in reversed(parts):
        forms = list(linear(part, part.variables))
        if forms and constant(forms[0][1]) is None and constant(forms[0][2]) is None:
            found.append((forms[0][1], forms[0][2]))
        if isinstance(part, Power) and part.kind == REAL:  # 0 where its base is: the exponent is above 0 there
            found.append((part.base,))
    return tuple(found)


def _system(equations: list[Term], free: Kinds, rest: tuple[Formula, ...], inverse: bool) -> System:
    """``inverse``: whether inverse functions are used where an equation holds more than one variable."""
    explicit: list[ImplicitVariable] = []
    later: list[Term] = []
    for equation in equations:
        for known in explicit:
            equation = equation.subs({known.name: known.known})
        equation = _without_what_is_not_0(equation, rest) if explicit else equation
        if constant(expanded(equation)) is not None:
            rest = (*rest, Atom("==", equation, ZERO))
            continue
        one = _linear(equation, free)
        if one is None and (inverse or len(equation.variables) == 1):
            one = _closed(equation, free)
            rest = rest if one is None else (*rest, Atom("==", equation, ZERO))
        if one is None:
            later.append(equation)
            continue
        explicit.append(one)
        later = [other.subs({one.name: one.known}) for other in later]
        del free[one.name]
    rooted, left = _rooted(later, [name for name, integer in free.items() if not integer])
    return System((*explicit, *rooted), (*rest, *(Atom("==", equation, ZERO) for equation in left)))


def _without_what_is_not_0(equation: Term, rest: Sequence[Formula]) -> Term:
    """The largest factor of ``equation`` that is not a variable which a condition of ``rest`` keeps away from 0."""
    parts = _factors(equation)
    left = [part for part in reversed(parts) if not any(_excludes_0(f, part) for f in rest)]
    return left[0] if len(parts) > 1 and left else equation


def _factors(gap: Term) -> tuple[Term, ...]:
    """The factors of ``gap`` that may be 0; nothing where it is too large."""
    try:
        return tuple(part for part in factors(gap) if not (isinstance(part, Call) and part.function == "exp"))
    except UnableError:
        return ()


def _excludes_0(formula: Formula, part: Term) -> bool:
    if not isinstance(formula, Atom) or not isinstance(part, Variable) or variables(formula) != (part,):
        return False
    gap = constant((formula.left - formula.right).subs({part: ZERO}))
    return gap is not None and by_sign(formula.op, fmpq(gap.numerator, gap.denominator)).certainly_not_true


def _rooted(equations: list[Term], names: list[Variable]) -> tuple[list[ImplicitVariable | ImplicitSystem], list[Term]]:
    """Implicit variables by ``equations``, later names first: alone where an equation holds a name of its own, the
    others together, last; and the equations that give none."""
    alone: list[ImplicitVariable | ImplicitSystem] = []
    shared: list[Term] = []
    for equation in equations:
        others = [o for o in equations if o is not equation]
        mine = [n for n in reversed(names) if equation.has(n) and not any(o.has(n) for o in others)]
        if mine:
            alone.append(ImplicitVariable(mine[0], False, equation, None))
        else:
            shared.append(equation)
    together = implicit_system(tuple(shared), names) if shared else None
    if together is None:
        return alone, shared
    single = len(shared) == 1
    return [*alone, ImplicitVariable(together.names[0], False, together.equations[0], None) if single else together], []


def linear(equation: Term, names: Sequence[Variable]) -> Iterator[tuple[Variable, Term, Term]]:
    """(name, factor, rest) for each of ``names`` in which ``equation`` = 0 says factor*name + rest = 0, wherever it is
    defined; simple ones first."""
    found = []
    for name in names:
        parts = coefficients(equation, name)
        if parts is not None and len(parts) == 2:
            found.append((name, parts[1], parts[0]))

    def order(form: tuple[Variable, Term, Term]) -> tuple[bool, bool, int]:
        q = constant(form[1])
        return q is None or abs(q) != 1, q is None, form[1].size + form[2].size

    return iter(sorted(found, key=order))


def _linear(equation: Term, free: Kinds) -> ImplicitVariable | None:
    """The implicit variable of ``equation``, a name that it holds linearly; by preference one whose values are whole
    where they have to be."""
    integers = frozenset(name.name for name, integer in free.items() if integer)
    fractional = None
    for name, factor, remainder in linear(equation, [name for name in free if equation.has(name)]):
        one = ImplicitVariable(name, free[name], equation, expanded(Quotient(-remainder, factor)))
        if not one.integer or is_integer(one.known, integers):
            return one
        fractional = fractional or one
    return fractional if all(v.name in integers for v in equation.variables) else None


def _closed(equation: Term, free: Kinds) -> ImplicitVariable | None:
    """The implicit variable of an ``equation`` that holds a name in one exp, log, sqrt or W alone, and linearly there:
    its inverse. That the equation holds at the inverse is still to be asked."""
    for name in (n for n, integer in free.items() if not integer and equation.has(n)):
        goal, inner = equation, 0
        while inner < 4:
            forms = list(linear(goal, [name]))
            if forms:
                return ImplicitVariable(name, False, equation, expanded(Quotient(-forms[0][2], forms[0][1])))
            call = _only_call(goal, name)
            stand_in = Variable(f"{name.name}'")
            forms = list(linear(goal.subs({call: stand_in}), [stand_in])) if call is not None else []
            if call is None or not forms or forms[0][1].has(name) or forms[0][2].has(name):
                break
            value = expanded(Quotient(-forms[0][2], forms[0][1]))
            goal, inner = call.args[0] - INVERSE[call.function](value), inner + 1
    return None


def _only_call(goal: Term, name: Variable) -> Call | None:
    """The one call of a function that has an inverse and holds ``name``, outermost."""
    calls = [c for c in goal.calls(*INVERSE) if c.has(name)]
    outer = [c for c in calls if not any(c is not other and other.has(c) for other in calls)]
    return outer[0] if len(outer) == 1 else None


__all__ = ["ImplicitSystem", "ImplicitVariable", "System", "linear", "systems"]
