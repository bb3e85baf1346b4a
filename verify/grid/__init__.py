"""Point by point over arrays of parameters: the losses minimised, the solutions certified, the claims decided."""
