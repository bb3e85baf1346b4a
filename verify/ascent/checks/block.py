"""What the proofs on blocks share: the systems in the two numbers U = 1 + eps^2 and k = kappa."""

from __future__ import annotations

from verify.prove.script import Draft

RATIOS = {name: name for name in ("phi", "bR", "eps", "alpha")}


def opened(p: Draft, *losses: str) -> list[int]:
    """Names for the weights P, Q of each loss, and its system in them; the steps' numbers.

    D: x = U (P + k Q), y = U (k P + Q); R: x = U P, y = k x; DA: x = U (P - k Q), y = U (k P - Q).
    With 0 < k < 1 < U these relations are all that most proofs need of eps.
    """
    p.let("U", "1 + eps**2")
    p.let("k", "2*eps/(1 + eps**2)")
    known = [p.have("U > 1 and 0 < k and k < 1 and 2*eps == k*U and phi > 0 and alpha > 0 and bR > 0")]
    for loss in losses:
        known += solved(p, loss, f"x_{loss}", f"y_{loss}", f"P_{loss}", f"Q_{loss}")
    return known


def solved(p: Draft, loss: str, x: str, y: str, big_p: str, big_q: str, alpha: str = "alpha") -> list[int]:
    """The system of ``loss`` at (x, y) in its weights, which are named ``big_p`` and ``big_q``."""
    share = "bR/(1 + phi)" if loss == "D" else "bR"
    p.let(big_p, f"{share}*exp(-{x})")
    if loss == "R":
        return [p.have(f"{big_p} > 0 and {x} == U*{big_p} and {y} == k*{x}")]
    sign, other = ("+", share) if loss == "D" else ("-", "bR/phi")
    p.let(big_q, f"{alpha}*{other}*exp(-{y})")
    return [
        p.have(f"{big_p} > 0 and {big_q} > 0"),
        p.have(f"{x} == U*({big_p} {sign} k*{big_q})"),
        p.have(f"{y} == U*(k*{big_p} {sign} {big_q})"),
    ]
