"""What a run will take: its disk as it turns out, its time by the counts of what it does, said before it begins."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from experiments import estimate, flops, outline
from experiments.ensemble import Recipe, device, margins, train
from experiments.opening import opened
from experiments.unlearn import Setting, Task, unlearn
from tests.experiments.conftest import TINY
from tests.experiments.test_ensemble import points, trained
from tests.experiments.test_study import run
from theory.errors import DomainError


@pytest.fixture
def counting(monkeypatch):
    """A clock on which a training step takes 1 s a model, an evaluation 10 s, gradients 0.1 s a point."""
    monkeypatch.setattr(estimate.Clock, "_batch", lambda self, models, size: models)
    monkeypatch.setattr(estimate.Clock, "_evaluation", lambda self, models: 10.0)
    monkeypatch.setattr(estimate.Clock, "_gradient", lambda self, count: 0.1 * count)


@pytest.mark.usefixtures("counting")
def test_time_is_the_number_of_batches_times_that_of_one(tmp_path):
    clock = estimate.Clock(opened(tmp_path, TINY))
    whole = 10 * 180 / 500
    assert clock.seconds(("pretrained", (0,))) == pytest.approx(2 * 2 * 3 + whole)
    assert clock.seconds(("pretrained", (1,))) == pytest.approx(1 * 2 * 3 + whole)
    assert clock.seconds(("rewound", (0,))) == pytest.approx(2 * 1 * 3)
    assert clock.seconds(("oracle", ("random-5", 0))) == pytest.approx(2 * 2 * 3 + whole)
    assert clock.seconds(("gradients", (0,))) == pytest.approx(0.1 * 120)
    compared = 10 * (5 + 40 + 60) / 500
    both = Setting("GDA", 0.01, (1, 2), ascent=1)
    assert clock.seconds(("unlearned", ("random-5", both, 0))) == pytest.approx(2 * (1 + 2 + 2) + 2 * compared)
    scrub = Setting("SCRUB", 0.01, (2,), ascent=1)
    assert clock.seconds(("unlearned", ("random-5", scrub, 0))) == pytest.approx(1.4 * 2 * (1 + 2 + 2) + compared)
    assert clock.seconds(("unlearned", ("random-5", Setting("rewind"), 0))) == pytest.approx(2 * 1 * 3 + compared)


def test_disk_is_what_the_steps_take(finished, tmp_path):
    study = opened(tmp_path, TINY)
    found = estimate.estimate(study, outline.left(study))
    taken = sum(path.stat().st_size for path in (finished.folder / "steps").rglob("*") if path.is_file())
    assert found.steps == 25 and abs(found.disk / taken - 1) < 0.1
    assert 50e6 < found.memory < 5e9 and 0 < found.seconds < 600


def test_a_finished_run_has_nothing_to_estimate(finished):
    assert sum(map(len, outline.left(finished))) == 0


def test_the_plan_is_said_and_nothing_is_done(tmp_path, capsys):
    (tmp_path / "tiny.toml").write_text(TINY)
    status, out, _ = run(capsys, "run", tmp_path / "tiny.toml", "--out", tmp_path / "run", "--plan")
    assert status == 0 and "25 steps to do: about" in out and "of disk" in out and "of memory a process" in out
    assert not (tmp_path / "run" / "steps").exists()


def test_a_disk_without_room_is_said_before_anything_is_trained(tmp_path, capsys, monkeypatch):
    (tmp_path / "tiny.toml").write_text(TINY)
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1000))
    status, _, err = run(capsys, "run", tmp_path / "tiny.toml", "--out", tmp_path / "run")
    assert status == 2 and "GB are needed and 0.0 GB free" in err and not (tmp_path / "run" / "steps").exists()


@pytest.mark.slow
def test_an_unstable_set_is_said_and_refused_where_the_run_is_strict(tmp_path, capsys, finished):
    import shutil

    shutil.copytree(finished.folder, tmp_path / "run")
    for strict in (False, True):
        toml = TINY.replace("[influence]", f"[influence]\nshared = 1.0\nstrict = {str(strict).lower()}")
        (tmp_path / "tiny.toml").write_text(toml)
        status, out, err = run(capsys, "run", tmp_path / "tiny.toml", "--out", tmp_path / "run", "--json", "-")
        assert status == (2 if strict else 0) and err.count("\n") == 1
        assert (
            "forget set pc1-top-4: two halves of the 2 networks agree on" in err and "raise influence.networks" in err
        )
        if not strict:
            sets = {s["name"]: s["stability"] for s in json.loads(out)["sets"]}
            assert sets["random-5"] is None and sets["pc1-top-4"]["shared"] < 1 and sets["pc1-top-4"]["gap"] >= 1


def test_the_papers_network_takes_the_papers_operations():
    """About 2.1 PFLOP a model: 24 epochs of 50,000 images of 32 x 32 x 3."""
    assert flops.per_image("resnet9", 32, 32, 3) * 24 * 50_000 == pytest.approx(2.1e15, rel=0.02)


def test_a_stages_operations_are_those_of_the_images_it_trains_on(finished):
    each = flops.per_image("small", 8, 8, 1)
    stages = {stage[0][0]: stage for stage in outline.outline(finished)}
    assert flops.training(finished, stages["pretrained"]) == each * 3 * 2 * 120
    assert flops.training(finished, stages["rewound"]) == each * 3 * 1 * 120
    assert flops.training(finished, stages["oracle"]) == each * 3 * 2 * (115 + 116)
    assert flops.reached(finished, stages["unlearned"], 1.0) == {}


def test_utilisation_is_the_rate_over_the_peak_of_all_gpus(finished, monkeypatch):
    stage = next(outline.outline(finished))
    total = flops.training(finished, stage)
    monkeypatch.setattr(flops, "machine", lambda name: {"device": "NVIDIA H200"})
    monkeypatch.setitem(flops.PEAK, "H200", total)
    assert flops.reached(finished, stage, 2.0)["utilisation"] == 0.5
    monkeypatch.setattr(flops, "machine", lambda name: {"device": "a GPU without a sheet"})
    assert "utilisation" not in flops.reached(finished, stage, 2.0)


def test_a_gpus_number_is_read_and_one_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    said = []
    monkeypatch.setattr(torch, "use_deterministic_algorithms", said.append)
    assert [device(name).index for name in ("cuda", "cuda:0", "cuda:1")] == [None, 0, 1] and said == [True] * 3
    device("cuda:1", deterministic=False)
    assert said[-1] is False and torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = False
    with pytest.raises(DomainError, match="device cuda:2: there are 2 GPUs here, numbered from 0"):
        device("cuda:2")


def test_the_fused_optimiser_takes_the_same_steps_within_rounding():
    data = points(dtype=torch.float32)
    plain, fused = (
        trained("small", [1, 2], data, Recipe(epochs=2, peak=1, batch=30, lr=0.05, fused=f)) for f in (False, True)
    )
    found = [margins(networks, data, np.arange(60)) for networks in (plain, fused)]
    assert 0 <= np.abs(found[0] - found[1]).max() < 1e-3


def test_unlearning_in_mixed_precision_is_near_and_not_the_same():
    data = points(dtype=torch.float32)
    task, found = Task(data, np.arange(10), np.arange(10, 60), [1]), []
    for mixed in (False, True):
        networks = trained("small", [1], data, Recipe(epochs=2, peak=1, batch=30, lr=0.05))
        for _ in unlearn(networks, task, Setting("GDA", 0.01, (1,), ascent=1, mixed=mixed), Recipe()):
            pass
        found.append(margins(networks, data, np.arange(60)))
    assert 0 < np.abs(found[0] - found[1]).max() < 0.3
    assert "mixed" in Setting("GDA", 0.01, mixed=True).name


def test_training_follows_the_recipe_whatever_it_is_called_with():
    """The generator yields each epoch once, so that a step may stop at the epoch to rewind to."""
    data = points(dtype=torch.float32)
    networks = trained("small", [1], data, Recipe(epochs=1, peak=1, batch=30))
    assert list(train(networks, data, np.arange(60), Recipe(epochs=3, peak=1, batch=30), [1], start=1)) == [2, 3]
