"""The objectives again, in balls of 300 bits over raw samples: another line of evidence, which shares no code."""

from fractions import Fraction

import numpy as np
from flint import arb, arb_mat, ctx, fmpq

BITS = 300


def number(x):
    q = Fraction(x)
    return arb(fmpq(q.numerator, q.denominator))


def shares(problem, which):
    """c_i/d, c_i/r, c_i/r - c_i/f as balls."""
    c = [1] * problem.n if problem.weights is None else [float(v) for v in problem.weights]
    r, f, d = int((~problem.forget).sum()), int(problem.forget.sum()), problem.n
    found = []
    for k, gone in zip(c, problem.forget, strict=True):
        in_r, in_f = (arb(0) if gone else number(k) / r), (number(k) / f if gone else arb(0))
        found.append({"D": number(k) / d, "R": in_r, "F": in_f, "DA": in_r - in_f}[which])
    return found


def rows(problem):
    x = problem.x.toarray() if hasattr(problem.x, "toarray") else problem.x
    return [[number(float(v)) for v in row] + ([arb(1)] if problem.intercept else []) for row in x]


def slopes(problem, z, y):
    """First and second derivatives of one sample's loss in its scores."""
    k = len(z)
    if problem.loss.name == "softmax":
        top = sum((v.exp() for v in z), arb(0))
        p = [v.exp() / top for v in z]
        first = [p[a] - (1 if a == y else 0) for a in range(k)]
        return first, [[p[a] * ((1 if a == b else 0) - p[b]) for b in range(k)] for a in range(k)]
    signs = [arb(float(v)) for v in np.atleast_1d(y)]
    first, second = [], []
    for s, v in zip(signs, z, strict=True):
        m = s * v
        if problem.loss.name == "logistic":
            q = 1 / (1 + m.exp())
            first.append(-s * q), second.append(q * (1 - q))
        elif problem.loss.name == "exponential":
            first.append(-s * (-m).exp()), second.append((-m).exp())
        else:
            first.append(v - s), second.append(arb(1))
    return first, [[second[a] if a == b else arb(0) for b in range(k)] for a in range(k)]


def derivatives(problem, which, w, lam=None):
    """Gradient (a list over k q) and second derivative (nested lists) at ``w``, balls in shape (k, q)."""
    k, q = problem.shape
    lam = number(problem.ridge.value) if lam is None else lam
    g = [[arb(0)] * q for _ in range(k)]
    h = [[arb(0)] * (k * q) for _ in range(k * q)]
    for a_i, x, y in zip(shares(problem, which), rows(problem), problem.y, strict=True):
        z = [sum((w[a][j] * x[j] for j in range(q)), arb(0)) for a in range(k)]
        first, second = slopes(problem, z, y)
        for a in range(k):
            for j in range(q):
                g[a][j] += a_i * first[a] * x[j]
                for b in range(k):
                    for m in range(q):
                        h[a * q + j][b * q + m] += a_i * second[a][b] * x[j] * x[m]
    if which != "F":
        for a in range(k):
            for j in range(q - problem.intercept):
                g[a][j] += lam * w[a][j]
                h[a * q + j][a * q + j] += lam
    return [v for row in g for v in row], h


def balls(w):
    return [[number(float(v)) for v in row] for row in w]


def stationary(problem, which, w, steps=12):
    """The stationary point near ``w`` by Newton's method at 300 bits, as nested lists; its gradient is below 1e-60."""
    k, q = problem.shape
    with ctx.workprec(BITS):
        here = balls(w)
        for _ in range(steps):
            g, h = derivatives(problem, which, here)
            if problem.intercept and problem.loss.name == "softmax":
                marks = [a * q + q - 1 for a in range(k)]
                for i in marks:
                    for j in marks:
                        h[i][j] += 1
            step = arb_mat(h).solve(arb_mat([[v] for v in g]))
            here = [[(here[a][j] - step[a * q + j, 0]).mid() for j in range(q)] for a in range(k)]
        assert all(abs(v) < arb("1e-60") for v in derivatives(problem, which, here)[0])
        return here


def distance(a, b):
    with ctx.workprec(BITS):
        return sum(((u - v) ** 2 for p, q in zip(a, b, strict=True) for u, v in zip(p, q, strict=True)), arb(0)).sqrt()
