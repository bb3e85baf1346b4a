"""Exact numbers from text: integers, fractions and decimals; never a float."""

from __future__ import annotations

import re
from fractions import Fraction

from flint import fmpq, fmpz

from theory.errors import DomainError

DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)
SIGNED_DIGITS = re.compile(r"[+-]?\d+", re.ASCII)
FRACTION = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?", re.ASCII)
MAX_CHARACTERS = 2000
LARGEST_EXPONENT = 308


def rational(text: str, name: str) -> Fraction:
    """The exact value of ``text``, a rational written ``3``, ``0.25``, ``2e-7`` or ``1/3``.

    Guarantee: the value is exactly what is written. Limits: at most 2000 characters, and a
    magnitude of 0 or within [1e-308, 1e308], since searches run in double precision.
    Errors: ``DomainError``, naming ``name``, the value and the rule.
    """
    text = text.strip()
    shown = text if len(text) <= 40 else text[:37] + "..."
    if len(text) > MAX_CHARACTERS:
        raise DomainError(f"{name} = {shown}: a number has at most {MAX_CHARACTERS} characters; shorten it")
    numerator, slash, denominator = text.partition("/")
    parts = [numerator, denominator] if slash else [numerator]
    pattern = SIGNED_DIGITS if slash else DECIMAL
    if not all(pattern.fullmatch(part.strip()) for part in parts):
        raise DomainError(
            f"{name} = {shown}: not an exact number; write an integer, a decimal or a fraction, like 3, 0.25 or 1/3"
        )
    if slash and int(denominator) == 0:
        raise DomainError(f"{name} = {shown}: the denominator is zero; write a fraction with a nonzero denominator")
    exponent = re.search(r"[eE]([+-]?\d+)$", text)
    if exponent and abs(int(exponent.group(1))) > MAX_CHARACTERS:
        raise DomainError(f"{name} = {shown}: the magnitude must be 0 or within 1e-308 to 1e308; rescale the problem")
    value = Fraction(text) if not slash else Fraction(int(numerator), int(denominator))
    bound = Fraction(10) ** LARGEST_EXPONENT
    if value != 0 and not 1 / bound <= abs(value) <= bound:
        raise DomainError(f"{name} = {shown}: the magnitude must be 0 or within 1e-308 to 1e308; rescale the problem")
    return value


def positive(text: str, name: str) -> Fraction:
    """The exact value of ``text``, which must be > 0. Errors: ``DomainError``."""
    value = rational(text, name)
    if value <= 0:
        raise DomainError(f"{name} = {text.strip()[:40]}: must be > 0; give a positive number, like 1/10")
    return value


def count(text: str, name: str) -> int:
    """The exact value of ``text``, a whole number >= 0. Errors: ``DomainError``."""
    value = rational(text, name)
    if value.denominator != 1 or value < 0:
        raise DomainError(f"{name} = {text.strip()[:40]}: a count is a whole number >= 0; give one, like 8")
    if value > 10**15:
        raise DomainError(f"{name} = {text.strip()[:40]}: a count is at most 10^15; rescale the problem")
    return int(value)


def reread(text: str) -> Fraction:
    """The number that ``written`` wrote, of any size. Errors: ``ValueError`` for any other spelling, such as an
    exponent, which may take without end."""
    found = FRACTION.fullmatch(text)
    if found is None or (found[2] and not found[2].strip("0")):
        raise ValueError(f"'{text[:40]}' is not a fraction")
    return Fraction(int(fmpz(found[1])), int(fmpz(found[2] or 1)))


def written(value: Fraction) -> str:
    """``value`` as ``p`` or ``p/q``, of any size: text that ``rational`` reads back to the same number, within its
    limits."""
    return str(fmpq(value.numerator, value.denominator))
