"""Would descent-ascent harm this model on this forget set? Minimisers with proven radii, the path, and its end."""
