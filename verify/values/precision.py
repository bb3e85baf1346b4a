"""Computing again with more bits, until there are enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flint import ctx

from theory.errors import UnableError

MAX_BITS = 1 << 16
T = TypeVar("T")


def with_precision(compute: Callable[[], T], bits: int = 64) -> T:
    """``compute()`` at the least precision, doubled from ``bits``, at which it is able.

    Errors: ``UnableError`` beyond 65536 bits.
    """
    while True:
        try:
            with ctx.workprec(bits):
                return compute()
        except UnableError:
            bits *= 2
            if bits > MAX_BITS:
                raise
