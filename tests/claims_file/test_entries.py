"""Hostile files: refused at once, in bounded memory, with the place; the good claims are still named."""

import io
import time
import tracemalloc

import pytest

from verify.claims_file import entries as claims_file
from verify.claims_file.entries import parse

GOOD = '[claim.good]\nvariables = { x = "real" }\nhypotheses = ["x > 0"]\nconclusion = "log(x) <= x - 1"\n'
LATER = GOOD.replace("good", "later")


def beside_good(conclusion="x > 0", variables='x = "real"', extra=""):
    return f'{GOOD}[claim.bad]\n{extra}variables = {{ {variables} }}\nconclusion = "{conclusion}"\n{LATER}'


HOSTILE = {
    "code": (beside_good("__import__('os').system('true') > 0"), 7, 15),
    "attribute": (beside_good("x.real > 0"), 7, 15),
    "unknown call": (beside_good("x + open(x) > 0"), 7, 19),
    "lambda": (beside_good("(lambda: 1)() > 0"), 7, 15),
    "comprehension": (beside_good("x > [x for x in x]"), 7, 19),
    "tower": (beside_good("9**9**9**9 > x"), 7, 18),
    "tower of powers": (beside_good("(((x+1)**64)**64)**64 > 0"), 7, 16),
    "large number": (beside_good("((2**64)**64)**64 > x"), 7, 16),
    "large exponent of a root": (beside_good("2**(10**50/3) > x"), 7, 15),
    "brackets": (beside_good("(" * 10**6 + "x" + ")" * 10**6 + " > 0"), 7, 32768),
    "brackets in a short line": (beside_good("(" * 1900 + "x" + ")" * 1900 + " > 0"), 7, 215),
    "brackets in TOML": (beside_good(extra="uses = " + "[" * 9000 + "]" * 9000 + "\n"), 6, 16),
    "digits": (beside_good("9" * 10**8 + " > x"), 7, 32768),
    "digits in a short line": (beside_good("9" * 3000 + " > x"), 7, 15),
    "long maximum": (beside_good("max(x" + ", x" * 200 + ") > 0"), 7, 15),
    "unknown key": (beside_good(extra='colour = "red"\n'), 6, 1),
    "circle in uses": (beside_good(extra='uses = ["bad"]\n'), 6, 1),
    "unknown label in uses": (beside_good(extra='uses = ["nothing"]\n'), 6, 1),
    "function as a variable": (beside_good(variables='x = "real", W0 = "real"'), 6, 27),
    "keyword as a variable": (beside_good(variables='x = "real", lambda = "real"'), 6, 27),
    "unknown type": (beside_good(variables='x = "complex"'), 6, 20),
    "number for text": (beside_good(extra="source = 3\n"), 6, 1),
    "not TOML": (beside_good(extra="uses = [\n"), 7, 1),
    "undeclared name": (beside_good("x > y"), 7, 19),
    "letters beyond ASCII": (beside_good("x > \N{FULLWIDTH LATIN SMALL LETTER X}"), 7, 19),
    "null byte": (beside_good("x \0> 0"), 7, 17),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_at_once_with_its_place(name):
    text, line, column = HOSTILE[name]
    data = io.BytesIO(text.encode())
    tracemalloc.start()
    start = time.perf_counter()
    reading = claims_file._gathered(data)
    took, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [tuple(fault.place) for fault in reading.faults] == [(line, column)]
    assert [entry.label for entry in reading.entries] == ["good", "later"]
    assert took < 2 and peak < 20e6
    sentence = reading.faults[0].sentence("f.toml")
    assert "\n" not in sentence and sentence.isascii() and len(sentence) < 300


def test_bytes_that_are_not_utf8_are_refused_with_their_place():
    data = beside_good().encode().replace(b'"x > 0"\n[claim.later', b'"x > \xff"\n[claim.later')
    reading = parse(data)
    assert [tuple(fault.place) for fault in reading.faults] == [(7, 19)]
    assert [entry.label for entry in reading.entries] == ["good", "later"]


def test_a_label_used_twice_is_refused_and_neither_is_good():
    reading = parse((GOOD + LATER + GOOD).encode())
    assert [entry.label for entry in reading.entries] == ["later"]
    assert reading.faults[0].place.line == 9 and "twice" in reading.faults[0].rule


def test_an_endless_file_is_not_read_to_its_end():
    class Endless(io.RawIOBase):
        def readline(self, size=-1):
            return b"# more\n"

    reading = claims_file._gathered(Endless())
    assert "longer than" in reading.faults[0].rule


def test_a_fault_in_a_multi_line_text_has_its_own_line():
    text = GOOD.replace('"log(x) <= x - 1"', '"""\nlog(x) <=\n  y - 1"""')
    assert [tuple(f.place) for f in parse(text.encode()).faults] == [(6, 3)]


def test_every_way_of_writing_tables_is_read():
    dotted = 'claim.a.variables.x = "real"\nclaim.a.conclusion = "x*x >= 0"\n'
    tables = '[claim.a]\nconclusion = "x*x >= 0"\n[claim.a.variables]\nx = "real"\n'
    first, second = parse(dotted.encode()), parse(tables.encode())
    assert not first.faults and not second.faults and first.entries == second.entries


def test_an_empty_file_is_refused():
    assert "no claims" in parse(b"").faults[0].rule
