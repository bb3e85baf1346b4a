"""Which rows are equal: a digest of each."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np


def digests(x: Any, beside: np.ndarray | None = None, rows: np.ndarray | None = None) -> Iterator[bytes]:
    """128 bits for each row of ``x`` (dense or CSR), or of those in the mask ``rows``; ``beside``: what else must be
    equal, such as the label. Rows that are equal as numbers have equal digests; 0 and -0 are equal, and so is a zero
    that a CSR matrix stores."""
    for i in range(x.shape[0]) if rows is None else np.flatnonzero(rows):
        if hasattr(x, "indptr"):
            part = slice(x.indptr[i], x.indptr[i + 1])
            kept = np.flatnonzero(x.data[part])
            kept = kept[np.argsort(x.indices[part][kept])]
            data = x.indices[part][kept].astype(np.int64).tobytes() + x.data[part][kept].tobytes()
        else:
            data = (x[i] + 0.0).tobytes()
        yield blake2b(data + (b"" if beside is None else beside[i].tobytes()), digest_size=16).digest()
