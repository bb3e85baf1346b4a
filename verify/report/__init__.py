"""The report: LaTeX, HTML, the figure, and the pages of ``docs``; all of it from the ledger."""
