"""A second paper, small: the proximal operator of exp, after N. Parikh and S. Boyd, *Proximal Algorithms*, 2014."""

from .paper import PAPER

__all__ = ["PAPER"]
