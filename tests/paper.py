"""The paper as tests ask for it: its claims, scripts and decisions, and verdicts on mutants of them."""

from dataclasses import replace

from verify import judge
from verify.ascent.paper import PAPER
from verify.ledger import decided, record
from verify.ledger.decided import whole as whole_in
from verify.refute import stated
from verify.refute.tied import TiedSearch

LIBRARY = PAPER.library
CLAIMS, FORMAL = LIBRARY.statements, LIBRARY.claims
CHECKS, DECISIONS = LIBRARY.scripts, LIBRARY.decisions


def search(claim):
    """A search for a witness of ``claim`` as for one of the paper's."""
    return stated.search(claim, PAPER.hints).look()


def hunt(claim):
    """A search for a witness of ``claim`` as for a reader's."""
    return TiedSearch(claim).look()


def prove(claim, script):
    return LIBRARY.prove(claim, script)


def decide(claim, script=None, confirm=True):
    """The verdict on ``claim`` as on one of the paper's, with ``script`` as the proof that is proposed."""
    proposals = replace(PAPER.proposals(claim.label), script=script)
    return judge.decide(claim, proposals, judge.Limits(confirm=confirm)).verdict


def read(claim, limits, script=None):
    """What the judge says of ``claim`` as of a reader's."""
    return judge.decide(claim, judge.Proposals(LIBRARY, TiedSearch, script), limits)


def decide_label(label, confirm=True):
    return decided.decide(label, PAPER, confirm)


def decide_all(labels, jobs=1):
    return decided.decide_all(labels, PAPER, jobs)


def whole(label, verdicts):
    return whole_in(label, verdicts, LIBRARY)


def recorded():
    return record.recorded(PAPER.recorded)
