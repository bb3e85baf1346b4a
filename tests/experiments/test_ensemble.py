"""Networks side by side: the paper's sizes, equal to separate runs, each with its own statistics, margins."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from experiments import architectures, ensemble
from experiments.architectures import joined, part, started
from experiments.data import Images
from experiments.ensemble import Points, Recipe, batches, device, margins, order, train
from tests.slow import slow
from theory.errors import DomainError

CPU = torch.device("cpu")


def points(size=8, channels=1, count=60, dtype=torch.float64, where=CPU):
    rng = np.random.default_rng(0)
    images = rng.standard_normal((count + 20, size, size, channels)).astype(np.float32)
    labels = rng.integers(0, 10, count + 20)
    there = Images(images[:count], labels[:count], images[count:], labels[count:], np.arange(count))
    return Points(there, where, dtype)


def trained(name, seeds, data, recipe, chosen=None):
    networks = started(name, seeds, data.channels).to(data.images)
    chosen = np.arange(data.train) if chosen is None else chosen
    assert list(train(networks, data, chosen, recipe, seeds)) == list(range(1, recipe.epochs + 1))
    return networks


def test_the_papers_resnet9_has_its_number_of_parameters():
    assert architectures.parameters("resnet9", 3) == 2_274_880


def test_resnet18_has_that_of_the_usual_one_without_the_heads_bias():
    assert architectures.parameters("resnet18", 3) == 11_173_962 - 10


@pytest.mark.parametrize(("name", "size", "channels"), [("small", 14, 1), ("resnet9", 16, 3), ("resnet18", 8, 3)])
def test_logits_have_a_row_a_network_and_do_not_mix_networks(name, size, channels):
    networks = started(name, [5, 6], channels).eval()
    x = torch.randn(2, 2 * channels, size, size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        both = networks(x)
        assert both.shape == (2, 2, 10)
        for m, seed in enumerate((5, 6)):
            alone = started(name, [seed], channels).eval()(x[:, m * channels : (m + 1) * channels])
            torch.testing.assert_close(both[m], alone[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("name", "size", "count"), [("small", 8, 60), slow(("resnet9", 12, 8))])
def test_an_ensemble_equals_separate_runs(name, size, count):
    """In double precision, so that rounding does not hide a mixed-up statistic: all weights, running statistics and
    margins agree."""
    data, recipe = points(size, count=count), Recipe(epochs=2, peak=1, batch=32, lr=0.05)
    seeds = [11, 12, 13] if name == "small" else [11, 12]
    together = trained(name, seeds, data, recipe)
    apart = [trained(name, [seed], data, recipe) for seed in seeds]
    expected = joined([a.state_dict() for a in apart])
    for key, value in together.state_dict().items():
        torch.testing.assert_close(value, expected[key], rtol=1e-7, atol=1e-9)
    chosen = np.arange(count)
    np.testing.assert_allclose(
        margins(together, data, chosen), np.concatenate([margins(a, data, chosen) for a in apart]), atol=1e-5
    )


def test_networks_of_one_ensemble_differ_and_the_same_seed_gives_the_same():
    data, recipe = points(), Recipe(epochs=1, peak=0.5, batch=32, lr=0.05)
    first, again = (margins(trained("small", [1, 2], data, recipe), data, np.arange(80)) for _ in range(2))
    assert np.array_equal(first, again) and np.abs(first[0] - first[1]).max() > 1e-2


def test_a_part_of_a_state_is_that_networks():
    networks = started("small", [1, 2, 3], 1)
    state = part(networks.state_dict(), 3, [1])
    expected = started("small", [2], 1).state_dict()
    assert all(torch.equal(state[key], expected[key]) for key in expected)


def test_an_oracle_never_sees_the_points_left_out():
    """Changing what is left out changes nothing."""
    data, recipe = points(), Recipe(epochs=1, peak=0.5, batch=32, lr=0.05)
    kept = np.arange(10, 60)
    before = trained("small", [1], data, recipe, kept).state_dict()
    data.images[:10] += 100
    after = trained("small", [1], data, recipe, kept).state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)


def test_the_learning_rate_follows_the_papers_schedule(monkeypatch):
    rates = []

    class Watched(torch.optim.SGD):
        def step(self, closure=None):
            rates.append(self.param_groups[0]["lr"])
            return super().step(closure)

    monkeypatch.setattr(torch.optim, "SGD", Watched)
    trained("small", [1], points(), Recipe(epochs=4, peak=1, batch=30, lr=0.3))
    np.testing.assert_allclose(rates, 0.3 * np.array([0, 0.5, 1, 5 / 6, 2 / 3, 1 / 2, 1 / 3, 1 / 6]), atol=1e-12)


def test_training_learns_the_digits():
    from experiments import data

    images = data.load("digits", "", 400, 200, 1, 0)
    there = Points(images, CPU)
    networks = trained("small", [1, 2], there, Recipe(epochs=6, peak=2, batch=40, lr=0.2))
    assert (margins(networks, there, np.arange(400, 600)) > 0).mean() > 0.8


def test_each_epoch_shows_each_point_once_in_batches_of_nearly_equal_size():
    chosen = np.arange(100, 203)
    ordered = order([1, 2], 0, chosen)
    assert all(sorted(row) == chosen.tolist() for row in ordered) and (ordered[0] != ordered[1]).any()
    assert (order([1], 0, chosen) != order([1], 1, chosen)).any()
    cut = batches(ordered, 50)
    assert [b.shape for b in cut] == [(2, 35), (2, 34), (2, 34)] and np.array_equal(np.concatenate(cut, 1), ordered)


def test_a_margin_is_the_log_odds_of_the_right_class():
    logits = torch.randn(2, 7, 10, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    labels = torch.randint(0, 10, (2, 7), generator=torch.Generator().manual_seed(2))
    p = functional.softmax(logits, -1).gather(-1, labels[..., None])[..., 0]
    torch.testing.assert_close(ensemble.margin(logits, labels), torch.log(p / (1 - p)))


def test_margins_are_taken_in_evaluation_mode_and_point_by_point():
    data = points()
    networks = trained("small", [1, 2], data, Recipe(epochs=1, peak=0.5, batch=32, lr=0.05))
    before = {key: value.clone() for key, value in networks.state_dict().items()}
    whole = margins(networks, data, np.arange(80), size=17)
    single = margins(networks, data, np.array([33]))
    np.testing.assert_allclose(whole[:, [33]], single, atol=1e-5)
    assert all(torch.equal(before[key], value) for key, value in networks.state_dict().items())


def test_mixed_precision_stays_near_full():
    data, recipe = points(dtype=torch.float32), Recipe(epochs=1, peak=0.5, batch=32, lr=0.05)
    full = margins(trained("small", [1], data, recipe), data, np.arange(80))
    mixed = margins(
        trained("small", [1], data, Recipe(epochs=1, peak=0.5, batch=32, lr=0.05, mixed=True)), data, np.arange(80)
    )
    assert 0 < np.abs(full - mixed).max() < 0.2


@pytest.mark.parametrize("name", ["tpu", ""])
def test_an_unknown_device_is_refused(name):
    with pytest.raises(DomainError, match="choose cpu, cuda or cuda:K"):
        device(name)


def test_cuda_asked_for_and_absent_is_said(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DomainError, match="torch finds no CUDA device here"):
        device("cuda")


def test_an_unknown_architecture_is_refused():
    with pytest.raises(DomainError, match="choose one of resnet9, resnet18, small"):
        architectures.build("vgg", 1, 3)
