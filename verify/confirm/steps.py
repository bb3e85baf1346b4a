"""The second reader of proofs: every step is derived again from its record, and algebra is asked of another solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from theory.errors import UnableError
from theory.language.formula import TRUE, And, Atom, Formula, Implies, variables
from theory.language.term import Call, Number, Power, Term, Variable, constant, is_integer
from verify.confirm.calculus import ZERO, needs, slope
from verify.confirm.integers import apart, never_equal
from verify.confirm.quotients import Algebra, Ratio
from verify.confirm.solver import SECONDS, entailed
from verify.confirm.truth import SIGNS, decided
from verify.confirm.truth import TRUE as CERTAIN
from verify.confirm.unconfirmed import Unconfirmed

if TYPE_CHECKING:
    from theory.language.claim import Claim


class Recorded(Protocol):
    """A step of a proof, as the kernel records it: what it says, the name of its rule, its premises, and what it is
    made of: of an instance ``label`` and ``terms``; of a mean or intermediate value and of equals ``function`` or
    ``term``, ``of``, ``a``, ``b``, ``at``; of let ``name`` and ``term``; of residues ``modulus``; of a gap ``term``; of
    the conclusion ``solution``."""

    @property
    def formula(self) -> Formula: ...
    @property
    def kind(self) -> str: ...
    @property
    def premises(self) -> tuple[int, ...]: ...
    @property
    def made_of(self) -> Mapping[str, Any]: ...


def confirm_proof(
    claim: Claim, steps: Sequence[Recorded], library: Callable[[str], Claim], seconds: float = SECONDS
) -> str:
    """Empty where ``steps`` prove ``claim`` from the claims of ``library`` that they instantiate; else why not.

    Guarantee: then the claim's formula holds for all values of its variables, if those claims do; it rests on this
    package and Yices. Limits: ``seconds`` for each entailment. That no claim rests on itself is for the caller.
    """
    reader = _Reader(claim, library, seconds)
    for number, step in enumerate(steps, 1):
        try:
            reader.read(step)
        except (Unconfirmed, UnableError, ZeroDivisionError) as error:
            return f"step {number} ({step.kind}): {error}"
    return "" if reader.done else "the proof does not end with its conclusion"


class _Reader:
    def __init__(self, claim: Claim, library: Callable[[str], Claim], seconds: float) -> None:
        self.claim, self.library, self.seconds = claim, library, seconds
        self.known: list[Formula] = []
        self.taken = {*variables(claim.formula, *claim.witnessed), *map(Variable, claim.variables)}
        self.done = False

    def read(self, step: Recorded) -> None:
        if any(not 1 <= k <= len(self.known) for k in step.premises):
            raise Unconfirmed(f"its premises {step.premises} are not all earlier steps")
        premises = [self.known[k - 1] for k in step.premises]
        self.written(step.formula)
        self.done = False
        if step.kind == "algebra" and "solution" in step.made_of:
            self.entail(premises, self.written(self.conclusion(step.made_of["solution"])))
            self.done = True
        elif step.kind == "algebra":
            self.entail(premises, step.formula)
        elif step.kind == "hypothesis":
            sought = [name for u in self.claim.exists for name in u.names if Variable(name) in variables(step.formula)]
            if sought:
                raise Unconfirmed(f"it restricts {sought[0]}, which is to be shown to exist")
            if step.formula not in self.claim.given:
                self.entail(self.claim.given, step.formula)
        elif (derived := self.written(self.derived(step))) != step.formula:
            self.entail([derived], step.formula)
        self.known.append(step.formula)
        self.taken |= set(variables(step.formula))

    def entail(self, premises: Sequence[Formula], goal: Formula) -> None:
        why = entailed(premises, goal, self.seconds)
        if why:
            raise Unconfirmed(f"{str(goal)[:120]}: {why}")

    def written(self, formula: Formula) -> Formula:
        """``formula``, as a text could say it: a record may hold other comparisons and terms, which mean nothing."""
        for atom in formula.atoms():
            if atom.op not in SIGNS:
                raise Unconfirmed(f"{atom.op[:20]!r} is no comparison")
            for node in (*atom.left.nodes(), *atom.right.nodes()):
                if not _meant(node, self.claim.integers):
                    raise Unconfirmed(f"{str(node)[:80]} is no term of the language")
        return formula

    def conclusion(self, solution: Mapping[str, Term]) -> Formula:
        wanted = {name for unknown in self.claim.exists for name in unknown.names}
        if set(solution) != wanted:
            raise Unconfirmed(f"the conclusion needs terms for {sorted(wanted)}")
        swap = {Variable(name): t for name, t in solution.items()}
        conditions = tuple(c for t in solution.values() for c in needs(t))
        return And((*conditions, *(e.subs(swap) for e in self.claim.witnessed), self.claim.then.subs(swap)))

    def derived(self, step: Recorded) -> Formula:
        """What the rule gives, by this module's own derivation."""
        data = step.made_of
        try:
            match step.kind:
                case "instance":
                    return self.instance(data["label"], data["terms"])
                case "mean value":
                    return self.mean_value(data["function"], data["of"], data["a"], data["b"], data["at"])
                case "intermediate value":
                    return self.intermediate_value(data["function"], data["of"], data["a"], data["b"], data["at"])
                case "equals":
                    g, x, a, b = data["term"], data["of"], data["a"], data["b"]
                    same = (*needs(g.subs({x: a})), Atom("==", a, b))
                    return Implies(And(same), Atom("==", g.subs({x: a}), g.subs({x: b})))
                case "numeric":
                    if variables(step.formula) or decided(step.formula, {}) != {CERTAIN}:
                        raise Unconfirmed(f"intervals do not show {step.formula}")
                    return step.formula
                case "residues":
                    if not never_equal(step.formula, data["modulus"], self.claim.integers):
                        raise Unconfirmed(f"residues modulo {data['modulus']} do not show {step.formula}")
                    return step.formula
                case "gap":
                    return apart(step.formula, data["term"], self.claim.integers)
                case "let":
                    self.fresh(data["name"], data["term"])
                    self.entail(self.known, And(needs(data["term"])))
                    return Atom("==", data["name"], data["term"])
        except KeyError as error:
            raise Unconfirmed(f"it lacks {error}") from None
        raise Unconfirmed("there is no such rule")

    def fresh(self, name: Variable, *terms: Term) -> None:
        if not isinstance(name, Variable):
            raise Unconfirmed(f"{name} is not a name")
        if name in self.taken or any(name in t.variables for t in terms):
            raise Unconfirmed(f"the name {name} is not new")

    def instance(self, label: str, terms: Mapping[str, Term]) -> Formula:
        claim = self.library(label)
        same = (claim.given, claim.then) == (self.claim.given, self.claim.then)  # whatever the two are called
        if claim.exists or same:
            raise Unconfirmed(f"{label} has no instances here")
        wanted = {*claim.variables, *(name for unknown in claim.unknowns for name in unknown.names)}
        if set(terms) != wanted:
            raise Unconfirmed(f"an instance of {label} needs terms for {sorted(wanted)}")
        for name in sorted(claim.integers):
            if not is_integer(terms[name], self.claim.integers):
                raise Unconfirmed(f"{name} of {label} is a whole number, but {terms[name]} may not be one")
        swap = {Variable(name): t for name, t in terms.items()}
        conditions = tuple(c for t in terms.values() for c in needs(t))
        given = And((*conditions, *(g.subs(swap) for g in claim.given)))
        return Implies(given, claim.then.subs(swap)) if given != TRUE else claim.then.subs(swap)

    def mean_value(self, f: Term, x: Variable, a: Term, b: Term, at: Variable) -> Formula:
        """f(b) - f(a) = f'(xi) (b - a), a < xi < b, if a < b and all that f asks holds between, strictly, so that f' is
        defined there too: each such condition is affine in the variable and strict at both ends."""
        self.fresh(at, f, a, b)
        if not isinstance(x, Variable):
            raise Unconfirmed(f"{x} is not a name")
        for node in f.nodes():
            plain = not isinstance(node, Call) or node.function in ("exp", "log", "sqrt")
            if x in node.variables and not plain:
                raise Unconfirmed(f"{node} is not known to be differentiable")
        kept: list[Formula] = [Atom("<", a, b)]
        for need in needs(f):
            kept += _kept(need, x, a, b)
        equation = Atom("==", f.subs({x: b}) - f.subs({x: a}), slope(f, x).subs({x: at}) * (b - a))
        return Implies(And(tuple(kept)), And((Atom("<", a, at), Atom("<", at, b), equation)))

    def intermediate_value(self, f: Term, x: Variable, a: Term, b: Term, at: Variable) -> Formula:
        """f(xi) = 0, a <= xi <= b, if a <= b and f(a) <= 0 <= f(b), where f is defined between: what the grammar has
        is continuous wherever it is defined."""
        self.fresh(at, f, a, b)
        self.fresh(x, a, b)
        if any(isinstance(n, Power) and n.kind == "integer" and x in n.exponent.variables for n in f.nodes()):
            raise Unconfirmed(f"{f} has an exponent {x} that is a whole number")
        self.entail([*self.known, Atom("<=", a, x), Atom("<=", x, b)], And(needs(f)))
        given = (Atom("<=", a, b), Atom("<=", f.subs({x: a}), ZERO), Atom(">=", f.subs({x: b}), ZERO))
        return Implies(And(given), And((Atom("<=", a, at), Atom("<=", at, b), Atom("==", f.subs({x: at}), ZERO))))


def _meant(node: Term, integers: frozenset[str]) -> bool:
    """Whether the operation at the root of ``node`` has as many parts as it takes, and a whole power a whole exponent,
    as far as its form says."""
    match node:
        case Call("max" | "min", args):
            return len(args) > 0
        case Call(_, args):
            return len(args) == 1
        case Power(_, exponent, "integer"):
            q = constant(exponent)
            return is_integer(exponent, integers) if q is None else q.denominator == 1
        case Power(_, exponent, kind):
            return kind == "real" or (kind == "root" and constant(exponent) is not None)
    return True


def _kept(need: Formula, x: Variable, a: Term, b: Term) -> Iterator[Formula]:
    """What at the ends keeps ``need`` true, strictly, on [a, b]."""
    if x not in variables(need):
        yield need
        return
    atom = need if isinstance(need, Atom) else next(need.atoms())  # of a real power: that its base is > 0
    inside = atom.left - atom.right
    if not _affine(inside, x) or atom.op not in (">", ">=", "!="):
        raise Unconfirmed(f"'{need}' is not affine in {x}")
    at_a, at_b = inside.subs({x: a}), inside.subs({x: b})
    if atom.op == "!=":
        yield Atom(">", at_a * at_b, Number(0))
    else:
        yield from (Atom(">", at_a, Number(0)), Atom(">", at_b, Number(0)))


def _affine(t: Term, x: Variable) -> bool:
    """Whether ``t`` is affine in ``x`` wherever it is defined, which does not depend on ``x``."""
    algebra = Algebra()
    ratio = algebra.ratio(t)
    g = next((k for k, p in enumerate(algebra.parts) if p.function == "variable" and p.detail == x.name), None)
    held = {h for m in ratio.above for h, _ in m} | {h for f, _ in ratio.below for m, _ in f for h, _ in m}
    inner = any(_holds(algebra, algebra.parts[h].args, g) for h in held if h != g)
    linear = all(k == 1 for m in ratio.above for h, k in m if h == g)
    below = any(h == g for f, _ in ratio.below for m, _ in f for h, _ in m)
    return linear and not below and not inner and not any(x in variables(c) for c in needs(t))


def _holds(algebra: Algebra, args: Sequence[Ratio], g: int | None) -> bool:
    """Whether the part ``g`` occurs in ``args``."""
    for arg in args:
        for p in (arg.above, *(dict(f) for f, _ in arg.below)):
            if any(h == g or _holds(algebra, algebra.parts[h].args, g) for m in p for h, _ in m):
                return True
    return False
