"""Every mutant of every claim that holds, decided: ``python -m tests.ascent.mutants.table [JOBS [again]]``.

Resumes where it was stopped; writes docs/mutation.json, one entry a claim, and docs/mutation.md from it, also where
nothing is left to decide. With ``again``, those that are unknown there are decided again.
"""

import json
import re
import sys
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from pebble import ProcessPool

from tests.ascent.mutants.mechanical import mutants
from tests.ascent.mutants.proofs import PROOFS
from tests.paper import CHECKS, FORMAL, LIBRARY, prove, read, recorded, search
from theory.errors import DomainError, LedgerError, UnableError
from verify.claims_file.export import entry
from verify.claims_file.user_claims import claim as read_back
from verify.judge import Limits
from verify.prove import Proof, ProofError, kernel
from verify.prove.proposals import arguments, reason
from verify.prove.script import Draft
from verify.refute.implicit_search import ImplicitSearch
from verify.verdict import Truth

DOCS = Path(__file__).resolve().parents[3] / "docs"
NUMBER = re.compile(r"(?<![\w.*])(?<!\*\* )\d+(?![\w.])")
CONSTANTS = 3  # of a conclusion, changed one at a time
RESOURCES = 1_000_000
BOXES, SECONDS = 120, 25.0
PAIRS = 12  # of arguments of W0, and of log
LONGEST = 40  # seconds for one mutant
FEW = 6  # variables; in more, a cover of so few parts settles nothing
WORDS = ("refuted", "proved", "vacuous", "unknown", "wrong")


def all_mutants(claim):
    """The mechanical mutants, and each of the first constants of the conclusion changed by one and by 1 %."""
    found = dict(mutants(claim))
    for number in list(NUMBER.finditer(claim.conclusion))[:CONSTANTS]:
        for name, text in (("one more", f"({number[0]} + 1)"), ("1 % more", f"(101/100*{number[0]})")):
            conclusion = claim.conclusion[: number.start()] + text + claim.conclusion[number.end() :]
            found[f"{name} than {number[0]} at {number.start()}"] = replace(claim, conclusion=conclusion)
    return found


def decide(label, mutant):
    """(word, how): refuted by a certified witness, or because it contradicts the claim at a certified point; proved, so
    that the mutant is true too; vacuous; unknown; or wrong, if it is both refuted and proved."""
    outside = entry(mutant, ())
    reader = read_back(outside) if outside is not None else None
    try:
        looked = search(mutant)
        witness = looked.witness
        proof, by = follows(label, mutant), "from the claim itself"
        if proof is None and witness is None and looked.example and denied(label, mutant):
            return "refuted", f"{point(looked.example)}, by the claim itself"
        for script, whose in ((CHECKS.get(label), "the claim's own proof"), (PROOFS.get(label), "a proof of its own")):
            if proof is None:
                (proof, _), by = prove(mutant, script), whose
        if witness is None and proof is None and reader is not None:
            witness = ImplicitSearch(reader).look().witness
        if proof is None and reader is not None:
            proof, by = reason(reader, LIBRARY, 1 if witness else 3).proof, "algebra and facts"
        if witness is None and proof is None and reader is not None and len(reader.variables) <= FEW:
            return judged(reader)
    except (DomainError, UnableError, LedgerError) as error:
        return "unknown", f"{type(error).__name__}: {error}"
    if witness is not None:
        return ("wrong", by) if proof is not None else ("refuted", witness.sentence())
    if proof is not None:
        vacuous = (
            looked.example is None and reader is not None and reason(reader.contradiction(), LIBRARY).proof is not None
        )
        return ("vacuous" if vacuous else "proved"), by
    return "unknown", "neither a witness nor a proof"


def point(at):
    return ", ".join(f"{name} = {value}" for name, value in at.items())


def follows(label, mutant):
    """A proof of ``mutant`` from an instance of the claim ``label``, by algebra, and because W0 and log increase."""
    claim = FORMAL[label]
    names = (*claim.variables, *(name for unknown in claim.unknowns for name in unknown.names))
    try:
        proof = Proof(mutant, FORMAL.__getitem__, RESOURCES)
        draft = Draft(proof)
        draft.instance(label, **{name: name for name in names})
        for function, fact in (("W0", "fact-w0-increasing"), ("log", "fact-log-increasing")):
            found = {str(a) for each in (claim, mutant) for a in arguments(each, function)}
            for a, b in list(permutations(sorted(found), 2))[:PAIRS]:
                draft.instance(fact, a=a, b=b)
        proof.conclude()
    except ProofError:
        return None
    return proof


def denied(label, mutant):
    """A proof that ``mutant`` contradicts the claim ``label`` wherever its own hypotheses hold."""
    return follows(label, replace(mutant, hypotheses=(*mutant.hypotheses, mutant.conclusion), conclusion="1 < 0"))


def judged(reader):
    """As ``decide``, by all that the judge has, within ``BOXES`` parts of each cover and ``SECONDS``."""
    verdict = read(reader, Limits(boxes=BOXES, seconds=SECONDS)).verdict
    if verdict.witness is not None:
        return "refuted", verdict.witness.sentence()
    if verdict.vacuity == "vacuous":
        return "vacuous", verdict.reason
    return ("proved" if verdict.truth is Truth.HOLDS else "unknown"), verdict.reason


def decide_named(label, name):
    """``decide`` of the mutant ``name``."""
    kernel.RESOURCES = RESOURCES
    return decide(label, all_mutants(FORMAL[label])[name])


def decide_all(label, jobs=1, names=None):
    """The mutants of the claim ``label``, or those of ``names``: name -> [word, how]. One that takes longer than
    ``LONGEST`` is unknown."""
    with ProcessPool(jobs) as pool:
        names = all_mutants(FORMAL[label]) if names is None else names
        running = {name: pool.schedule(decide_named, [label, name], timeout=LONGEST) for name in names}
        return {name: list(_result(future)) for name, future in running.items()}


def _result(future):
    try:
        return future.result()
    except TimeoutError:
        return "unknown", f"not within {LONGEST} seconds"


def page(known):
    """The table, from the recorded results."""
    total = {word: sum(found[0] == word for each in known.values() for found in each.values()) for word in WORDS}
    told = total["refuted"] + total["unknown"]
    lines = [
        "# Mutants of the paper's claims",
        "",
        "Generated by `python -m tests.ascent.mutants.table`; do not edit. Every claim that holds is changed",
        "mechanically (a flipped comparison, a dropped hypothesis, swapped symbols, the other branch, a constant",
        "changed by one or by 1 %), and each mutant is decided: *refuted* by a certified witness; *proved*, being true",
        "too (a weaker bound, which follows from the claim itself; a hypothesis that was not needed; a symmetry);",
        "*vacuous*; or *unknown*. What contradicts the claim itself is refuted at a point that meets the hypotheses. A",
        "mutant both refuted and proved would be *wrong*.",
        "",
        f"{len(known)} of {len(chosen())} claims, few variables first; {sum(total.values())} mutants: "
        + ", ".join(f"{total[word]} {word}" for word in WORDS)
        + ".",
        f"With all unknown ones counted as false, {100 * total['refuted'] / told:.1f} % of the false are refuted.",
        "",
        "| claim | refuted | proved | vacuous | unknown | the unknown ones |",
        "|---|---|---|---|---|---|",
    ]
    for label, each in known.items():
        counts = [sum(found[0] == word for found in each.values()) for word in WORDS[:4]]
        names = "; ".join(name.replace("|", "\\|") for name, found in each.items() if found[0] == "unknown")
        lines.append(f"| `{label}` | {' | '.join(map(str, counts))} | {names} |")
    return "\n".join(lines) + "\n"


def chosen():
    """The labels of the claims that hold and have a check, those with few variables first."""
    known = recorded()
    held = [label for label in FORMAL if label in CHECKS and known[label]["truth"] == "holds"]
    return sorted(held, key=lambda label: len(FORMAL[label].names))


def main(jobs=2, again=False):
    """Decides the mutants of the claims that have no results yet, with ``again`` also the unknown ones; writes a
    claim's once they are there, and the page at the end."""
    path = DOCS / "mutation.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    for label in chosen():
        before = known.get(label, {})
        names = [name for name, found in before.items() if found[0] == "unknown"] if again else []
        if before and not names:
            continue
        known[label] = before | decide_all(label, jobs, names or None)
        path.write_text(json.dumps({each: known[each] for each in chosen() if each in known}, indent=1) + "\n")
    known = {each: known[each] for each in chosen()}
    path.write_text(json.dumps(known, indent=1) + "\n")
    (DOCS / "mutation.md").write_text(page(known))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), again=sys.argv[2:] == ["again"])
