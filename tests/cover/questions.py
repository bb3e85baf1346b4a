"""Questions that claims pose, and whether one is settled."""

from theory.language.claim import Claim, symbol
from theory.language.meaning import conjuncts, spelt
from verify.cover.division import Budget, cover
from verify.cover.question import Question
from verify.cover.reductions.bounds import bounded
from verify.cover.reductions.discharge import discharged
from verify.cover.reductions.tidy import tidied
from verify.cover.ways import posed
from verify.values.sides import Side


def claim(conclusion, *hypotheses, names="xy", integers=""):
    """A claim about real ``names``, those in ``integers`` integers."""
    variables = {n: "integer" if n in integers else "real" for n in names}
    return Claim(
        label="test", kind="claim", source="", statement="", reading="", variables=variables,
        conclusion=conclusion, hypotheses=hypotheses,
    )  # fmt: skip


def asked(conclusion, *hypotheses, **more):
    """The question of a claim."""
    return posed(claim(conclusion, *hypotheses, **more))


def unsolved(conclusion, *hypotheses, **more):
    """As ``asked``, with the equations as they are."""
    said = claim(conclusion, *hypotheses, **more)
    box = {symbol(name): Side(integer=kind == "integer") for name, kind in said.variables.items()}
    given, goals = (tuple(conjuncts(*map(spelt, formulas))) for formulas in (said.given, (said.then,)))
    return Question(box, given, goals).reduced(bounded)


def plain(conclusion, *hypotheses, **more):
    """As ``asked``, without the goals that algebra shows."""
    return asked(conclusion, *hypotheses, **more).reduced(discharged)


def settled(question, boxes=60):
    """Whether ``question`` is covered as it is."""
    return cover(question, Budget(boxes)).complete


def settles(question, boxes=60):
    """As ``settled``, once it is tidied."""
    return settled(question.reduced(discharged, tidied), boxes)
