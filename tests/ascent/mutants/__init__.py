"""Plausible wrong versions of the claims; the judge must reject them."""
