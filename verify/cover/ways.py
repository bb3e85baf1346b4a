"""The ways of writing a claim as a question: which reductions are tried, and in what order."""

from __future__ import annotations

from theory.language.claim import Claim, symbol
from theory.language.meaning import conjuncts, spelt
from verify.cover.question import Question, Reduction
from verify.cover.reductions.bounds import bounded
from verify.cover.reductions.elimination import eliminated
from verify.cover.reductions.faces import placed, shifted
from verify.cover.reductions.inversion import inverted
from verify.cover.reductions.naming import named
from verify.cover.reductions.powers import without_powers
from verify.cover.reductions.scaling import scaled
from verify.cover.reductions.tidy import tidied
from verify.prove.integers import divisor_bounds
from verify.values.sides import Side

WAYS: tuple[tuple[Reduction, ...], ...] = (
    (),
    (shifted,),
    (placed,),
    (without_powers, named),
    (without_powers, named, shifted),
)


def posed(claim: Claim) -> Question:
    """The question that ``claim`` poses, with its equations solved and its constant bounds taken as sides of a box."""
    box = {symbol(name): Side(integer=kind == "integer") for name, kind in claim.variables.items()}
    given = tuple(conjuncts(*map(spelt, claim.given)))
    given = tuple(conjuncts(*given, *divisor_bounds(given, claim.integers)))
    goals = tuple(conjuncts(spelt(claim.then)))
    return Question(box, given, goals).reduced(eliminated, bounded)


def ways(plain: Question) -> list[Question]:
    """``plain`` in several variables, each form once, those of few variables first."""
    found = [plain.reduced(*way) for way in WAYS]
    found += [fewer for way in found if (fewer := scaled(way)) is not None]
    found += [nearer for way in found if (nearer := inverted(way)) is not None]
    found.sort(key=lambda way: len(way.box))
    return list({(tuple(w.box.items()), w.given, w.goals): w for w in (way.reduced(tidied) for way in found)}.values())
