"""Ten public data sets and a network's last-layer features, diagnosed: writes docs/diagnose/data-sets.md and .json.

Run: python benchmarks/diagnose_data_sets.py [--out DIR]. The data come with scikit-learn, or are drawn by it with a
seed; nothing is downloaded. Features are centred and scaled to variance 1; lambda is what each entry says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from sklearn import datasets

import affirm

SEED = 0


@dataclass(frozen=True)
class Entry:
    """``made``: features, labels, forget set; ``forgotten``: what that is, in words."""

    name: str
    forgotten: str
    made: Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray, np.ndarray]]
    given: dict[str, Any]


def scaled(x: np.ndarray) -> np.ndarray:
    """Mean 0 and variance 1; constant features become 0."""
    spread = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)


def some(rng: np.random.Generator, among: np.ndarray, share: float) -> np.ndarray:
    """A mask: a share of the samples in the mask ``among``, at random."""
    rows = np.flatnonzero(among)
    found = np.zeros(len(among), dtype=bool)
    found[rng.choice(rows, max(1, round(share * len(rows))), replace=False)] = True
    return found


def bundled(load: Callable[..., Any], among: Callable[[np.ndarray, np.ndarray], np.ndarray], share: float) -> Any:
    """A data set that comes with scikit-learn; a share of the samples that ``among`` marks is forgotten."""

    def made(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        x, y = load(return_X_y=True)
        return scaled(x), y, some(rng, among(x, y), share)

    return made


def drawn(make: Callable[..., Any], share: float, **given: Any) -> Any:
    """A data set that scikit-learn draws; a random share is forgotten."""

    def made(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        x, y = make(random_state=SEED, **given)
        return scaled(x), y.astype(int), some(rng, np.ones(len(y), dtype=bool), share)

    return made


def everyone(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """All samples."""
    return np.ones(len(y), dtype=bool)


def diabetes(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether the disease progressed more than in the median patient; the oldest tenth is forgotten."""
    x, y = datasets.load_diabetes(return_X_y=True)
    return scaled(x), (y > np.median(y)).astype(int), x[:, 0] >= np.quantile(x[:, 0], 0.9)


def moons(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two moons, with the products of the coordinates up to degree 3."""
    x, y = datasets.make_moons(400, noise=0.2, random_state=SEED)
    a, b = x.T
    return (
        scaled(np.column_stack([a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3])),
        y,
        a > np.quantile(a, 0.95),
    )


def random_labels(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two classes; every second sample gets a random label, and these are forgotten."""
    x, y = datasets.make_classification(1000, 20, n_informative=10, flip_y=0.0, class_sep=1.0, random_state=SEED)
    forget = some(rng, np.ones(len(y), dtype=bool), 0.5)
    y = np.where(forget, rng.integers(0, 2, len(y)), y)
    return scaled(x), y, forget


def last_layer(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the last layer of a small network sees of scikit-learn's digits, after training with torch."""
    import torch

    from experiments.architectures import started
    from experiments.data import load
    from experiments.ensemble import Points, Recipe, train

    torch.set_num_threads(1)
    images = load("digits", "", 1200, 500, 1, SEED)
    points, everyone = Points(images, torch.device("cpu")), np.arange(1200)
    networks = started("small", [SEED], points.channels)
    for _ in train(networks, points, everyone, Recipe(epochs=12, batch=64, lr=0.2), [SEED]):
        pass
    networks.eval()
    with torch.no_grad():
        features = networks.features(points.batch(everyone[None])[0])[0].double().numpy()
    return scaled(features), images.train_labels, some(rng, np.ones(1200, dtype=bool), 0.05)


ENTRIES = [
    Entry("iris", "a fifth of the class versicolor", bundled(datasets.load_iris, lambda x, y: y == 1, 0.2), {"C": 1}),
    Entry("wine", "a random tenth", bundled(datasets.load_wine, everyone, 0.1), {"C": 1}),
    Entry("breast cancer", "a random tenth", bundled(datasets.load_breast_cancer, everyone, 0.1), {"C": 1}),
    Entry("digits", "the class 9", bundled(datasets.load_digits, lambda x, y: y == 9, 1.0), {"C": 1}),
    Entry("diabetes", "the oldest tenth", diabetes, {"C": 1}),
    Entry("classification", "a random tenth", drawn(datasets.make_classification, 0.1, n_samples=500), {"C": 1}),
    Entry("moons", "the right-most twentieth", moons, {"C": 1}),
    Entry("hastie", "a random hundredth", drawn(datasets.make_hastie_10_2, 0.01, n_samples=2000), {"C": 1}),
    Entry(
        "gaussian quantiles",
        "a random tenth",
        drawn(datasets.make_gaussian_quantiles, 0.1, n_samples=600, n_features=5, n_classes=2),
        {"loss": "exponential", "ridge": "1/10"},
    ),
    Entry("random labels", "the half with random labels", random_labels, {"ridge": 4}),
    Entry("last layer", "a random twentieth", last_layer, {"C": 1}),
]


def row(entry: Entry) -> dict[str, Any]:
    """What was found on one data set."""
    x, y, forget = entry.made(np.random.default_rng(SEED))
    found = affirm.diagnose(x, y, forget, **entry.given)
    document = found.to_dict()  # type: ignore[union-attr]
    kept = (
        "verdict",
        "helps_until",
        "loss",
        "ridge",
        "counts",
        "first_step",
        "distance",
        "reasons",
        "newton_bound",
        "end",
    )
    path = document["path"]
    best = {"step": path["best_step"], "distance": path["distance"][path["best_step"]], "of": path["steps"]}
    return (
        {"name": entry.name, "forgotten": entry.forgotten} | {key: document[key] for key in kept} | {"best_stop": best}
    )


def page(rows: list[dict[str, Any]]) -> str:
    """The table, in Markdown."""
    lines = [
        "# Descent-ascent on public data sets",
        "",
        "Generated by `python benchmarks/diagnose_data_sets.py`; do not edit. Distances to the oracle, relative to",
        "that of the original model; seed 0, full batches, the default rate. *Best stop* is the nearest of 100 steps:",
        "nobody knows it who has no oracle. *End* is the certified local minimum.",
        "",
        "| data | r, f, features | forgotten | loss, lambda | verdict | best stop | end | fine-tuning | influence"
        " | Newton |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for each in rows:
        far, counts = each["distance"]["original"]["mid"], each["counts"]
        ends = {"diverges": "diverges", "out of budget": "not certified"}
        ball = each["distance"]["descent_ascent"]
        end = f"{ball['mid'] / far:.3g}" if ball else ends[each["end"]["kind"]]
        relative = [f"{each['distance'][name]['mid'] / far:.2g}" for name in ("finetune", "influence", "newton")]
        best = f"{each['best_stop']['distance'] / far:.2g} at {each['best_stop']['step']}"
        sizes = f"{counts['retain']}, {counts['forget']}, {counts['features']}"
        cells = [
            each["name"],
            sizes,
            each["forgotten"],
            f"{each['loss']}, {each['ridge']['lambda']:.2g}",
            each["verdict"],
        ]
        lines.append("| " + " | ".join([*cells, best, end, *relative]) + " |")
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--out", default="docs/diagnose", show_default=True, help="The folder of the two files.")
@click.option("--only", multiple=True, help="These data sets alone; prints instead of writing.")
def main(out: str, only: tuple[str, ...]) -> None:
    """Diagnoses every data set."""
    rows = [row(entry) for entry in ENTRIES if not only or entry.name in only]
    if only:
        sys.stdout.write(page(rows))
        return
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data-sets.md").write_text(page(rows))
    (folder / "data-sets.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
