"""Mutants of a claim, named by the mistake: wrong sign, flipped comparison, dropped hypothesis,
swapped symbols, wrong constant, wrong branch."""

import re
from dataclasses import replace

from theory.language.claim import Claim

NAME = re.compile(r"[A-Za-z_]\w*")
COUNTING = (
    *("r >= 1", "f >= 1", "1 <= n <= r", "0 <= m <= f", "1 <= m <= f", "lam > 0", "n >= 1"),
    *("phi > 0", "bR > 0", "0 < eps < 1", "alpha > 0"),
)
FLIPS = ((" >= ", " < "), (" <= ", " > "), (" > ", " <= "), (" < ", " >= "), (" == ", " != "))
SWAPS = (
    ("swapped w_D and w_R", "w_D", "w_R"),
    ("swapped w_DA and w_R", "w_DA", "w_R"),
    ("swapped v_D and v_R", "v_D", "v_R"),
    ("swapped a and b", "a", "b"),
    ("swapped x_D and y_D", "x_D", "y_D"),
    ("swapped x_DA and y_DA", "x_DA", "y_DA"),
    ("swapped x_R and x_D", "x_R", "x_D"),
    ("swapped y_R and y_D", "y_R", "y_D"),
    ("swapped far_D and far_DA", "far_D", "far_DA"),
    ("swapped b and bR, d for r", "b", "bR"),
    ("swapped W0 and W-1", "W0", "Wm1"),
)
CONSTANTS = (
    ("1 % more phi", "phi", "(101/100*phi)"),
    ("half of alpha_low", "alpha_low", "(alpha_low/2)"),
    ("fold one half further", "alpha_fold", "(3/2*alpha_fold)"),
    ("r for d", "d", "r"),
    ("a tenth of tol", "tol", "(tol/10)"),
    ("4 % less kappa", "kappa", "(24/25*kappa)"),
    ("half of alpha_y", "alpha_y", "(alpha_y/2)"),
    ("half of alpha_above", "alpha_above", "(alpha_above/2)"),
    ("twice alpha_below", "alpha_below", "(2*alpha_below)"),
    ("half of alpha", "alpha", "(alpha/2)"),
    ("twice M", "M", "(2*M)"),
)
TEXTS = (("1 - eps^2 for 1 + eps^2", "1 + eps**2", "1 - eps**2"), ("one third less", "2*phi", "3*phi"))


def renamed(text: str, pairs: dict[str, str]) -> str:
    """``text`` with whole names replaced at once."""
    return NAME.sub(lambda found: pairs.get(found[0], found[0]), text)


def mutants(claim: Claim) -> dict[str, Claim]:
    """Name of the mistake -> the claim with it, where it changes the text."""
    found = {"negated": replace(claim, conclusion=f"not ({claim.conclusion})")}
    for old, new in FLIPS:
        if old in claim.conclusion:
            found[f"flipped{old}"] = replace(claim, conclusion=claim.conclusion.replace(old, new, 1))
    for k, hypothesis in enumerate(claim.hypotheses):
        if hypothesis not in COUNTING:
            found[f"dropped {hypothesis}"] = replace(claim, hypotheses=claim.hypotheses[:k] + claim.hypotheses[k + 1 :])
    for name, a, b in SWAPS:
        found[name] = replace(claim, conclusion=renamed(claim.conclusion, {a: b, b: a}))
    for name, old, new in CONSTANTS:
        found[f"{name} in the conclusion"] = replace(claim, conclusion=renamed(claim.conclusion, {old: new}))
        found[f"{name} in the hypotheses"] = replace(
            claim, hypotheses=tuple(renamed(h, {old: new}) for h in claim.hypotheses)
        )
    for name, old, new in TEXTS:
        found[f"{name} in the conclusion"] = replace(claim, conclusion=claim.conclusion.replace(old, new))
        found[f"{name} in the hypotheses"] = replace(
            claim, hypotheses=tuple(h.replace(old, new) for h in claim.hypotheses)
        )
    known = {*claim.names}
    return {
        name: m
        for name, m in found.items()
        if (m.conclusion, m.hypotheses) != (claim.conclusion, claim.hypotheses) and _readable(m, known)
    }


def _readable(claim: Claim, known: set[str]) -> bool:
    words = set(NAME.findall(" ".join((claim.conclusion, *claim.hypotheses))))
    return words <= known | {"exp", "log", "abs", "max", "min", "sqrt", "W0", "Wm1", "and", "or", "not"}
