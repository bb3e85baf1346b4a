"""Rewritings of a question, one a file, each ``Question -> Question | None``; ``verify.cover.ways`` composes them."""
