"""The exit statuses of ``affirm``. 1 means that something was decided, and not as hoped: a claim fails, a verdict
changed; no error has it."""

REFUSED = 2  # the input is refused, or what was asked cannot be done or written
OPEN = 3  # no claim fails, but one is unknown or vacuous
OWN_FAULT = 4  # affirm contradicts itself, or has another fault
SIGNALLED = 128  # and the number of the signal that ended it
INTERRUPTED = 130
PIPE_CLOSED = 141  # as shells show a program that SIGPIPE ended
