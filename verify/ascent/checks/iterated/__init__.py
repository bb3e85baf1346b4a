"""Appendix D.3, the iterated method: the two-step map, its update cut off, its orbits."""
