"""Proofs of mutants that are true for a reason of their own; the kernel checks every step."""

from verify.prove.script import written


def cubic_growth(p):
    """Of ``res-iterated-first-order-escapes``: there is room, as e^-w >= -w^3/2 for w < 0, where w^3/6 would do."""
    p.let("h", "-w/4")
    p.equals("exp(t)", "t", "-w", "4*h")
    p.instance("fact-exp-cubic", t="h")
    p.have("w >= 0 or exp(h) >= 1 + h + h**2/2")
    p.have("w >= 0 or exp(h)**2 >= (1 + h + h**2/2)**2")
    p.have("w >= 0 or exp(h)**4 >= (1 + h + h**2/2)**4")
    p.have("w >= 0 or (1 + h + h**2/2)**4 >= 32*h**3")
    p.have("w >= 0 or exp(-w) >= -w**3/2")
    p.have("w >= 0 or eta*(q - p)*exp(-w) >= eta*(q - p)*(-w**3/2)")
    p.have("w >= 0 or eta*(q - p)*(-w**3/2) >= -3*w*(1 + 2*eta*lam)")
    p.conclude()


PROOFS = {"res-iterated-first-order-escapes": written(cubic_growth)}
