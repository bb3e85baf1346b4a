"""The paper's formal claims as a file of claims, to be read back by anyone's judge, ours included.

A stationary point becomes a variable with its equation as a hypothesis; what was differentiated becomes a definition.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from theory.language.claim import Claim
from theory.language.formula import Atom
from verify.claims_file.entries import Entry


def entry(claim: Claim, known: Sequence[str]) -> Entry | None:
    """``claim`` as it is written in a file whose labels are ``known``; None where it says that a solution exists, which
    the grammar of a file cannot."""
    if claim.exists:
        return None
    points = {name: "real" for unknown in claim.unknowns for name in unknown.names}
    equations = [_equation(e) for unknown in claim.unknowns for e in unknown.equations() if isinstance(e, Atom)]
    derived = {name: str(value) for name, value in claim.derived.items()}
    words = {key: text for key in ("source", "statement", "reading") if (text := getattr(claim, key))}
    return Entry(
        label=claim.label,
        variables={**claim.variables, **points},
        definitions={**derived, **claim.definitions},
        hypotheses=(*claim.hypotheses, *equations),
        conclusion=claim.conclusion,
        words=words,
        uses=tuple(label for label in claim.uses if label in known),
    )


def _equation(equation: Atom) -> str:
    return str(equation)


def as_toml(entries: Sequence[Entry]) -> str:
    """The text of a file of claims that holds ``entries``."""
    return "\n".join(_table(e) for e in entries)


def _table(e: Entry) -> str:
    lines = [f"[claim.{e.label}]"]
    lines += [f"{key} = {_text(text)}" for key, text in e.words.items()]
    lines.append(f"variables = {{ {', '.join(f'{name} = {_text(kind)}' for name, kind in e.variables.items())} }}")
    lines += ["hypotheses = [", *(f"  {_text(h)}," for h in e.hypotheses), "]"] if e.hypotheses else []
    lines.append(f"conclusion = {_text(e.conclusion)}")
    lines += [f"uses = [{', '.join(_text(u) for u in e.uses)}]"] if e.uses else []
    if e.definitions:
        lines.append(f"[claim.{e.label}.definitions]")
        lines += [f"{name} = {_text(text)}" for name, text in e.definitions.items()]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """A quoted text; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
