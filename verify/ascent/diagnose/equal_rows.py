"""Which rows are equal, as numbers: a digest of each, and the rows of one table that stand in another."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np

CHUNK = 4096


def digests(x: Any, beside: np.ndarray | None = None, rows: np.ndarray | None = None) -> Iterator[bytes]:
    """128 bits for each row of ``x`` (dense or CSR), or of those numbered ``rows``; ``beside``: what else must be
    equal, such as the label. Rows that are equal as numbers have equal digests; 0 and -0 are equal, and so is a zero
    that a CSR matrix stores."""
    for i in range(x.shape[0]) if rows is None else rows:
        if hasattr(x, "indptr"):
            part = slice(x.indptr[i], x.indptr[i + 1])
            kept = np.flatnonzero(x.data[part])
            kept = kept[np.argsort(x.indices[part][kept])]
            data = x.indices[part][kept].astype(np.int64).tobytes() + x.data[part][kept].tobytes()
        else:
            data = (x[i] + 0.0).tobytes()
        yield blake2b(data + (b"" if beside is None else beside[i].tobytes()), digest_size=16).digest()


def keys(x: Any) -> np.ndarray:
    """64 bits for each row, the same for equal rows: the bits of each number times an odd number of its column, summed
    modulo 2^64. Other rows may share a key."""
    odd = np.random.default_rng(0).integers(0, 2**63, x.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    found = np.zeros(x.shape[0], dtype=np.uint64)
    if hasattr(x, "indptr"):
        terms = (x.data + 0.0).view(np.uint64) * odd[x.indices]
        total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
        return total[x.indptr[1:]] - total[x.indptr[:-1]]
    for start in range(0, x.shape[0], CHUNK):
        part = np.ascontiguousarray(x[start : start + CHUNK] + 0.0)
        found[start : start + CHUNK] = (part.view(np.uint64) * odd).sum(axis=1, dtype=np.uint64)
    return found


def shared(x: Any, codes: np.ndarray, forget: np.ndarray, other: Any, others: np.ndarray, among: np.ndarray) -> int:
    """How many of the rows ``among`` (a mask) of ``other`` equal, with their labels ``others``, a row of ``x`` in the
    mask ``forget``, with its label."""
    mine = keys(x)
    theirs = mine if other is x else keys(other)
    candidates = np.flatnonzero(among & np.isin(theirs, mine[forget]))
    if not len(candidates):
        return 0
    met = np.flatnonzero(forget & np.isin(mine, theirs[candidates]))
    known = set(digests(x, codes, met))
    return sum(digest in known for digest in digests(other, others, candidates))
