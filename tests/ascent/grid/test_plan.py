"""Plans: a point depends on its number alone, and no grid is held in memory."""

import itertools
import tracemalloc

import numpy as np
import pytest

from theory.errors import DomainError
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.plan import RandomDesign, planned

LISTED = {"alpha": "0:2:7", "phi": "1/2,1", "lam": "1e-6:1:5:log", "share": "1", "eps": "0:0.9:3"}
DRAWN = {"alpha": "0:2", "phi": "1/2", "lam": "1e-6:1:log", "share": "0.1:1", "eps": "0:0.9"}


def together(design, cuts):
    """The design's columns, joined from the stretches between ``cuts``."""
    parts = [design.points(a, b) for a, b in itertools.pairwise(cuts)]
    return {name: np.concatenate([part[name] for part in parts]).tolist() for name in parts[0]}


def check_partitions_are_independent(design):
    whole = together(design, [0, design.size])
    for cuts in ([0, 1, 2, 3, design.size], [0, 50, 100, 150, design.size], [0, 64, 209, design.size]):
        assert together(design, cuts) == whole


def test_a_grid_is_every_combination_the_last_parameter_fastest():
    design = planned(BLOCK, LISTED, 50).design
    points = design.points(0, design.size)
    values = [design.ranges[p.name].at(np.arange(len(design.ranges[p.name]))) for p in BLOCK.parameters]
    assert list(zip(*points.values(), strict=True)) == list(itertools.product(*values))


@pytest.mark.parametrize("random", [None, 210])
def test_partitions_are_independent(random):
    check_partitions_are_independent(
        planned(BLOCK, LISTED if random is None else DRAWN, 50, random=random, seed=3).design
    )


def test_a_generator_for_each_partition_is_rejected(monkeypatch):
    def points(self, start, stop):
        draws = np.random.default_rng((self.seed, start)).random((stop - start, 5))
        return dict(zip(self.ranges, draws.T, strict=True))

    monkeypatch.setattr(RandomDesign, "points", points)
    with pytest.raises(AssertionError):
        check_partitions_are_independent(planned(BLOCK, DRAWN, 50, random=210).design)


def test_random_points_depend_on_the_seed_and_fill_their_bounds_independently():
    design = planned(BLOCK, DRAWN, 50, random=20_000, seed=1).design
    points = design.points(0, design.size)
    other = planned(BLOCK, DRAWN, 50, random=20_000, seed=2).design.points(0, 20_000)
    u = np.array([points["alpha"] / 2, np.log10(points["lam"]) / 6 + 1, (points["share"] - 0.1) / 0.9,
                  points["eps"] / 0.9])  # fmt: skip
    assert not np.any(points["alpha"] == other["alpha"]) and np.all(points["phi"] == 0.5)
    assert u.min() >= 0 and u.max() <= 1 and np.abs(u.mean(axis=1) - 0.5).max() < 0.01  # 5 standard errors
    assert np.abs(np.corrcoef(u) - np.eye(4)).max() < 0.036


def test_partitions_cover_every_point_once():
    chosen = planned(BLOCK, LISTED, 50)
    spans = [chosen.span(number) for number in range(chosen.partitions)]
    assert spans[0][0] == 0 and spans[-1][1] == chosen.design.size == 210
    assert all(a[1] == b[0] and a[0] < a[1] for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize("random", [None, 10**12])
def test_the_last_of_a_million_million_points_needs_no_memory_for_the_others(random):
    axis = {"alpha": "0:2:1000000", "phi": "1/2", "lam": "1e-6:1:1000000:log", "share": "1"}
    drawn = {"alpha": "0:2", "phi": "1/2", "lam": "1e-6:1:log", "share": "1"}
    tracemalloc.start()
    design = planned(AXIS, axis if random is None else drawn, 1000, random=random).design
    points = design.points(design.size - 1000, design.size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert design.size == 10**12 and len(points["lam"]) == 1000 and peak < 2e6
    assert random or points["lam"][-1] == 1.0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"partition": 0}, "between 1 and 10^6"),
        ({"partition": 10**6 + 1}, "between 1 and 10^6"),
        ({"random": 0}, "at least 1"),
        ({"random": 10**15 + 1}, "at most 10^15"),
    ],
)
def test_a_bad_plan_is_refused(changes, says):
    with pytest.raises(DomainError) as caught:
        planned(BLOCK, DRAWN, **{"partition": 10, "random": 5} | changes)
    assert says in str(caught.value)


def test_a_grid_beyond_every_budget_is_refused():
    with pytest.raises(DomainError, match=r"at most 10\^15"):
        planned(BLOCK, LISTED | {"alpha": "0:2:1000000000", "lam": "1:2:1000000000"}, 10)
