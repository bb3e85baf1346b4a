"""What ``affirm.diagnose`` returns."""

from __future__ import annotations

from typing import Any

from theory.errors import UnableError
from verify.ascent.diagnose.diagnosis import Diagnosis, path_rad
from verify.ascent.diagnose.document import document
from verify.ascent.diagnose.summary import summary


class Result:
    """The diagnosis of one forget set.

    ``verdict``: helps, helps until step k, then harms, harmful from the first step, diverges, or cannot tell.
    ``found``: all that was computed, see ``verify.ascent.diagnose.diagnosis.Diagnosis``.
    """

    def __init__(self, found: Diagnosis, name: str = "") -> None:
        self.found, self.name = found, name

    @property
    def verdict(self) -> str:
        """The verdict, in words."""
        return self.found.verdict.word

    @property
    def status(self) -> int:
        """0 if descent-ascent helps, 1 if it harms, 3 if that cannot be told: the command's exit status."""
        return self.found.verdict.status

    def summary(self) -> str:
        """The answer in lines of text, the verdict first."""
        return summary(self.found, self.name)

    def to_dict(self) -> dict[str, Any]:
        """What ``affirm diagnose --json`` writes."""
        return document(self.found)

    @property
    def path(self) -> Any:
        """The run of descent-ascent as a pandas frame, a row a step: distance to the oracle, its proven error, losses
        and accuracies. Errors: ``UnableError`` without pandas, or where nothing was run."""
        try:
            import pandas
        except ImportError:
            raise UnableError(
                "pandas: cannot be imported; install it with pip install 'affirm-theory[diagnose]'"
            ) from None
        return pandas.DataFrame(self.columns()).rename_axis("step")

    def columns(self) -> dict[str, Any]:
        """The columns of ``path`` as arrays. Errors: ``UnableError`` where nothing was run."""
        run = self.found.runs.get("descent_ascent")
        if run is None or self.found.oracle_radius is None:
            raise UnableError(f"no run: {self.found.verdict.reason}")
        rad = path_rad(run, self.found.oracle_radius, self.found.problem.parameters)
        return {"distance": run.distance, "rad": rad, **run.measures}

    def plot(self) -> Any:
        """A Matplotlib figure: the path in the plane of the oracle and of descent-ascent, the distance against the
        step, the baseline. Errors: ``UnableError`` where nothing was run."""
        from verify.ascent.diagnose.plot import figure

        return figure(self.found)

    def _repr_html_(self) -> str:
        from verify.ascent.diagnose.page import fragment

        return fragment(self.found, self.name)

    def __repr__(self) -> str:
        return f"<diagnosis{': ' + self.name if self.name else ''}: {self.verdict}>"
