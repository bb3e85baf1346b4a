"""The three objectives over a user's data: samples, labels, the forget set, the loss, the ridge.

    L_D  = (1/d) sum_D c_i loss_i + (lambda/2) |w|^2        the original model
    L_R  = (1/r) sum_R c_i loss_i + (lambda/2) |w|^2        the oracle, retrained on R
    L_DA = (1/r) sum_R c_i loss_i - (1/f) sum_F c_i loss_i + (lambda/2) |w|^2
         = (d/f) (L_R - L_D) + (lambda/2) |w|^2

c_i is 1 unless class weights are given. Parameters have the shape (k, p), or (k, p + 1) with an intercept in the last
column, which the ridge leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from verify.ascent.diagnose.losses import Array, Loss, Pair
from verify.ascent.diagnose.rounding import above

CHUNK = 2048  # rows whose sums are taken at once, so that few roundings add up


@dataclass(frozen=True)
class Ridge:
    """The ridge of the mean loss, lambda: the double in use, and how far the exact number may be from it."""

    value: float
    slack: float = 0.0


@dataclass(frozen=True, eq=False)
class Problem:
    """A data set and its objectives, in doubles.

    ``x``: (n, p), a NumPy array or a CSR matrix of doubles. ``y``: (n, k) of +1 and -1, or (n,) of class numbers for
    softmax. ``weights``: c_i >= 0. ``forget``: a mask. ``k``: the number of scores.
    """

    x: Any
    y: Array
    forget: Array
    loss: Loss
    ridge: Ridge
    k: int = 1
    intercept: bool = False
    weights: Array | None = None

    @property
    def n(self) -> int:
        """d = |D|."""
        return int(self.x.shape[0])

    @cached_property
    def f(self) -> int:
        """f = |F|."""
        return int(self.forget.sum())

    @property
    def r(self) -> int:
        """r = |R|."""
        return self.n - self.f

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the parameters."""
        return self.k, int(self.x.shape[1]) + self.intercept

    @property
    def parameters(self) -> int:
        """How many parameters there are."""
        return self.shape[0] * self.shape[1]

    def shares(self, which: str) -> Array:
        """The factor of each sample's loss in "D", "R", "DA" or "F" (the mean over F alone), shape (n,)."""
        c = np.ones(self.n) if self.weights is None else self.weights
        match which:
            case "D":
                return c / self.n
            case "R":
                return np.where(self.forget, 0.0, c / max(self.r, 1))
            case "F":
                return np.where(self.forget, c / max(self.f, 1), 0.0)
            case _:
                return self.shares("R") - self.shares("F")

    @cached_property
    def lengths(self) -> Array:
        """At least the norm of each row of x, with the 1 of an intercept; shape (n,)."""
        square = self.x.multiply(self.x).sum(axis=1) if self.sparse else np.einsum("ij,ij->i", self.x, self.x)
        return np.asarray(above(np.sqrt(np.asarray(square).ravel() + self.intercept), self.longest + 4))

    @property
    def sparse(self) -> bool:
        """Whether x is a CSR matrix."""
        return sparse.issparse(self.x)

    @cached_property
    def longest(self) -> int:
        """The most numbers in a row, with the intercept's."""
        return (int(np.diff(self.x.indptr).max(initial=0)) if self.sparse else self.x.shape[1]) + self.intercept

    @cached_property
    def ridges(self) -> Array:
        """lambda for each parameter, 0 for the intercepts; shape (k, q)."""
        found = np.full(self.shape, self.ridge.value)
        if self.intercept:
            found[:, -1] = 0.0
        return found

    def scores(self, w: Array, x: Any = None) -> Array:
        """z = x w^T, with the intercept; shape (n, k)."""
        x = self.x if x is None else x
        z = x @ np.ascontiguousarray(w[:, : x.shape[1]].T)
        return z + w[:, -1] if self.intercept else z

    def pull(self, s: Array, rows: slice = slice(None)) -> Array:
        """sum_i s_i x_i over the rows; (rows, k) gives the shape of the parameters."""
        part = self.x if rows == slice(None) else self.x[rows]
        found = part.T @ s if self.sparse else (s.T @ part).T
        return np.vstack([found, s.sum(axis=0)]).T if self.intercept else np.ascontiguousarray(found.T)

    def value(self, which: str, w: Array, z: Array | None = None) -> float:
        """The objective; the mean loss alone for "F"."""
        z = self.scores(w) if z is None else z
        with np.errstate(over="ignore", invalid="ignore"):
            loss = float(self.shares(which) @ self.loss.value(z, self.y))
        return loss if which == "F" else loss + float((self.ridges * w * w).sum()) / 2

    def gradient(self, which: str, w: Array, z: Array | None = None) -> Array:
        """The gradient of ``value``, shape (k, q)."""
        z = self.scores(w) if z is None else z
        found = self.pull(self.shares(which)[:, None] * self.loss.slope(z, self.y))
        return found if which == "F" else found + self.ridges * w

    def curvatures(self, z: Array) -> dict[Pair, Array]:
        """The second derivative of each sample's loss in the scores a <= b, where it is not always 0."""
        return dict(self.loss.bends(z, self.y))

    def bend(self, shares: Array, bends: dict[Pair, Array], v: Array) -> Array:
        """The second derivative's data part times v, shape (k, q); ``bends`` from ``curvatures``."""
        dz = self.scores(v)
        s = np.zeros_like(dz)
        for (a, b), bend in bends.items():
            s[:, a] += bend * dz[:, b]
            if a != b:
                s[:, b] += bend * dz[:, a]
        return self.pull(shares[:, None] * s)

    def chunks(self) -> Iterator[slice]:
        """Runs of ``CHUNK`` rows."""
        return (slice(k, min(k + CHUNK, self.n)) for k in range(0, self.n, CHUNK))

    def widened(self, rows: slice) -> Array:
        """Rows of x as a dense array, with the column of ones of an intercept."""
        part = self.x[rows].toarray() if self.sparse else self.x[rows]
        return np.hstack([part, np.ones((len(part), 1))]) if self.intercept else part

    def gram(self, shares: Array, bends: dict[Pair, Array]) -> Array:
        """The second derivative's data part as a matrix, (k q, k q); only for few parameters.

        Sums run over ``CHUNK`` rows, then over the chunks.
        """
        k, q = self.shape
        found = np.zeros((k, q, k, q))
        for rows in self.chunks():
            part: Any = self.x[rows] if self.sparse and not self.intercept else self.widened(rows)
            for (a, b), bend in bends.items():
                found[a, :, b, :] += _weighted(part, shares[rows] * bend[rows])
        for a, b in bends:
            if a != b:
                found[b, :, a, :] = found[a, :, b, :].T
        return found.reshape(k * q, k * q)


def _weighted(part: Any, weight: Array) -> Array:
    """sum_i weight_i x_i x_i^T. Dense: rows of one sign together, as B^T B, which BLAS takes half the time for."""
    if sparse.issparse(part):
        return np.asarray((part.T @ part.multiply(weight[:, None]).tocsr()).toarray())
    found = np.zeros((part.shape[1], part.shape[1]))
    for sign in (1, -1):
        rows = sign * weight > 0
        if rows.any():
            scaled = part[rows] * np.sqrt(sign * weight[rows])[:, None]
            found += sign * (scaled.T @ scaled)
    return found
