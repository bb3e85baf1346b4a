"""Certificates of covers: a tree of divisions, each leaf with the reason that settles it.

``verify.confirm.cover`` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from theory.language.term import Term
from verify.confirm.calculus import ONE


@dataclass(frozen=True)
class Form:
    """The range of another form says what sign a term has: ``term`` is it times ``factor``, which is > 0 on the part
    at hand."""

    term: Term
    factor: Term = ONE


@dataclass(frozen=True)
class Through:
    """The sign is that of ``term``, by ``why``. ``law``: how the term asked for, f, depends on ``term``, t, and on
    ``factor``, c, which is > 0 by ``positive``: "times": f = c t; "exp": f = c (exp(t) - 1); "log": t = c (exp(f) - 1).
    """

    term: Term
    why: Sign
    law: str = "times"
    factor: Term = ONE
    positive: Sign | None = None


@dataclass(frozen=True)
class Factor:
    """``base`` to the power of ``exponent``; ``sign``: 1 or -1, that of ``base`` by ``why``; 0 if nothing is shown of
    it."""

    base: Term
    exponent: Term
    sign: int = 0
    why: Sign | None = None


@dataclass(frozen=True)
class Factors:
    """The term is the product of ``factors``, whose signs say its own."""

    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Along:
    """``term``, a form of what is asked, rises (or falls) in ``name`` on the part, its derivative having a sign by
    ``steep``; ``face`` shows the sign at the end where it is least. ``kinks``: absolute values and maxima in it, and
    the variables of [0, 1] that stand in the derivative for the side on which each is."""

    term: Term
    name: str
    rising: bool
    steep: Sign
    face: Sign
    kinks: tuple[tuple[Term, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Plain:
    """By ranges of the formula as it is."""


PLAIN = Plain()


@dataclass(frozen=True)
class Both:
    """The term is >= 0 by ``more``, and <= 0 by ``less``, which shows its opposite to be >= 0."""

    more: Sign
    less: Sign


Sign = Form | Through | Factors | Along
Reason = Sign | Both | Plain


@dataclass(frozen=True)
class Done:
    """No goal is left, or the part is empty."""


@dataclass(frozen=True)
class Unmet:
    """Hypothesis number ``hypothesis`` (of the conjuncts of all, from 0) is true nowhere on the part, by ranges or by
    ``form``: the sign of what is >= 0 or > 0 where its negation holds, its right less its left side for > and >=, else
    the left less the right one."""

    hypothesis: int
    form: Reason = PLAIN


@dataclass(frozen=True)
class Shown:
    """Goal number ``goal`` (of the conjuncts of the conclusion, from 0) is true on the part, by its range or by
    ``form``: the sign of its left less its right side, of the right less the left one for < and <=. ``rest`` settles
    the other goals. ``needs``: why the goal is defined, for each of ``calculus.needs`` of its sides' difference; empty
    where ranges say so."""

    goal: int
    rest: Tree
    form: Reason = PLAIN
    needs: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Monotone:
    """The left less the right side of goal number ``goal`` rises (or falls) in ``name`` on the part, by the range of
    its derivative; ``face`` settles the goal where it is least true."""

    goal: int
    name: str
    rising: bool
    face: Tree
    rest: Tree


@dataclass(frozen=True)
class Split:
    """``name`` below ``at``, and from there on, without ``at`` where a hypothesis excludes it; a whole number up to the
    floor of ``at``, and from the next one on."""

    name: str
    at: Fraction
    low: Tree
    high: Tree


Tree = Done | Unmet | Shown | Monotone | Split


@dataclass(frozen=True)
class Change:
    """``term`` in the place of the variable ``name``: an equation among the hypotheses says that they are equal
    (``new`` is empty); or ``new`` is a new variable in ``term``, and ``inverse`` is its value in the old ones."""

    name: str
    term: Term
    new: str = ""
    inverse: Term | None = None


@dataclass(frozen=True)
class Placed:
    """``name`` lies between two terms, by hypotheses: ``term``, affine in the new variable ``new`` of [0, 1], is the
    lower one where that is 0 and the upper one where it is 1."""

    name: str
    term: Term
    new: str


@dataclass(frozen=True)
class Named:
    """A new variable ``new`` in the place of ``call``, a value of log, W0 or W-1 that is defined wherever the
    hypotheses are true, and the equation that it solves among the hypotheses."""

    new: str
    call: Term


@dataclass(frozen=True)
class Unit:
    """1 in the place of ``name``, which is positive: every comparison is homogeneous in it."""

    name: str


@dataclass(frozen=True)
class Rewritten:
    """``new`` in the place of the term ``old``, which equals it on the box: by algebra; log of a product as a sum, W of
    r e^r as r, b ** t as exp(t log b)."""

    old: Term
    new: Term


@dataclass(frozen=True)
class Narrowed:
    """``name`` is ``op`` (one of < <= > >=) ``value``: on the rest of the box some hypothesis is true nowhere."""

    name: str
    op: str
    value: Fraction


@dataclass(frozen=True)
class Unread:
    """In the place of the certificate of a cover for which none could be written, or read, within the work that is
    counted for it: ``why``."""

    why: str


AnyChange = Change | Placed | Named | Unit | Rewritten | Narrowed


@dataclass(frozen=True)
class CoverCertificate:
    """``changes``, in order, then ``tree``."""

    tree: Tree
    changes: tuple[AnyChange, ...] = ()
