"""The commands of this paper, one a file."""
