"""Residues: a polynomial that has no zero modulo some number, and what is none."""

import pytest

from tests.paper import FORMAL
from tests.prove.test_kernel import on_integers
from verify.prove import Proof, ProofError
from verify.prove.script import Draft


@pytest.mark.parametrize(
    ("text", "modulus", "seen"),
    [
        ("2*n != 1", 2, True),
        ("n**2 != 3", 4, True),
        ("n**2/2 - 3/2 != 0", 4, True),
        ("n**2 != 4", 8, False),
        ("n**2 != 2", 7, False),
        ("2*x != 1", 2, False),
        ("2*n/n != 1", 2, False),
        ("2**n != 3", 2, False),
        ("2*n < 1", 2, False),
        ("2*n != 1", 1, False),
        ("2*n != 1", 0, False),
    ],
)
def test_residues(text, modulus, seen):
    proof = Draft(Proof(on_integers("x <= x"), FORMAL.__getitem__))
    if seen:
        proof.residues(text, modulus)
    else:
        with pytest.raises(ProofError):
            proof.residues(text, modulus)
