"""Point by point over arrays of parameters: the losses minimised, the solutions certified, the claims decided; and over
grids of millions of points, in partitions that are kept and resumed."""
