"""Problems to test the store with: cheap columns of every kind, as slow and as deadly as the environment asks."""

import os
import signal
import time
from pathlib import Path
from typing import ClassVar

import numpy as np

from verify.ascent.grid.ratios import ALPHA, EPS, LAM, PHI, SHARE


class StandIn:
    """Columns of every kind: a truth, a number with gaps, and two of codes."""

    name, title, example = "axis", "A stand-in.", ""
    parameters = ALPHA, PHI, LAM, SHARE
    codes: ClassVar = {"status": ("converged", "diverging", "out of budget"), "harm": ("no", "yes")}

    def evaluate(self, points, device=None):
        alpha, phi = points["alpha"], points["phi"]
        if len(alpha) > 1:  # a partition, not the first point's columns
            time.sleep(float(os.environ.get("STAND_IN_SECONDS", "0")))
            _die(alpha)
        return {
            "feasible": alpha * points["share"] <= phi,
            "w_R": np.where(alpha > 1.5, np.nan, points["share"] / points["lam"]),
            "status": (np.floor(alpha * 8) % 3).astype(np.int8),
            "harm": (alpha > phi).astype(np.int8),
        }


class BlockStandIn(StandIn):
    """The same with the block's parameters."""

    name = "block"
    parameters = (*StandIn.parameters, EPS)


STAND_INS = {problem.name: problem for problem in (StandIn(), BlockStandIn())}


def _die(alpha):
    mark = os.environ.get("STAND_IN_KILLS_ITS_PROCESS_ONCE")
    if mark and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if alpha.max() > float(os.environ.get("STAND_IN_KILLS_ITS_PROCESS_ABOVE", "inf")):
        os.kill(os.getpid(), signal.SIGKILL)
