"""What the claims on two correlated axes share: the four numbers or the counts, the paper's
abbreviations, and the three solutions in the block."""

from __future__ import annotations

from collections.abc import Mapping

from theory.ascent import two_axes
from theory.ascent.unknowns import BlockPoint
from theory.language.claim import Claim, Unknown, symbol
from theory.language.term import Term

RATIOS = {"phi": "real", "bR": "real", "eps": "real", "alpha": "real"}
POSITIVE = ("phi > 0", "bR > 0", "0 < eps < 1", "alpha > 0")
IN_RATIOS = {"u": "1 + eps**2", "kappa": "2*eps/(1 + eps**2)", "b": "bR/(1 + phi)", "bF": "bR/phi"}
COUNTED = {"r": "integer", "f": "integer", "n": "integer", "m": "integer", "eps": "real", "lam": "real"}
COUNTS = ("r >= 1", "f >= 1", "1 <= n <= r", "1 <= m <= f", "0 < eps < 1", "lam > 0")
IN_COUNTS = {"d": "r + f", "alpha": "m/n", "phi": "f/r", "bR": "n/(lam*r)"} | IN_RATIOS
THRESHOLDS = {  # of Lemma 9 and Lemma 10, f^2/(r(d+f)) and f d/(r(d+f)) written with phi = f/r
    "alpha_above": "max(phi**2/(kappa*(1 + 2*phi)), kappa*phi*(1 + phi)/(1 + 2*phi))",
    "t": "(W0(bR*u) - W0(b*u))/kappa",
    "s": "kappa*W0(bR*u)",
    "alpha_x": "t*exp(t)/(b*u)",
    "alpha_y": "(s*exp(s)/b - 2*eps)/u",
    "alpha_below": "min(alpha_x, alpha_y)",
}
HARM = "DA is detrimental where (x_R, y_R) >= (x_D, y_D) >= (x_DA, y_DA): it ends farther from the oracle"


def points(*losses: str, counted: bool = False) -> tuple[BlockPoint, ...]:
    """The stationary points of the named losses in the block."""
    return tuple(point(loss, f"x_{loss}", f"y_{loss}", counted=counted) for loss in losses)


def point(loss: str, x: str, y: str, *, counted: bool = False, alpha: str = "alpha") -> BlockPoint:
    """A stationary point named (x, y), in the four numbers or in counts."""
    r, f, n, m, lam = (symbol(name) for name in ("r", "f", "n", "m", "lam"))
    numbers = (f / r, n / (lam * r), symbol("eps"), m / n) if counted else None
    phi, b, eps, a = numbers or (symbol("phi"), symbol("bR"), symbol("eps"), symbol(alpha))
    return BlockPoint(x, y, loss, phi, b, eps, a)


def squared_distance(loss: str) -> Term:
    """|w_loss - w_R|^2 in the block, from the coordinates of the two points."""
    ends = ((symbol(f"x_{loss}"), symbol(f"y_{loss}")), (symbol("x_R"), symbol("y_R")))
    return two_axes.squared_distance(*ends)


def counted(term: Term) -> Term:
    """``term`` in counts, from the four numbers."""
    at = point("D", "x", "y", counted=True)
    return term.subs({two_axes.PHI: at.phi, two_axes.B_R: at.bR, two_axes.ALPHA: at.alpha})


DISTANCES = {"far_D": squared_distance("D"), "far_DA": squared_distance("DA")}


def block_claim(
    label: str,
    source: str,
    statement: str,
    reading: str,
    conclusion: str,
    hypotheses: tuple[str, ...] = (),
    *,
    solve: tuple[str, ...] = ("D", "R", "DA"),
    counted: bool = False,
    extra: Mapping[str, str] | None = None,
    thresholds: bool = False,
    definitions: Mapping[str, str] | None = None,
    derived: Mapping[str, Term] | None = None,
    unknowns: tuple[Unknown, ...] = (),
    exists: tuple[Unknown, ...] = (),
    uses: tuple[str, ...] = (),
    corrected_by: tuple[str, ...] = (),
) -> Claim:
    """A claim about a block: for all phi, bR, eps, alpha, which the counts enter through alone
    (res-block-dimensionless), or for all counts and ridges."""
    kind = {"lem": "lemma", "rem": "remark", "res": "result", "fig": "remark", "lim": "remark"}[label.split("-")[0]]
    shared = IN_COUNTS if counted else IN_RATIOS
    return Claim(
        label=label,
        kind=kind,
        source=source,
        statement=statement,
        reading=reading,
        variables=(COUNTED if counted else RATIOS) | dict(extra or {}),
        hypotheses=(COUNTS if counted else POSITIVE) + hypotheses,
        definitions=shared | (THRESHOLDS if thresholds else {}) | dict(definitions or {}),
        derived=dict(derived or {}),
        unknowns=points(*solve, counted=counted) + unknowns,
        exists=exists,
        conclusion=conclusion,
        uses=(*uses, *(() if counted else ("res-block-dimensionless",))),
        corrected_by=corrected_by,
    )
