"""A block with two coordinates, as the paper's assumption on blocks allows it: some samples are
nonzero on the first coordinate alone, some on the second alone, some on both; unit margin."""

from __future__ import annotations

from functools import cache

from theory.ascent.objectives import DataSet, Samples
from theory.language.exponentials import collected
from theory.language.term import Number, Term, Variable, w0

N_1, N_2, N_12 = Variable("n_1"), Variable("n_2"), Variable("n_12")
M_1, M_2, M_12 = Variable("m_1"), Variable("m_2"), Variable("m_12")
W_1, W_2 = Variable("w_1"), Variable("w_2")
LAM = Variable("lam")
ONE, ZERO = Number(1), Number(0)


@cache
def data_set() -> DataSet:
    """The block alone, with variables as multiplicities: ``n`` in R and ``m`` in F."""
    return DataSet((
        Samples((ONE, ZERO), 1, N_1, M_1),
        Samples((ZERO, ONE), 1, N_2, M_2),
        Samples((ONE, ONE), 1, N_12, M_12),
    ))  # fmt: skip


@cache
def gradient_at_formula() -> Term:
    """dL_D/dw_1 at the point that Lemma 2's formula names, each coordinate counted by its own
    nonzero samples; zero if and only if the formula is stationary in w_1."""
    data = data_set()
    d = data.retain + data.forget
    formula = {
        W_1: w0((N_1 + N_12 + M_1 + M_12) / (LAM * d)),
        W_2: w0((N_2 + N_12 + M_2 + M_12) / (LAM * d)),
    }
    return collected(data.gradient("D", (W_1, W_2), LAM)[0]).subs(formula)
