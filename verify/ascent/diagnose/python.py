"""Python objects as sources: arrays, sparse matrices, pandas and polars frames."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.errors import DomainError
from verify.ascent.diagnose.tables import Source, column, frame, from_table


def source(x: Any, y: Any, drop: tuple[str, ...] = (), as_it_is: bool = False) -> Source:
    """``x`` and ``y`` as given to ``affirm.diagnose``; ``as_it_is``: the features of a frame stay a frame, as the first
    step of a fitted pipeline knows it. Errors: ``DomainError``."""
    table = frame(x)
    if table is None:
        if drop or isinstance(y, str):
            raise DomainError(
                "drop and a column's name as y need a frame; give X as a pandas or polars frame, or y as labels"
            )
        return Source(x if hasattr(x, "shape") else np.asarray(x), _labels(y))
    if as_it_is:
        names = [
            name for name in table.column_names if name != (y if isinstance(y, str) else None) and name not in drop
        ]
        return Source(x[names], column(table, y) if isinstance(y, str) else _labels(y), table)
    if isinstance(y, str):
        return from_table(table, y, drop)
    found = from_table(table, None, drop)
    found.y = _labels(y)
    return found


def held(pair: tuple[Any, Any] | None, drop: tuple[str, ...], as_it_is: bool = False) -> tuple[Any, Any] | None:
    """Held-out features and labels. Errors: ``DomainError``."""
    if pair is None:
        return None
    if isinstance(pair, list) and len(pair) == 1:  # as other libraries take it
        pair = pair[0]
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise DomainError("eval_set: must be a pair (X, y); give held-out features and their labels")
    apart = source(pair[0], pair[1], drop if frame(pair[0]) is not None else (), as_it_is)
    return apart.x, apart.y


def _labels(y: Any) -> np.ndarray:
    return np.asarray(y.to_numpy() if hasattr(y, "to_numpy") else y)
