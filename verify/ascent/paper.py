"""The paper *Ascent Fails to Forget* (NeurIPS 2025) as the ledger takes it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from theory.ascent.notation import TABLE
from theory.language.claim import Claim
from verify.ascent import checks
from verify.ascent.hints import HINTS
from verify.ascent.library import LIBRARY
from verify.ascent.solve import descent, unknowns
from verify.ascent.solve.boxes import BOXES, enclose
from verify.ledger.paper import Paper
from verify.verdict import Evidence

for _module in pkgutil.iter_modules(checks.__path__):
    importlib.import_module(f"{checks.__name__}.{_module.name}")

HERE = Path(__file__).resolve().parent
RECORDED = HERE.parents[1] / "docs" / "ledger.json"
FURTHER: dict[str, tuple[Callable[[Claim], Evidence], ...]] = {
    label: (partial(enclose, box=box),) for label, box in BOXES.items()
}
FURTHER["lem-closed-form-single-coordinate"] = (lambda claim: descent.compare(),)


def plots() -> Sequence[Any]:
    """The report's plots; matplotlib is imported for them alone."""
    from verify.ascent.figures.plots import PLOTS

    return PLOTS


PAPER = Paper(
    name="ascent",
    title="Ascent Fails to Forget",
    source="ascent",
    library=LIBRARY,
    recorded=(RECORDED, HERE / "ledger.json"),
    hints=HINTS,
    further=FURTHER,
    symbols=TABLE,
    plots=plots,
)
__all__ = ["PAPER", "unknowns"]
