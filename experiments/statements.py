"""The paper's empirical statements as sentences, with the paper's numbers, and its Table 1."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """What the paper says, and with which numbers (p95 of KLoM unless said otherwise)."""

    said: str
    numbers: str


SENTENCES = {
    "exp-dichotomy": Sentence(
        "Over the grid, ascent either leaves the model where it was or breaks it.",
        "CIFAR-10: all nine forget sets, 35 snapshots of GA and 24 of GDA on each",
    ),
    "exp-illusion": Sentence(
        "For 10 random points some runs of GA look successful, but only at one learning rate and one stopping time.",
        "GA at 0.05 after 1 epoch: F 3.23, R 1.23, validation 1.00; doing nothing: F 9.13",
    ),
    "exp-difficulty-pc1": Sentence(
        "On top points of the first principal component no run succeeds.",
        "lowest F: GDA 5.45 of 9.99 on 10 points, 9.90 of 9.95 on 100",
    ),
    "exp-difficulty-pc2": Sentence(
        "On top points of the second component descent-ascent helps at about a quarter of a retraining's cost.",
        "GDA at 0.005, cost 0.17: F 3.23 of 9.75, R 1.29 on 10 points",
    ),
    "exp-difficulty-random": Sentence(
        "Random forget sets lie in between.", "GDA on 10 random points: F 5.80 of 9.13; on 100: 9.02 of 9.29"
    ),
    "exp-pretrain-gap": Sentence(
        "A pre-trained model has low KLoM on R and validation, and high KLoM on F.",
        "R 0.64 to 0.68, validation 0.65 to 0.74, F 9.13 to 9.99",
    ),
    "exp-easy-data-close": Sentence(
        "On MNIST and FashionMNIST pre-trained models and oracles stay close on the forget set.",
        "MNIST 0.50, 2.72, 1.79; FashionMNIST 4.13, 2.72, 2.69 at 0.02, 0.2 and 10 %",
    ),
    "exp-easy-data-numbers": Sentence(
        "p95 on the forget set is the number of Table 1.",
        "MNIST 0.50, 2.72, 1.79; FashionMNIST 4.13, 2.72, 2.69 at 0.02, 0.2 and 10 %",
    ),
    "exp-models-needed": Sentence("KLoM is stable from about N = 80 models a side.", "N = 80 to 100"),
    "exp-scrub": Sentence(
        "Runs of SCRUB stay near the pre-trained model.",
        "all 24 runs on each set are the same to five digits: the public code's optimiser holds the teacher",
    ),
    "exp-cross-influence": Sentence(
        "Descent-ascent degrades as the spectral norm of the cross-influence of F and R grows.",
        "none: proposed as future work",
    ),
}
