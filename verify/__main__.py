"""``python -m verify`` is ``affirm``."""

from verify.cli import run

if __name__ == "__main__":
    run()
