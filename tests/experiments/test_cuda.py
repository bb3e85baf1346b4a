"""On a CUDA device: what the CPU gives, the same bytes for the same seed, bfloat16 near it."""

import numpy as np
import pytest
import torch

from experiments import ensemble, finish, influence
from experiments.architectures import joined, started
from experiments.ensemble import Recipe, margins
from experiments.opening import opened
from experiments.unlearn import METHODS, Setting, Task, unlearn
from tests.experiments.conftest import TINY, finish_stages
from tests.experiments.test_ensemble import points, trained
from tests.experiments.test_study import arrays

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here")
RECIPE = Recipe(epochs=2, peak=1, batch=32, lr=0.05)
CASES = [("small", 8, 60, 3), ("resnet9", 12, 8, 2), ("resnet18", 8, 8, 2)]


@pytest.fixture
def cuda():
    """The device; torch's switches are put back at the end."""
    yield ensemble.device("cuda")
    torch.use_deterministic_algorithms(False)


def same(found, expected, rtol=1e-7, atol=1e-9):
    for key, value in found.items():
        torch.testing.assert_close(value.cpu(), expected[key].cpu(), rtol=rtol, atol=atol, msg=key)


@pytest.mark.parametrize(("name", "size", "count", "models"), CASES)
def test_training_gives_what_it_gives_on_the_cpu_and_a_group_what_separate_runs_give(cuda, name, size, count, models):
    """In double precision: all weights and running statistics."""
    seeds, data = list(range(11, 11 + models)), points(size, count=count, where=cuda)
    there = trained(name, seeds, data, RECIPE).state_dict()
    same(there, trained(name, seeds, points(size, count=count), RECIPE).state_dict())
    same(there, joined([trained(name, [seed], data, RECIPE).state_dict() for seed in seeds]))


@pytest.mark.parametrize("mixed", [False, True], ids=["full", "mixed"])
@pytest.mark.parametrize("name", ["small", "resnet9"])
def test_the_same_seed_gives_the_same_bytes_and_bfloat16_changes_little(cuda, name, mixed):
    data, chosen = points(24, 3, where=cuda, dtype=torch.float32), np.arange(80)
    recipe = Recipe(epochs=2, peak=1, batch=32, lr=0.02, mixed=mixed)
    first, again = (margins(trained(name, [1], data, recipe), data, chosen) for _ in range(2))
    plain = margins(trained(name, [1], data, Recipe(epochs=2, peak=1, batch=32, lr=0.02)), data, chosen)
    assert first.tobytes() == again.tobytes()
    assert np.abs(first - plain).max() < (0.5 if mixed else 0.02)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_what_it_gives_on_the_cpu(cuda, method):
    setting = Setting(method, 0.02, (2,), ascent=1, batch=16, forget_batch=5, noise=0.1)
    states = []
    for where in (cuda, torch.device("cpu")):
        data = points(where=where)
        networks = trained("small", [3, 4], data, RECIPE)
        task = Task(data, np.arange(10), np.arange(10, 60), [3, 4])
        for _ in unlearn(networks, task, setting, RECIPE, 1):
            pass
        states.append(networks.state_dict())
    same(*states)


@pytest.mark.parametrize(("name", "size", "channels"), [("small", 14, 1), ("resnet9", 24, 3)])
def test_projected_gradients_are_those_of_the_cpu(cuda, name, size, channels):
    found = [
        influence.projected_gradients(
            started(name, [5], channels).to(where, torch.float64), points(size, channels, 30, where=where), 16, 0
        )
        for where in (cuda, torch.device("cpu"))
    ]
    for there, here in zip(*found, strict=True):
        np.testing.assert_allclose(there, here, rtol=1e-6, atol=1e-9)


def test_a_study_runs_to_its_end_twice_with_the_same_bytes_and_near_the_cpus_margins(cuda, finished, tmp_path):
    toml = 'device = "cuda"\n' + TINY
    runs = [finish_stages(opened(tmp_path / name, toml)) for name in ("one", "two")]
    assert arrays(runs[0].folder) == arrays(runs[1].folder)
    assert finish.collect(runs[0])["verdicts"]
    for group in finished.groups:
        for kind, name in (("pretrained", ""), ("oracle", "random-5")):
            there, here = (np.load(study.margins_file(kind, name, group)) for study in (runs[0], finished))
            assert np.abs(there - here).max() < 0.05, kind
        for setting in finished.config.settings("random-5")[1:]:
            for epoch in setting.epochs:
                there, here = (np.load(s.snapshot("random-5", setting, epoch, group)) for s in (runs[0], finished))
                assert np.abs(there - here).max() < 0.05, setting.name
