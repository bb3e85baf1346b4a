"""The proof kernel refuses what does not follow."""

from dataclasses import replace

import pytest

from tests.paper import FORMAL, search
from theory.ascent.claims.block import points
from theory.language.claim import Claim
from verify.prove import Proof, ProofError
from verify.prove.rules import RULES
from verify.prove.script import Draft


def claim(conclusion, hypotheses=(), variables="x y"):
    return Claim(
        label="test",
        kind="fact",
        source="test",
        statement="",
        reading="",
        variables={v: "real" for v in variables.split()},
        conclusion=conclusion,
        hypotheses=tuple(hypotheses),
    )


def start(conclusion, hypotheses=(), variables="x y"):
    return Draft(Proof(claim(conclusion, hypotheses, variables), FORMAL.__getitem__))


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("x**2 > 0", ()),
        ("x/x == 1", ()),
        ("x*exp(-x) <= 1/3", ()),
        ("exp(x) >= 1 + x + x**2/2", ()),
        ("log(x) <= x - 1", ()),
        ("sqrt(x**2) == x", ()),
        ("abs(x) == x", ()),
        ("max(x, y) == x", ()),
        ("max(1/x, y) >= y", ()),
        ("max(1/x, y) >= y", ("x == 0",)),
        ("min(y, 1/(x - y)) <= y", ("x >= y",)),
        ("W0(x) <= x", ()),
        ("exp(x + y) == exp(x) + exp(y)", ()),
        ("x/y <= 1", ("x <= y",)),
    ],
)
def test_false_or_undefined_conclusions_are_refused(conclusion, hypotheses):
    with pytest.raises(ProofError):
        start(conclusion, hypotheses).conclude()


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("x**2 >= 0", ()),
        ("x/x == 1", ("x != 0",)),
        ("exp(x + 2*y) == exp(x)*exp(y)**2", ()),
        ("exp(-x)*exp(x) == 1", ()),
        ("sqrt(x**2) == abs(x)", ()),
        ("max(x, y) >= x and min(x, y) <= y and max(x, y) + min(x, y) == x + y", ()),
        ("x/y <= 1", ("x <= y", "y > 0")),
        ("max(1/x, y) >= y", ("x != 0",)),
    ],
)
def test_true_algebra_is_proved(conclusion, hypotheses):
    proof = start(conclusion, hypotheses)
    proof.conclude()
    assert proof.proof.done


def test_a_hypothesis_is_granted_where_it_is_true_and_there_its_parts_are_defined():
    start("x > 0", ("log(x) > 0",), "x").conclude()
    start("x != 0", ("x*(1/x) >= 0",), "x").conclude()
    with pytest.raises(ProofError):
        start("x > 0", ("log(x) > 0 or x > -5",), "x").conclude()


@pytest.mark.parametrize("conclusion", ["x == 0 or x/x == 1", "x/x == 1 or x == 0", "x < 0 or sqrt(x) >= 0"])
def test_one_true_part_makes_an_or_true_whatever_the_others(conclusion):
    start(conclusion, (), "x").conclude()


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("log(x) > 0 or not (log(x) > 0)", ()),
        ("y >= 0", ("sqrt(x**2*y) >= 0",)),
        ("(-1)**x == 1 or (-1)**x == -1", ()),
        ("x**y > 0", ()),
        ("(1/x)**2 >= 0", ()),
        ("0**x == 0", ()),
    ],
)
def test_what_a_rewriting_would_have_proved_is_refused(conclusion, hypotheses):
    with pytest.raises(ProofError):
        start(conclusion, hypotheses).conclude()


def on_integers(conclusion, hypotheses=(), label="test"):
    return replace(claim(conclusion, hypotheses, "n x"), label=label, variables={"n": "integer", "x": "real"})


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("(-1)**n <= 1", ()),
        ("x**n != 0", ("x != 0",)),
        ("0**n >= 0", ("n >= 0",)),
        ("(1/x)**n*x == 1", ("n == 1", "x != 0")),
    ],
)
def test_a_power_with_a_whole_exponent(conclusion, hypotheses):
    Draft(Proof(on_integers(conclusion, hypotheses), FORMAL.__getitem__)).conclude()


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [("x**n > 0", ()), ("0**n >= 0", ()), ("x != 0", ("(1/x)**n == 1 or n == 1",)), ("x**n >= 1", ("x >= 1",))],
)
def test_a_power_with_a_whole_exponent_is_no_more_than_that(conclusion, hypotheses):
    with pytest.raises(ProofError):
        Draft(Proof(on_integers(conclusion, hypotheses), FORMAL.__getitem__)).conclude()


def test_an_instance_for_whole_numbers_asks_for_whole_numbers():
    library = {"parity": on_integers("(-1)**n <= 1", label="parity")}
    proof = Draft(Proof(on_integers("x <= x"), library.__getitem__))
    proof.instance("parity", n="2*n + 1", x="x")
    with pytest.raises(ProofError, match="whole"):
        proof.instance("parity", n="x", x="x")


def test_no_proof_uses_its_own_claim_directly_or_in_a_circle():
    one, other = claim("x < y"), replace(claim("x <= y"), label="other")
    library = {"test": one, "other": other}
    with pytest.raises(ProofError, match="rests on the claim"):
        Draft(Proof(one, library.__getitem__)).instance("test", x="x", y="y")
    rests = {"other": frozenset({"test"}), "test": frozenset()}
    with pytest.raises(ProofError, match="rests on the claim"):
        Draft(Proof(one, library.__getitem__, rests=rests.__getitem__)).instance("other", x="x", y="y")
    renamed = replace(one, label="renamed")
    with pytest.raises(ProofError, match="rests on the claim"):
        Draft(Proof(renamed, library.__getitem__)).instance("test", x="x", y="y")


@pytest.mark.parametrize("by", [[0], [3], [-1], [1, 99]])
def test_steps_that_do_not_exist_are_no_premises(by):
    proof = start("x <= y", ("x < y", "y < 3"))
    for attempt in (lambda: proof.have("x <= y", by), lambda: proof.conclude(by)):
        with pytest.raises(ProofError, match="there is no step"):
            attempt()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda p: p.numeric("x > 0"),
        lambda p: p.instance("no-such-claim", x="x"),
        lambda p: p.let("t", "1/0"),
        lambda p: p.have("(x + y + 1)**64*(x - y - 2)**64 >= 0"),
    ],
)
def test_the_kernel_raises_its_own_errors_only(attempt):
    with pytest.raises(ProofError):
        attempt(start("x <= y"))


def test_names_are_not_captured():
    proof = start("x <= y")
    with pytest.raises(ProofError):
        proof.mean_value("exp(x)", "x", "x", "y", at="xi")
    proof.mean_value("exp(t)", "t", "x", "y", at="xi")
    with pytest.raises(ProofError):
        proof.mean_value("exp(t)", "t", "x", "y", at="xi")
    with pytest.raises(ProofError):
        proof.let("x", "y")


def test_an_instance_keeps_its_hypotheses():
    proof = start("W0(x) < W0(y)", ("x < y",))
    proof.instance("fact-w0-increasing", a="x", b="y")
    with pytest.raises(ProofError):
        proof.conclude()
    with pytest.raises(ProofError, match="needs terms"):
        proof.instance("fact-w0-increasing", a="x")


def test_an_instance_at_an_undefined_term_says_nothing():
    """exp(log(x)) is x only for x > 0; an instance at log(x) must not leak it for x <= 0."""
    proof = start("x > 0")
    proof.instance("fact-exp-tangent", x="log(x)")
    with pytest.raises(ProofError):
        proof.conclude()


def test_numeric_steps_are_certified():
    proof = start("x <= y")
    proof.numeric("exp(1) > 27/10 and exp(1) < 28/10")
    with pytest.raises(ProofError):
        proof.numeric("exp(1) > 28/10")
    with pytest.raises(ProofError):
        proof.numeric("exp(1)*exp(-1) < 1")


def test_a_claim_of_existence_needs_a_solution_that_solves_the_equations():
    for terms in ({"x_R": "0", "y_R": "0"}, {"x_R": "W0(bR)", "y_R": "W0(bR)"}):
        proof = Draft(Proof(existence("y_R >= 0"), FORMAL.__getitem__))
        with pytest.raises(ProofError):
            proof.conclude(**terms)
    with pytest.raises(ProofError, match="needs terms"):
        Draft(Proof(existence("y_R >= 0"), FORMAL.__getitem__)).conclude()
    with pytest.raises(ProofError, match="no instances"):
        start("x == x", (), "x").instance("lem-order-exists", phi="x", bR="x", eps="x", alpha="x")


@pytest.mark.parametrize(
    ("conclusion", "refuted"), [("y_D <= x_D", True), ("x_D > 0", False), ("x_D > 3*y_D", True)], ids=str
)
def test_a_claim_of_existence_is_refuted_where_no_solution_will_do(conclusion, refuted):
    assert (search(existence(conclusion, "D")).witness is not None) == refuted


def test_a_claim_of_existence_is_refuted_where_there_is_no_solution():
    witness = search(existence("x_DA == x_DA", "DA")).witness
    assert witness is not None and "no such solution" in witness.why


def existence(conclusion, loss="R"):
    return replace(FORMAL["res-original-exists"], label="test", exists=points(loss), conclusion=conclusion)


def test_the_list_of_rules_is_that_of_the_kernel():
    """Every method that adds a step is a rule, and every rule that a script can name is a method; each makes steps of
    its own name."""
    for kind, others in ((Proof, {"lines", "conclude", "own_errors"}), (Draft, {"conclude"})):
        adding = {name for name, member in vars(kind).items() if not name.startswith("_") and callable(member)}
        assert adding - others == {rule.method for rule in RULES if rule.method}
    proof = start("x <= y", ("x < y",))
    proof.have("x <= y")
    proof.instance("fact-exp-tangent", x="x")
    proof.mean_value("exp(t)", "t", "x", "y", at="xi")
    proof.intermediate_value("t - x", "t", "x - 1", "y", at="root")
    proof.equals("exp(t)", "t", "x", "root")
    proof.numeric("1 < 2")
    proof.let("z", "x + y")
    proof.residues("2 != 3", 5)
    proof.gap("7", 7)
    proof.conclude()
    assert {step.kind for step in proof.steps} == {rule.name for rule in RULES}
