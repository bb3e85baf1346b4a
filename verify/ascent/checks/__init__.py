"""One module a row of the paper: its claims' proof scripts, and what decides its assertions."""
