"""Makes axis.json: stationary points on one axis to 30 digits, by mpmath's bisection on the gradient
of the loss, without Lambert's function. Run: python tests/ascent/reference/make_axis.py"""

import json
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
PROBLEMS = [
    (8, 4, 5, 2, 1, 10),
    (1, 1, 1, 0, 1, 1),
    (1, 1, 1, 1, 1, 1),
    (3, 3, 3, 1, 1, 1),
    (2, 1, 1, 1, 2, 1),
    (2, 1, 1, 1, 1, 1),
    (8, 4, 5, 3, 1, 10),
    (8, 4, 0, 3, 3, 1),
    (1, 1, 1, 1, 1, 10**12),
    (1, 1, 0, 0, 1, 3),
    (100, 7, 9, 7, 1, 1000),
    (2, 1, 1, 1, 13592, 10000),
]


def roots(a, lam):
    """Real roots of lam w - a exp(-w): bisection between sign changes around the turning point."""

    def g(w):
        return lam * w - a * mp.exp(-w)

    if a >= 0:
        return [bisect(g, mp.mpf(0), a / lam + 1)] if a else [mp.mpf(0)]
    turn = mp.log(-a / lam)  # where g' = lam + a exp(-w) vanishes
    if g(turn) >= 0:
        return []
    low = turn - 1
    while g(low) <= 0:
        low -= 2 * (turn - low)
    return [bisect(g, turn, mp.mpf(0)), bisect(g, low, turn)]


def bisect(g, low, high):
    rising = g(high) > g(low)
    for _ in range(260):
        middle = (low + high) / 2
        if (g(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def table():
    rows = []
    for r, f, n, m, p, q in PROBLEMS:
        lam = mp.mpf(p) / q
        weights = {"D": mp.mpf(n + m) / (r + f), "R": mp.mpf(n) / r, "DA": mp.mpf(n) / r - mp.mpf(m) / f}
        rows.append(
            {"problem": [r, f, n, m, p, q]} | {k: [mp.nstr(w, 30) for w in roots(a, lam)] for k, a in weights.items()}
        )
    return rows


if __name__ == "__main__":
    Path(__file__).with_name("axis.json").write_text(json.dumps(table(), indent=1) + "\n")
