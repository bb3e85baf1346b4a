"""``affirm`` with the stand-ins as its problems: python -m tests.ascent.grid.driver grid axis ..."""

import sys

from tests.ascent.grid.stand_in import STAND_INS
from verify.ascent.grid.problems import PROBLEMS
from verify.commands import cli

if __name__ == "__main__":
    PROBLEMS.update(STAND_INS)
    sys.exit(cli.main())
