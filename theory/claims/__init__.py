"""Every statement, by label. A verdict is never stored here."""

from __future__ import annotations

from theory.claims import (
    closed_form,
    distance,
    divergence,
    facts,
    hoeffding,
    iterated,
    iterated_fixed,
    own_set_up,
    random_sets,
    small_step,
)
from theory.claims.model import Assertion, Claim, Statement

CLAIMS: dict[str, Statement] = {
    claim.label: claim
    for module in (
        closed_form,
        divergence,
        own_set_up,
        distance,
        iterated,
        iterated_fixed,
        small_step,
        random_sets,
        hoeffding,
        facts,
    )
    for claim in module.CLAIMS
}
FORMAL: dict[str, Claim] = {label: claim for label, claim in CLAIMS.items() if isinstance(claim, Claim)}

__all__ = ["CLAIMS", "FORMAL", "Assertion", "Claim", "Statement"]
