"""Where this paper's claims are hard: small ridges and shares, parts of counts, arguments of W near -1/e, folds."""

from __future__ import annotations

import numpy as np

from theory.ascent.unknowns import AxisPoint, BlockPoint
from theory.language.claim import Claim, symbol
from verify.ascent.solve import block_curve
from verify.refute.design import Hints, Usual
from verify.values.doubles import compile_term

INVERSE_E = float(np.exp(-1.0))
SIZES = ("1", "1/2", "2", "1/10", "10", "1/100", "100", "1000")
RATIO = Usual(SIZES, (-5, 5))
CORRELATION = Usual(("1/2", "1/3", "2/3", "1/10", "9/10", "1/100", "99/100"), None)


def aim(claim: Claim, columns: dict[str, np.ndarray], rng: np.random.Generator) -> None:
    """For a quarter of the points, the ridge that brings the argument of a stationary point's W
    near an edge: -1/e, 0 or infinity; or, in a block, an alpha near the fold of DA."""
    blocks = [u for u in claim.unknowns if isinstance(u, BlockPoint) and u.loss == "DA" and u.alpha == symbol("alpha")]
    if blocks and "alpha" in columns:
        with np.errstate(all="ignore"):
            phi, b, eps = (compile_term(term)(columns) for term in (blocks[0].phi, blocks[0].bR, blocks[0].eps))
            turn = np.exp(block_curve.log_alpha("DA", phi, b, eps, block_curve.fold(phi, b, eps)))
        near = turn * (1 - 10 ** rng.uniform(-9, 0, len(turn)))
        use = (rng.random(len(turn)) < 0.5) & (near > 1e-300) & np.isfinite(near)
        columns["alpha"] = np.where(use, near, columns["alpha"])
    aimed = [u for u in claim.unknowns if isinstance(u, AxisPoint) and u.lam == symbol("lam")]
    if not aimed or "lam" not in columns:
        return
    size = len(columns["lam"])
    near = 10 ** rng.uniform(-12, -0.5, size)
    target = np.select(
        [rng.random(size) < 0.6, rng.random(size) < 0.5], [-INVERSE_E * (1 - near), near * 1e-3], 1 / near**3
    )
    with np.errstate(all="ignore"):
        ridge = np.broadcast_to(compile_term(aimed[-1].weight)(columns), (size,)) / target
    use = (rng.random(size) < 0.25) & (ridge > 1e-300) & np.isfinite(ridge)
    columns["lam"] = np.where(use, ridge, columns["lam"])


HINTS = Hints(
    usual={"lam": Usual(SIZES, (-12, 12)), "phi": RATIO, "bR": RATIO, "alpha": RATIO, "eps": CORRELATION},
    parts=(("n", "r", ()), ("m", "f", ()), ("n_k", "r", ("n",))),
    aim=aim,
)
