"""Text made safe for LaTeX: any text comes out as itself, none of it is obeyed."""

from __future__ import annotations

import re
import unicodedata

SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\ensuremath{<}", ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
}  # fmt: skip
SIGNS = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∞": r"\infty", "∈": r"\in", "∀": r"\forall",
    "∃": r"\exists", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\surd", "∂": r"\partial", "∇": r"\nabla",
    "→": r"\to", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "−": "-", "⋅": r"\cdot", "∧": r"\wedge", "∨": r"\vee",
    "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}",
}  # fmt: skip
PUNCTUATION = "–—‘’“”„…•€"  # LaTeX knows them as they are
UNKNOWN = "ĦħĸĿŀŉŦŧſ"  # the letters from U+00A1 to U+017F that its T1 fonts lack
NAMED = re.compile(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)")
SMALL = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
CAPITAL = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
VARIANTS = ("varepsilon", "varkappa", "varphi", "varpi", "varrho", "varsigma", "vartheta")
GREEK = frozenset((*SMALL, *CAPITAL, *VARIANTS))  # the letters that LaTeX has commands for
LATIN = {"omicron": "o"} | {  # the others look like these
    name: rf"\mathrm{{{letter}}}"
    for name, letter in (
        ("Alpha", "A"), ("Beta", "B"), ("Epsilon", "E"), ("Zeta", "Z"), ("Eta", "H"), ("Iota", "I"), ("Kappa", "K"),
        ("Mu", "M"), ("Nu", "N"), ("Omicron", "O"), ("Rho", "P"), ("Tau", "T"), ("Chi", "X"),
    )
}  # fmt: skip


def escaped(text: str) -> str:
    """``text`` for LaTeX: special characters are made harmless, hyphens stay hyphens, Greek letters and common signs
    are set as mathematics, and any character that LaTeX has no sign for is written as its number, like U+4E2D."""
    safe = re.sub("-(?=-)", "-{}", "".join(map(_character, text)))
    return safe.replace(r"\ensuremath{<}=", r"\ensuremath{\le}").replace(r"\ensuremath{>}=", r"\ensuremath{\ge}")


def _character(c: str) -> str:
    if c in SPECIAL:
        return SPECIAL[c]
    if " " <= c <= "~" or c in PUNCTUATION or (0xA1 <= ord(c) < 0x180 and c not in UNKNOWN and c != "\xad"):
        return c
    if c in SIGNS:
        return rf"\ensuremath{{{SIGNS[c]}}}"
    if c.isspace():
        return " "
    greek = NAMED.fullmatch(unicodedata.name(c, ""))
    if greek:
        name = greek[2].lower().replace("lamda", "lambda")  # Unicode spells it so
        name = name if greek[1] == "SMALL" else name.capitalize()
        if name in GREEK:
            return rf"\ensuremath{{\{name}}}"
        if name in LATIN:
            return rf"\ensuremath{{{LATIN[name]}}}"
    return rf"\texttt{{U+{ord(c):04X}}}"
