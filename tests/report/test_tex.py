"""Text in LaTeX: any text comes out as itself, none of it is obeyed, and LaTeX accepts it."""

import shutil
import subprocess

import pytest

from verify.report.build import environment
from verify.report.tex import SIGNS, escaped


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("50 % & $a_1$ #2 ~ ^", r"50 \% \& \$a\_1\$ \#2 \textasciitilde{} \textasciicircum{}"),
        ("a <= b|c >= d", r"a \ensuremath{\le} b\ensuremath{|}c \ensuremath{\ge} d"),
        ("ε ≤ Ω, ς", r"\ensuremath{\epsilon} \ensuremath{\le} \ensuremath{\Omega}, \texttt{U+03C2}"),
        ("Erdős, naïve", "Erdős, naïve"),
        ("中 \x1b \u202e \x00", r"\texttt{U+4E2D} \texttt{U+001B} \texttt{U+202E} \texttt{U+0000}"),
        ("raise --boxes ---\n\nnow", r"raise -{}-boxes -{}-{}-  now"),
    ],
)  # fmt: skip
def test_special_characters_lose_their_meaning_and_keep_their_look(text, safe):
    assert escaped(text) == safe


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine to accept it")
def test_latex_accepts_every_character_of_the_basic_plane(tmp_path):
    surrogates = range(0xD800, 0xE000)
    known = "".join(chr(c) for c in range(0x3000) if c not in surrogates) + "".join(SIGNS) + "😀￿"
    preamble = environment("tex").get_template("preamble.tex").render()
    body = "\n\n".join(escaped(known[k : k + 64]) for k in range(0, len(known), 64))
    (tmp_path / "all.tex").write_text(rf"{preamble}\begin{{document}}{body}\end{{document}}", encoding="utf-8")
    ran = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"], cwd=tmp_path, capture_output=True
    )
    log = (tmp_path / "all.log").read_text(errors="replace")
    assert ran.returncode == 0 and (tmp_path / "all.pdf").exists() and "Missing character" not in log
