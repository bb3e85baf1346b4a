"""What the second reader raises where it does not confirm."""

from __future__ import annotations


class Unconfirmed(Exception):
    """Why a step of a proof, or a change or a leaf of a cover, is not confirmed."""
