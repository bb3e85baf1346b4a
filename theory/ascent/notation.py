"""One table: the paper's symbols, the names used for them here, their domains and meanings."""

from __future__ import annotations

from theory.language.notation import Symbol

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
    Symbol("u", "u", "> 0", "1 + eps^2 in a block; on one axis an inner product on a sample's other coordinates"),
    Symbol("Q", "Q", ">= 0", "sum over the other axes of their squared distances"),
    Symbol("tol", r"\tau", "> 0", "tolerance in a limit"),
    Symbol("M", "M", "> 0", "level in a limit"),
    Symbol("p", "p", "|R_j|/r; in Lemma 1 the oracle's accuracy", "share of the retain samples on axis j"),
    Symbol("q", "q", "|F_j|/f", "share of the forget samples on axis j"),
    Symbol("eta", r"\eta", "> 0", "rate of the iterated method"),
    Symbol("w_star", r"w_\star", "real", "stationary point of L_DA with 2 lambda"),
    Symbol("beta", r"\beta", "> 0", "|R_j|/(lambda r), the argument of the oracle's W"),
    Symbol("eps", r"\varepsilon", "0 < eps < 1", "correlation of the two axes of a block"),
    Symbol("kappa", r"\kappa", "2 eps/(1 + eps^2)", "the correlation in x and y"),
    Symbol("bR", "b_R", "|R_ij|/(lambda r)", "retain samples of a block over the ridge, for the oracle"),
    Symbol("b", "b", "|R_ij|/(lambda d)", "the same for the original model"),
    Symbol("bF", "b_F", "|R_ij|/(lambda f)", "the same for the forget set"),
    *(
        Symbol(f"{z}_{loss}", f"{z}_{{{loss}}}", "real", f"{form} of the stationary point of L_{loss}")
        for loss in ("D", "R", "DA")
        for z, form in (("x", "w_i + eps w_j"), ("y", "eps w_i + w_j"))
    ),
    Symbol("far_D", r"\Delta_{R,D}^2", ">= 0", "squared distance of the original model from the oracle in a block"),
    Symbol("far_DA", r"\Delta_{R,DA}^2", ">= 0", "squared distance of DA from the oracle in a block"),
    Symbol("alpha_above", r"\alpha_9", "> 0", "the bound of Lemma 9, from below"),
    Symbol("alpha_below", r"\alpha_{10}", "real", "the bound of Lemma 10, from above: the least of the next two"),
    Symbol("alpha_x", r"\alpha_x", "> 0", "Lemma 10's bound from the order of the x"),
    Symbol("alpha_y", r"\alpha_y", "real", "Lemma 10's bound from the order of the y"),
    Symbol("alpha_f", r"\alpha_f", "> 0", "the alpha of a fold of DA's stationary points"),
    Symbol(
        "pull", r"\mathrm{pull}", "real", "<-grad L_DA(w_D), w_R - w_D>/lambda, the first step's motion to the oracle"
    ),
)
