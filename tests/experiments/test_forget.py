"""Forget sets: the paper's random recipe, principal components against a matrix that is formed, bad indices."""

import copy

import numpy as np
import pytest
import torch

from experiments import influence
from experiments.architectures import started
from experiments.ensemble import Recipe, margins, train
from experiments.forget import ForgetSet, checked, chosen
from tests.experiments.test_ensemble import points
from theory.errors import DomainError


def test_a_random_set_follows_the_papers_recipe():
    np.random.seed(1)
    expected = np.sort(np.random.choice(50_000, 100, replace=False))
    assert np.array_equal(chosen(ForgetSet("r", "random", 100, seed=1), 50_000, None), expected)


def test_component_sets_are_the_ends_of_the_ranking():
    projections = np.stack([np.array([3.0, -9, 5, 0, 1, 2]), np.arange(6.0)], 1)
    assert chosen(ForgetSet("t", "top", 2), 6, projections).tolist() == [0, 2]
    assert chosen(ForgetSet("b", "both", 2), 6, projections).tolist() == [0, 1, 2, 3]
    assert chosen(ForgetSet("u", "top", 2, component=2), 6, projections).tolist() == [4, 5]


def made_up(seed, networks=3, points=40):
    rng = np.random.default_rng(seed)
    return [(rng.standard_normal((points, 6)), rng.random(points)) for _ in range(networks)], np.arange(points) % 10


def test_principal_components_are_those_of_the_matrix_that_is_never_formed():
    gradients, labels = made_up(0)
    matrix = sum((q[:, None] * g) @ np.linalg.inv(g.T @ g) @ g.T for g, q in gradients) / 3
    left, size, _ = np.linalg.svd(matrix - matrix.mean(0))
    found = influence.principal_components(gradients, labels)
    np.testing.assert_allclose(found.sizes, size[:3], rtol=1e-5)
    for component in range(2):
        expected = left[:, component] * size[component]
        correlation = np.corrcoef(expected, labels)[0, 1]
        assert found.lean[component] == pytest.approx(
            abs(expected @ (labels - labels.mean()))
            / (np.linalg.norm(expected) * np.linalg.norm(labels - labels.mean())),
            rel=1e-3,
        )
        np.testing.assert_allclose(found.scores[:, component], expected * np.sign(correlation), atol=1e-4 * size[0])
    assert found.gap(1) == pytest.approx(size[0] / size[1], rel=1e-4)
    assert found.gap(2) == pytest.approx(min(size[0] / size[1], size[1] / size[2]), rel=1e-4)


@pytest.fixture(scope="module")
def network():
    data = points(dtype=torch.float32)
    network = started("small", [1], 1)
    for _ in train(network, data, np.arange(60), Recipe(epochs=2, peak=1, batch=30, lr=0.05), [1]):
        pass
    return network, data


def test_projected_gradients_are_projections_of_the_margins_gradients(network):
    """Each squared length against that of a gradient taken by hand: equal on average, up to the projection."""
    found, wrong = influence.projected_gradients(*network, 512, 0)
    lengths = []
    for i in range(12):
        model = copy.deepcopy(network[0]).eval()
        x, y = network[1].batch(np.array([[i]]))
        z = model(x)[0, 0]
        (z[y[0, 0]] - torch.cat([z[: y[0, 0]], z[y[0, 0] + 1 :]]).logsumexp(0)).backward()
        lengths.append(float(sum((p.grad**2).sum() for p in model.parameters())))
        p = torch.softmax(z.detach(), 0)[y[0, 0]]
        assert wrong[i] == pytest.approx(float(1 - p), abs=1e-5)
    ratios = (found[:12] ** 2).sum(1) / np.array(lengths)
    assert found.shape == (60, 512) and abs(ratios.mean() - 1) < 0.1 and ratios.std() < 0.25


def test_influence_predicts_what_a_step_on_a_point_does(network):
    """A gradient step on point i's loss changes the margins of all points as q_i g_i g_j says, up to the projection."""
    model, data = network
    rows, wrong = influence.projected_gradients(model, data, 2048, 0)
    changes, predicted = [], []
    before = margins(copy.deepcopy(model), data, np.arange(60))[0]
    for i in range(6):
        stepped = copy.deepcopy(model).eval()
        x, y = data.batch(np.array([[i]]))
        torch.nn.functional.cross_entropy(stepped(x)[0], y[0]).backward()
        with torch.no_grad():
            for p in stepped.parameters():
                p -= 1e-3 * p.grad
        changes.append(margins(stepped, data, np.arange(60))[0] - before)
        predicted.append(1e-3 * wrong[i] * rows @ rows[i])
    assert np.corrcoef(np.concatenate(changes), np.concatenate(predicted))[0, 1] > 0.95


@pytest.mark.parametrize(
    ("indices", "message"),
    [
        ([0, 5, 100], "index 100 is outside the data; give indices 0 to 99"),
        ([0, -1], "index -1 is outside"),
        ([3, 4, 3], "index 3 is repeated"),
        ([0.0, 1.0], "float64 of shape"),
        ([[0, 1]], "of shape"),
        ([], "of shape"),
        (list(range(100)), "fewer than the 100 points"),
    ],
    ids=str,
)
def test_bad_indices_are_refused(indices, message):
    with pytest.raises(DomainError, match=message):
        checked(np.array(indices), 100, "mine")


def test_a_readers_own_set_comes_from_a_file(tmp_path):
    np.save(tmp_path / "mine.npy", np.array([7, 2]))
    wanted = ForgetSet("mine", "file", path=str(tmp_path / "mine.npy"))
    assert chosen(wanted, 10, None).tolist() == [2, 7]
    np.save(tmp_path / "mine.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(DomainError, match=r"not a whole \.npy file of indices"):
        chosen(wanted, 10, None)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (ForgetSet("s", "random", 100), "size 100 of 100 points"),
        (ForgetSet("s", "both", 50), "size 100 of 100 points"),
        (ForgetSet("s", "random", 0), "size 0 of 100 points"),
        (ForgetSet("s", "best", 10), "choose random, top, both or file"),
        (ForgetSet("s", "top", 10, component=3), "component 3; choose 1 or 2"),
        (ForgetSet("s", "file", path="/nowhere.npy"), "not a whole .npy file"),
    ],
    ids=str,
)
def test_a_set_that_cannot_be_is_refused(wanted, message):
    with pytest.raises(DomainError, match=message):
        chosen(wanted, 100, np.zeros((100, 2)))
