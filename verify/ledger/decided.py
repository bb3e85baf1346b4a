"""The ledger: a paper's statements decided, each with its own and its whole verdict."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from theory.errors import DomainError, LedgerError
from theory.language.claim import Assertion
from verify import judge
from verify.ledger import record
from verify.ledger.paper import Paper, load
from verify.ledger.whole import Whole, whole_verdict
from verify.prove.library import Library
from verify.verdict import Grade, Truth, Verdict


def decide(label: str, paper: Paper, confirm: bool = True) -> Verdict:
    """The own verdict on the claim or assertion ``label`` of ``paper``. ``confirm``: what the second reader does not
    confirm of a claim is UNKNOWN; assertions are not read a second time.

    Errors: ``LedgerError`` if a proof and a witness are both found.
    """
    statement = paper.library.statements[label]
    if isinstance(statement, Assertion):
        return settle(statement, paper.library)
    judged = judge.decide(paper.library.claim(label), paper.proposals(label), judge.Limits(confirm=confirm))
    if judged.fault:
        raise LedgerError(f"{label}: {judged.verdict.reason}")
    return judged.verdict


def settle(assertion: Assertion, library: Library) -> Verdict:
    """The own verdict on an assertion, as its decision finds it.

    Errors: ``LedgerError`` if the finding breaks the rules of the vocabulary: HOLDS needs evidence
    above samples for the whole domain, FAILS needs a witness.
    """
    found = library.decisions[assertion.label]()
    full = [e for e in found.evidence if e.truth is found.truth and e.grade >= found.grade]
    if found.truth is not Truth.UNKNOWN and (found.grade is Grade.SAMPLED or not full):
        raise LedgerError(f"{assertion.label}: {found.truth.name} without evidence that decides it")
    if found.truth is Truth.HOLDS and all(e.domain != assertion.domain for e in full):
        raise LedgerError(f"{assertion.label}: HOLDS, but no evidence covers '{assertion.domain}'")
    if (found.truth is Truth.FAILS) != (found.witness is not None):
        raise LedgerError(f"{assertion.label}: FAILS and a witness go together")
    return Verdict(
        assertion.label,
        found.truth,
        found.grade,
        assertion.domain,
        found.reason,
        found.evidence,
        found.witness,
        None,
        assertion.uses,
    )


def whole(label: str, verdicts: dict[str, Verdict], library: Library, known: dict[str, Whole] | None = None) -> Whole:
    """The verdict over all that a claim uses: truth, least grade, and what is taken as given.

    A premise that FAILS or is UNKNOWN makes the whole UNKNOWN; definitions are given. ``known`` is for one
    ``verdicts``: what was settled before, and what is settled now. Errors: ``LedgerError`` for a circle of uses.
    """

    def axiom(name: str) -> bool:
        return library.statements[name].kind == "axiom"

    def own(name: str) -> Whole:
        return verdicts[name].truth, verdicts[name].grade, (name,) if axiom(name) else ()

    def uses(name: str) -> tuple[str, ...]:
        return () if axiom(name) else verdicts[name].uses

    return whole_verdict(label, own, uses, {} if known is None else known)


def decide_all(
    labels: Sequence[str],
    paper: Paper,
    jobs: int = 1,
    progress: Callable[[], None] = lambda: None,
    confirm: bool = True,
) -> dict[str, Verdict]:
    """Verdicts of ``labels`` of ``paper`` and of all that they use, in ``jobs`` processes; ``confirm`` as for
    ``decide``."""
    verdicts: dict[str, Verdict] = {}
    wanted = list(labels)
    while wanted:
        if jobs > 1 and len(wanted) > 1:
            with ProcessPoolExecutor(min(jobs, len(wanted))) as pool:
                for verdict in pool.map(partial(_decided, paper=paper.source, confirm=confirm), wanted):
                    verdicts[verdict.label] = verdict
                    progress()
        else:
            for label in wanted:
                verdicts[label] = decide(label, paper, confirm)
                progress()
        wanted = sorted({u for v in verdicts.values() for u in v.uses} - set(verdicts))
    return {label: verdicts[label] for label in paper.library.statements if label in verdicts}


def _decided(label: str, paper: str, confirm: bool) -> Verdict:
    """``decide`` in a process of its own."""
    return decide(label, load(paper), confirm)


def select(labels: Sequence[str], library: Library) -> list[str]:
    """The claims named: by label, or by a row's label that begins several. All, if none is named.

    Errors: ``DomainError`` for an unknown label, with the nearest known ones.
    """
    if not labels:
        return list(library.statements)
    chosen: list[str] = []
    for label in labels:
        found = [known for known in library.statements if known == label or known.startswith(f"{label}-")]
        if not found:
            near = difflib.get_close_matches(label, library.statements, 2, 0.3)
            raise DomainError(
                f"label {label[:60]}: not a claim; try {' or '.join(near) or next(iter(library.statements))}, or run"
                " affirm verify for all"
            )
        chosen += found
    return [label for label in library.statements if label in chosen]


def document(labels: Sequence[str], verdicts: dict[str, Verdict], library: Library) -> str:
    """The text of ``verify --json``: the same bytes on every run."""
    claims, known = [], dict[str, Whole]()
    for label in labels:
        truth, _, given = whole(label, verdicts, library, known)
        claims.append(record.described(library.statements[label], verdicts[label], truth, given))
    return record.text(claims)
