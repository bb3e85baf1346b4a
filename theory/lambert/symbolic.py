"""W0 and W-1 as symbolic functions that never simplify by themselves."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp


class _Branch(sp.Function):
    """A real branch of W: ``W(z) exp(W(z)) = z``."""

    nargs = 1
    index: int

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """dW/dz = 1/(exp(W) (1 + W)), from differentiating W e^W = z; not at z = -1/e."""
        return 1 / (sp.exp(self) * (1 + self))

    def _eval_is_real(self) -> bool:
        return True

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        """A numerical value, by which SymPy orders constants inside ``Max`` and ``Min``."""
        argument = self.args[0]._eval_evalf(prec)
        if argument is None or not argument.is_Float:
            return None
        with mpmath.workprec(prec):
            return sp.Float._new(mpmath.re(mpmath.lambertw(argument._to_mpmath(prec), self.index))._mpf_, prec)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        body = rf"W_{{{self.index}}}\!\left({printer._print(self.args[0])}\right)"
        return body if exp is None else rf"{body}^{{{exp}}}"


class W0(_Branch):
    """The principal branch, [-1/e, oo) -> [-1, oo). No automatic evaluation, so that every use of
    its properties is a proof step. Outside the domain it has no meaning: the grammar records that."""

    index = 0


class Wm1(_Branch):
    """The lower branch W-1, [-1/e, 0) -> (-oo, -1]. As ``W0``."""

    index = -1
