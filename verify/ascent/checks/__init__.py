"""One function a claim: it proposes a proof, or says where to look for a witness."""

from verify.prove.registry import CHECKS, DECISIONS, check, decision

__all__ = ["CHECKS", "DECISIONS", "check", "decision"]
