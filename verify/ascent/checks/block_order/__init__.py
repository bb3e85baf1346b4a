"""Lemmas 9 and 10: the original model above descent-ascent, and below the oracle."""
