"""The paper's experiments with torch; installed with the extra ``experiments``. May import ``verify`` for the report,
the terminal and descent on the theory's losses; neither ``theory`` nor ``verify`` imports this."""
