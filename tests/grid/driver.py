"""``affirm`` with the stand-in as its evaluator: python -m tests.grid.driver grid axis ..."""

import sys

from verify import cli
from verify.grid import plan

if __name__ == "__main__":
    plan.PROBLEMS = dict.fromkeys(plan.PROBLEMS, "tests.grid.stand_in")
    sys.exit(cli.main())
