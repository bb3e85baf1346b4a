"""Every statement, by label. A verdict is never stored here."""

from __future__ import annotations

from theory.claims import closed_form, distance, divergence, facts, own_set_up
from theory.claims.model import Claim

CLAIMS: dict[str, Claim] = {
    claim.label: claim for module in (closed_form, divergence, own_set_up, distance, facts) for claim in module.CLAIMS
}

__all__ = ["CLAIMS", "Claim"]
