"""Unlearning methods: each step as its definition says, the student that learns, the control, the cost."""

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from experiments import ensemble, unlearn
from experiments.architectures import started
from experiments.ensemble import Recipe, batches, order, train
from experiments.unlearn import METHODS, Setting, Task, cost
from tests.experiments.test_ensemble import points

RECIPE = Recipe(epochs=3, peak=1, batch=32, lr=0.1)
FORGET, RETAIN, SEEDS = np.arange(10), np.arange(10, 60), [3, 4]


@pytest.fixture(scope="module")
def pretrained():
    data = points()
    networks = started("small", SEEDS, 1).double()
    for _ in train(networks, data, np.arange(60), RECIPE, SEEDS):
        pass
    return networks, Task(data, FORGET, RETAIN, SEEDS)


def after(pretrained, setting, rewind=0):
    networks, task = copy.deepcopy(pretrained[0]), pretrained[1]
    assert list(unlearn.unlearn(networks, task, setting, RECIPE, rewind)) == list(range(1, max(setting.epochs) + 1))
    return networks


def weights(networks):
    return [p.detach() for p in networks.parameters()]


def distance(a, b):
    return max(float((x - y).abs().max()) for x, y in zip(a, b, strict=True))


def by_hand(pretrained, passes, losses, lr):
    """Plain gradient steps, one network and one loss at a time, with the optimiser of torch."""
    networks, task = copy.deepcopy(pretrained[0]), pretrained[1]
    optimiser = torch.optim.SGD(networks.parameters(), lr=lr)
    networks.train()
    for epoch, kind, chosen, size in passes:
        for index in batches(order(SEEDS, epoch, chosen, 1 if kind == "ascend" else 2), size):
            x, y = task.points.batch(index)
            logits = networks(x)
            optimiser.zero_grad()
            sum(losses(kind, m, logits, x, y) for m in range(len(SEEDS))).backward()
            optimiser.step()
    return weights(networks)


def entropy(kind, m, logits, x, y):
    loss = functional.cross_entropy(logits[m], y[m])
    return -loss if kind == "ascend" else loss


def test_ascent_is_plain_sgd_up_the_loss_on_f(pretrained):
    found = weights(after(pretrained, Setting("GA", 0.05, (2,), batch=4)))
    expected = by_hand(pretrained, [(e, "ascend", FORGET, 4) for e in (1, 2)], entropy, 0.05)
    assert distance(found, expected) < 1e-12 < distance(found, weights(pretrained[0]))


def test_descent_ascent_is_an_ascent_pass_over_f_then_a_descent_pass_over_r_while_ascent_lasts(pretrained):
    found = weights(after(pretrained, Setting("GDA", 0.02, (2,), ascent=1, batch=16, forget_batch=5)))
    passes = [(1, "ascend", FORGET, 5), (1, "descend", RETAIN, 16), (2, "descend", RETAIN, 16)]
    assert distance(found, by_hand(pretrained, passes, entropy, 0.02)) < 1e-12
    late = [passes[1], passes[0], passes[2]]
    assert distance(found, by_hand(pretrained, late, entropy, 0.02)) > 1e-6


def test_scrubs_student_learns_from_a_teacher_that_stays(pretrained):
    """Away from the teacher on F; toward the labels and the teacher on R. The trap of the public benchmark is an
    optimiser that holds the teacher: then nothing would move."""
    teacher = copy.deepcopy(pretrained[0]).eval()

    def loss(kind, m, logits, x, y):
        with torch.no_grad():
            target = functional.softmax(teacher(x)[m] / 4, -1)
        log = functional.log_softmax(logits[m] / 4, -1)
        apart = (target * (target.log() - log)).sum(-1).mean() * 16
        return -apart if kind == "ascend" else 0.99 * functional.cross_entropy(logits[m], y[m]) + 0.1 * apart

    setting = Setting("SCRUB", 0.03, (1,), ascent=1, batch=16, forget_batch=5)
    found = weights(after(pretrained, setting))
    expected = by_hand(pretrained, [(1, "ascend", FORGET, 5), (1, "descend", RETAIN, 16)], loss, 0.03)
    assert distance(found, expected) < 1e-10
    assert distance(found, weights(pretrained[0])) > 1e-3


def test_the_public_scrub_moves_no_weight_and_lets_batchnorms_statistics_drift(pretrained):
    """The same passes and rate as the SCRUB that learns."""
    setting = Setting("SCRUB-public", 0.03, (2,), ascent=1, batch=16, forget_batch=5)
    found = after(pretrained, setting)
    assert distance(weights(found), weights(pretrained[0])) == 0
    assert distance(statistics(found), statistics(pretrained[0])) > 1e-3
    assert distance(weights(after(pretrained, replace(setting, method="SCRUB"))), weights(found)) > 1e-3


def test_fine_tuning_is_descent_ascent_without_its_ascent_on_the_same_batches(pretrained):
    alone = weights(after(pretrained, Setting("finetune", 0.02, (2,), batch=16)))
    without = weights(after(pretrained, Setting("GDA", 0.02, (2,), ascent=0, batch=16)))
    assert distance(alone, without) == 0 < distance(alone, weights(pretrained[0]))


def test_scrubs_rate_falls_tenfold_after_the_named_epochs(pretrained):
    moved = [
        distance(
            weights(after(pretrained, Setting("SCRUB", 0.01, (epoch,), decay=(1,), batch=50))),
            weights(after(pretrained, Setting("SCRUB", 0.01, (epoch,), decay=(), batch=50))),
        )
        for epoch in (1, 2)
    ]
    assert moved[0] == 0 < moved[1]


def test_noisy_descent_is_descent_plus_noise_of_the_stated_size(pretrained):
    quiet = after(pretrained, Setting("finetune", 0.02, (1,), batch=64))
    noisy = after(pretrained, Setting("noisy", 0.02, (1,), batch=64, noise=3.0))
    gaps = torch.cat([(a - b).flatten() for a, b in zip(weights(noisy), weights(quiet), strict=True)])
    assert float(gaps.std()) == pytest.approx(0.02 * 3, rel=0.05) and abs(float(gaps.mean())) < 0.004


def test_rewinding_goes_on_from_the_earlier_networks_without_f(pretrained):
    task = pretrained[1]
    early = started("small", SEEDS, 1).double()
    steps = train(early, task.points, np.arange(60), RECIPE, SEEDS)
    next(steps)
    expected = copy.deepcopy(early)
    for _ in train(expected, task.points, RETAIN, RECIPE, SEEDS, start=1):
        pass
    found = after((early, task), Setting("rewind", epochs=(1,)), rewind=1)
    assert distance(weights(found), weights(expected)) == 0


def statistics(networks):
    return [m.running_mean for m in networks.modules() if isinstance(m, nn.BatchNorm2d)]


def test_batchnorms_statistics_drift_in_ascent_and_stay_in_the_control(pretrained):
    drifted, frozen = (after(pretrained, Setting(m, 1e-9, (3,))) for m in ("GA", "GA-frozen"))
    assert distance(statistics(frozen), statistics(pretrained[0])) == 0
    assert distance(statistics(drifted), statistics(pretrained[0])) > 1e-2
    assert distance(weights(drifted), weights(pretrained[0])) < 1e-6


@pytest.mark.parametrize("method", [m for m in METHODS if m != "nothing"])
def test_unlearning_side_by_side_equals_separate_runs(pretrained, method):
    setting = Setting(method, 0.01, (1,), ascent=1, batch=16, forget_batch=5, noise=0.1 * (method == "noisy"))
    both, task = after(pretrained, setting, 1), pretrained[1]
    for m, seed in enumerate(SEEDS):
        alone = started("small", [seed], 1).double()
        alone.load_state_dict(unlearn_part(pretrained[0].state_dict(), m))
        list(unlearn.unlearn(alone, replace(task, seeds=[seed]), setting, RECIPE, 1))
        expected = unlearn_part(both.state_dict(), m)
        for key, value in alone.state_dict().items():
            torch.testing.assert_close(value, expected[key], rtol=1e-8, atol=1e-10)


def unlearn_part(state, m):
    from experiments.architectures import part

    return part(state, len(SEEDS), [m])


@pytest.mark.parametrize("method", METHODS)
def test_the_cost_counts_the_points_that_were_seen(pretrained, monkeypatch, method):
    """Counted where batches are made, over the retraining's own count."""
    seen = []
    batch = ensemble.Points.batch
    monkeypatch.setattr(ensemble.Points, "batch", lambda self, index: seen.append(index.shape[1]) or batch(self, index))
    setting = Setting(method, 0.01, (3 if method not in ("rewind", "nothing") else 1,), ascent=2)
    after(pretrained, setting, rewind=1)
    unlearned = sum(seen)
    seen.clear()
    for _ in train(copy.deepcopy(pretrained[0]), pretrained[1].points, RETAIN, RECIPE, SEEDS):
        pass
    assert cost(pretrained[1], setting, max(setting.epochs), RECIPE, 1) == pytest.approx(unlearned / sum(seen))


def test_names_tell_settings_apart():
    settings = [
        Setting("GA", 0.1, (1,)),
        Setting("GA-frozen", 0.1, (1,)),
        Setting("GA", 0.1, (1,), batch=32),
        Setting("GDA", 0.1, (1,), ascent=3),
        Setting("GDA", 0.1, (1,), ascent=5),
        Setting("GDA", 0.1, (1,), ascent=3, forget_batch=32),
        Setting("noisy", 0.1, (1,), noise=0.5),
    ]
    assert len({s.name for s in settings}) == len(settings)
