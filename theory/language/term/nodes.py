"""Terms: immutable trees of what was written. Nothing here simplifies.

A term is a number, a variable, a sum, a product, a quotient, a power or a function of terms. Sums and products hold
any number of parts (a sum inside a sum is its parts), a quotient of two numbers with a denominator other than 0 is a
number, and minus is a factor of -1: no other rewriting takes place, so that a term is defined exactly where its text
is. Equal terms are the same object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias
from weakref import WeakValueDictionary

Coercible: TypeAlias = "Term | int | Fraction"
FUNCTIONS = ("exp", "log", "sqrt", "abs", "W0", "Wm1", "max", "min")
UNASKED = object()
INTEGER, ROOT, REAL = "integer", "root", "real"  # the kinds of powers; theory.language.meaning says what each means


class Term:
    """A node: its ``data`` (a number, a name, a kind) and its parts ``args``, in order."""

    __slots__ = ("__weakref__", "_constant", "_variables", "args", "data", "depth", "parts")
    _known: ClassVar[WeakValueDictionary[Any, Term]] = WeakValueDictionary()
    data: Any
    args: tuple[Term, ...]
    parts: int  # how many nodes it has where each is counted as often as it is written
    depth: int  # the most operations that stand inside one another
    _variables: tuple[Variable, ...] | None
    _constant: Any

    @classmethod
    def _node(cls, data: Any, args: tuple[Term, ...]) -> Any:
        key = (cls, data, args)
        found = Term._known.get(key)
        if found is None:
            found = object.__new__(cls)
            object.__setattr__(found, "data", data)
            object.__setattr__(found, "args", args)
            object.__setattr__(found, "parts", 1 + sum(a.parts for a in args))
            object.__setattr__(found, "depth", 1 + max((a.depth for a in args), default=0))
            object.__setattr__(found, "_variables", None)
            object.__setattr__(found, "_constant", UNASKED)
            Term._known[key] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a term cannot be changed: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.data, self.args)

    def rebuilt(self, args: tuple[Term, ...]) -> Term:
        """The same operation on other parts."""
        return self if args == self.args else _again(type(self), self.data, args)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables in it, in the order in which they first appear."""
        found = self._variables
        if found is None:
            inner = tuple(dict.fromkeys(v for a in self.args for v in a.variables))
            found = (self,) if isinstance(self, Variable) else inner
            object.__setattr__(self, "_variables", found)
        return found

    def has(self, *parts: Term) -> bool:
        """Whether one of ``parts`` occurs in it."""
        if all(isinstance(p, Variable) for p in parts):
            return any(p in self.variables for p in parts)
        return any(node in parts for node in self.nodes())

    def nodes(self) -> Iterator[Term]:
        """It and all its parts, each once, parts first."""
        seen: set[Term] = set()
        stack: list[tuple[Term, bool]] = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                yield node
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(a, False) for a in reversed(node.args)]

    def calls(self, *functions: str) -> tuple[Call, ...]:
        """The calls of ``functions`` in it, each once, inner ones first."""
        return tuple(n for n in self.nodes() if isinstance(n, Call) and n.data in functions)

    @property
    def size(self) -> int:
        """How many different nodes it has."""
        return sum(1 for _ in self.nodes())

    def subs(self, terms: Mapping[Any, Coercible]) -> Term:
        """It with ``terms`` in the place of variables (or of other parts), all at once. A power keeps its kind: a
        number in the place of a real exponent does not make it the power of a constant exponent."""
        from theory.language.term.form import replaced

        swap = {old: term(new) for old, new in terms.items()}
        return replaced(self, swap.get)

    def __add__(self, other: Coercible) -> Term:
        return Sum(self, term(other)) if _is_operand(other) else NotImplemented

    def __radd__(self, other: Coercible) -> Term:
        return Sum(term(other), self) if _is_operand(other) else NotImplemented

    def __sub__(self, other: Coercible) -> Term:
        return Sum(self, -term(other)) if _is_operand(other) else NotImplemented

    def __rsub__(self, other: Coercible) -> Term:
        return Sum(term(other), -self) if _is_operand(other) else NotImplemented

    def __mul__(self, other: Coercible) -> Term:
        return Product(self, term(other)) if _is_operand(other) else NotImplemented

    def __rmul__(self, other: Coercible) -> Term:
        return Product(term(other), self) if _is_operand(other) else NotImplemented

    def __truediv__(self, other: Coercible) -> Term:
        return Quotient(self, term(other)) if _is_operand(other) else NotImplemented

    def __rtruediv__(self, other: Coercible) -> Term:
        return Quotient(term(other), self) if _is_operand(other) else NotImplemented

    def __pow__(self, other: Coercible) -> Term:
        return _power(self, other) if _is_operand(other) else NotImplemented

    def __rpow__(self, other: Coercible) -> Term:
        return _power(other, self) if _is_operand(other) else NotImplemented

    def __neg__(self) -> Term:
        first, *rest = self.args if isinstance(self, Product) else (self,)
        if isinstance(first, Number) and (first.value > 0 or not rest):
            return Product(Number(-first.value), *rest)  # type: ignore[no-any-return]
        return Product(Number(-1), self)  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        raise TypeError("a term is neither true nor false: compare it in a formula")

    def __str__(self) -> str:
        from theory.language.printer import text

        return text(self)

    __repr__ = __str__


class Number(Term):
    """An exact rational."""

    __slots__ = ()
    __match_args__ = ("value",)

    def __new__(cls, value: int | Fraction | str) -> Number:
        return cls._node(Fraction(value), ())  # type: ignore[no-any-return]

    @property
    def value(self) -> Fraction:
        return self.data  # type: ignore[no-any-return]


class Variable(Term):
    """A real variable. That it ranges over whole numbers only is said by the claim that declares it."""

    __slots__ = ()
    __match_args__ = ("name",)

    def __new__(cls, name: str) -> Variable:
        return cls._node(name, ())  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        return self.data  # type: ignore[no-any-return]


class Sum(Term):
    """a + b + ... One addend is itself, none is 0."""

    __slots__ = ()
    __match_args__ = ("args",)

    def __new__(cls, *args: Coercible) -> Any:
        flat = _flat(Sum, args)
        return flat[0] if len(flat) == 1 else cls._node(None, flat) if flat else Number(0)


class Product(Term):
    """a * b * ... One factor is itself, none is 1."""

    __slots__ = ()
    __match_args__ = ("args",)

    def __new__(cls, *args: Coercible) -> Any:
        flat = _flat(Product, args)
        return flat[0] if len(flat) == 1 else cls._node(None, flat) if flat else Number(1)


class Quotient(Term):
    """above / below."""

    __slots__ = ()
    __match_args__ = ("above", "below")

    def __new__(cls, above: Coercible, below: Coercible) -> Any:
        a, b = term(above), term(below)
        if isinstance(a, Number) and isinstance(b, Number) and b.value:
            return Number(a.value / b.value)
        return cls._node(None, (a, b))

    @property
    def above(self) -> Term:
        return self.args[0]

    @property
    def below(self) -> Term:
        return self.args[1]


class Power(Term):
    """base ** exponent, of one of three kinds: ``INTEGER``, the exponent a whole number by its form; ``ROOT``, a
    constant that is not whole; ``REAL``, any other. ``theory.language.term.power`` finds the kind."""

    __slots__ = ()
    __match_args__ = ("base", "exponent", "kind")

    def __new__(cls, base: Coercible, exponent: Coercible, kind: str) -> Any:
        if kind not in (INTEGER, ROOT, REAL):
            raise ValueError(f"{kind}: not a kind of powers; {INTEGER}, {ROOT} and {REAL} are")
        return cls._node(kind, (term(base), term(exponent)))

    @property
    def base(self) -> Term:
        return self.args[0]

    @property
    def exponent(self) -> Term:
        return self.args[1]

    @property
    def kind(self) -> str:
        return self.data  # type: ignore[no-any-return]


class Call(Term):
    """A function of the grammar at its arguments."""

    __slots__ = ()
    __match_args__ = ("function", "args")

    def __new__(cls, function: str, *args: Coercible) -> Any:
        if function not in FUNCTIONS:
            raise ValueError(f"{function}: not a function of the grammar")
        return cls._node(function, tuple(map(term, args)))

    @property
    def function(self) -> str:
        return self.data  # type: ignore[no-any-return]


def term(value: Coercible) -> Term:
    """A term as it is; a whole number or a fraction as a term. Errors: ``TypeError`` for anything else, floats too."""
    if isinstance(value, Term):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Number(value)
    raise TypeError(f"{value!r}: a term is made of terms, whole numbers and fractions")


def _is_operand(value: object) -> bool:
    return isinstance(value, Term | int | Fraction) and not isinstance(value, bool)


def _power(base: Coercible, exponent: Coercible) -> Term:
    from theory.language.term.form import power

    return power(base, exponent)


def _flat(kind: type, args: tuple[Coercible, ...]) -> tuple[Term, ...]:
    parts = map(term, args)
    return tuple(q for p in parts for q in (p.args if type(p) is kind else (p,)))


def _again(node: Any, data: Any, args: tuple[Term, ...]) -> Term:
    """The node of class ``node`` with these parts, by its constructor."""
    if issubclass(node, Number | Variable):
        return node(data)  # type: ignore[no-any-return]
    if issubclass(node, Power):
        return Power(args[0], args[1], data)  # type: ignore[no-any-return]
    return node(data, *args) if node is Call else node(*args)  # type: ignore[no-any-return]
