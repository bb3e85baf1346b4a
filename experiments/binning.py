"""Margins in bins, point by point, as ``numpy.digitize`` bins them on the edges of ``numpy.linspace``.

The edges are those of the margins' own type, as in the public implementations: with float16 an edge is rounded to a
float16, and a margin near it may fall on the other side.
"""

from __future__ import annotations

import numpy as np

NEAR = 1e-9  # of a bin: margins closer than this to an edge are compared with the edge itself
COARSE = 0.05  # of a bin: where edges are rounded by more than this, numpy.digitize itself is asked


def shares(margins: np.ndarray, low: np.ndarray, high: np.ndarray, bins: int) -> np.ndarray:
    """Histograms of shape (points, bins), each of sum 1, on half-open bins from ``low`` to ``high`` of each point.

    ``margins``: shape (models, points), between ``low`` and ``high``. A margin equal to ``high`` falls in no bin and
    does not count; where all of them are, they are kept, in the last bin.
    """
    models = len(margins)
    counts = _counts(margins, low, high, bins)
    only_maximum = counts[:, bins] == models
    counts[only_maximum, bins - 1] = models
    kept = counts[:, :bins]
    return kept / kept.sum(axis=1, keepdims=True)


def closed_shares(margins: np.ndarray, low: np.ndarray, high: np.ndarray, bins: int) -> np.ndarray:
    """Histograms on ``bins`` equal bins; margins beyond the ends count in the first and the last, none is left out."""
    points = margins.shape[1]
    index = ((np.clip(margins, low, high) - low) * (bins / (high - low))).astype(np.intp)
    np.minimum(index, bins - 1, out=index)
    index += np.arange(points) * bins
    return np.bincount(index.ravel(), minlength=points * bins).reshape(points, bins) / len(margins)


def _counts(margins: np.ndarray, low: np.ndarray, high: np.ndarray, bins: int) -> np.ndarray:
    """How many of a point's margins lie in each bin, and last how many equal ``high``: shape (points, bins + 1)."""
    points = margins.shape[1]
    step = (high - low) / margins.dtype.type(bins)
    flat = step == 0
    safe = np.where(flat, 1, step).astype(float)
    rounding = 4 * np.finfo(margins.dtype).eps * np.maximum(np.abs(low), np.abs(high)).astype(float) / safe
    scaled = (margins - low.astype(float)) / safe
    index = scaled.astype(np.intp)
    model, point = np.nonzero(np.abs(scaled - np.rint(scaled)) < NEAR + rounding)
    if len(model):
        edge = np.rint(scaled[model, point]).astype(np.intp)
        at = np.where(edge == bins, high[point], edge.astype(margins.dtype) * step[point] + low[point])
        index[model, point] = np.where(flat[point], 0, edge - (margins[model, point] < at))
    for p in np.flatnonzero((rounding > COARSE) & (low < high)):
        index[:, p] = np.digitize(margins[:, p], np.linspace(low[p], high[p], bins + 1)) - 1
    index += np.arange(points) * (bins + 1)
    return np.bincount(index.ravel(), minlength=points * (bins + 1)).reshape(points, bins + 1)
