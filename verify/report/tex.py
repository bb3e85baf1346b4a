"""Text made safe for LaTeX: any text comes out as itself, none of it is obeyed."""

from __future__ import annotations

import re
import unicodedata

from sympy.printing.latex import tex_greek_dictionary
from sympy.printing.pretty.pretty_symbology import greek_letters

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
GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)")


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
    greek = GREEK.fullmatch(unicodedata.name(c, ""))
    if greek and greek[2].lower() in greek_letters:
        name = greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
        return rf"\ensuremath{{{tex_greek_dictionary.get(name, chr(92) + name)}}}"
    return rf"\texttt{{U+{ord(c):04X}}}"
