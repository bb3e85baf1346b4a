"""The ledger: decides claims, and keeps their own and whole verdicts."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from typing import cast

import verify.ascent.checks
from theory.ascent.claims import CLAIMS, FORMAL, Assertion, Claim
from theory.errors import DomainError, LedgerError
from theory.language.claim import symbol
from theory.language.formula import And, Atom
from theory.language.grammar import GrammarError, parse_term
from theory.language.term import whole as whole_number
from verify.ascent.solve import descent
from verify.ascent.solve.boxes import BOXES, enclose
from verify.confirm.verdicts import confirmed
from verify.ledger import record
from verify.ledger.whole import Whole, whole_verdict
from verify.prove import Proof, ProofError
from verify.prove.registry import CHECKS, DECISIONS, Script
from verify.prove.rests import rests
from verify.refute.certify import Search, search
from verify.values.evaluate import holds
from verify.verdict import Evidence, Grade, Truth, Verdict

for _module in pkgutil.iter_modules(verify.ascent.checks.__path__):
    importlib.import_module(f"verify.ascent.checks.{_module.name}")


def prove(claim: Claim, script: Script | None) -> tuple[Proof | None, str]:
    """The completed proof that ``script`` proposes for ``claim``, or None and why there is none."""
    if script is None:
        return None, "no proof is proposed"
    try:
        proof = Proof(claim, FORMAL.__getitem__, rests=rests)
        script(proof)
    except ProofError as error:
        return None, str(error)
    return (proof, "") if proof.done else (None, "the proposed proof does not reach the conclusion")


def domain(claim: Claim) -> str:
    """The claim's domain in words: every value of its variables that meets the hypotheses."""
    names = ", ".join(f"{name} {kind}" for name, kind in claim.variables.items())
    return f"all {names}" + (f" with {' and '.join(claim.hypotheses)}" if claim.hypotheses else "")


def decide(claim: Claim, script: Script | None = None, confirm: bool = True) -> Verdict:
    """The own verdict on ``claim``: HOLDS by a proof for its whole domain, FAILS by a certified
    witness, else UNKNOWN with the reason.

    Both are always tried. ``confirm``: what the second reader does not confirm is UNKNOWN too. Errors: ``LedgerError``
    if a proof and a witness are both found.
    """
    script = script or CHECKS.get(claim.label)
    where = domain(claim)
    if claim.kind == "axiom":
        detail = Evidence("definition", Truth.HOLDS, Grade.EXACT, where, "the definition of the function")
        return Verdict(claim.label, Truth.HOLDS, Grade.EXACT, where, "a definition", (detail,))
    proof, why = prove(claim, script)
    looked = search(claim)
    if proof is not None and looked.witness is not None:
        raise LedgerError(f"{claim.label}: proved, and refuted at {looked.witness.sentence()}; one of the two is wrong")
    evidence = list(_evidence(claim, proof, looked, where))
    uses = tuple(sorted({*claim.uses, *(proof.instantiated if proof else ())}))
    if looked.witness is not None:
        reason = f"refuted at {looked.witness.sentence()}: {looked.witness.why}, by {looked.witness.violation}"
        failed = Verdict(
            claim.label, Truth.FAILS, looked.witness.grade, where, reason, tuple(evidence), looked.witness, None, uses
        )
        return confirmed(claim, failed) if confirm else failed
    if proof is None:
        reason = f"no witness among {looked.points} points and no proof: {why}"
        return Verdict(claim.label, Truth.UNKNOWN, Grade.SAMPLED, where, reason, tuple(evidence), None, None, uses)
    lines = proof.lines()
    held = Verdict(
        claim.label,
        Truth.HOLDS,
        Grade.EXACT,
        where,
        f"proved in {len(lines)} steps",
        tuple(evidence),
        None,
        None,
        uses,
        lines,
    )
    found, by = _vacuity(claim, script, looked, held, proof, confirm)
    return confirmed(claim, found, by.steps) if confirm else found


def settle(assertion: Assertion) -> Verdict:
    """The own verdict on an assertion, as its decision finds it.

    Errors: ``LedgerError`` if the finding breaks the rules of the vocabulary: HOLDS needs evidence
    above samples for the whole domain, FAILS needs a witness.
    """
    found = DECISIONS[assertion.label]()
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


def _evidence(claim: Claim, proof: Proof | None, looked: Search, where: str) -> Iterable[Evidence]:
    if proof is not None:
        yield Evidence("proof", Truth.HOLDS, Grade.EXACT, where, f"{len(proof.steps)} steps")
    if looked.witness is not None:
        yield Evidence(
            "witness", Truth.FAILS, looked.witness.grade, looked.witness.sentence(), looked.witness.violation
        )
    else:
        yield Evidence(
            "samples",
            Truth.UNKNOWN,
            Grade.SAMPLED,
            f"{looked.points} points that meet the hypotheses",
            "no violation observed",
        )
    if claim.label in BOXES:
        yield enclose(claim, BOXES[claim.label])
    if claim.label in descent.COMPARED:
        yield descent.compare()


def _vacuity(
    claim: Claim, script: Script | None, looked: Search, held: Verdict, proof: Proof, confirm: bool
) -> tuple[Verdict, Proof]:
    """Marks a proved claim whose hypotheses nothing meets, or meets only where it says 0 >= 0; and the proof to be read
    again: of the contradiction, else of the claim."""
    if looked.example is None and not _example_holds(claim):
        empty, why = prove(replace(claim, conclusion="1 < 0"), script)
        if empty is not None:
            why = "vacuous: its hypotheses contradict each other, proved"
            return replace(held, truth=Truth.UNKNOWN, vacuity="vacuous", reason=why), empty
        why = f"proved, but no point is known that meets its hypotheses; it may be vacuous ({why})"
        return replace(held, truth=Truth.UNKNOWN, grade=Grade.SAMPLED, reason=why), proof
    same = level(claim)
    equal = prove(same, script)[0] if same is not None and not looked.strict else None
    if same is None or equal is None or (confirm and confirmed(same, held, equal.steps).truth is not Truth.HOLDS):
        return held, proof
    why = "degenerate: its hypotheses hold only where both sides are equal, proved"
    return replace(held, vacuity="degenerate", reason=why), proof


def level(claim: Claim) -> Claim | None:
    """``claim`` with the equality of its sides as the conclusion, if the conclusion is one comparison <= or >= (with
    every ``not`` carried out). None for any other, and where the sides are too long to be written down."""
    then = claim.then
    if not isinstance(then, Atom) or then.op not in ("<=", ">="):
        return None
    same = replace(claim, conclusion=f"{then.left} == {then.right}")
    try:
        return same if isinstance(same.then, Atom) else None
    except GrammarError:
        return None


def _example_holds(claim: Claim) -> bool:
    """Whether the claim's own example, in exact constants, meets its hypotheses."""
    if not claim.example:
        return False
    point = {symbol(name): parse_term(text, {}) for name, text in claim.example.items()}
    if not all(whole_number(point[symbol(name)], frozenset()) for name in claim.integers):
        return False
    return holds(And(tuple(g.subs(point) for g in claim.given)), {}) is True


def whole(label: str, verdicts: dict[str, Verdict], known: dict[str, Whole] | None = None) -> Whole:
    """The verdict over all that a claim uses: truth, least grade, and what is taken as given.

    A premise that FAILS or is UNKNOWN makes the whole UNKNOWN; definitions are given. ``known`` is for one
    ``verdicts``: what was settled before, and what is settled now. Errors: ``LedgerError`` for a circle of uses.
    """

    def axiom(name: str) -> bool:
        return CLAIMS[name].kind == "axiom"

    def own(name: str) -> Whole:
        return verdicts[name].truth, verdicts[name].grade, (name,) if axiom(name) else ()

    def uses(name: str) -> tuple[str, ...]:
        return () if axiom(name) else verdicts[name].uses

    return whole_verdict(label, own, uses, {} if known is None else known)


def closure(labels: Sequence[str]) -> list[str]:
    """``labels`` and every fact, in the order of the claims."""
    return [label for label, claim in CLAIMS.items() if label in labels or claim.kind in ("fact", "axiom")]


def decide_label(label: str, confirm: bool = True) -> Verdict:
    """The own verdict on the claim or assertion ``label``; assertions are not read a second time."""
    statement = CLAIMS[label]
    return decide(FORMAL[label], confirm=confirm) if label in FORMAL else settle(cast(Assertion, statement))


def decide_all(
    labels: Sequence[str], jobs: int = 1, progress: Callable[[], None] = lambda: None, confirm: bool = True
) -> dict[str, Verdict]:
    """Verdicts of ``labels`` and of all that they use, in ``jobs`` processes; ``confirm`` as for ``decide``."""
    verdicts: dict[str, Verdict] = {}
    wanted = list(labels)
    while wanted:
        if jobs > 1 and len(wanted) > 1:
            with ProcessPoolExecutor(min(jobs, len(wanted))) as pool:
                for verdict in pool.map(partial(decide_label, confirm=confirm), wanted):
                    verdicts[verdict.label] = verdict
                    progress()
        else:
            for label in wanted:
                verdicts[label] = decide_label(label, confirm)
                progress()
        wanted = sorted({u for v in verdicts.values() for u in v.uses} - set(verdicts))
    return {label: verdicts[label] for label in CLAIMS if label in verdicts}


def select(labels: Sequence[str]) -> list[str]:
    """The claims named: by label, or by a row's label that begins several. All, if none is named.

    Errors: ``DomainError`` for an unknown label, with the nearest known ones.
    """
    if not labels:
        return list(CLAIMS)
    chosen: list[str] = []
    for label in labels:
        found = [known for known in CLAIMS if known == label or known.startswith(f"{label}-")]
        if not found:
            near = difflib.get_close_matches(label, CLAIMS, 2, 0.3)
            raise DomainError(
                f"label {label[:60]}: not a claim; try {' or '.join(near) or next(iter(CLAIMS))}, or run affirm verify"
                " for all"
            )
        chosen += found
    return [label for label in CLAIMS if label in chosen]


def document(labels: Sequence[str], verdicts: dict[str, Verdict]) -> str:
    """The text of ``verify --json``: the same bytes on every run."""
    claims, known = [], dict[str, Whole]()
    for label in labels:
        truth, _, given = whole(label, verdicts, known)
        claims.append(record.described(CLAIMS[label], verdicts[label], truth, given))
    return record.text(claims)
