"""The Lambert function's two real branches: in double precision, and enclosing."""

from theory.lambert.double import w0, wm1
from theory.lambert.enclosing import enclose_w0, enclose_wm1

__all__ = ["enclose_w0", "enclose_wm1", "w0", "wm1"]
