"""A parameter of a grid's points, and its values: read from text as exact numbers, given out as the nearest doubles.

The parameter of a point *is* the stored double, itself an exact dyadic rational; the text only says which.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from flint import arb, ctx, fmpq

from theory.errors import DomainError
from theory.language.exact import count, rational, written
from verify.values.portable import exp

BITS = 128  # of the ball arithmetic behind a logarithmic step


class Parameter(NamedTuple):
    """``name``, as in the option ``--name``; what it means, with its domain, for ``--help``; whether an exact value is
    in the domain, and the same in words with an example."""

    name: str
    meaning: str
    inside: Callable[[Fraction], bool]
    rule: str

    @property
    def option(self) -> str:
        return f"--{self.name}"

    def said(self, text: str) -> str:
        """The option with ``text`` as its value, for messages."""
        text = text.strip()
        return f"{self.option} = {text if len(text) <= 40 else text[:37] + '...'}"


@dataclass(frozen=True)
class Listed:
    """The values ``Q`` or ``Q,Q,...``, in the order given."""

    exact: tuple[Fraction, ...]
    log = False

    def __len__(self) -> int:
        return len(self.exact)

    def at(self, k: np.ndarray) -> np.ndarray:
        """The nearest double of each value number ``k``."""
        return np.array([float(v) for v in self.exact])[k]

    def __str__(self) -> str:
        return ",".join(map(written, self.exact))


@dataclass(frozen=True)
class Stepped:
    """The ``number`` values ``A:B:N[:log]`` from ``low`` to ``high``, both included, in equal steps or equal ratios.

    Guarantee: equal steps are the nearest doubles of the exact values; equal ratios are rounded from 128 bits of
    ball arithmetic, with the ends exact; both the same on every processor.
    """

    low: Fraction
    high: Fraction
    number: int
    log: bool = False

    def __len__(self) -> int:
        return self.number

    def at(self, k: np.ndarray) -> np.ndarray:
        """The double of each value number ``k``, 0 <= k < number."""
        distinct, where = np.unique(k, return_inverse=True)
        return np.array((self._ratios if self.log else self._steps)(distinct.tolist()))[where]

    def _steps(self, k: list[int]) -> list[float]:
        """The quotient of two integers, which Python rounds to the nearest double."""
        step = (self.high - self.low) / (self.number - 1)
        below = math.lcm(self.low.denominator, step.denominator)
        first, rise = int(self.low * below), int(step * below)
        return [(first + rise * j) / below for j in k]

    def _ratios(self, k: list[int]) -> list[float]:
        with ctx.workprec(BITS):
            first = arb(_flint(self.low)).log()
            rise = (arb(_flint(self.high)).log() - first) / (self.number - 1)
            ends = {0: float(self.low), self.number - 1: float(self.high)}
            return [ends[j] if j in ends else float((first + rise * j).exp()) for j in k]

    def __str__(self) -> str:
        return f"{written(self.low)}:{written(self.high)}:{self.number}" + (":log" if self.log else "")


@dataclass(frozen=True)
class Drawn:
    """The bounds ``A:B[:log]`` of a random design: uniform between them, or uniform in the logarithm."""

    low: Fraction
    high: Fraction
    log: bool = False

    def at(self, u: np.ndarray) -> np.ndarray:
        """The value at each ``u`` in [0, 1), within the bounds, the same on every processor."""
        low, high = float(self.low), float(self.high)
        if self.log:
            first, last = (float(arb(_flint(end)).log()) for end in (self.low, self.high))
            values = exp(first + u * (last - first))
        else:
            values = low + u * (high - low)
        return np.clip(values, low, high)

    def __str__(self) -> str:
        return f"{written(self.low)}:{written(self.high)}" + (":log" if self.log else "")


def grid_range(text: str, parameter: Parameter) -> Listed | Stepped:
    """The values of ``parameter`` that ``text`` lists: ``Q``, ``Q,Q,...`` or ``A:B:N[:log]``.

    Errors: ``DomainError`` for what is not exact, outside the parameter's domain, reversed, empty, logarithmic
    across zero, or so dense that two values would be one double.
    """
    parts = [part.strip() for part in text.split(":")]
    if len(parts) == 1:
        return _listed(text, parameter)
    log = parts[3:] == ["log"]
    if len(parts) - log != 3:
        raise DomainError(
            f"{parameter.said(text)}: not a range; write A:B:N or A:B:N:log, like 0.1:2:20 or 1e-6:1:7:log"
        )
    low, high = _ends(parts[0], parts[1], parameter, log)
    number = count(parts[2], f"{parameter.option}, the N of A:B:N,")
    if number < 2:
        raise DomainError(
            f"{parameter.said(text)}: a range has N >= 2 values, its ends included; write one value alone"
        )
    dense = math.ulp(float(high))
    if log:
        growth = (math.log(float(high)) - math.log(float(low))) / (number - 1)
        rise, dense = growth, max(2.0**-52, math.ulp(float(low)) / float(low))
    else:
        rise = float((high - low) / (number - 1))
    if rise < dense:
        raise DomainError(f"{parameter.said(text)}: {number} values are too many to be distinct doubles; lower N")
    return Stepped(low, high, number, log)


def random_range(text: str, parameter: Parameter) -> Listed | Drawn:
    """The bounds of ``parameter`` in a random design: ``A:B[:log]``, or one fixed value ``Q``.

    Errors: ``DomainError``, as for ``grid_range``.
    """
    parts = [part.strip() for part in text.split(":")]
    if len(parts) == 1 and "," not in text:
        return _listed(text, parameter)
    log = parts[2:] == ["log"]
    if len(parts) - log != 2:
        raise DomainError(
            f"{parameter.said(text)}: with --random a parameter is A:B, A:B:log or one value; leave the number out"
        )
    low, high = _ends(parts[0], parts[1], parameter, log)
    if not float(low) < float(high):
        raise DomainError(f"{parameter.said(text)}: the bounds are one double; write one value alone")
    return Drawn(low, high, log)


def _listed(text: str, parameter: Parameter) -> Listed:
    if not text.strip():
        raise DomainError(
            f"{parameter.option} is empty: it needs a value; write Q, Q,Q,... or A:B:N[:log], like 0.1:2:20"
        )
    values = tuple(_inside(part, parameter) for part in text.split(","))
    if len({float(v) for v in values}) < len(values):
        raise DomainError(f"{parameter.said(text)}: two values are one double; list each value once")
    return Listed(values)


def _ends(first: str, last: str, parameter: Parameter, log: bool) -> tuple[Fraction, Fraction]:
    low, high = rational(first, parameter.option), rational(last, parameter.option)
    if log and low <= 0 <= high:
        raise DomainError(
            f"{parameter.option} = {first[:40]}:{last[:40]}: log steps cannot meet zero; start above 0, like 1e-6"
        )
    if low >= high:
        raise DomainError(
            f"{parameter.option} = {first[:40]}:{last[:40]}: the range is empty or reversed; write the lower end first"
        )
    return _inside(first, parameter), _inside(last, parameter)


def _inside(text: str, parameter: Parameter) -> Fraction:
    """The exact value of ``text`` if it and its nearest double are in the parameter's domain."""
    value = rational(text, parameter.option)
    if not (parameter.inside(value) and parameter.inside(Fraction(float(value)))):
        raise DomainError(f"{parameter.said(text)}: {parameter.rule}")
    return value


def _flint(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)
