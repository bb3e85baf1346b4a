"""KLoM: three conventions against plain loops, the traps, the floor and the interval."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from experiments.klom import CONVENTIONS, bootstrap, floor, klom, percentile
from tests.experiments.plain_klom import PUBLISHED
from tests.experiments.plain_klom import klom as plain
from tests.slow import slow
from theory.errors import DomainError

SWITCHES = {
    "the other direction": lambda r: replace(r, oracle_first=not r.oracle_first),
    "one bin fewer": lambda r: replace(r, bins=r.bins - 1),
    "the maximum kept in the last bin": lambda r: replace(r, drop_maximum=False),
    "no clipping": lambda r: replace(r, clip=math.inf),
    "a floor of 1e-6": lambda r: replace(r, floor=1e-6),
    "the floor in other bins": lambda r: replace(r, floor_everywhere=not r.floor_everywhere),
    "renormalised or not": lambda r: replace(r, renormalise=not r.renormalise),
    "bits for nats": lambda r: replace(r, base=2.0),
}
SAME = ("easydub", "the floor in other bins")  # without renormalisation it changes nothing where P = 0


def margins(seed):
    """Margins as they come: close, apart, disjoint, on the bins' edges, beyond the clip, tiny ranges."""
    rng = np.random.default_rng(seed)
    models = (2, 3, 17, 100)[seed % 4]
    kinds = [
        (rng.normal(0, 1, models), rng.normal(0.3, 1.2, models)),
        (rng.normal(8, 2, models), rng.normal(-3, 1, models)),
        (rng.integers(0, 21, models).astype(float), rng.integers(0, 21, models).astype(float)),
        (rng.integers(-4, 5, models) / 4, rng.integers(-4, 5, models) / 4),
        (rng.normal(0, 90, models), rng.normal(20, 90, models)),
        (99 + 1e-7 * rng.random(models), 99 + 1e-7 * rng.random(models)),
        (rng.normal(0, 1, models) * np.where(np.arange(models) == 0, 1e3, 1), rng.normal(0, 1, models)),
    ]
    return tuple(np.stack(side, axis=1) for side in zip(*kinds, strict=True))


def each(unlearned, oracle, rules):
    return np.array([plain(list(a), list(b), rules) for a, b in zip(unlearned.T, oracle.T, strict=True)])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_arrays_equal_plain_loops_to_1e12(convention, seed):
    unlearned, oracle = margins(seed)
    expected = each(unlearned, oracle, PUBLISHED[convention])
    np.testing.assert_allclose(klom(unlearned, oracle, convention).per_point, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("convention", "mistake"), [pair for pair in product(CONVENTIONS, SWITCHES) if pair != SAME])
def test_a_plausible_mistake_in_any_convention_is_noticed(convention, mistake):
    unlearned, oracle = margins(3)
    wrong = each(unlearned, oracle, SWITCHES[mistake](PUBLISHED[convention]))
    assert np.abs(klom(unlearned, oracle, convention).per_point - wrong).max() > 1e-6


def test_the_conventions_differ_and_the_second_argument_is_clipped_in_two():
    unlearned, oracle = margins(3)
    values = [klom(unlearned, oracle, convention).per_point for convention in CONVENTIONS]
    assert all(np.abs(a - b).max() > 1e-3 for i, a in enumerate(values) for b in values[:i])
    unclipped = each(unlearned, oracle, replace(PUBLISHED["georgiev"], clip_second=True))
    assert np.abs(klom(unlearned, oracle, "georgiev").per_point - unclipped).max() > 1e-3


def test_more_points_than_a_chunk_are_each_on_their_own():
    rng = np.random.default_rng(1)
    unlearned, oracle = rng.standard_normal((5, 2500)), rng.standard_normal((5, 2500))
    whole = klom(unlearned, oracle).per_point
    for point in (0, 1023, 1024, 2499):
        alone = klom(unlearned[:, point : point + 1], oracle[:, point : point + 1]).per_point
        assert whole[point] == alone[0]


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_constant_margins_read_zero_if_equal_and_the_largest_value_if_not(convention):
    """The public code gives NaN or 0 for these, whatever the two constants are."""
    same, above, below = np.full((10, 1), 2.0), np.full((10, 1), 3.0), np.full((10, 1), 1.0)
    assert klom(same, same, convention).per_point == [0.0]
    for other in (above, below):
        for pair in ((same, other), (other, same)):
            assert klom(*pair, convention).per_point[0] == pytest.approx(math.log(1e5), abs=1e-3)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_disjoint_supports_read_the_largest_value_less_the_entropy(convention):
    rng = np.random.default_rng(0)
    unlearned, oracle = rng.normal(40, 1, (100, 50)), rng.normal(-40, 1, (100, 50))
    first = oracle if CONVENTIONS[convention].oracle_first else unlearned
    for point, value in enumerate(klom(unlearned, oracle, convention).per_point):
        joint = np.concatenate([unlearned[:, point], oracle[:, point]])
        edges = np.linspace(joint.min(), joint.max(), CONVENTIONS[convention].bins + 1)
        share = np.histogram(first[first[:, point] < joint.max(), point], edges)[0]
        share = share[share > 0] / share.sum()
        assert value == pytest.approx(math.log(1e5) + (share * np.log(share)).sum(), abs=1e-3)


def test_one_exploded_model_among_100_is_pointed_out():
    """It stretches the range: margins three widths apart, which read 8 without it, then share a bin."""
    rng = np.random.default_rng(0)
    unlearned, oracle = rng.normal(11.5, 0.5, (100, 40)), rng.normal(9.5, 0.5, (100, 40))
    calm = klom(unlearned, oracle)
    unlearned[0] = 90.0
    exploded = klom(unlearned, oracle)
    assert calm.stretched.mean() < 0.1 and exploded.stretched.mean() > 0.9
    assert calm.mean > 8 and exploded.mean < 4


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_margin_that_is_not_finite_is_refused_with_its_place(convention, side, bad):
    pair = [np.zeros((3, 1500)), np.zeros((3, 1500))]
    pair[side][2, 1400] = bad
    with pytest.raises(DomainError, match=rf"margin {bad} of model 2 at point 1400: must be finite"):
        klom(*pair, convention)


@pytest.mark.parametrize(
    ("unlearned", "oracle", "message"),
    [
        (np.zeros((1, 5)), np.zeros((1, 5)), "N = 1 models a side"),
        (np.zeros((2, 5)), np.zeros((2, 4)), "must be equal"),
        (np.zeros((2, 5)), np.zeros((3, 5)), "must be equal"),
        (np.zeros((2, 0)), np.zeros((2, 0)), "0 points"),
        (np.zeros(5), np.zeros(5), "1 axes"),
        (np.zeros((2, 5), dtype=complex), np.zeros((2, 5)), "complex128"),
    ],
    ids=str,
)
def test_margins_of_another_form_are_refused(unlearned, oracle, message):
    with pytest.raises(DomainError, match=message):
        klom(unlearned, oracle)


def test_an_unknown_convention_is_refused():
    with pytest.raises(DomainError, match="choose one of paper, georgiev, easydub"):
        klom(np.zeros((2, 2)), np.zeros((2, 2)), "mean")


@pytest.mark.parametrize(
    ("models", "published"), [(10, 8.35), (20, 4.99), (50, 1.71), (80, 0.89), (100, 0.67), (200, 0.28), (500, 0.09)]
)
def test_the_floor_is_the_known_one(models, published):
    """Reference values for two samples of one Gaussian, read off two digits: 5 % apart at most."""
    assert floor(models) == pytest.approx(published, rel=0.05)


def test_the_floor_is_what_another_gaussian_reads():
    draw = np.random.default_rng(7).normal
    assert klom(draw(5, 2, (50, 4000)), draw(5, 2, (50, 4000))).p95 == pytest.approx(floor(50), rel=0.08)


@pytest.mark.parametrize("points", [20, 100, slow(1000)])
def test_the_interval_is_the_one_that_resampling_gives(points):
    rng = np.random.default_rng(points)
    values = rng.exponential(size=points)
    drawn = np.sort(rng.choice(values, (20_000, points)), axis=1)[:, math.ceil(0.95 * points) - 1]
    inside = (drawn >= bootstrap(values)[0]) & (drawn <= bootstrap(values)[1])
    low, high = np.quantile(drawn, [0.025, 0.975], method="inverted_cdf")
    ranks = np.searchsorted(np.sort(values), [*bootstrap(values), low, high])
    assert inside.mean() >= 0.945 and np.abs(ranks[:2] - ranks[2:]).max() <= 1


def test_the_interval_covers_the_true_percentile_as_often_as_a_bootstrap_does():
    rng = np.random.default_rng(0)
    truth = -math.log(0.05)
    intervals = [bootstrap(rng.exponential(size=400)) for _ in range(1000)]
    assert 0.90 < np.mean([low <= truth <= high for low, high in intervals]) < 0.98


def digitized(side, low, high, bins):
    """One side's histogram by the public code's own calls, in the margins' own type."""
    edges = np.linspace(low, high, bins + 1)
    counts = np.array([np.sum(np.digitize(side, edges) == i) for i in range(1, bins + 1)])
    return counts / counts.sum()


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("spread", [0.01, 1.0, 20.0])
def test_margins_of_any_type_are_binned_on_edges_of_that_type(kind, spread):
    """In float16 near 10 two margins are 1/128 apart: edges in double precision would read otherwise."""
    rng = np.random.default_rng(0)
    unlearned, oracle = ((10 + spread * rng.standard_normal((100, 60))).astype(kind) for _ in range(2))
    expected = []
    for u, o in zip(unlearned.T, oracle.T, strict=True):
        low, high = min(u.min(), o.min()), max(u.max(), o.max())
        q, p = (digitized(side, low, high, 20) for side in (u, o))
        safe = np.where(p > 0, np.maximum(q, 1e-5), q)
        safe /= safe.sum()
        expected.append((p[p > 0] * np.log(p[p > 0] / safe[p > 0])).sum())
    np.testing.assert_allclose(klom(unlearned, oracle).per_point, expected, rtol=0, atol=1e-12)
    doubles = klom(unlearned.astype(float), oracle.astype(float)).per_point
    assert (np.abs(doubles - expected).max() > 0.01) == (kind is np.float16 and spread > 0.01)


def test_the_robust_bins_are_the_oracles_and_hold_every_margin():
    """KL on 20 equal bins between the inner fences, by plain counting; the floor is the published one's."""
    rng = np.random.default_rng(0)
    unlearned, oracle = rng.normal(0.5, 1, (101, 20)), rng.standard_normal((101, 20))
    unlearned[:30, :10] = 1e6
    for point, value in enumerate(klom(unlearned, oracle).robust):
        low, high = np.quantile(oracle[:, point], [0.25, 0.75])
        edges = np.linspace(low - 1.5 * (high - low), high + 1.5 * (high - low), 21)[1:-1]
        q, p = (np.bincount(np.searchsorted(edges, side[:, point]), minlength=20) / 101 for side in (unlearned, oracle))
        safe = np.where(p > 0, np.maximum(q, 1e-5), q)
        safe /= safe.sum()
        assert value == pytest.approx((p[p > 0] * np.log(p[p > 0] / safe[p > 0])).sum(), abs=1e-3)
    draw = rng.standard_normal
    assert percentile(klom(draw((100, 2000)), draw((100, 2000))).robust) == pytest.approx(floor(100), rel=0.08)


@pytest.mark.parametrize("models", [1, 2, 60, 99])
def test_two_exploded_models_of_a_hundred_no_longer_hide_a_difference(models):
    rng = np.random.default_rng(0)
    unlearned, oracle = rng.normal(1, 1, (100, 200)), rng.standard_normal((100, 200))
    true = klom(unlearned, oracle)
    unlearned[:models] = 100.0
    found = klom(unlearned, oracle)
    assert true.p95 > 1.9 and not true.stretched.any() and found.stretched.mean() > 0.9
    assert percentile(found.robust) > 0.95 * percentile(true.robust) and (models == 99 or found.p95 < 0.2)


def test_models_that_all_went_elsewhere_are_no_stretch():
    """Clean separation reads the largest value, and truthfully."""
    rng = np.random.default_rng(0)
    found = klom(np.full((100, 20), 100.0), rng.standard_normal((100, 20)))
    assert not found.stretched.any() and found.p95 > 10
