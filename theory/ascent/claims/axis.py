"""What the one-axis claims share: counts, the paper's abbreviations, and the three solutions."""

from __future__ import annotations

from collections.abc import Mapping

from theory.ascent import one_axis
from theory.ascent.unknowns import AxisPoint
from theory.language.algebra import factored
from theory.language.claim import Claim, Unknown, symbol
from theory.language.term import Number, Term

VARIABLES = {"r": "integer", "f": "integer", "n": "integer", "m": "integer", "lam": "real"}
COUNTS = ("r >= 1", "f >= 1", "1 <= n <= r", "0 <= m <= f", "lam > 0")
DEFINITIONS = {
    "d": "r + f",
    "alpha": "m/n",
    "phi": "f/r",
    "alpha_low": "f**2/(r*(r + 2*f))",
    "alpha_fold": "f/r + lam*f/(exp(1)*n)",
}
C_D = "(1 + alpha)*n/(lam*d)"  # the paper's arguments of W
C_R = "n/(lam*r)"
C_DA = "(1 - alpha*r/f)*n/(lam*r)"


def solutions(*losses: str) -> tuple[Unknown, ...]:
    """The stationary points of the named losses on axis j, with weights derived in ``one_axis``."""
    return tuple(AxisPoint(f"w_{loss}", loss, one_axis.weight(loss), one_axis.LAM) for loss in losses)


def other_axis(*losses: str) -> tuple[Unknown, ...]:
    """The stationary points on another axis k, which has ``n_k`` retain samples and no forget sample."""
    on_k = {one_axis.N: symbol("n_k"), one_axis.M: Number(0)}
    return tuple(
        AxisPoint(f"v_{loss}", loss, factored(one_axis.weight(loss).subs(on_k)), one_axis.LAM) for loss in losses
    )


def slope_at(loss: str, point: str) -> Term:
    """dL/dw_j, derived, at the variable ``point``."""
    return one_axis.gradient(loss).subs({one_axis.W: symbol(point)})


def axis_claim(
    label: str,
    source: str,
    statement: str,
    reading: str,
    conclusion: str,
    hypotheses: tuple[str, ...] = (),
    *,
    solve: tuple[str, ...] = ("D", "R", "DA"),
    extra: Mapping[str, str] | None = None,
    counts: tuple[str, ...] = COUNTS,
    derived: Mapping[str, Term] | None = None,
    unknowns: tuple[Unknown, ...] = (),
    uses: tuple[str, ...] = (),
    corrected_by: tuple[str, ...] = (),
) -> Claim:
    """A claim about axis j for all counts and ridges; the kind follows from the label."""
    kind = {"lem": "lemma", "rem": "remark", "cor": "corollary", "res": "result"}[label.split("-")[0]]
    return Claim(
        label=label,
        kind=kind,
        source=source,
        statement=statement,
        reading=reading,
        variables=VARIABLES | dict(extra or {}),
        hypotheses=counts + hypotheses,
        definitions=DEFINITIONS,
        derived=dict(derived or {}),
        unknowns=solutions(*solve) + unknowns,
        conclusion=conclusion,
        uses=uses,
        corrected_by=corrected_by,
    )
