"""One table: the paper's symbols, the names used for them here, their domains and meanings."""

from __future__ import annotations

from typing import NamedTuple


class Symbol(NamedTuple):
    """A row of the table: the name in claims, the paper's symbol in LaTeX, domain, meaning."""

    name: str
    latex: str
    domain: str
    meaning: str


TABLE = (
    Symbol("r", "r", "integer >= 1", "retain samples, |R|"),
    Symbol("f", "f", "integer >= 1", "forget samples, |F|"),
    Symbol("d", "d", "r + f", "all samples, |D|"),
    Symbol("n", "|R_j|", "integer, 0..r", "retain samples on axis j"),
    Symbol("m", "|F_j|", "integer, 0..f", "forget samples on axis j"),
    Symbol("lam", r"\lambda", "> 0", "the ridge"),
    Symbol("alpha", r"\alpha", "|F_j|/|R_j|", "forget samples per retain sample on axis j"),
    Symbol("phi", r"\varphi", "f/r", "forget samples per retain sample over all"),
    Symbol("alpha_low", r"\alpha_*", "f^2/(r(r+2f))", "lower end of the range in Lemma 3"),
    Symbol(
        "alpha_fold",
        r"\alpha_e",
        "f/r + lambda f/(e |R_j|)",
        "the fold: the last alpha at which L_DA has a stationary point",
    ),
    Symbol("w_D", r"w_{D}", "real", "stationary point of L_D, the original model"),
    Symbol("w_R", r"w_{R}", "real", "stationary point of L_R, the oracle"),
    Symbol("w_DA", r"w_{DA}", "real", "a stationary point of L_DA, descent-ascent; any, where there are two"),
    Symbol("n_k", "|R_k|", "integer, 0..r", "retain samples on another axis k, with no forget sample"),
    Symbol("v_D", r"v_{D}", "real", "stationary point of L_D on another axis k"),
    Symbol("v_R", r"v_{R}", "real", "stationary point of L_R on another axis k"),
    Symbol("v_DA", r"v_{DA}", "real", "stationary point of L_DA on another axis k"),
    Symbol("s", "s", ">= 0", "length of a step"),
    Symbol("v", "v", "real", "a point on the axis"),
    Symbol("u", "u", "> 0", "inner product on a sample's other coordinates"),
    Symbol("Q", "Q", ">= 0", "sum over the other axes of their squared distances"),
    Symbol("tol", r"\varepsilon", "> 0", "tolerance in a limit"),
    Symbol("M", "M", "> 0", "level in a limit"),
    Symbol("p", "p", "|R_j|/r; in Lemma 1 the oracle's accuracy", "share of the retain samples on axis j"),
    Symbol("q", "q", "|F_j|/f", "share of the forget samples on axis j"),
    Symbol("eta", r"\eta", "> 0", "rate of the iterated method"),
    Symbol("w_star", r"w_\star", "real", "stationary point of L_DA with 2 lambda"),
    Symbol("beta", r"\beta", "> 0", "|R_j|/(lambda r), the argument of the oracle's W"),
)
LATEX = {row.name: row.latex for row in TABLE}
