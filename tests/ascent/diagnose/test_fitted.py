"""Fitted scikit-learn models: what they were trained on is taken over, and checked by the gradient."""

import numpy as np
import pandas
import polars
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import affirm
from theory.errors import DomainError

RNG = np.random.default_rng(4)
X = RNG.normal(size=(60, 3)) * [1, 3, 0.5] + [0, 2, 1]
Y = (X[:, 0] + RNG.normal(size=60) > 0.3).astype(int)
Y3 = np.digitize(X[:, 0] + RNG.normal(size=60), [-0.5, 0.5])
MODELS = {
    "logistic": (LogisticRegression(C=0.5, tol=1e-8), Y),
    "no intercept": (LogisticRegression(C=2.0, fit_intercept=False), Y),
    "classes": (LogisticRegression(C=0.5, tol=1e-8), Y3),
    "weights": (LogisticRegression(C=0.5, class_weight="balanced"), Y),
    "liblinear": (LogisticRegression(C=0.5, solver="liblinear", tol=1e-8, intercept_scaling=2.0), Y),
    "pipeline": (make_pipeline(StandardScaler(), LogisticRegression(C=0.1)), Y),
    "ridge": (RidgeClassifier(alpha=3.0), Y),
    "ridge, classes": (RidgeClassifier(alpha=3.0), Y3),
    "ridge, weights": (RidgeClassifier(alpha=3.0, class_weight={0: 2.0}), Y),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_original_model_is_the_fitted_one(name):
    model, y = MODELS[name]
    model.fit(X, y)
    found = affirm.diagnose(X, y, [1, 2], model=model, eval_set=(X[40:], y[40:]), steps=20)
    theirs = model.predict(X)
    ours = found.found.labels.classes[np.argmax(scores(found), axis=1)]
    assert "near a stationary point" in found.summary() and (ours == theirs).mean() > 0.98
    last = model[-1] if hasattr(model, "steps") else model
    theirs = np.atleast_2d(last.coef_)
    assert np.abs(found.found.models["original"][:, : theirs.shape[1]] - theirs).max() < 2e-3


def scores(found):
    problem = found.found.problem
    z = problem.scores(found.found.models["original"])
    return np.hstack([-z, z]) if z.shape[1] == 1 else z


def test_the_convention_is_printed():
    found = affirm.diagnose(X, Y, [1], model=LogisticRegression(C=0.5).fit(X, Y), steps=5)
    assert found.to_dict()["ridge"] == {"lambda": 1 / 30, "convention": found.to_dict()["ridge"]["convention"]}
    assert "lambda = 1/(C n) from the model's C = 0.5, n = 60" in found.summary()


def test_a_model_fitted_on_other_data_cannot_be_told():
    other = LogisticRegression().fit(X[::-1] * 2, Y)
    found = affirm.diagnose(X, Y, [1], model=other)
    assert found.verdict == "cannot tell" and found.status == 3
    assert "its gradient is" in found.summary() and all(b is None for b in found.to_dict()["distance"].values())


def test_a_ridge_read_as_a_mean_is_told():
    """A model trained with C sum(loss)/n: its C is another's C n."""
    other = LogisticRegression(C=0.5, tol=1e-10).fit(X, Y)
    other.C = 0.5 * 60
    found = affirm.diagnose(X, Y, [1], model=other, steps=5)
    assert "a mean for a sum" in found.summary() and found.to_dict()["ridge"]["lambda"] == pytest.approx(1 / 30)


REFUSED = {
    "l1": (LogisticRegression(l1_ratio=1.0, solver="saga", max_iter=5000), "the penalty is l1"),
    "elastic net": (LogisticRegression(l1_ratio=0.5, solver="saga", max_iter=5000), "elastic net"),
    "no penalty": (LogisticRegression(C=np.inf), "no penalty"),
    "alpha 0": (RidgeClassifier(alpha=0.0), "alpha = 0"),
    "positive": (RidgeClassifier(positive=True, solver="lbfgs"), "positive"),
    "a regression": (Ridge(), "Ridge: not read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_models_are_refused_and_said_why(name):
    model, says = REFUSED[name]
    with pytest.raises(DomainError, match=says):
        affirm.diagnose(X, Y, [1], model=model.fit(X, Y))


def test_a_model_that_is_not_fitted_and_a_second_ridge_are_refused():
    with pytest.raises(DomainError, match="not fitted"):
        affirm.diagnose(X, Y, [1], model=LogisticRegression())
    with pytest.raises(DomainError, match="the model brings its own"):
        affirm.diagnose(X, Y, [1], model=LogisticRegression().fit(X, Y), C=1.0)
    with pytest.raises(DomainError, match="give the data it was fitted on"):
        affirm.diagnose(X[:, :2], Y, [1], model=LogisticRegression().fit(X, Y))


@pytest.mark.parametrize("module", [pandas, polars])
def test_a_pipeline_sees_the_frame_that_it_was_fitted_on(module):
    table = module.DataFrame(
        {"size": X[:, 0], "city": np.where(X[:, 1] > 2, "Oslo", "Rome").tolist(), "user": np.arange(60), "label": Y}
    )
    encode = ColumnTransformer([("text", OneHotEncoder(), ["city"]), ("number", StandardScaler(), ["size"])])
    model = make_pipeline(encode, LogisticRegression()).fit(table[["size", "city"]], Y)
    found = affirm.diagnose(
        table, "label", "user in (1, 2)", drop=("user",), model=model, eval_set=(table, "label"), steps=5
    )
    assert (
        found.to_dict()["counts"] == {"retain": 58, "forget": 2, "features": 3}
        and "near a stationary point" in found.summary()
    )
