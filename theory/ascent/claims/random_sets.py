"""Lemma 1: accuracy on a random forget set against accuracy on test data, in each of its readings."""

from __future__ import annotations

from theory.ascent import one_axis
from theory.ascent.claims.hoeffding import GRANTED
from theory.ascent.unknowns import AxisPoint
from theory.language.claim import Assertion, Claim, Statement, symbol

LEMMA = "F drawn uniformly from the data set, oracle trained on R: P(|Acc_T - Acc_F| >= eps) <= 2 exp(-2 f eps^2)"
BOUND = "P(|Acc_T - Acc_F| >= eps) <= 2 exp(-2 f eps^2)"
LARGEST = 200  # forget samples up to which tails are compared with the bound


def _reading(
    label: str,
    reading: str,
    domain: str,
    assertion: str = BOUND,
    uses: tuple[str, ...] = (),
    corrected_by: tuple[str, ...] = (),
    statement: str = LEMMA,
) -> Assertion:
    return Assertion(
        label=label,
        kind="lemma" if label.startswith("lem-") else "result",
        source="Lemma 1",
        statement=statement,
        reading=reading,
        uses=uses,
        corrected_by=corrected_by,
        domain=domain,
        assertion=assertion,
    )


CLAIMS: tuple[Statement, ...] = (
    _reading(
        "lem-random-sets-independent",
        "The data are independent draws, Acc_T = p is the oracle's accuracy on the population. Given R, F is"
        " independent of the oracle, so f Acc_F is a sum of f independent answers, each right with probability p.",
        "every f >= 1, p in [0, 1], eps >= 0",
        uses=("cite-hoeffding", "fact-mean-of-sample", GRANTED),
    ),
    _reading(
        "lem-random-sets-test-set",
        "As before, but Acc_T is measured on t independent test samples.",
        "every f, t >= 1, p in [0, 1], eps >= 0",
        corrected_by=("res-random-sets-test-set", "lem-random-sets-independent"),
    ),
    _reading(
        "res-random-sets-test-set",
        "Acc_T measured on t independent test samples: the two sizes enter by f t/(f + t), less than either.",
        "every f, t >= 1, p in [0, 1], eps >= 0",
        "P(|Acc_T - Acc_F| >= eps) <= 2 exp(-2 eps^2 f t/(f + t))",
        uses=("cite-hoeffding", "fact-difference-of-means", GRANTED),
        statement="with a test set of t samples: P(|Acc_T - Acc_F| >= eps) <= 2 exp(-2 eps^2 f t/(f + t))",
    ),
    _reading(
        "lem-random-sets-fixed-population",
        "The data set is given and only F is random, a uniform subset; the oracle depends on R, hence on F. Acc_T is"
        " the accuracy on a given population of test samples.",
        "every data set of r + f samples, population, learning rule; r, f >= 1, eps >= 0",
        corrected_by=("res-random-sets-fixed-population", "lem-random-sets-fixed-classifier"),
    ),
    _reading(
        "res-random-sets-fixed-population",
        "The paper's own model on r + f orthonormal samples with label +1, and one test sample with feature 1 on every"
        " coordinate: the oracle is right on it and has margin 0 on every forgotten sample. A margin of 0 counts as a"
        " wrong answer, being no sign of a label; counted as right, the gap on these data would be 0.",
        "every r, f >= 1",
        "for each draw of F, Acc_T = 1 and Acc_F = 0",
        uses=("fact-oracle-signs",),
        statement=(
            "with the data set given, no bound below 1 holds: for every r and f there is a data set on which |Acc_T -"
            " Acc_F| = 1 for each draw of F"
        ),
    ),
    _reading(
        "lem-random-sets-fixed-data",
        "The data set is given and only F is random; Acc_T is the oracle's accuracy on the whole data set.",
        "every data set of r + f samples, learning rule; r, f >= 1, eps >= 0",
        corrected_by=("res-random-sets-fixed-data", "lem-random-sets-fixed-classifier"),
    ),
    _reading(
        "res-random-sets-fixed-data",
        "Acc_T over the given data set. The largest gap is attained, for each draw, by the paper's own model on"
        " orthonormal samples, a margin of 0 counted as a wrong answer.",
        "every r, f >= 1",
        "|Acc_T - Acc_F| <= r/(r + f) always, and there is a data set where it is r/(r + f) for each draw of F",
        uses=("fact-accuracy-gap", "fact-oracle-signs"),
        statement=(
            "over the given data set |Acc_T - Acc_F| <= r/(r + f), and for every r and f it can be equal for each draw"
        ),
    ),
    _reading(
        "lem-random-sets-fixed-classifier",
        "The data set is given, F is a uniform subset of size f, and the classifier does not depend on it: it is right"
        " on M of the d samples, and Acc_T = M/d.",
        "every 0 <= M <= d, 1 <= f <= d, eps >= 0",
        uses=(
            "fact-sampling-ratio", "fact-bernoulli-moment", "fact-moment-product", "fact-indicator", "fact-chernoff",
            "fact-mean-of-sample", GRANTED,
        ),
    ),
    _reading(
        "res-binomial-tail",
        "K binomial(f, p). As p falls below k/f the tail P(K >= k) falls at least as fast as the bound; by symmetry the"
        " same for P(K <= k).",
        "every 1 <= k <= f, 0 <= p <= k/f",
        "P_p(K >= k) <= P_{k/f}(K >= k) exp(-2 f (k/f - p)^2)",
        uses=("fact-binomial-slope", "fact-bound-slope", "fact-tail-growth", GRANTED),
        statement=(
            "one side of the bound, with a constant in place of 1: P_p(K >= k) <= P_{k/f}(K >= k) exp(-2 f (k/f - p)^2)"
        ),
    ),
    _reading(
        "res-binomial-slack",
        "The constants of the sharper bound, exactly: the least factor by which the bound exceeds the tail, over all p,"
        " is 1/P_{k/f}(K >= k).",
        f"every 1 <= k < f <= {LARGEST}",
        "P_{k/f}(K >= k) <= 3/4, with equality only at f = 2, k = 1; at k = f it is 1",
        uses=("res-binomial-tail",),
        statement=f"for f <= {LARGEST} each side of the bound is too large by a factor of at least 4/3, unless k = f",
    ),
    Claim(
        label="fact-oracle-signs",
        kind="fact",
        source="section 1, the oracle's loss",
        statement="A coordinate of the oracle is positive if a retain sample is nonzero there, and 0 if none is.",
        reading="n retain samples on the axis; the stationary point of L_R.",
        variables={"r": "integer", "n": "integer", "lam": "real"},
        hypotheses=("r >= 1", "0 <= n <= r", "lam > 0"),
        unknowns=(AxisPoint("w_R", "R", one_axis.weight("R"), symbol("lam")),),
        conclusion="(n == 0 and w_R == 0) or (n > 0 and w_R > 0)",
    ),
    Claim(
        label="fact-accuracy-gap",
        kind="fact",
        source="Lemma 1",
        statement="The accuracies on all of the data set and on F differ by at most r/(r + f).",
        reading="A = Acc_R and B = Acc_F in [0, 1]; over the data set, (r A + f B)/(r + f).",
        variables={"r": "integer", "f": "integer", "A": "real", "B": "real"},
        hypotheses=("r >= 1", "f >= 1", "0 <= A <= 1", "0 <= B <= 1"),
        conclusion="abs((r*A + f*B)/(r + f) - B) <= r/(r + f)",
    ),
)  # fmt: skip
