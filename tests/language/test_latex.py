"""Terms and formulas in LaTeX: as they are written, in the paper's letters, one reading only."""

import pytest
from latex2mathml.converter import convert

from tests.paper import CLAIMS, FORMAL
from theory.language.algebra import equal
from theory.language.formula import latex as formula_latex
from theory.language.grammar import parse_formula, parse_term
from theory.language.printer import latex
from theory.language.term import Variable
from verify.ascent.paper import PAPER
from verify.report import formulas
from verify.report.fractions import single

SYMBOLS = {symbol.name: symbol.latex for symbol in PAPER.symbols}
NAMES = {name: Variable(name) for name in ("a", "b", "c", "x", "y", "n", "alpha", "far_D", "v_x", "e")}
LETTERS = {Variable("alpha"): r"\alpha", Variable("far_D"): r"\Delta^2"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(1 + alpha)*a/(b*c)", r"\frac{\left(1 + \alpha\right) a}{b c}"),
        ("-a/b", r"- \frac{a}{b}"),
        ("a - b/c", r"a - \frac{b}{c}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a*(-b)", r"a \left(- b\right)"),
        ("a*(-2)*b", r"a \cdot \left(-2\right) b"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("x*2**n", r"x \cdot 2^{n}"),
        ("(-x)**2", r"\left(- x\right)^{2}"),
        ("(x**2)**3", r"\left(x^{2}\right)^{3}"),
        ("x**y**2", r"x^{y^{2}}"),
        ("(x/y)**-1", r"\left(\frac{x}{y}\right)^{-1}"),
        ("far_D**2", r"{\Delta^2}^{2}"),
        ("exp(-x)**2", r"\left(e^{- x}\right)^{2}"),
        ("exp(1)*x", "e x"),
        ("sqrt(x + 1)**3", r"\left(\sqrt{x + 1}\right)^{3}"),
        ("W0(x)*exp(W0(x))", r"W_{0}\!\left(x\right) e^{W_{0}\!\left(x\right)}"),
        ("max(abs(a), v_x)", r"\max\left(\left|{a}\right|, \mathrm{v\_x}\right)"),
        ("(-1/2)**2", r"\left(-\frac{1}{2}\right)^{2}"),
    ],
)
def test_a_term_is_set_as_it_is_written(text, shown):
    assert latex(parse_term(text, NAMES), LETTERS) == shown


def test_the_number_e_is_not_taken_for_a_variable_of_that_name():
    term = parse_term("e*exp(1)", NAMES)
    assert latex(term, {Variable("e"): "e"}) == r"e \exp\left(1\right)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0 < x <= 1", r"0 < x \le 1"),
        ("0 < x and x < y", "0 < x < y"),
        ("0 < x and y < x", r"0 < x \;\wedge\; y < x"),
        ("x < y and y > a", r"x < y \;\wedge\; y > a"),
        ("x < y and (y < a or x == 0)", r"x < y \;\wedge\; \left(y < a \;\vee\; x = 0\right)"),
        ("not 0 < x < 1", r"0 \ge x \;\vee\; x \ge 1"),
    ],
)
def test_comparisons_that_read_as_one_are_set_as_one(text, shown):
    assert formula_latex(parse_formula(text, NAMES), LETTERS) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(a/b)*(b/(c*x))*2", "2*a/(c*x)"),
        ("(a/b)/(c/x)", "a*x/(b*c)"),
        ("-(a/2)*(-3)", "3*a/2"),
        ("x*exp(a)*exp(-a)", "x"),
        ("y/((1 - x)*(1 - x))", "y/(1 - x)**2"),
        ("a*(b - c/x) - c", "a*(b - c/x) - c"),
    ],
)
def test_fractions_of_fractions_become_one(text, shown):
    assert single(parse_term(text, NAMES)) is parse_term(shown, NAMES)


def test_every_derived_term_is_shown_by_an_equal_one():
    for claim in FORMAL.values():
        for term in claim.derived.values():
            assert equal(term, single(term)), claim.label


@pytest.mark.parametrize("label", CLAIMS)
def test_every_statement_becomes_mathematics_of_a_page(label):
    claim = CLAIMS[label]
    for tex in filter(None, (formulas.statement(claim, SYMBOLS), *formulas.abbreviations(claim, SYMBOLS))):
        assert tex.count("{") == tex.count("}") and tex.count(r"\left") == tex.count(r"\right")
        assert "None" not in tex and "- -" not in tex and "+ -" not in tex
        assert convert(tex.replace(r"\!", "").replace(r"\wedge", r"\land").replace(r"\vee", r"\lor"))


def test_two_names_never_look_the_same():
    names = ["phi", "varphi", "epsilon", "varepsilon", "Phi", "Alpha", "A", "lamda", "x_1", "x1", "omicron", "o"]
    assert len({formulas.plain_name(name) for name in names}) == len(names)
    assert formulas.plain_name("lamda") == r"\mathrm{lamda}" and formulas.plain_name("Gamma") == r"\Gamma"
