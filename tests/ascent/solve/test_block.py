"""Solutions in a block: against an independent table, raw samples and descent, and at the edges."""

import json
from pathlib import Path

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq

from theory.errors import UnableError
from verify.ascent.solve import block, block_curve, block_thresholds
from verify.ascent.solve.axis import with_precision
from verify.ascent.solve.block import Ratios

TABLE = json.loads((Path(__file__).parents[1] / "reference" / "block.json").read_text())


def exact(text):
    top, _, bottom = str(text).partition("/")
    return fmpq(int(top), int(bottom or 1))


def ratios(r, f, n, m, eps, lam):
    return Ratios(fmpq(f, r), fmpq(n, r) / exact(lam), exact(eps), fmpq(m, n))


@pytest.mark.parametrize("row", TABLE, ids=[str(row["problem"]) for row in TABLE])
def test_every_stationary_point_of_the_table_and_no_other(row):
    with ctx.workprec(160):
        for loss in ("D", "R", "DA"):
            found = block.solutions(loss, ratios(*row["problem"]))
            assert len(found) == len(row[loss])
            for point, known in zip(found, row[loss], strict=True):
                for ball, text in zip((point.x, point.y), known, strict=True):
                    assert abs(ball - arb(text)) < arb("1e-28") * (1 + abs(arb(text)))
                    assert ball.rad() < arb("1e-30") * (1 + abs(arb(text)))


def rows(n, m, eps, r, f):
    """The block's raw samples: features, and whether each is kept; the others lie on a third axis."""
    x = [(1, eps, 0)] * n + [(0, 0, 1)] * (r - n) + [(eps, 1, 0)] * m + [(0, 0, 0)] * (f - m)
    return np.array(x, dtype=float), np.arange(r + f) < r


def loss_and_gradient(x, keep, which, lam, w):
    r, f = keep.sum(), (~keep).sum()
    weight = {
        "D": np.full(len(keep), 1 / (r + f)),
        "R": np.where(keep, 1 / r, 0),
        "DA": np.where(keep, 1 / r, -1 / f),
    }[which]
    e = weight * np.exp(-x @ w)
    return e.sum() + lam / 2 * w @ w, lam * w - x.T @ e


@pytest.mark.parametrize("which", ["D", "R", "DA"])
@pytest.mark.parametrize("problem", [(8, 4, 5, 1, "1/2", "1"), (3, 5, 2, 1, "9/10", "1"), (1, 2, 1, 1, "1/2", "1")])
def test_descent_on_the_raw_loss_ends_where_the_enclosure_says(which, problem):
    r, f, n, m, eps, lam = problem
    e, ridge = float(exact(eps)), float(exact(lam))
    x, keep = rows(n, m, e, r, f)
    w = np.array([0.3, 0.3, 0.0])
    for _ in range(4000):
        here, gradient = loss_and_gradient(x, keep, which, ridge, w)
        rate = 1.0
        while rate > 1e-12 and loss_and_gradient(x, keep, which, ridge, w - rate * gradient)[0] > here - rate / 2 * (
            gradient @ gradient
        ):
            rate /= 2
        w = w - rate * gradient
    left = np.linalg.norm(loss_and_gradient(x, keep, which, ridge, w)[1])
    with ctx.workprec(128):
        point = block.solutions(which, ratios(*problem))[0]
        ends = float(point.x), float(point.y)
    reached = np.array([w[0] + e * w[1], e * w[0] + w[1]])
    # strong convexity bounds the distance of D and R by |gradient|/lam; x, y are at most twice w
    tolerance = 2 * left / ridge + 1e-12 if which != "DA" else 1e-6
    assert left < 1e-6 and np.abs(reached - ends).max() <= tolerance


@pytest.mark.parametrize("seed", range(3))
def test_the_curve_agrees_with_the_enclosures(seed):
    rng = np.random.default_rng(seed)
    for _ in range(12):
        at = Ratios(*(fmpq(int(v), 1000) for v in rng.integers(1, 999, 4) * (1, 7, 1, 1)))
        with ctx.workprec(128):
            for loss in ("D", "R", "DA"):
                rough = block_curve.points(loss, *(np.array(block.double(v)) for v in at))
                found = with_precision(lambda loss=loss, at=at: block.solutions(loss, at), 128)
                if not found:
                    assert np.isnan(rough[0][0])
                for (x, y), point in zip(rough, found, strict=False):
                    assert abs(float(point.x) - x) < 1e-9 and abs(float(point.y) - y) < 1e-9


@pytest.mark.parametrize("eps", ["0", "1/1000", "1/2", "999/1000"])
@pytest.mark.parametrize("bR", ["1/1000", "1", "1000"])
def test_two_points_below_the_fold_and_none_above(eps, bR):
    at = Ratios(fmpq(2), exact(bR), exact(eps), fmpq(1))
    with ctx.workprec(128):
        turn = block.fold(at)
        scaled = int((turn * arb(10) ** 30).floor().unique_fmpz() or 0)
        below, above = (at._replace(alpha=fmpq(scaled + k, 10**30)) for k in (-(10**15), 10**15))
        kinds = [p.kind for p in with_precision(lambda: block.solutions("DA", below), 128)]
        assert kinds == ["local minimum", "saddle"]
        assert with_precision(lambda: block.solutions("DA", above), 128) == []


def test_an_alpha_too_near_the_fold_is_not_decided():
    at = Ratios(fmpq(2), fmpq(1), fmpq(1, 2), fmpq(1))
    with ctx.workprec(300):
        turn = block.fold(at)
    with ctx.workprec(64), pytest.raises(UnableError, match="fold"):
        man, power = turn.mid().man_exp()
        block.solutions("DA", at._replace(alpha=fmpq(int(man)) * fmpq(2) ** int(power)))


@pytest.mark.parametrize(
    ("phi", "bR", "eps"), [("2", "1", "1/2"), ("1/4", "1/2", "4/5"), ("4", "1/100", "1/3"), ("1", "1/2", "99/100")]
)
def test_the_order_changes_at_the_thresholds(phi, bR, eps):
    """Just below and just above each threshold the solutions, enclosed anew, are in the order that it says."""
    at = Ratios(exact(phi), exact(bR), exact(eps), fmpq(1))
    with ctx.workprec(200):
        changes = block_thresholds.thresholds(at)

        def gap(name, alpha):
            here = at._replace(alpha=alpha)
            ends = {loss: block.solutions(loss, here) for loss in ("R", "D")}
            (oracle,), (original,) = ends["R"], ends["D"]
            if name == "x_R = x_D":
                return original.x - oracle.x
            if name == "y_R = y_D":
                return original.y - oracle.y
            unlearned = block.solutions("DA", here)[0]
            if name == "x_D = x_DA":
                return original.x - unlearned.x
            e = arb(here.eps)

            def square(p):
                x, y = p.x - oracle.x, p.y - oracle.y
                return (1 + e**2) * (x**2 + y**2) - 4 * e * x * y

            return square(unlearned) - square(original)

        assert set(changes) == set(block_thresholds.NAMES)
        for name in set(changes) - {"fold"}:
            if changes[name] is None:
                continue
            man, power = changes[name].mid().man_exp()
            centre = fmpq(int(man)) * fmpq(2) ** int(power)
            small = centre / 10**25
            assert gap(name, centre - small) < 0 and gap(name, centre + small) > 0


def test_a_wrong_system_is_noticed():
    """The table rejects x and y swapped, d for r, and 1 - eps^2 for 1 + eps^2."""
    row = TABLE[2]
    at = ratios(*row["problem"])
    with ctx.workprec(128):
        point = block.solutions("D", at)[0]
        assert not abs(point.y - arb(row["D"][0][0])) < arb("1e-6")
        wrong = block.solutions("D", at._replace(bR=at.bR * (1 + at.phi)))[0]
        assert not abs(wrong.x - arb(row["D"][0][0])) < arb("1e-6")
        u, less = 1 + arb(at.eps) ** 2, 1 - arb(at.eps) ** 2
        assert abs(point.x - _x(at, u, point.y)) < arb("1e-30") and not abs(point.x - _x(at, less, point.y)) < arb(
            "0.1"
        )


def _x(at, u, y):
    """x from the second equation of D, with ``u`` in the place of 1 + eps^2: P = (y - u Q)/(2 eps)."""
    share = arb(at.bR) / (1 + arb(at.phi))
    q = arb(at.alpha) * share * (-y).exp()
    return u * (y - u * q) / (2 * arb(at.eps)) + 2 * arb(at.eps) * q


def test_the_jacobian_is_that_of_the_system():
    values, jacobian = block._system("DA")
    at, h = (arb(2), arb(1), arb("0.5"), arb(1)), arb("1e-20")
    with ctx.workprec(200):
        base = (arb("0.4"), arb("0.1"))
        matrix = arb_mat(2, 2, list(jacobian(*at, *base)))
        for j in range(2):
            moved = tuple(z + (h if i == j else 0) for i, z in enumerate(base))
            slopes = [(b - a) / h for a, b in zip(values(*at, *base), values(*at, *moved), strict=True)]
            assert all(abs(slopes[i] - matrix[i, j]) < arb("1e-15") for i in range(2))
