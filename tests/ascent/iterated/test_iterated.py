"""The iterated method: the derived map against two raw steps over raw rows, its fixed points against a
scan, and mutants of each statement on it."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from tests.paper import CHECKS, FORMAL, decide_label, prove, search
from theory.ascent import iterated
from theory.errors import DomainError, LedgerError, UnableError
from theory.lambert import enclose_w0, w0
from verify.ascent.checks import iterated_orbits, small_step_limits
from verify.ascent.figures import regions, slack
from verify.ascent.iterated import fixed_points, orbits
from verify.ascent.iterated.fixed_points import TwoStep
from verify.ascent.solve import descent
from verify.prove import argument
from verify.refute.context import certify
from verify.values.doubles import compile_term
from verify.verdict import Truth

NEXT = compile_term(iterated.two_step())
CASES = [(8, 4, 5, 2, 0.1, 0.3), (3, 5, 3, 5, 1.0, 0.9), (2, 2, 1, 2, 0.5, 0.01), (4, 1, 1, 0, 2.0, 0.2)]


def two_steps(p, q, lam, eta, w):
    """The derived map in doubles."""
    return NEXT({"p": p, "q": q, "lam": lam, "eta": eta, "w": w})


def in_doubles(term, values):
    return float(compile_term(term)(values))


def raw_round(data, w, lam, eta):
    """A descent step on L_R, then an ascent step on the forget loss, the ridge drawing toward 0 in both."""
    margins = data.x * data.y[:, None]
    for mask, sign in ((data.retain, 1.0), (~data.retain, -1.0)):
        pull = (margins[mask] * np.exp(-margins[mask] @ w)[:, None]).mean(axis=0)
        w = w + eta * (sign * pull - lam * w)
    return w


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("start", [-2.0, 0.0, 0.7, 3.0])
def test_the_derived_map_is_two_steps_over_raw_rows(case, start):
    r, f, n, m, lam, eta = case
    data = descent.rows(r, f, n, m)
    after = raw_round(data, np.array([start, 0.0]), lam, eta)[0]
    assert after == pytest.approx(two_steps(n / r, m / f, lam, eta, start), rel=1e-12)


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_only_the_doubled_ridge_leaves_a_second_order_rest(factor):
    """Halving eta quarters the rest with 2 lambda, and halves it with any other ridge."""
    values = {"p": 0.6, "q": 0.4, "lam": 0.5, "w": 0.8}
    direction = in_doubles(iterated.simultaneous(factor), values)
    rest = [float(two_steps(0.6, 0.4, 0.5, eta, 0.8)) - 0.8 - eta * direction for eta in (1e-3, 5e-4)]
    assert rest[0] / rest[1] == pytest.approx(4 if factor == 2 else 2, rel=0.02)


@pytest.mark.parametrize(("sign", "order"), [(1, 8), (-1, 4)])
def test_the_second_order_term_and_its_sign(sign, order):
    values = {"p": 0.6, "q": 0.4, "lam": 0.5, "w": 0.8}
    first, second = (in_doubles(iterated.coefficient(k), values) for k in (1, 2))
    rest = [float(two_steps(0.6, 0.4, 0.5, e, 0.8)) - 0.8 - e * first - sign * e * e * second for e in (1e-2, 5e-3)]
    assert rest[0] / rest[1] == pytest.approx(order, rel=0.02)


MUTANTS = {
    "the ridge not doubled": ("rem-iterated-ridge-shrinks", {"derived": {"simultaneous": iterated.simultaneous(1)}}),
    "the sign of the losses": ("rem-iterated-ridge-shrinks", {"derived": {"simultaneous": -iterated.simultaneous(2)}}),
    "the sign of the eta^2 term": (
        "res-iterated-second-order", {"conclusion": "second == -(q*exp(-w) - lam)*(p*exp(-w) - lam*w)"},
    ),
    "runs away at eta lambda < 1": (
        "res-iterated-escapes",
        {"hypotheses": ("0 < p <= 1", "0 <= q <= 1", "lam > 0", "eta > 0", "w <= -1", "p*eta*w**2 >= 12")},
    ),
    "the flip at a + 1/a": (
        "res-iterated-fixed-points",
        {"conclusion": "(abs(multiplier) < 1 and x < a + 1/a) or (abs(multiplier) >= 1 and x >= a + 1/a)"},
    ),
    "the ridge not doubled in the limit": (
        "rem-small-step-one-minimum",
        {"unknowns": (replace(FORMAL["rem-small-step-one-minimum"].unknowns[0], lam=iterated.LAM),)},
    ),
    "convergence up to q = e p, whatever the rate": (
        "res-iterated-converges-small-rate",
        {"hypotheses": ("0 < p <= 1", "0 <= q <= 1", "lam > 0", "eta > 0", "eta*lam < 1", "q <= exp(1)*p")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_mutants_are_refuted_and_never_proved(name):
    label, changes = MUTANTS[name]
    claim = FORMAL[label]
    changed = {key: {**claim.derived, **v} if key == "derived" else v for key, v in changes.items()}
    mutant = replace(claim, **changed)
    assert prove(mutant, CHECKS[label])[0] is None
    assert search(mutant).witness is not None


AT_POINTS = {
    "the cut-off update bounded at eta lambda = 3": (
        "rem-iterated-truncated-bounded",
        {"hypotheses": ("q > 0", "m <= floor")},
        {"p": 1, "q": 1, "lam": 1, "eta": 3, "w": 10**9, "m": -30},
    ),
    "bounded up to eta lambda = 2": (
        "rem-iterated-bounded-small-rate",
        {"hypotheses": ("eta*lam < 2", "M >= 1000")},
        {"p": 1, "q": 1, "lam": 1, "eta": Fraction(3, 2), "w": -4, "M": 1000},
    ),
    "the local maximum attracts": (
        "res-small-step-local-maximum",
        {"conclusion": "w >= w_star - below or w < -L or next > w"},
        {"p": Fraction(1, 2), "q": 1, "lam": 1, "eta": Fraction(1, 10**4), "w": -3, "L": 3},
    ),
    "the limit holds beyond the fold": (
        "rem-small-step-local-minimum",
        {"hypotheses": ("w >= -1",), "unknowns": (), "conclusion": "next >= w", "definitions": {}},
        {"p": Fraction(1, 2), "q": 1, "lam": Fraction(1, 10), "eta": Fraction(1, 100), "w": 0},
    ),
}


@pytest.mark.parametrize("name", AT_POINTS)
def test_mutants_are_refuted_at_a_point(name):
    label, changes, point = AT_POINTS[name]
    mutant = replace(FORMAL[label], **changes)
    assert certify(mutant, {name: Fraction(x) for name, x in point.items()}) is not None
    assert prove(mutant, CHECKS[label])[0] is None


def scanned(problem):
    """Fixed points by a fine scan of the raw map in doubles, and slopes by differences."""
    p, q, lam, eta = (float(x) for x in (problem.p, problem.q, problem.lam, problem.eta))
    low, high = (float(x.p) / float(x.q) for x in problem.range())
    w = np.linspace(low, min(high, 20.0), 400_001)
    rise = two_steps(p, q, lam, eta, w) - w
    at = w[np.flatnonzero(np.diff(np.sign(rise)))]
    return at, (two_steps(p, q, lam, eta, at + 1e-6) - two_steps(p, q, lam, eta, at - 1e-6)) / 2e-6


@pytest.mark.parametrize("problem", iterated_orbits.problems()[::6], ids=str)
def test_fixed_points_agree_with_a_scan(problem):
    found, (at, slopes) = problem.fixed_points(), scanned(problem)
    assert [float(x.w.mid()) for x in found] == pytest.approx(list(at), abs=1e-4)
    assert [float(x.multiplier.mid()) for x in found] == pytest.approx(list(slopes), abs=1e-2)
    assert all(float(x.w.rad()) < 1e-20 for x in found)


def test_two_cycles_where_the_only_fixed_point_repels():
    problem, point = iterated_orbits.first_without_rest()
    w = float(point.w.mid()) + 1e-3
    orbit = []
    for _ in range(4000):
        w = float(two_steps(*(float(x) for x in (problem.p, problem.q, problem.lam, problem.eta)), w))
        orbit.append(w)
    assert max(orbit[-100:]) - min(orbit[-100:]) > 0.1 and max(map(abs, orbit)) < 100


def test_orbits_are_monotone_under_the_condition_of_convergence():
    rng = np.random.default_rng(7)
    p, lam = rng.uniform(0.1, 1, 300), rng.uniform(0.05, 2, 300)
    eta = rng.uniform(0.01, 0.3, 300) / lam
    a = 1 - eta * lam
    q = np.minimum(rng.uniform(0, np.e, 300) * p * a**2, 1.0)
    keep = eta * p <= a
    w = rng.uniform(-4, 4, 300)
    orbit = [w := two_steps(p, q, lam, eta, w) for _ in range(400)]
    steps = np.diff(np.array(orbit), axis=0)[:, keep]
    assert keep.sum() > 100 and ((steps >= -1e-12).all(axis=0) | (steps <= 1e-12).all(axis=0)).all()


@pytest.mark.parametrize("eta", [Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000)])
def test_the_limit_is_the_root_with_twice_the_ridge(eta):
    """Enclosed: within the proven gap of W0((p-q)/(2 lam)), and not of W0((p-q)/lam)."""
    p, q, lam = Fraction(3, 4), Fraction(1, 4), Fraction(1, 2)
    [point] = TwoStep(p, q, lam, eta).fixed_points()
    gap = eta * (p * (lam + q) / lam + p + lam)
    ball = arb(gap.numerator) / gap.denominator
    assert abs(point.w - enclose_w0(arb(0.5))) < ball
    if eta < Fraction(1, 10):
        assert abs(point.w - enclose_w0(arb(1))) > ball
    assert float(point.w.mid()) == pytest.approx(float(w0(0.5)), abs=float(gap))


@pytest.mark.parametrize("eta", ["1/2", "1"])
def test_no_run_away_is_certified_at_a_small_rate_or_a_high_start(eta):
    assert iterated_orbits.runaway(Fraction(1), Fraction(1), Fraction(1), Fraction(eta), Fraction(-9)) is None
    assert iterated_orbits.runaway(Fraction(1), Fraction(1), Fraction(1), Fraction(3, 2), Fraction(0)) is None


def test_the_witnesses_are_the_first_of_their_lists():
    found = decide_label("rem-iterated-bounded-every-rate").witness
    assert found.parameters == {"p": 1, "q": 1, "lam": 1, "eta": Fraction(3, 2), "w": -4}
    assert iterated_orbits.runaway(*(found.parameters[k] for k in ("p", "q", "lam", "eta")), Fraction(-3)) is None
    problem, point = iterated_orbits.first_without_rest()
    assert problem.q / problem.p > np.exp(np.sqrt(2)) and point.multiplier < -1


def test_parameters_outside_are_refused():
    with pytest.raises(DomainError, match="eta lam = 1"):
        TwoStep(Fraction(1), Fraction(1), Fraction(1), Fraction(1))
    with pytest.raises(DomainError, match=r"q = 0: must be in \(0, 1\]"):
        TwoStep(Fraction(1), Fraction(0), Fraction(1), Fraction(1, 2))


def test_too_few_parts_say_which_budget_to_raise(monkeypatch):
    monkeypatch.setattr(fixed_points, "MOST_PARTS", 5)
    with pytest.raises(UnableError, match="raise MOST_PARTS"):
        TwoStep(Fraction(1, 2), Fraction(3, 4), Fraction(1, 2), Fraction(1, 100)).fixed_points()


def test_a_start_above_the_local_minimum_has_no_falling_limit():
    with pytest.raises(LedgerError, match="that falls"):
        small_step_limits.lowest(Fraction(1, 2), Fraction(3, 4), Fraction(1, 2), Fraction(-1))


def test_a_refutation_falls_with_its_grounds(monkeypatch):
    argument._failure.cache_clear()
    wrong = replace(FORMAL["res-small-step-local-maximum"], conclusion="next > w")
    monkeypatch.setitem(FORMAL, "res-small-step-local-maximum", wrong)
    assert decide_label("rem-small-step-every-start").truth is Truth.UNKNOWN
    argument._failure.cache_clear()


def test_the_sampled_rounds_are_two_steps_over_raw_rows():
    x = np.array([[1.0, 0.3]] * 3 + [[0.3, 1.0]] * 2)
    data = descent.Rows(x, np.ones(5), np.arange(5) < 3)
    w = np.array([[0.4, -0.8], [1.0, 2.0]])
    full = np.ones(2)
    features = np.array([[1.0, 0.3]] * 2), np.array([[0.3, 1.0]] * 2)
    after = orbits.rounds(w, *features, full, full, 0.7 * full, 0.2 * full)
    assert np.allclose(after, [raw_round(data, row, 0.7, 0.2) for row in w], rtol=1e-13)


def test_the_portable_exponential_is_within_two_ulp_and_exact_at_its_ends():
    x = np.concatenate([np.random.default_rng(0).uniform(-700, 700, 1000), np.linspace(-0.4, 0.4, 101)])
    truth = np.array([float(arb(float(v)).exp().mid()) for v in x])
    assert np.all(np.abs(orbits.exp(x) - truth) <= 2 * np.spacing(truth))
    with np.errstate(over="ignore", under="ignore"):
        ends = orbits.exp(np.array([0.0, -np.inf, np.inf, -746.0, 710.0, 1e300, np.nan]))
    assert np.array_equal(ends, [1, 0, np.inf, 0, np.inf, np.inf, np.nan], equal_nan=True)


def test_sampled_counts_do_not_depend_on_the_processors_exponential(monkeypatch):
    expected = orbits.observe(60)
    monkeypatch.setattr(np, "exp", None)
    assert orbits.observe(60) == expected


def test_samples_never_decide_and_are_repeatable():
    own = decide_label("res-iterated-two-axes")
    assert own.truth is Truth.UNKNOWN and own.reason.startswith("observed: ")
    seen = orbits.observe(60)
    assert seen == orbits.observe(60) and seen != orbits.observe(60, seed=1)
    assert seen.settled + seen.moving + seen.left == 60 and seen.settled > 20


def test_the_boundaries_drawn_are_where_an_enclosed_multiplier_crosses_one():
    rates, ratios = regions.boundary("flip")
    for rate, ratio in list(zip(rates, ratios, strict=True))[100:1400:250]:
        lam = Fraction(1, 20)
        p = lam * int(regions.SHARE)
        sizes = []
        for factor in (0.98, 1.02):
            q = Fraction(float(ratio) * factor) * p
            points = TwoStep(p, q, lam, Fraction(float(rate)) / lam).fixed_points()
            sizes.append(min(float(x.multiplier.mid()) for x in points))
        assert sizes[1] < -1 < sizes[0]


def test_the_slack_drawn_is_a_share():
    shares = slack.largest_share(7, np.linspace(0.01, 0.99, 50))
    assert shares.max() <= 1 and shares.min() >= 0.49
    assert slack.largest_share(1, np.array([0.5]))[0] == pytest.approx(np.exp(0.5) / 2)
