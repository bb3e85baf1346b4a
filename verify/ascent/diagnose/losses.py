"""The losses of a linear model: values and derivatives in doubles, and enclosures of the derivatives.

A sample has k scores z and a label. A margin loss is ``sum_k phi(y_k z_k)`` with y_k = +1 or -1; softmax is
``log sum_k exp(z_k) - z_y`` with the label y a whole number. Each satisfies ``|phi'''| <= M phi''`` along any line, M
times the largest change of a score: that makes local statements rigorous (``concordance``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from theory.errors import UnableError
from verify.values.intervals.interval import REACH, Interval, down, exponential, logistic, points, up

Array = np.ndarray
Pair = tuple[int, int]


class Loss(Protocol):
    """What a loss offers. Shapes: scores (n, k); labels (n, k) of +-1, or (n,) of whole numbers for softmax.

    ``ceiling``: no second derivative exceeds it (inf: none). ``concordance``: c such that the third derivative along a
    line, in which scores change by u with |u| <= s, is at most c s times the second.
    """

    name: str
    ceiling: float
    concordance: float

    def value(self, z: Array, y: Array) -> Array:
        """The loss of each sample, shape (n,)."""

    def slope(self, z: Array, y: Array) -> Array:
        """Its gradient in the scores, shape (n, k)."""

    def bends(self, z: Array, y: Array) -> Iterator[tuple[Pair, Array]]:
        """Its second derivatives in the scores a <= b, each (n,), but for those that are always 0."""

    def slope_within(self, z: Interval, y: Array) -> Interval:
        """Encloses ``slope`` over intervals of scores. Errors: ``UnableError`` beyond the range of exp."""

    def bends_within(self, z: Interval, y: Array) -> Iterator[tuple[Pair, Interval]]:
        """Encloses ``bends`` over intervals of scores."""

    def floor_within(self, z: Interval, y: Array) -> Array:
        """Shape (n, j): below how much the loss curves when the scores shift by constants, one column a score, or one
        for all scores whose shifts add up to 0."""

    def stiffness(self, slopes: Array) -> Array:
        """At least the norm of the second derivative of each sample, from bounds on the size of its slopes; (n,)."""


class _Margin:
    """What the margin losses share: scores bend on their own, by ``second``, shape (n, k), and phi'' <= |phi'|."""

    ceiling: float

    def second(self, z: Array, y: Array) -> Array:
        raise NotImplementedError

    def second_within(self, z: Interval, y: Array) -> Interval:
        raise NotImplementedError

    def bends(self, z: Array, y: Array) -> Iterator[tuple[Pair, Array]]:
        return (((a, a), column) for a, column in enumerate(self.second(z, y).T))

    def bends_within(self, z: Interval, y: Array) -> Iterator[tuple[Pair, Interval]]:
        lo, hi = self.second_within(z, y)
        return (((a, a), Interval(lo[:, a], hi[:, a])) for a in range(lo.shape[1]))

    def floor_within(self, z: Interval, y: Array) -> Array:
        return self.second_within(z, y).lo

    def stiffness(self, slopes: Array) -> Array:
        return np.minimum(self.ceiling, up(slopes.max(axis=1)))


class Logistic(_Margin):
    """phi(m) = log(1 + exp(-m))."""

    name, ceiling, concordance = "logistic", 0.25, 1.0

    def value(self, z: Array, y: Array) -> Array:
        return np.logaddexp(0.0, -y * z).sum(axis=1)

    def slope(self, z: Array, y: Array) -> Array:
        return -y * _sigmoid(-y * z)

    def second(self, z: Array, y: Array) -> Array:
        share = _sigmoid(z)
        return share * (1 - share)

    def slope_within(self, z: Interval, y: Array) -> Interval:
        share = logistic(_times_sign(z, -y))
        return _times_sign(share, -y)

    def second_within(self, z: Interval, y: Array) -> Interval:
        found = logistic(z) * logistic(-z)
        return Interval(np.maximum(found.lo, 0.0), np.minimum(found.hi, 0.25))


class Exponential(_Margin):
    """phi(m) = exp(-m), the paper's."""

    name, ceiling, concordance = "exponential", np.inf, 1.0

    def value(self, z: Array, y: Array) -> Array:
        return _exp(-y * z).sum(axis=1)

    def slope(self, z: Array, y: Array) -> Array:
        return -y * _exp(-y * z)

    def second(self, z: Array, y: Array) -> Array:
        return _exp(-y * z)

    def slope_within(self, z: Interval, y: Array) -> Interval:
        return _times_sign(_exp_within(_times_sign(z, -y)), -y)

    def second_within(self, z: Interval, y: Array) -> Interval:
        return _exp_within(_times_sign(z, -y))


class Squared(_Margin):
    """phi(m) = (1 - m)^2/2, the loss of ``RidgeClassifier``."""

    name, ceiling, concordance = "squared", 1.0, 0.0

    def value(self, z: Array, y: Array) -> Array:
        return ((z - y) ** 2).sum(axis=1) / 2

    def slope(self, z: Array, y: Array) -> Array:
        return z - y

    def second(self, z: Array, y: Array) -> Array:
        return np.ones_like(z)

    def slope_within(self, z: Interval, y: Array) -> Interval:
        return z + points(-y)

    def second_within(self, z: Interval, y: Array) -> Interval:
        return points(np.ones_like(z.lo))

    def stiffness(self, slopes: Array) -> Array:
        return np.ones(len(slopes))


class Softmax:
    """The cross-entropy of several classes: log sum_k exp(z_k) - z_y. Two scores change against each other by at most
    sqrt(2) times the norm of their change."""

    name, ceiling, concordance = "softmax", 0.5, 2.0**0.5 * (1 + 2.0**-52)

    def value(self, z: Array, y: Array) -> Array:
        top = z.max(axis=1)
        return np.log(np.exp(z - top[:, None]).sum(axis=1)) + top - z[np.arange(len(z)), y]

    def shares(self, z: Array) -> Array:
        """The probabilities."""
        shares = np.exp(z - z.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return shares

    def slope(self, z: Array, y: Array) -> Array:
        shares = self.shares(z)
        shares[np.arange(len(z)), y] -= 1
        return shares

    def bends(self, z: Array, y: Array) -> Iterator[tuple[Pair, Array]]:
        columns = self.shares(z).T
        for a, b in _pairs(len(columns)):
            yield (a, b), columns[a] * ((a == b) - columns[b])

    def shares_within(self, z: Interval) -> Interval:
        """Encloses the probabilities: p_a = 1/(sum_b exp(z_b - z_a))."""
        low, high = np.empty_like(z.lo), np.empty_like(z.hi)
        for a in range(z.lo.shape[1]):
            most = sum(up_exp(up(z.hi[:, b] - z.lo[:, a])) for b in range(z.lo.shape[1]) if b != a)
            least = sum(down_exp(down(z.lo[:, b] - z.hi[:, a])) for b in range(z.lo.shape[1]) if b != a)
            slack = 2.0**-51 * z.lo.shape[1]  # of the k sums of positive numbers and the division
            low[:, a], high[:, a] = 1 / (1 + most) * (1 - slack), 1 / (1 + least) * (1 + slack)
        return Interval(np.maximum(low, 0.0), np.minimum(high, 1.0))

    def slope_within(self, z: Interval, y: Array) -> Interval:
        shares = self.shares_within(z)
        for end, away in zip(shares, (down, up), strict=True):
            rows = np.arange(len(end))
            end[rows, y] = away(end[rows, y] - 1)
        return shares

    def bends_within(self, z: Interval, y: Array) -> Iterator[tuple[Pair, Interval]]:
        shares = self.shares_within(z)
        columns = [Interval(shares.lo[:, a], shares.hi[:, a]) for a in range(shares.lo.shape[1])]
        one = points(np.ones(len(z.lo)))
        for a, b in _pairs(len(columns)):
            yield (a, b), columns[a] * (one - columns[a]) if a == b else -(columns[a] * columns[b])

    def floor_within(self, z: Interval, y: Array) -> Array:
        """The least probability p: the variance of v over the classes is at least p |v - mean v|^2."""
        return self.shares_within(z).lo.min(axis=1, keepdims=True)

    def stiffness(self, slopes: Array) -> Array:
        """The trace 1 - sum p^2 is at most 2 (1 - p_y), the sum of the slopes' sizes."""
        return np.minimum(self.ceiling, slopes.sum(axis=1) * (1 + 2.0**-40))


LOSSES: dict[str, Loss] = {loss.name: loss for loss in (Logistic(), Exponential(), Squared(), Softmax())}


def _pairs(k: int) -> Iterator[Pair]:
    return ((a, b) for a in range(k) for b in range(a, k))


def _sigmoid(t: Array) -> Array:
    fall = np.exp(-np.abs(t))
    return np.where(t >= 0, 1.0, fall) / (1 + fall)


def _exp(t: Array) -> Array:
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(t)


def _times_sign(x: Interval, sign: Array) -> Interval:
    """x times +1 or -1, exactly."""
    positive = sign > 0
    return Interval(np.where(positive, x.lo, -x.hi), np.where(positive, x.hi, -x.lo))


def _exp_within(x: Interval) -> Interval:
    if not (x.hi <= REACH).all():
        raise UnableError(
            f"a margin reaches {-float(np.max(x.hi)):.3g}: its exponential is beyond double precision; scale the"
            " features down, or raise the ridge"
        )
    return Interval(down_exp(x.lo), up_exp(x.hi))


def down_exp(x: Array) -> Array:
    """Below exp(x); 0 below -``REACH``."""
    return np.where(x < -REACH, 0.0, exponential(np.clip(x, -REACH, REACH)).lo)


def up_exp(x: Array) -> Array:
    """Above exp(x), for x <= ``REACH``; beyond it, infinite."""
    return np.where(x > REACH, np.inf, exponential(np.clip(x, -REACH, REACH)).hi)
