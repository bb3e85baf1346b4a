"""Terms and formulas at a point: values exact or enclosed by balls, and truth values."""

from verify.values.evaluate.formulas import by_sign, decide, excess, holds, truths
from verify.values.evaluate.terms import Point, Value, rational, value

__all__ = ["Point", "Value", "by_sign", "decide", "excess", "holds", "rational", "truths", "value"]
