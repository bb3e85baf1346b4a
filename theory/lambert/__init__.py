"""The Lambert function's two real branches: symbolic, in double precision, and enclosing."""

from theory.lambert.double import w0, wm1
from theory.lambert.enclosing import enclose_w0, enclose_wm1
from theory.lambert.symbolic import W0, Wm1

__all__ = ["W0", "Wm1", "enclose_w0", "enclose_wm1", "w0", "wm1"]
