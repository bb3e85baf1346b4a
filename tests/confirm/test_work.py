"""What bounds the second reader is counted work: a clock decides nothing."""

import itertools
import time

import pytest

from tests.confirm.claims import claim
from tests.paper import read
from verify.confirm import CoverCertificate
from verify.confirm import cover as reader
from verify.cover import writer
from verify.cover.covers import Coverer
from verify.cover.division import Budget, cover
from verify.cover.reductions.discharge import discharged
from verify.cover.ways import posed
from verify.judge import Limits
from verify.verdict import Truth

ASKED = claim("x*log(x) >= -1/2", "x > 0", "x < 1", real="x")
LONG = claim("exp(x) + exp(y) > 3", "2*x + 2*y == 2", real="x y")


def written(asked, late=lambda: False):
    form = posed(asked).reduced(discharged)
    found = cover(form, Budget(400))
    assert found.complete
    return writer.certificate(asked, form, found, late)


def test_a_clock_that_leaps_changes_nothing(monkeypatch):
    """As on a machine that sleeps for an hour between any two steps."""
    before = written(ASKED)
    hours = itertools.count(0, 3600)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(hours)))
    assert isinstance(before, CoverCertificate) and written(ASKED) == before
    assert reader.confirm_cover(ASKED, before) == ""
    assert reader.confirm_cover(claim("x*log(x) >= -1/4", "x > 0", "x < 1", real="x"), before) != ""


@pytest.mark.parametrize(("module", "bound"), [(writer, "MOST"), (writer, "WORK"), (reader, "MOST")])
def test_a_cover_beyond_the_counted_work_is_not_read_and_says_so(module, bound, monkeypatch):
    monkeypatch.setattr(module, bound, 0)
    monkeypatch.setattr(reader.confirm_cover, "__defaults__", (reader.MOST,))
    seen = read(ASKED, Limits()).verdict
    assert seen.truth is Truth.HOLDS and "not read a second time: its certificate would" in seen.evidence[0].detail


def test_a_rejected_certificate_is_unknown_however_little_work_is_left(monkeypatch):
    monkeypatch.setattr("verify.cover.covers.certificate", lambda *_: CoverCertificate(writer.Done()))
    assert read(ASKED, Limits()).verdict.truth is Truth.UNKNOWN


def test_time_that_is_up_while_a_certificate_is_written_leaves_nothing():
    with pytest.raises(writer.Stopped):
        written(ASKED, lambda: True)
    turns = iter(range(10**6))
    coverer = Coverer(LONG, Limits(), lambda: next(turns) > 3, [])  # enough for the cover alone
    form = posed(LONG).reduced(discharged)
    found = cover(form, Budget(400))
    assert found.complete and coverer.read_again(LONG, form, found) is None


def test_a_claim_whose_time_is_up_while_its_certificate_is_written_is_unknown(monkeypatch):
    def stopped(*_):
        raise writer.Stopped

    monkeypatch.setattr("verify.cover.covers.certificate", stopped)
    assert read(ASKED, Limits(seconds=600)).verdict.truth is Truth.UNKNOWN
    never = claim("x < 1", "x >= 0", "x*exp(-x) > 2/5", real="x")
    assert read(never, Limits(seconds=600)).verdict.vacuity != "vacuous"


def test_an_empty_part_is_no_question():
    never = claim("m < n", "(m - 1)*(2*m - 3) == 0", "m/n == -2/3", "n <= 0", real="", integer="m n")
    assert read(never, Limits()).verdict.vacuity == "vacuous"
