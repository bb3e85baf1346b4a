"""A reader's own claims: a file of them is read, and each is decided without a script."""
