"""Makes block.json: stationary points in a block to 30 digits, by mpmath, in y alone: the second
equation gives P, the definition of P gives x, and the sign changes of the first equation over a fine grid
of y are bisected. Run: python tests/ascent/reference/make_block.py"""

import json
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
PROBLEMS = [  # r, f, n, m, eps, lam as fractions
    (1, 2, 1, 1, "1/2", "1/1"),
    (1, 1, 1, 1, "1/100", "3/1"),
    (8, 4, 5, 2, "9/10", "1/10"),
    (10, 1, 9, 1, "99/100", "1/50"),
    (3, 30, 1, 2, "1/3", "1/100"),
    (100, 7, 1, 1, "1/2", "1/1000000"),
    (2, 1, 1, 1, "1/1000", "1000/1"),
    (1, 1, 1, 1, "1/2", "1/1"),
    (5, 50, 2, 50, "4/5", "2/1"),
]


def fraction(text):
    top, bottom = text.split("/")
    return mp.mpf(top) / mp.mpf(bottom)


def roots(p_share, q_share, sign, eps):
    """(x, y) with x = u P + sign 2 eps Q, y = 2 eps P + sign u Q, P = p_share e^-x, Q = q_share e^-y."""
    u = 1 + eps**2

    def residual(y):
        q = q_share * mp.exp(-y)
        p = (y - sign * u * q) / (2 * eps)
        if p <= 0:
            return None
        x = mp.log(p_share / p)
        return x - u * p - sign * 2 * eps * q

    top = 2 * eps * p_share + u * q_share + 1
    grid = [-40 + (top + 40) * mp.mpf(k) / 12000 for k in range(12001)]
    values = [residual(y) for y in grid]
    found = []
    for a, b, fa, fb in zip(grid, grid[1:], values, values[1:], strict=False):
        signs = {1 if v is None else mp.sign(v) for v in (fa, fb)}  # the residual is +oo where P -> 0
        if signs == {-1, 1}:
            found.append(bisect(lambda y: 1 if residual(y) is None else residual(y), a, b))
    points = []
    for y in found:
        p = (y - sign * u * q_share * mp.exp(-y)) / (2 * eps)
        points.append((mp.log(p_share / p), y))
    return sorted(points, reverse=True)


def bisect(g, low, high):
    rising = g(high) > g(low)
    for _ in range(230):
        middle = (low + high) / 2
        if (g(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def table():
    rows = []
    for r, f, n, m, eps, lam in PROBLEMS:
        e, ridge = fraction(eps), fraction(lam)
        shares = {
            "D": (n / ridge / (r + f), m / ridge / (r + f), 1),
            "R": (n / ridge / r, mp.mpf(0), 1),
            "DA": (n / ridge / r, m / ridge / f, -1),
        }
        found = {loss: roots(*share, e) for loss, share in shares.items()}
        rows.append(
            {"problem": [r, f, n, m, eps, lam]}
            | {loss: [[mp.nstr(z, 30) for z in point] for point in points] for loss, points in found.items()}
        )
    return rows


if __name__ == "__main__":
    Path(__file__).with_name("block.json").write_text(json.dumps(table(), indent=1) + "\n")
