"""A block with two coordinates, as the paper's assumption on blocks allows it: some samples are
nonzero on the first coordinate alone, some on the second alone, some on both; unit margin."""

from __future__ import annotations

from functools import cache

import sympy as sp

from theory.lambert import W0
from theory.objectives import DataSet, Samples

N_1, N_2, N_12, M_1, M_2, M_12 = sp.symbols("n_1 n_2 n_12 m_1 m_2 m_12", real=True)
W_1, W_2 = sp.symbols("w_1 w_2", real=True)
LAM = sp.Symbol("lam", real=True)
ONE, ZERO = sp.Integer(1), sp.Integer(0)


@cache
def data_set() -> DataSet:
    """The block alone, with symbolic multiplicities: ``n`` in R and ``m`` in F."""
    return DataSet((
        Samples((ONE, ZERO), 1, N_1, M_1),
        Samples((ZERO, ONE), 1, N_2, M_2),
        Samples((ONE, ONE), 1, N_12, M_12),
    ))  # fmt: skip


@cache
def gradient_at_formula() -> sp.Expr:
    """dL_D/dw_1 at the point that Lemma 2's formula names, each coordinate counted by its own
    nonzero samples; zero if and only if the formula is stationary in w_1."""
    data = data_set()
    d = data.retain + data.forget
    formula = {
        W_1: W0((N_1 + N_12 + M_1 + M_12) / (LAM * d)),
        W_2: W0((N_2 + N_12 + M_2 + M_12) / (LAM * d)),
    }
    return data.gradient("D", (W_1, W_2), LAM)[0].subs(formula)
