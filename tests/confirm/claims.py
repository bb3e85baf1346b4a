"""Small claims to be read a second time."""

from theory.ascent.unknowns import AxisPoint
from theory.language.claim import Claim


def claim(conclusion, *hypotheses, real="x y", integer="", **rest):
    variables = dict.fromkeys(real.split(), "real") | dict.fromkeys(integer.split(), "integer")
    words = dict(label="test", kind="fact", source="test", statement="", reading="")
    return Claim(**words, variables=variables, conclusion=conclusion, hypotheses=hypotheses, **rest)


def with_point(conclusion, *hypotheses, weight, lam):
    """A claim on the root w of lam w = weight exp(-w)."""
    bare = claim("0 < 1", real="a b", unknowns=())
    at = AxisPoint("w", "D", *(bare.names[n] for n in (weight, lam)))
    return claim(conclusion, *hypotheses, real="a b", unknowns=(at,))
