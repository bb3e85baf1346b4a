"""Proofs on the distance to the oracle in a block, and on the first step."""

from __future__ import annotations

from verify.ascent.checks.block import opened
from verify.ascent.library import check
from verify.prove.script import Draft


def names_of(p: Draft) -> list[int]:
    """The steps that introduced names."""
    return [step.number for step in p.steps if step.rule == "definition"]


class Distances:
    """F_D and F_DA, the squared distances, with what is known of them.

    ``forms``: (1 + eps^2) |w - w_R|^2 = (x - x_R)^2 + U^2 (1 - k^2) Q^2, for D and for DA.
    """

    def __init__(self, p: Draft, known: list[int]) -> None:
        self.proof = p
        names = names_of(p)
        self.forms: list[int] = []
        self.named: list[int] = []
        for loss in ("D", "DA"):
            form = p.have(
                f"(1 + eps**2)*far_{loss} == (x_{loss} - x_R)**2"
                f" + ((y_{loss} - kappa*x_{loss}) - (y_R - kappa*x_R))**2/(1 - kappa**2)",
                by=[2, 3],
            )
            sign = "" if loss == "D" else "-"
            offset = p.have(f"y_{loss} - k*x_{loss} == {sign}U*(1 - k**2)*Q_{loss} and y_R == k*x_R", by=known)
            self.named.append(p.let(f"F_{loss}", f"far_{loss}"))
            square = p.have(
                f"U*F_{loss} == (x_{loss} - x_R)**2 + ((y_{loss} - k*x_{loss}) - (y_R - k*x_R))**2/(1 - k**2)",
                by=[form, known[0], *names, self.named[-1]],
            )
            text = f"U*F_{loss} == (x_{loss} - x_R)**2 + U**2*(1 - k**2)*Q_{loss}**2"
            self.forms.append(p.have(text, by=[offset, square, known[0]]))

    def conclude(self, by: list[int], also: tuple[int, ...] = ()) -> None:
        """F_DA > F_D by ``by`` and the forms; then the claim's conclusion, with the steps ``also``."""
        farther = self.proof.have("F_DA > F_D", by=[*by, *self.forms])
        self.proof.conclude(by=[farther, *self.named, *also])


def growth(p: Draft, known: list[int]) -> int:
    """Q_DA against Q_D: the ratio is (1 + 1/phi) e^(y_D - y_DA)."""
    return p.have("Q_DA*phi == (1 + phi)*Q_D*exp(y_D - y_DA)", by=[*names_of(p), known[0]])


@check("res-x-order-harms")
def x_order(p: Draft) -> None:
    known = opened(p, "D", "R", "DA")
    order = p.have("x_R >= x_D and x_D >= x_DA")
    ratio = growth(p, known)
    tangent = p.instance("fact-exp-tangent", x="y_D - y_DA")
    above = p.have("y_D > y_DA", by=[*known, order])
    more = p.have("Q_DA > Q_D", by=[*known, ratio, tangent, above])
    Distances(p, known).conclude([*known, order, more], also=(above,))


@check("rem-order-harms")
def order_harms(p: Draft) -> None:
    x_order(p)


@check("res-past-oracle-harms")
def past_oracle(p: Draft) -> None:
    known = opened(p, "D", "R", "DA")
    order = p.have("x_D >= x_R")
    ratio = growth(p, known)
    p.let("g", "x_D - x_R")
    p.let("a", "x_R - x_DA")
    gaps = p.have("g >= 0 and g == x_D - x_R and a == x_R - x_DA")
    # 2 eps Q_D = g + x_R (1 - e^-g/(1+phi)) >= g + x_R phi/(1+phi)
    from_oracle = p.have("P_D*(1 + phi) == P_R*exp(x_R - x_D)")
    falls = p.instance("fact-exp-tangent", x="x_D - x_R")
    below = p.have("P_D*(1 + phi) <= P_R", by=[from_oracle, falls, order, *known])
    least = p.have("k*U*Q_D*(1 + phi) >= g*(1 + phi) + x_R*phi and x_R > 0", by=[*known, below, gaps])
    # 2 eps Q_DA = a + x_R (e^a - 1)
    up = p.have("P_DA == P_R*exp(x_R - x_DA)")
    down = p.instance("fact-exp-tangent", x="x_DA - x_R")
    reach = p.have("k*U*Q_DA == a + x_R*exp(x_R - x_DA) - x_R and a > 0", by=[*known, up, gaps, down])
    # the exponent y_D - y_DA is at least g + a, because k U Q_D >= g and k U Q_DA >= a
    tangent = p.instance("fact-exp-tangent", x="x_R - x_DA")
    enough = p.have("k*U*Q_D >= g and k*U*Q_DA >= a", by=[*known, least, reach, gaps, tangent])
    spread = p.have("y_D - y_DA == k*(g + a) + U*(1 - k**2)*(Q_D + Q_DA)", by=[*known, gaps])
    steep = p.have("k*(y_D - y_DA) >= g + a", by=[spread, enough, gaps, known[0]])
    wide = p.have("y_D - y_DA >= (x_D - x_R) + (x_R - x_DA) and y_D - y_DA > 0", by=[steep, gaps, known[0], reach])
    rising = p.instance("fact-exp-increasing", a="x_D - x_DA", b="y_D - y_DA")
    same = p.equals("exp(t)", "t", "x_D - x_DA", "y_D - y_DA")
    expanded = p.have("exp(y_D - y_DA) >= exp(x_D - x_R)*exp(x_R - x_DA)", by=[rising, same, wide])
    product = p.have("k*U*Q_DA*phi >= (g*(1 + phi) + x_R*phi)*exp(y_D - y_DA)", by=[ratio, least, known[0]])
    larger = p.have("k*U*Q_DA >= (g + x_R)*exp(y_D - y_DA)", by=[product, gaps, least, known[0]])
    chain = p.have(
        "a + x_R*exp(x_R - x_DA) - x_R >= (g + x_R)*exp(x_D - x_R)*exp(x_R - x_DA)",
        by=[larger, expanded, reach, gaps, least],
    )
    p.let("G", "exp(x_D - x_R)")
    p.let("A", "exp(x_R - x_DA)")
    up_g = p.instance("fact-exp-tangent", x="x_D - x_R")
    sizes = p.have(
        "G >= 1 and A > 1 and x_R > 0 and g >= 0 and a > 0", by=[up_g, tangent, gaps, least, reach, *names_of(p)]
    )
    names = p.have("a + x_R*A - x_R >= (g + x_R)*G*A", by=[chain, *names_of(p)])
    first = p.have("(g + x_R)*G*A >= g*A + x_R*A", by=[sizes])
    farther = p.have("a > g", by=[names, first, sizes])
    bigger = p.instance("fact-exp-tangent", x="y_D - y_DA")
    more = p.have("Q_DA > Q_D", by=[ratio, bigger, wide, gaps, known[0], *known[1:]])
    Distances(p, known).conclude([farther, more, gaps, known[0], known[1]])
