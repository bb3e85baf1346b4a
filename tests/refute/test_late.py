"""Time that is up ends a search soon, with what it has found."""

from dataclasses import replace

from tests.confirm.claims import claim
from theory.language.formula import Atom
from theory.language.grammar import parse_term
from theory.language.term import Variable
from verify.cover.question import Question
from verify.cover.reductions import discharge
from verify.prove.facts import FACTS
from verify.prove.proposals import reason
from verify.refute.implicit_search import ImplicitSearch
from verify.values.sides import Side

X = Variable("x")


def test_a_search_that_is_late_looks_at_nothing():
    search = ImplicitSearch(claim("x > 0", real="x"))
    assert search.look().witness is not None
    search.late = lambda: True
    looked = search.look()
    assert looked.witness is None and looked.points == 0


def test_a_witness_that_is_found_late_is_simplified_no_further():
    search = ImplicitSearch(claim("x < 12345.678", real="x"))
    witness = search.look().witness
    one = search.by_system[0]
    far = one.certify(replace(one.candidate(next(one.tables()), 0), parameters={"x": witness.parameters["x"] * 7 + 1}))
    point = replace(one.candidate(next(one.tables()), 0), parameters=far.parameters)
    assert one.simplest(far, point).parameters != far.parameters
    assert one.simplest(far, point, None, lambda: True).parameters == far.parameters


def test_algebra_is_asked_of_few_goals_and_of_none_late(monkeypatch):
    asked = []
    monkeypatch.setattr(discharge, "entails", lambda _, goal: asked.append(goal) or True)
    goals = tuple(Atom(">", parse_term(f"x + {k}", {"x": X}), parse_term("0", {})) for k in range(40))
    many = Question({X: Side()}, (), goals)
    assert len(discharge.discharged(many).goals) == 40 - discharge.MOST == 40 - len(asked)
    assert discharge.discharged(many, lambda: True) is None and len(asked) == discharge.MOST
    tangent = claim("exp(x) >= 1 + x", real="x")
    assert reason(tangent, FACTS).proof is not None and reason(tangent, FACTS, None, lambda: True).proof is None
