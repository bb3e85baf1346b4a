"""The non-convex toy decided: all stationary points of its losses, basins, folds in the ridge."""
