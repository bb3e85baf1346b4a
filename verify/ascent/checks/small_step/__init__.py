"""Appendix D.3, as the rate tends to 0: which way the steps lead, and the limits of orbits."""
