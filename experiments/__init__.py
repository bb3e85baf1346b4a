"""The paper's experiments with torch; installed with the extra ``experiments``. May import ``verify``
for the report; neither ``theory`` nor ``verify`` imports this."""
