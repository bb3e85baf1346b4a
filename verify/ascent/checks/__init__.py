"""Proof scripts of claims and decisions of assertions: those of ``theory.ascent.claims.X`` in ``X`` here."""
