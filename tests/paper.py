"""The paper as tests ask for it: its claims, scripts and decisions, and verdicts on mutants of them."""

import functools
from dataclasses import replace

from verify import judge
from verify.ascent.paper import PAPER
from verify.ledger import decided, record
from verify.ledger.decided import whole as whole_in
from verify.refute import stated
from verify.refute.implicit_search import ImplicitSearch

LIBRARY = PAPER.library
CLAIMS, FORMAL = LIBRARY.statements, LIBRARY.claims
CHECKS, DECISIONS = LIBRARY.scripts, LIBRARY.decisions


def search(claim):
    """A search for a witness of ``claim`` as for one of the paper's."""
    return stated.search(claim, PAPER.hints).look()


def prove(claim, script):
    return LIBRARY.prove(claim, script)


def decide(claim, script=None, confirm=True):
    """The verdict on ``claim`` as on one of the paper's, with ``script`` as the proof that is proposed."""
    proposals = replace(PAPER.proposals(claim.label), script=script)
    return judge.decide(claim, proposals, judge.Limits(confirm=confirm)).verdict


def read(claim, limits, script=None):
    """What the judge says of ``claim`` as of a user claim."""
    return judge.decide(claim, judge.Proposals(LIBRARY, ImplicitSearch, script), limits)


def decide_label(label, confirm=True):
    """The verdict on the paper's ``label``, decided now: for a test that has changed what it rests on."""
    return decided.decide(label, PAPER, confirm)


@functools.cache
def verdict(label):
    """As ``decide_label``, decided once in a process, for all tests that change nothing."""
    return decide_label(label)


def verdicts(labels):
    """The ``verdict`` on each of ``labels`` and on all that they use, in the order of the ledger."""
    found, wanted = {}, list(labels)
    while wanted:
        label = wanted.pop()
        if label not in found:
            found[label] = verdict(label)
            wanted += found[label].uses
    return {label: found[label] for label in CLAIMS if label in found}


def whole(label, verdicts):
    return whole_in(label, verdicts, LIBRARY)


def recorded():
    return record.recorded(PAPER.recorded)


def takes_long(label):
    """Whether the proof or search is long: of a claim in a block, on the iterated method, or on small steps."""
    block = label in FORMAL and "eps" in FORMAL[label].variables
    return block or label.split("-")[1] in ("iterated", "small")
