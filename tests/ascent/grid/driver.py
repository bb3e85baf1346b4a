"""``affirm`` with the stand-in as its evaluator: python -m tests.ascent.grid.driver grid axis ..."""

import sys

from verify.ascent.grid import plan
from verify.commands import cli

if __name__ == "__main__":
    plan.PROBLEMS = dict.fromkeys(plan.PROBLEMS, "tests.ascent.grid.stand_in")
    sys.exit(cli.main())
