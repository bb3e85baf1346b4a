"""Kept verdicts: believed as they were written, and not when they were changed."""

import dataclasses
import json
import os
import subprocess
import sys
from fractions import Fraction

import pytest

from theory.errors import DomainError
from verify.claims_file.entries import Entry
from verify.claims_file.kept import Kept, _seal, believed
from verify.judge import Judged, Limits
from verify.ledger.sources import closure
from verify.verdict import Evidence, Grade, Truth, Verdict, Witness

ENTRY = Entry("tangent", {"x": "real"}, "exp(x) >= 1 + x")
OTHER = Entry("other", {"x": "real"}, "exp(x) >= 2 + x")
LIMITS = Limits()
PROVED = Evidence("proof", Truth.HOLDS, Grade.EXACT, "all x real", "2 steps")
HOLDS = Verdict("tangent", Truth.HOLDS, Grade.EXACT, "all x real", "proved in 2 steps", (PROVED,))
POINT = Witness({"x": Fraction(0)}, "[1 +/- 0]", "", Grade.EXACT)
FAILS = Verdict("other", Truth.FAILS, Grade.EXACT, "all x real", "refuted", (), POINT)


@pytest.fixture
def file(tmp_path):
    kept = Kept(tmp_path / "kept")
    kept.add(ENTRY, LIMITS, Judged(HOLDS, ["search: none"]))
    kept.add(OTHER, LIMITS, Judged(FAILS))
    return tmp_path / "kept"


def test_what_was_kept_is_found(file):
    again = Kept(file)
    assert again.find(ENTRY, LIMITS) == Judged(HOLDS, ["search: none"])
    assert again.find(OTHER, LIMITS) == Judged(FAILS)


CHANGES = {
    "a verdict turned round": lambda first, second: [first.replace("holds", "fails"), second],
    "a reason": lambda first, second: [first.replace("2 steps", "3 steps"), second],
    "the digest": lambda first, second: [f'{first[:-66]}{"0" * 64}"]', second],
    "no digest, as older files have it": lambda first, second: [first[: first.rindex(",")] + "]", second],
    "the verdict of another claim": lambda first, second: [first[:69] + second[69:], second],
    "cut off within the line": lambda first, second: [first[:200], second],
    "nested without end": lambda first, second: [first[:69] + "[" * 100_000, second],
    "bytes that are no text": lambda first, second: [first[:80] + "\udcff" + first[81:], second],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_line_is_decided_again_and_the_others_are_believed(file, change):
    lines = CHANGES[change](*file.read_text().splitlines())
    file.write_bytes(("\n".join(lines) + "\n").encode(errors="surrogateescape"))
    again = Kept(file)
    assert again.find(ENTRY, LIMITS) is None and again.find(OTHER, LIMITS) == Judged(FAILS)
    again.add(ENTRY, LIMITS, Judged(HOLDS))
    assert Kept(file).find(ENTRY, LIMITS) == Judged(HOLDS)


def test_two_lines_that_contradict_each_other_are_both_not_believed(file):
    unlike = dataclasses.replace(HOLDS, truth=Truth.UNKNOWN, evidence=())
    Kept(file).add(ENTRY, LIMITS, Judged(unlike))
    assert Kept(file).find(ENTRY, LIMITS) is None
    Kept(file).add(ENTRY, LIMITS, Judged(HOLDS))  # decided anew
    assert Kept(file).find(ENTRY, LIMITS) == Judged(HOLDS)


def test_a_verdict_without_the_second_readers_solver_is_not_one_with_it(file, monkeypatch):
    monkeypatch.setattr("verify.claims_file.kept.solver_missing", lambda: "it is missing")
    assert Kept(file).find(ENTRY, LIMITS) is None


def sealed(file, change):
    """The file with its first line changed, and sealed anew, as only somebody who means it does."""
    first, second = file.read_text().splitlines()
    key, found, _ = json.loads(first)
    found = change(found)
    file.write_text("\n".join([json.dumps([key, found, _seal(key, found)]), second]) + "\n")


WITNESS = {"parameters": {"x": "0"}, "violation": "[1 +/- 0]", "why": "", "grade": 2, "unknowns": {}}
INCOHERENT = {
    "HOLDS with a witness": {"witness": WITNESS},
    "FAILS without a witness": {"truth": "fails", "evidence": []},
    "FAILS with evidence that it holds": {"truth": "fails", "witness": WITNESS},
    "HOLDS by samples": {"grade": 0},
    "HOLDS, and vacuous": {"vacuity": "vacuous"},
    "of another claim": {"label": "other"},
    "not a truth": {"truth": "true"},
    "a denominator 0": {"witness": WITNESS | {"parameters": {"x": "1/0"}}},
    "no evidence": {"evidence": 3},
}


@pytest.mark.parametrize("name", INCOHERENT)
def test_a_verdict_that_contradicts_itself_is_not_believed_even_sealed(file, name):
    sealed(file, lambda found: found | {"verdict": found["verdict"] | INCOHERENT[name]})
    again = Kept(file)
    assert again.find(ENTRY, LIMITS) is None and again.find(OTHER, LIMITS) == Judged(FAILS)


@pytest.mark.parametrize("found", [None, [], "HOLDS", {}, {"verdict": None}])
def test_what_is_no_verdict_is_not_believed_even_sealed(file, found):
    sealed(file, lambda _: found)
    assert Kept(file).find(ENTRY, LIMITS) is None


def test_a_coherent_verdict_is_believed():
    assert believed(ENTRY, Judged(HOLDS)) and believed(OTHER, Judged(FAILS))
    assert not believed(OTHER, Judged(HOLDS))


def test_a_kept_witness_is_read_a_second_time():
    forged = dataclasses.replace(FAILS, witness=Witness({"x": Fraction(2)}, "[1 +/- 0]", "", Grade.EXACT))
    assert believed(OTHER, Judged(FAILS)) and not believed(OTHER, Judged(forged))
    nowhere = dataclasses.replace(FAILS, witness=Witness({}, "[1 +/- 0]", "", Grade.EXACT))
    assert not believed(OTHER, Judged(nowhere))


HUGE = ["1e999999999", "-1e-999999999", "1/0", "nan", "inf", "1_0", " 1", "", 0.5, 1, None, "\u0661", "1/-2"]


@pytest.mark.parametrize("text", HUGE, ids=ascii)
def test_a_number_in_another_spelling_is_not_believed_and_takes_no_time(file, text):
    key, found, _ = json.loads(file.read_bytes().splitlines()[1])
    found["verdict"]["witness"]["parameters"]["x"] = text
    file.write_text(json.dumps([key, found, _seal(key, found)]) + "\n")
    assert Kept(file).find(OTHER, LIMITS) is None


def test_a_number_of_any_size_is_kept(tmp_path):
    point = dataclasses.replace(POINT, parameters={"x": -Fraction(10**5000, 3)})
    huge = Judged(dataclasses.replace(FAILS, witness=point))
    Kept(tmp_path / "kept").add(OTHER, LIMITS, huge)
    asked = dataclasses.replace(OTHER, conclusion="x > 0")
    Kept(tmp_path / "kept").add(asked, LIMITS, huge)
    assert Kept(tmp_path / "kept").find(asked, LIMITS) == huge
    assert len(point.sentence()) > 5000 and len(point.as_json()["parameters"]["x"]) > 5000


@pytest.mark.parametrize("rest", [b"[", b'["', b'["ab', b'["' + b"0" * 64 + b'", {"verd'])
def test_half_a_line_at_the_end_is_cut_off(file, rest):
    whole = file.read_bytes()
    file.write_bytes(whole + rest)
    Kept(file)
    assert file.read_bytes() == whole


@pytest.mark.parametrize("content", [b"# notes\n", b"\n", b"{}\n", b'["key", 1, 2]\n', b"\0" * 100])
def test_a_file_of_something_else_is_refused_and_stays_as_it_is(file, content):
    foreign = file.read_bytes() + content
    file.write_bytes(foreign)
    with pytest.raises(DomainError, match="not a file of kept verdicts"):
        Kept(file)
    assert file.read_bytes() == foreign


def test_a_sparse_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "kept").open("wb") as file:
        os.truncate(file.fileno(), 2**40)
    with pytest.raises(DomainError, match="not a file of kept verdicts"):
        Kept(tmp_path / "kept")


IMPORTED = """
import sys
from tests.claims_file.test_kept import ENTRY, LIMITS, OTHER
from verify.claims_file.kept import deciding
from verify.claims_file.user_claims import judged

found = [judged(entry, LIMITS).verdict.truth.value for entry in (ENTRY, OTHER)]
print(*found)
print(*deciding())
print(*(name for name in sys.modules if name.partition(".")[0] in ("theory", "verify")))
"""
NO_PART = {
    "verify.claims_file.kept",
    "verify.ledger.sources",  # imported to keep what was decided
    *closure("verify.ascent.paper").code,  # the search and the unknowns of the paper's own claims; not its scripts
}


def check_what_decides_is_covered(ran, roots):
    assert set(ran) <= closure(*roots).code.keys() | NO_PART


def test_all_that_is_imported_to_decide_counts_and_no_report():
    said = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True).stdout
    decided, roots, ran = (line.split() for line in said.splitlines())
    assert decided == ["holds", "fails"] and "verify.ascent.checks.divergence" in ran
    check_what_decides_is_covered(ran, roots)
    assert not any(name.startswith(("verify.report", "verify.commands")) for name in closure(*roots).code)
    with pytest.raises(AssertionError):  # without what is registered while the program runs
        check_what_decides_is_covered(ran, roots[:2])
