"""``python -m verify.commands`` is ``affirm``."""

from verify.commands.start import run

if __name__ == "__main__":
    run()
