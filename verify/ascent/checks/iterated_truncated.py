"""Appendix D.3: the iterated method's update cut off after its second order."""

from __future__ import annotations

from verify.ascent.library import check
from verify.prove.script import Draft


def cut_off(p: Draft) -> list[int]:
    """The truncated update in g = e^-w, a = 1 - eta lam, and the sizes of its coefficients."""
    p.let("g", "exp(-w)")
    p.let("a", "1 - eta*lam")
    p.let("k", "kappa")
    p.let("b", "delta")
    p.let("n", "eta**2*lam*q")
    p.let("c", "eta*(p - q - eta*lam*p)")
    p.instance("fact-exp-tangent", x="w")
    p.instance("fact-exp-tangent", x="-w")
    value = p.have("truncated == a**2*w + c*g - n*w*g + b*g**2")
    sizes = p.have("c >= -k and c <= eta*p and k >= 0 and n >= 0 and b >= 0 and eta*p > 0 and g > 0")
    right = p.have("g*(1 + w) <= 1 and g >= 1 - w", by=[len(p.steps) - 3, len(p.steps) - 2, p.have("g == exp(-w)")])
    return [value, sizes, right]


@check("rem-iterated-truncated-bounded")
def truncated_bounded(p: Draft) -> None:
    known = cut_off(p)
    shape = p.have("g == exp(-w)")
    rate = p.have("0 <= a**2 and a**2 < 1 and b > 0")
    floor = p.have("m <= -(1 + k)**2/(4*b) - k - n")
    square = p.have("b*g**2 - (1 + k)*g >= -(1 + k)**2/(4*b)", by=[rate])
    low = p.have("-(1 + k)**2/(4*b) <= 0", by=[rate])
    deep = p.have("m <= 0 and m <= -k - n", by=[floor, low, *known])
    up = p.have("w < 0 or (g <= 1 and w*g <= 1 and a**2*w >= 0)", by=[*known, rate])
    small = p.have("w < 0 or (c*g >= -k and n*w*g <= n and b*g**2 >= 0)", by=[*known, up])
    first = p.have("w < 0 or truncated >= m", by=[known[0], up, small, deep])
    back = p.have("w >= 0 or (a**2*w >= -g and c*g >= -k*g and -n*w*g >= 0)", by=[*known, rate])
    named_t = p.let("t", "truncated")
    p.let("e", "(1 + k)**2/(4*b)")
    sum_of = p.have("t == a**2*w + c*g - n*w*g + b*g**2", by=[known[0], named_t])
    part = p.have("w >= 0 or t >= b*g**2 - (1 + k)*g", by=[sum_of, back])
    part = p.have("w >= 0 or t >= -e", by=[part, square, len(p.steps) - 2])
    below = p.have("m <= -e", by=[floor, known[1], len(p.steps) - 3])
    second = p.have("w >= 0 or truncated >= m", by=[part, below, p.have("t == truncated")])
    ways = [p.instance("fact-exp-increasing", a="-w", b="-m"), p.equals("exp(-t)", "t", "w", "m")]
    ways += [p.let("top", "exp(-m)"), p.have("g == exp(-w)", by=[shape])]
    near = p.have("w < m or g <= top", by=ways)
    one = p.have("w < m or c*g <= eta*p*top", by=[*known, near])
    two = p.have("w < m or -n*w*g <= -n*m*top", by=[*known, near, deep])
    three = p.have("w < m or b*g**2 <= b*top**2", by=[*known, near])
    p.let("s1", "c*g")
    p.let("s2", "n*w*g")
    p.let("s3", "b*g**2")
    p.let("s4", "a**2*w")
    p.let("room", "eta*p*top - n*m*top + b*top**2")
    terms = [*range(len(p.steps) - 4, len(p.steps) + 1)]  # the last of them is room
    split = p.have("t == s4 + s1 - s2 + s3", by=[sum_of, *terms])
    sum_up = p.have("w < m or s1 - s2 + s3 <= room", by=[one, two, three, *terms])
    given = len(p.claim.given)  # the six names that follow the hypotheses
    named = [*range(given + 1, given + 7), ways[2], terms[-1], p.let("roof", "ceiling"), rate]
    roof = p.have("(1 - a**2)*roof == room", by=named)
    whole = p.let("most", "max(w, ceiling)")
    over = p.have("most >= w and most >= roof", by=[whole, named[-2]])
    positive = p.have("p > 0 and eta > 0 and q > 0 and 1 - (1 - eta*lam)**2 > 0")
    top = p.have("s4 + room <= most", by=[rate, roof, over, *terms])
    last = p.have("w < m or t <= most", by=[split, sum_up, top])
    below = p.have("truncated >= m", by=[first, second])
    above = p.have("w < m or truncated <= most", by=[last, named_t])
    p.conclude(by=[below, above, whole, positive])


@check("res-iterated-truncated-escapes")
def truncated_escapes(p: Draft) -> None:
    known = cut_off(p)
    grow = p.have("(a**2 - 1)*w >= 2*(k + n) and w >= 0")
    small = p.have("g <= 1 and w*g <= 1", by=[*known, grow])
    terms = p.have("c*g >= -k and n*w*g <= n and b*g**2 >= 0", by=[*known, small])
    for name, term in (("pull", "c*g"), ("push", "n*w*g"), ("square", "b*g**2")):
        p.let(name, term)
    named = [len(p.steps) - 2, len(p.steps) - 1, len(p.steps)]
    form = p.have("truncated == a**2*w + pull - push + square", by=[known[0], *named])
    bounds = p.have("pull >= -k and push <= n and square >= 0", by=[terms, *named])
    p.have("truncated >= a**2*w - k - n", by=[form, bounds])
    p.conclude(by=[len(p.steps), grow, p.have("a == 1 - eta*lam")])
