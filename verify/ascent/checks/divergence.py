"""Lemma 3 and the remark on distances: the order of the three solutions on an axis.

Each proof compares solutions of ``w e^w = c`` through the monotonicity of ``x e^x``, never through W.
"""

from __future__ import annotations

from verify.ascent.library import check
from verify.prove.script import Draft


def positive_solutions(p: Draft) -> None:
    """w_D, w_R > 0, the sign of w_DA, and how w_D compares with w_R."""
    p.have("w_D > 0 and w_R > 0")
    p.instance("fact-xexp-increasing", a="w_D", b="w_R")
    p.instance("fact-xexp-increasing", a="w_R", b="w_D")
    p.equals("x*exp(x)", "x", "w_D", "w_R")


def upward(p: Draft) -> None:
    """How w_DA compares with w_D, where w_DA >= 0."""
    p.instance("fact-xexp-increasing", a="w_D", b="w_DA")
    p.instance("fact-xexp-increasing", a="w_DA", b="w_D")
    p.equals("x*exp(x)", "x", "w_D", "w_DA")


@check("lem-divergence-appendix")
def appendix(p: Draft) -> None:
    positive_solutions(p)
    p.have("w_D <= w_R")
    upward(p)
    p.have("0 <= w_DA")
    p.have("w_DA <= w_D")
    p.conclude()


@check("lem-divergence-own-set-up")
@check("lem-divergence-own-set-up-interior")
@check("lem-divergence-one-dimensional")
def degenerate(p: Draft) -> None:
    p.have("m*r == f*n")
    positive_solutions(p)
    p.have("w_D == w_R")
    p.conclude()


@check("res-divergence-necessary")
def necessary(p: Draft) -> None:
    positive_solutions(p)
    p.have("(w_R < w_D and alpha > phi) or (w_D == w_R and alpha == phi) or (w_D < w_R and alpha < phi)")
    p.have("alpha <= phi or w_DA < 0")
    p.have("alpha <= phi")
    upward(p)
    p.have("alpha >= alpha_low or w_D < w_DA")
    p.conclude()


@check("res-divergence-below")
def below(p: Draft) -> None:
    p.have("m*r < f*n")
    positive_solutions(p)
    upward(p)
    p.have("w_D < w_DA")
    p.instance("fact-xexp-increasing", a="w_R", b="w_DA")
    p.equals("x*exp(x)", "x", "w_R", "w_DA")
    p.conclude()


@check("res-divergence-above-w0")
@check("res-divergence-above-w-1")
@check("res-own-set-up-forgotten-axis")
def above_range(p: Draft) -> None:
    p.have("m*r > f*n")
    positive_solutions(p)
    p.have("w_R < w_D")
    p.have("w_DA < 0")
    p.conclude()


@check("rem-farthest-end")
@check("res-farthest-strict")
@check("rem-farthest-step")
def farthest(p: Draft) -> None:
    appendix_order(p)
    p.conclude()


def appendix_order(p: Draft) -> None:
    """w_DA <= w_D <= w_R on the range of Lemma 3, strict where the range is."""
    positive_solutions(p)
    p.have("w_D <= w_R")
    upward(p)
    p.have("0 <= w_DA")
    p.have("w_DA <= w_D")


@check("rem-farthest-path")
def path(p: Draft) -> None:
    appendix_order(p)
    p.mean_value("lam/2*x**2 + (n/r - m/f)*exp(-x)", "x", "w_D", "v", at="xi")
    p.instance("fact-exp-increasing", a="w_DA", b="xi")
    p.have("v <= w_D")
    p.conclude()
