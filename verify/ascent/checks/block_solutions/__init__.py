"""The three solutions in a block: the lemmas on them, and the curve of DA's stationary points."""
