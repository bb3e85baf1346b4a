"""User claims as claims of the language, and their verdicts as JSON in the form of ``affirm verify``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from theory.errors import DomainError, LedgerError, UnableError
from theory.language.claim import Claim
from verify.claims_file.entries import Entry
from verify.judge import Judged, Limits, Proposals, decide, undecided
from verify.ledger import record
from verify.ledger.paper import installed, load
from verify.ledger.whole import Whole, whole_verdict
from verify.prove.facts import FACTS
from verify.refute.implicit_search import ImplicitSearch
from verify.verdict import Grade, Truth


def claim(entry: Entry) -> Claim:
    """``entry`` as a claim of kind "claim"."""
    said = entry.words.get("statement") or entry.words.get("title") or entry.conclusion
    return Claim(
        label=entry.label,
        kind="claim",
        source=entry.words.get("source", ""),
        statement=said,
        reading=entry.words.get("reading", ""),
        uses=entry.uses,
        variables=dict(entry.variables),
        definitions=dict(entry.definitions),
        hypotheses=entry.hypotheses,
        conclusion=entry.conclusion,
    )


def proposals(label: str) -> Proposals:
    """What is proposed for a user claim: the script of an installed paper's claim of that label, each step of which
    is checked on the user's text; else what any claim gets."""
    libraries = (load(name).library for name in installed())
    found = next((library for library in libraries if label in library.scripts), None)
    return Proposals(FACTS, ImplicitSearch) if found is None else Proposals(found, ImplicitSearch, found.scripts[label])


def judged(entry: Entry, limits: Limits) -> Judged:
    """The verdict on ``entry``, and what was tried; UNKNOWN where a form of it is beyond what the judge can read, or
    where a step meets an error that nobody foresaw, so that the other claims are decided all the same.
    """
    said = claim(entry)
    try:
        return decide(said, proposals(entry.label), limits)
    except (DomainError, UnableError, ArithmeticError, RecursionError) as error:
        return undecided(said, f"a form of it cannot be read ({error}); write it another way")
    except LedgerError as error:
        return undecided(said, f"affirm contradicts itself: {error}; report this", fault=True)
    except Exception as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        return undecided(said, f"a step failed, by a fault of affirm ({why}); write it another way, and report this")


OURS = "ledger:"  # before the label of a fact of the ledger, which a claim of the file may have as its own


def whole(
    label: str,
    decided: Mapping[str, Judged],
    declared: Mapping[str, Sequence[str]],
    known: dict[str, Whole] | None = None,
) -> Whole:
    """The verdict over all that a claim uses, its facts as the ledger records them: truth, grade, what is given.

    ``declared``: the labels of the file that each claim says it uses; what else a verdict uses is the ledger's,
    whatever claims of the file are called. ``known`` is for one ``decided``: what was settled before, and is now.
    """
    recorded: dict[str, dict[str, Any]] = {}

    def own(name: str) -> Whole:
        if not name.startswith(OURS):
            return decided[name].verdict.truth, decided[name].verdict.grade, ()
        if not recorded:
            for paper in map(load, installed()):
                if any(path.exists() for path in paper.recorded):
                    recorded.update(record.recorded(paper.recorded))
        fact = recorded.get(name.removeprefix(OURS))
        if fact is None:
            raise LedgerError(f"{name.removeprefix(OURS)}: no installed paper's ledger records it; record one")
        axiom = fact["kind"] == "axiom"
        given = (name.removeprefix(OURS),) if axiom else tuple(fact["given"])
        return Truth(fact["whole"]), Grade[fact["grade"].upper()], given

    def uses(name: str) -> list[str]:
        if name.startswith(OURS):
            return []
        mine = declared.get(name, ())
        return [*mine, *(f"{OURS}{used}" for used in decided[name].verdict.uses if used not in mine)]

    return whole_verdict(label, own, uses, {} if known is None else known)


def as_json(
    entry: Entry,
    decided: Mapping[str, Judged],
    declared: Mapping[str, Sequence[str]],
    known: dict[str, Whole] | None = None,
) -> dict[str, Any]:
    """One claim of ``check --json``, with the keys of ``verify --json``; the rest as for ``whole``."""
    truth, _, given = whole(entry.label, decided, declared, known)
    return record.described(claim(entry), decided[entry.label].verdict, truth, given)


def document(entries: Sequence[Entry], decided: Mapping[str, Judged]) -> str:
    """The text of ``check --json``: the same bytes on every run that no time limit stops."""
    known: dict[str, Whole] = {}
    declared = {entry.label: entry.uses for entry in entries}
    return record.text([as_json(entry, decided, declared, known) for entry in entries])
