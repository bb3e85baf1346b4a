"""Where the command starts: whatever signal ends it, from its first import on, it says so in one line, and leaves no
process and no partial file behind.

Limits: before Python has come to this module, and within a single long step of a library in C, a signal is met as
Python meets it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from verify.claims_file.ending import Ended, listen
from verify.commands.status import INTERRUPTED, SIGNALLED


def run() -> None:
    """The console script."""
    status = INTERRUPTED
    try:
        listen()
        from verify.commands.cli import run as command

        status = command()
    except KeyboardInterrupt:
        _say("interrupted")
    except Ended as error:
        status = SIGNALLED + error.number
        _say(f"ended by {error}")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left to do is short
    sys.exit(status)


def _say(what: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"affirm: {what}; run the same command again\n".encode())
