"""Every statement, by label. A verdict is never stored here."""

from __future__ import annotations

from theory.ascent.claims import (
    block_figure,
    block_harm,
    block_limits,
    block_order,
    block_solutions,
    closed_form,
    distance,
    divergence,
    hoeffding,
    iterated,
    iterated_fixed,
    own_set_up,
    random_sets,
    small_step,
    toy,
    toy_ridge,
)
from theory.language.claim import Assertion, Claim, Statement

MODULES = (
    closed_form,
    divergence,
    own_set_up,
    distance,
    random_sets,
    hoeffding,
    iterated,
    iterated_fixed,
    small_step,
    block_solutions,
    block_order,
    block_harm,
    block_figure,
    block_limits,
    toy,
    toy_ridge,
)
CLAIMS: dict[str, Statement] = {claim.label: claim for module in MODULES for claim in module.CLAIMS}
FORMAL: dict[str, Claim] = {label: claim for label, claim in CLAIMS.items() if isinstance(claim, Claim)}

__all__ = ["CLAIMS", "FORMAL", "Assertion", "Claim", "Statement"]
