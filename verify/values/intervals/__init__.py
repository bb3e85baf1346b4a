"""Arrays of intervals in double precision, rounded outward: arithmetic, functions, whole formulas."""
