"""``affirm.diagnose`` as a user of scikit-learn, pandas and polars meets it."""

import json
import subprocess
import sys

import numpy as np
import pandas
import polars
import pytest
from scipy import sparse

import affirm
from theory.errors import DomainError

RNG = np.random.default_rng(2)
X = RNG.normal(size=(50, 3))
Y = np.where(X[:, 0] + RNG.normal(size=50) > 0, 1, -1)
FORGET = [3, 4, 5]


def distances(found):
    return {name: ball and ball["mid"] for name, ball in found.to_dict()["distance"].items()}


def test_importing_affirm_imports_nothing_heavy():
    program = "import sys, affirm; sys.exit(any(m in sys.modules for m in ('numpy', 'scipy', 'verify')))"
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


@pytest.mark.parametrize(
    "kind", [sparse.csr_matrix, sparse.coo_array, np.asfortranarray, pandas.DataFrame, polars.DataFrame]
)
def test_features_of_every_kind_give_the_same(kind):
    found = affirm.diagnose(kind(X), Y, FORGET, ridge="1/100")
    assert distances(found) == pytest.approx(
        distances(affirm.diagnose(X, Y, np.isin(np.arange(50), FORGET), ridge=0.01))
    )


@pytest.mark.parametrize("labels", [Y, (Y > 0).astype(int), np.where(Y > 0, "yes", "no"), pandas.Series(Y), list(Y)])
def test_labels_of_every_kind_give_the_same(labels):
    assert distances(affirm.diagnose(X, labels, FORGET)) == pytest.approx(
        distances(affirm.diagnose(X, Y, FORGET, C=1.0))
    )


@pytest.mark.parametrize("module", [pandas, polars])
def test_a_frame_with_a_column_of_labels_and_a_query(module):
    table = module.DataFrame({"a": X[:, 0], "b": X[:, 1], "user": np.arange(50) // 3, "label": Y})
    found = affirm.diagnose(table, "label", "user == 1", drop=("user",), eval_set=(table, "label"))
    assert distances(found) == pytest.approx(distances(affirm.diagnose(X[:, :2], Y, FORGET)))
    assert "loss_eval" in found.to_dict()["quality"]["newton"]


def test_several_forget_sets_come_by_name():
    found = affirm.diagnose(X, Y, {"three": FORGET, "one": [7]}, steps=10)
    assert set(found) == {"three", "one"} and found["three"].to_dict()["counts"]["forget"] == 3
    assert distances(found["one"]) == distances(affirm.diagnose(X, Y, [7], steps=10))


def test_the_result():
    found = affirm.diagnose(X, Y, FORGET, eval_set=(X[:9], Y[:9]), baseline=2, steps=30)
    assert found.summary().startswith(found.verdict) and "random forget sets of 3" in found.summary()
    path = found.path
    assert list(path.index) == list(range(31)) and path["distance"][0] == pytest.approx(distances(found)["original"])
    assert {"distance", "rad", "loss_retain", "loss_forget", "accuracy_eval"} <= set(path)
    assert len(found.plot().axes) == 3 and found.verdict in found._repr_html_() and "<svg" in found._repr_html_()
    assert "leak" in found.to_dict()["warnings"]
    json.dumps(found.to_dict(), allow_nan=False)


def test_classes_are_one_softmax():
    y = np.arange(50) % 3
    found = affirm.diagnose(X, y, FORGET, ridge=0.1)
    assert found.to_dict()["loss"] == "softmax" and found.found.problem.k == 3
    assert found.to_dict()["end"]["kind"] == "local minimum"


@pytest.mark.parametrize("loss", ["logistic", "exponential", "squared"])
def test_no_loss_warns_or_gives_nan(loss):
    for ridge in (1e-6, 1.0, 1e6):
        for intercept in (False, True):
            document = affirm.diagnose(X, Y, FORGET, loss=loss, ridge=ridge, intercept=intercept).to_dict()
            json.dumps(document, allow_nan=False)
            assert document["verdict"] and all(b is None or b["rad"] >= 0 for b in document["distance"].values())


def test_margins_beyond_the_range_of_exp_are_told_in_a_sentence():
    for loss in ("logistic", "exponential"):
        document = affirm.diagnose(X * 1e5, Y, FORGET, loss=loss, ridge=1e-9, steps=5).to_dict()
        json.dumps(document, allow_nan=False)
        assert document["verdict"] and document["reason"]


def test_a_run_that_overflows_stops_before():
    document = affirm.diagnose(X, Y, FORGET, rate=1e99, steps=30).to_dict()
    text = json.dumps(document, allow_nan=False)
    assert "smaller --rate" in document["reasons"]["descent_ascent"] and document["path"]["stopped"] == "overflow"
    assert "NaN" not in text and document["verdict"] == "harmful from the first step"


def test_many_parameters_are_told_apart_from_an_end():
    """Above 2500 parameters conjugate gradients minimise, and no end is certified but a ray."""
    x = sparse.random_array((300, 3000), density=0.01, rng=RNG)
    y = np.where(np.arange(300) % 2, 1, -1)
    for loss, kind in (("logistic", "out of budget"), ("exponential", "diverges")):
        found = affirm.diagnose(x, y, [3, 4, 5], loss=loss, ridge=0.01, steps=300)
        document = found.to_dict()
        assert document["end"]["kind"] == kind and document["distance"]["original"]["rad"] < 1e-9
        assert document["distance"]["newton"]["mid"] < document["distance"]["original"]["mid"]


def one_class_left():
    y = np.where(np.arange(50) < 3, 1, -1)
    return X, y, [0, 1, 2]


GUARDS = {
    "duplicates": lambda: (np.vstack([X, X[:1]]), np.append(Y, Y[0]), [0]),
    "one class": one_class_left,
    "separable": lambda: (np.hstack([X, 5.0 * Y[:, None]]), Y, FORGET),
    "ill-conditioned": lambda: (X * np.array([1e6, 1, 1]), Y, FORGET),
}


@pytest.mark.parametrize("what", GUARDS)
def test_what_is_unusual_is_named(what):
    assert what in affirm.diagnose(*GUARDS[what](), ridge=0.01, steps=5).to_dict()["warnings"]


def test_usual_data_have_no_warnings():
    assert affirm.diagnose(X, Y, FORGET, ridge=0.01, eval_set=(X + 1, Y)).to_dict()["warnings"] == {}


REFUSED = {
    "a ridge of zero": ({"ridge": 0}, "must be > 0"),
    "a ridge of nan": ({"ridge": float("nan")}, "not a finite number"),
    "text for C": ({"C": "much"}, "not a finite number"),
    "another loss": ({"loss": "hinge"}, "must be logistic, exponential or squared"),
    "a rate of 0": ({"rate": 0.0}, "rate = 0"),
    "half a step": ({"steps": 1.5}, "steps = 1.5"),
    "other held-out features": ({"eval_set": (X[:, :2], Y)}, "2 features, X has 3"),
    "held-out labels unknown": ({"eval_set": (X, Y * 3)}, "not among those"),
    "no pair": ({"eval_set": X}, "must be a pair"),
    "drop without a frame": ({"drop": ("a",)}, "need a frame"),
    "strange weights": ({"class_weight": "heavy"}, "must be 'balanced'"),
    "no weight": ({"class_weight": {1: 0.0}}, "every weight must be > 0"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_arguments_are_refused_in_one_line(what):
    given, says = REFUSED[what]
    with pytest.raises(DomainError, match=says) as refused:
        affirm.diagnose(X, Y, FORGET, **given)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "bad", [pandas.DataFrame({"a": [1.0, None], "b": ["x", "y"]}), pandas.DataFrame({"a": [1, "x"]})]
)
def test_bad_frames_are_refused(bad):
    with pytest.raises(DomainError):
        affirm.diagnose(bad, [0, 1], [0])


def test_exponential_is_for_two_classes():
    with pytest.raises(DomainError, match="two classes"):
        affirm.diagnose(X, np.arange(50) % 3, FORGET, loss="exponential")


def test_class_weights_count_in_the_objectives():
    weighted = affirm.diagnose(X, Y, FORGET, class_weight={1: 2.0}).found.problem
    assert weighted.shares("D")[Y == 1].sum() == pytest.approx(2 * (Y == 1).mean())
