"""Terms written in the grammar of claims, to be read back to the same term."""

from __future__ import annotations

import sympy as sp
from sympy.printing.str import StrPrinter


class _Writer(StrPrinter):
    def _print_Abs(self, term: sp.Expr) -> str:
        return f"abs({self._print(term.args[0])})"

    def _print_Max(self, term: sp.Expr) -> str:
        return f"max({', '.join(self._print(a) for a in term.args)})"

    def _print_Min(self, term: sp.Expr) -> str:
        return f"min({', '.join(self._print(a) for a in term.args)})"

    def _print_Exp1(self, term: sp.Expr) -> str:
        return "exp(1)"


def written(term: sp.Expr) -> str:
    """``term`` as text of the grammar."""
    return str(_Writer().doprint(term))
