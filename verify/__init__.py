"""The judge: proves, encloses or refutes what ``theory`` states, and keeps the ledger."""
