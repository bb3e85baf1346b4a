"""The report: complete, escaped, reproducible, and accepted by LaTeX where there is one."""

import re
import shutil
from dataclasses import replace

import pytest

from tests.paper import CLAIMS, decide_all, recorded
from verify.ascent.figures import plots
from verify.ascent.paper import PAPER
from verify.report import build, pages

SOME = [
    "lem-divergence-appendix",
    "lem-divergence-main-text",
    "lem-divergence-own-set-up-interior",
    "lem-closed-form-as-written",
    "fact-exp-increasing",
]


@pytest.fixture(scope="module")
def verdicts():
    return decide_all(SOME)


@pytest.fixture(scope="module")
def folder(verdicts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    build.write(folder, PAPER, verdicts)
    return folder


def test_both_forms_show_everything_that_the_ledger_knows(folder, verdicts):
    tex, html = (folder / "report.tex").read_text(), (folder / "report.html").read_text()
    for label, own in verdicts.items():
        assert build.escaped(label) in tex and f'id="{label}"' in html
        assert own.word in html and build.escaped(own.reason) in tex
        if own.witness:
            assert own.witness.violation in html and build.escaped(own.witness.violation) in tex
        for line in own.proof:
            assert f"{line.number}. {line.text}" in tex
    assert "<math" in html and "<svg" in html


def test_every_figure_is_shown_and_no_two_share_an_identifier(folder):
    html, tex = (folder / "report.html").read_text(), (folder / "report.tex").read_text()
    identifiers = re.findall(r' id="([^"]+)"', html)
    assert html.count("<svg") == len(plots.PLOTS) and len(identifiers) == len(set(identifiers))
    assert all(f"{{{plot.name}.pdf}}" in tex and plot.title in html for plot in plots.PLOTS)
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(identifiers)


def test_the_page_loads_nothing_from_elsewhere(folder):
    html = (folder / "report.html").read_text()
    assert not re.findall(r"""(?:src|href)=["'](?!#)|<link|@import|url\((?!#)""", html)


def test_the_errata_pair_what_fails_with_what_holds(verdicts):
    rows = {e["claim"].label: [c.label for c in e["corrected"]] for e in build.errata(build.rows(PAPER, verdicts))}
    assert set(rows) == {"lem-divergence-main-text", "lem-divergence-own-set-up-interior", "lem-closed-form-as-written"}
    assert "lem-divergence-appendix" in rows["lem-divergence-main-text"]


def test_special_characters_are_harmless(verdicts, monkeypatch):
    hostile = r"\input{x} & 50% $a_b$ #1 {~^} <script>alert(1)</script>"
    monkeypatch.setitem(CLAIMS, SOME[0], replace(CLAIMS[SOME[0]], statement=hostile))
    shown = {"title": "", "entries": build.rows(PAPER, verdicts), "errata": [], "symbols": (), "plots": []}
    html = build.environment("html").get_template("report.html").render(**shown)
    tex = build.environment("tex").get_template("report.tex").render(**shown)
    assert "<script>" not in html and r"\input{x}" not in tex and r"\textbackslash{}input\{x\} \& 50\%" in tex


def test_two_reports_are_equal(folder, verdicts, tmp_path):
    build.write(tmp_path, PAPER, verdicts)
    for name in ("report.tex", "report.html", "solutions.svg", "interval.svg", "phase.svg", "slack.svg", "regions.svg"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.skipif(
    not any(shutil.which(engine) for engine, *_ in build.ENGINES),
    reason="no TeX engine on this machine; the report is then written without a PDF",
)
def test_latex_accepts_it_without_warnings_that_matter(folder):
    assert (folder / "report.pdf").stat().st_size > 20_000
    log = (folder / "report.log").read_text(errors="replace") if (folder / "report.log").exists() else ""
    assert "Overfull" not in log and "undefined" not in log and "LaTeX Warning" not in log


@pytest.mark.parametrize("name", pages.PAGES)
def test_generated_pages_are_current(name):
    page = PAPER.recorded[0].parent / name
    assert page.read_text() == pages.PAGES[name](PAPER, recorded()), "run: python -m verify.report.pages"
