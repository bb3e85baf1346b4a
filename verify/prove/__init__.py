"""Proofs: short lists of steps, each discharged by a named rule."""

from verify.prove.kernel import Proof, ProofError, Step

__all__ = ["Proof", "ProofError", "Step"]
