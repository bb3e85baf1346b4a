"""The language of claims: terms and formulas as they are written, what they mean, and how they are read."""
