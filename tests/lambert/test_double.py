"""W on arrays of doubles: accuracy against ball arithmetic, the ends of the domain, array libraries, mutants."""

import array_api_strict
import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from theory.errors import DomainError
from theory.lambert import branch_point, double, w0, wm1
from theory.lambert.branch_point import END, INV_E, INV_E_LOW, TERMS, branch_series, coefficients

BRANCHES = [(0, w0), (-1, wm1)]
SMALLEST, LARGEST = 5e-324, np.finfo(float).max
ULPS = 4


def doubles_from(start, towards, count):
    """``count`` consecutive doubles after ``start``."""
    steps = [start]
    for _ in range(count):
        steps.append(np.nextafter(steps[-1], towards))
    return np.array(steps[1:])


def arguments(branch, n, seed):
    """n arguments of a branch, over a quarter of them at its edges: -1/e, 0, the ends of the double
    range, and the seam of the algorithm."""
    rng = np.random.default_rng(seed)
    part = n // 12

    def powers(low, high, size):
        return 10 ** rng.uniform(low, high, size)

    edges = [
        doubles_from(-INV_E, 0, min(part // 2, 2000)),
        -INV_E + powers(-16, -3, part),
        doubles_from(END[branch], 0, 50),
        doubles_from(END[branch], -1, 50),
        END[branch] + rng.uniform(-1e-6, 1e-6, part),
        doubles_from(-0.0, -1, 50),
        -powers(-323.4, -290, part),
        -powers(-290, -16, part),
    ]
    if branch == 0:
        edges += [doubles_from(0.0, 1, 50), powers(-323.4, -16, part)]
        edges += [doubles_from(np.inf, 0, 50), powers(290, 308.25, part)]
    size = (n - sum(map(len, edges))) // 4 + 1
    bulk = [rng.uniform(-0.3678, 0, size), -powers(-6, -0.5, size)]
    if branch == 0:
        bulk += [rng.uniform(0, 20, size), powers(-6, 12, size)]
    else:
        bulk += [rng.uniform(-0.2, 0, size), -powers(-16, -3, size)]
    return np.concatenate(edges + bulk)[:n]


def worst(z, values, branch):
    """The largest error in units in the last place of the truth, a ball at 128 bits."""
    largest = 0.0
    with ctx.workprec(128):
        for x, value in zip(z.tolist(), values.tolist(), strict=True):
            truth = arb(x).lambertw(branch)
            unit = np.spacing(abs(float(truth)))
            error = abs(arb(value) - truth) / arb(unit)
            largest = max(largest, float(error.upper()) if error.is_finite() else np.inf)
    return largest


@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_w_is_accurate_on_twenty_thousand_points(branch, w):
    z = arguments(branch, 20_000, seed=1)
    assert worst(z, w(z), branch) <= ULPS


@pytest.mark.slow
@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_w_is_accurate_on_a_million_points(branch, w):
    z = arguments(branch, 1_000_000, seed=2)
    assert worst(z, w(z), branch) <= ULPS


def without_the_low_word(monkeypatch):
    monkeypatch.setattr(branch_point, "INV_E_LOW", 0.0)


def without_the_step_in_double(monkeypatch):
    step = double._correction
    monkeypatch.setattr(double, "_correction", lambda w, r: 0 * r if w.dtype == np.float64 else step(w, r))


def without_the_step_in_single(monkeypatch):
    monkeypatch.setattr(double, "_polished", lambda xp, g, y, t: g)


def with_newton_steps(monkeypatch):
    monkeypatch.setattr(double, "_correction", lambda w, r: r / (1 + w))


def with_a_taylor_series_of_the_same_length(monkeypatch):
    scale = {0: np.sqrt(2 * np.e), -1: -np.sqrt(2 * np.e)}

    def taylor(branch):
        kept = branch_series(len(coefficients(branch)) + 1)[1:]
        return tuple(float(c) * scale[branch] ** (k + 1) for k, c in enumerate(kept))[::-1]

    monkeypatch.setattr(branch_point, "coefficients", {b: taylor(b) for b in scale}.__getitem__)


MUTANTS = [
    without_the_low_word,
    without_the_step_in_double,
    without_the_step_in_single,
    with_newton_steps,
    with_a_taylor_series_of_the_same_length,
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.__name__)
@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_the_check_rejects_a_worse_algorithm(branch, w, mutant, monkeypatch):
    mutant(monkeypatch)
    z = arguments(branch, 4_000, seed=1)
    assert worst(z, w(z), branch) > ULPS


def test_the_branch_point_is_known_to_twice_double_precision():
    with ctx.workprec(200):
        inverse = arb(-1).exp()
        assert arb(-INV_E) < -inverse < arb(np.nextafter(-INV_E, 0))
        assert abs(arb(INV_E) + arb(INV_E_LOW) - inverse) < arb(2) ** -108


@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_the_domain_begins_between_two_doubles(branch, w):
    """-1/e is no double: the one nearest to it lies outside, the next one inside."""
    assert np.isnan(w(-INV_E)) and np.isnan(w(-np.exp(-1)))
    first = np.nextafter(-INV_E, 0)
    assert worst(np.array([first]), w([first]), branch) < 1
    assert np.isnan(w([np.nextafter(-INV_E, -1), -0.4, -1.0, -LARGEST, -np.inf, np.nan])).all()


def test_w0_at_zero_and_at_the_ends_of_the_double_range():
    assert w0(np.inf) == np.inf
    zeros = w0([0.0, -0.0])
    assert (zeros == 0).all() and list(np.signbit(zeros)) == [False, True]
    tiny = np.concatenate([doubles_from(0.0, 1, 9), doubles_from(-0.0, -1, 9), [2.3e-308, -1e-300, 1e-17]])
    assert (w0(tiny) == tiny).all()
    assert worst(np.array([LARGEST]), w0([LARGEST]), 0) <= 1


def test_wm1_at_zero_and_outside_its_domain():
    assert (wm1([0.0, -0.0]) == -np.inf).all()
    assert worst(np.array([-SMALLEST]), wm1([-SMALLEST]), -1) <= 1
    assert np.isnan(wm1([SMALLEST, 0.1, 1.0, LARGEST, np.inf])).all()


@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_blocks_shapes_and_scalars_give_the_same_numbers(branch, w, monkeypatch):
    z = arguments(branch, 1_000, seed=3)
    whole = w(z)
    monkeypatch.setattr(double, "BLOCK", 7)
    assert np.array_equal(w(z), whole)
    assert w(z[:12].reshape(2, 1, 6)).shape == (2, 1, 6) and w(z[::5]).shape == z[::5].shape
    assert w(float(z[0])) == whole[0] and w(z[0]).shape == () and w([]).shape == (0,)
    assert w([[-0.25]]).dtype == w(np.float32(-0.25)).dtype == np.float64 and w(np.float32(-0.25)) == w(-0.25)


@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_the_array_standard_is_all_that_is_used(branch, w):
    z = np.concatenate([arguments(branch, 1_000, seed=4), [0.0, -0.0, np.inf, np.nan, -1.0]]).reshape(5, -1)
    result = w(array_api_strict.asarray(z))
    assert result.dtype == array_api_strict.float64 and np.array_equal(np.asarray(result), w(z), equal_nan=True)


@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
def test_tensors_are_accurate_too(branch, w):
    torch = pytest.importorskip("torch", reason="torch comes with the experiments extra")
    z = arguments(branch, 4_000, seed=5)
    result = w(torch.asarray(z))
    assert isinstance(result, torch.Tensor)
    assert worst(z, result.numpy(), branch) <= ULPS


@pytest.mark.parametrize(("branch", "w"), BRANCHES, ids=["W0", "W-1"])
@pytest.mark.parametrize("masked", ["some", "all", "none", "nomask"])
def test_a_masked_array_keeps_its_mask_and_gets_no_more(branch, w, masked, monkeypatch):
    """NaN outside the domain is a value, not masked; what lies under the mask does no harm."""
    monkeypatch.setattr(double, "BLOCK", 7)
    z = np.concatenate([arguments(branch, 1_000, seed=6), [0.0, -0.0, np.inf, np.nan, -1.0]]).reshape(3, 5, -1)
    masks = {"some": z > np.median(z[np.isfinite(z)]), "all": True, "none": np.zeros(z.shape, bool)}
    given = np.ma.MaskedArray(z, masks.get(masked, np.ma.nomask))
    result = w(given)
    assert isinstance(result, np.ma.MaskedArray) and result.dtype == np.float64 and result.shape == z.shape
    assert np.array_equal(np.ma.getmaskarray(result), np.ma.getmaskarray(given))
    assert np.array_equal(result.data, w(z), equal_nan=True) and (masked != "nomask" or result.mask is np.ma.nomask)
    before = np.ma.getmaskarray(given).copy()
    result[:] = np.ma.masked
    assert np.array_equal(np.ma.getmaskarray(given), before), "the mask is a copy"


def test_masked_scalars_and_whole_numbers():
    assert w0(np.ma.masked).mask and w0(np.ma.array(0)) == 0 and w0(np.ma.array([1, 2], mask=[0, 1])).mask[1]
    with pytest.raises(DomainError, match="give real numbers"):
        w0(np.ma.array([1j], mask=[1]))


def test_complex_numbers_are_refused():
    with pytest.raises(DomainError, match=r"complex128: .* give real numbers"):
        w0([1 + 1j])


def test_the_series_solves_its_equation():
    """(u - 1) e^u = p^2/2 - 1 for u = 1 + W, in exact power series."""
    p = sp.Symbol("p")
    u = sum(sp.Rational(int(c.p), int(c.q)) * p**k for k, c in enumerate(branch_series(7)))
    assert sp.series((u - 1) * sp.exp(u) - (p**2 / 2 - 1), p, 0, 7).removeO() == 0
    assert len(branch_series(TERMS)) == TERMS
