"""Entries of ``affirm solve --json``: proven decimals, one entry or a list of several."""

from __future__ import annotations

from typing import Any

from flint import arb, ctx

from theory.errors import UnableError
from verify.values.decimal import as_decimal


def ball(value: arb, digits: int) -> dict[str, str]:
    """mid and rad, decimal strings."""
    mid, rad = as_decimal(value, digits)
    return {"mid": mid, "rad": rad}


def point(value: arb, digits: int, kind: str, branch: str | None) -> dict[str, Any]:
    """An entry for a coordinate of a stationary point."""
    return {"exists": True, **ball(value, digits), "kind": kind, "branch": branch}


def none(reason: str) -> dict[str, Any]:
    """The entry where there is no stationary point."""
    return {"exists": False, "mid": None, "rad": None, "kind": "none", "branch": None, "reason": reason}


def single(entries: list[dict[str, Any]]) -> Any:
    """The only entry, or the list of several."""
    return entries[0] if len(entries) == 1 else entries


def sharp(value: arb, digits: int) -> None:
    """Errors: ``UnableError`` unless ``value`` is known to ``digits`` significant digits, or exactly 0."""
    if not value.is_zero() and value.rel_accuracy_bits() < digits * 3.33 + 4:
        raise UnableError(f"{value.str(10)} is not known to {digits} digits at {ctx.prec} bits; raise the precision")
