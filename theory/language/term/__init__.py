"""Terms: immutable trees of what was written; what their form says; the functions of the grammar."""

from theory.language.term.form import constant, is_integer, power, replaced, well_formed
from theory.language.term.functions import exp, log, sqrt, w0, wm1
from theory.language.term.nodes import (
    FUNCTIONS,
    INTEGER,
    REAL,
    ROOT,
    Call,
    Coercible,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Term,
    Variable,
    term,
)

__all__ = [
    "FUNCTIONS", "INTEGER", "REAL", "ROOT", "Call", "Coercible", "Number", "Power", "Product", "Quotient", "Sum",
    "Term", "Variable", "constant", "exp", "is_integer", "log", "power", "replaced", "sqrt", "term", "w0",
    "well_formed", "wm1",
]  # fmt: skip
