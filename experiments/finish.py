"""What a finished study leaves: ``results.json``, ``environment.json``, figures and the report's page."""

from __future__ import annotations

import contextlib
import json
import platform
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from experiments import bridge, calibration, figures, page, results, storage, verdicts
from experiments.outline import outline
from experiments.rules.models import harmed
from experiments.study import Study
from theory.errors import DomainError
from verify.report import build, plots

SCHEMA = 2
PAGES = ("html", "tex", "md")
TIMES = "times.jsonl"


def collect(study: Study) -> dict[str, Any]:
    """All results of a finished study, the same for the same seed and device; no times, dates or paths."""
    c = study.config
    names = [s.name for s in c.sets]
    measured = verdicts.Measured(
        c,
        [row for name in names for row in results.rows(study, name)],
        [row for name in names for row in results.sizes(study, name)],
        [bridge.related(study, name) for name in names],
        [results.floors(study, name) for name in names],
        {name: found.shared for name in names if (found := study.stability(name))},
    )
    return {
        "schema": SCHEMA,
        "note": "",
        "data": asdict(c.data)
        | {"path": "", "train": len(study.images.train), "validation": len(study.images.validation)},
        "architecture": c.architecture,
        "models": c.models,
        "seed": c.seed,
        "convention": c.convention,
        "floor_p95": round(measured.gaussian, 6),
        "bounds": asdict(c.bounds),
        "sets": [
            {"name": name, "points": study.forget_set(name).tolist(), "stability": _stability(study, name)}
            for name in names
        ],
        "verdicts": verdicts.decide(measured),
        "stopping": verdicts.stopping(measured),
        "summaries": [verdicts.summary(measured, name) for name in names],
        "floors": measured.floors,
        "paper": calibration.beside(names),
        "rows": [verdicts.shown(measured, row) for row in measured.rows],
        "sizes": measured.sizes,
        "bridge": [b | {"harm": _number(harmed(measured, b["set"]))} for b in measured.bridge],
    }


def _stability(study: Study, name: str) -> dict[str, Any] | None:
    found = study.stability(name)
    return found.as_json() if found else None


def _number(value: float) -> float | None:
    return round(value, 6) if np.isfinite(value) else None


def environment(study: Study) -> dict[str, Any]:
    """Where the numbers come from: code, libraries, and every kind of machine that did a step.

    Errors: ``DomainError`` if a step's file is not what the step wrote.
    """
    c, made = study.config, []
    for stage in outline(study):
        for step in stage:
            record = study.steps.verify(study.describe(step[0], *step[1]))
            made += [record["made"]] if record["made"] not in made else []
    first = made[0]
    return {
        "affirm": version("affirm-theory"),
        "commit": commit(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__,
        "machine": f"{first['system']}, {first['processors']} processors, {first['processor']}, {first['capability']}",
        "machines": made,
        "device": first["device"],
        "workers": c.workers,
        "estimate": c.estimate,
    }


def commit() -> str | None:
    """The commit of the code, with "+" if files differ from it; None outside a repository."""
    here = Path(__file__).parent
    try:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True)
        changed = subprocess.run(["git", "status", "--porcelain", "-uno"], cwd=here, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def write(folder: Path, found: dict[str, Any], origin: dict[str, Any]) -> list[Path]:
    """Writes the figures and the page, as HTML, LaTeX and Markdown; ``build.typeset`` makes the PDF."""
    drawn = plots.save(folder, figures.plots(found))
    written = [folder / f"report.{kind}" for kind in PAGES]
    for path, kind in zip(written, PAGES, strict=True):
        templates = build.environment(kind, "experiments")
        templates.filters |= page.FILTERS
        templates.autoescape = kind == "html"
        text = templates.get_template(f"report.{kind}").render(
            r=found, origin=origin, plots=drawn, best=page.best(found), decided=page.decided(found)
        )
        storage.save_text(path, text)
    return [*written, *(path for saved in drawn for path in saved.paths)]


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A finished run's results and environment. Errors: ``DomainError``, also where another version wrote them."""
    results, origin = (storage.load_json(folder / f"{name}.json") for name in ("results", "environment"))
    written = results.get("schema") if isinstance(results, dict) else None
    if written != SCHEMA:
        raise DomainError(
            f"{folder}/results.json: schema {written}, this version reads {SCHEMA}; do the run's command again: what is"
            " measured is kept"
        )
    return results, origin


def record(study: Study, stage: dict[str, Any]) -> None:
    """Notes how long a stage took this command, on a line of its own; several commands may write to one file."""
    file = study.folder / TIMES
    with storage.refused(file), file.open("a") as lines:
        lines.write(json.dumps(stage) + "\n")


def times(study: Study) -> list[dict[str, Any]]:
    """What ``record`` noted; a line that a killed command left half is passed over."""
    file, found = study.folder / TIMES, []
    for line in file.read_text().splitlines() if file.exists() else []:
        with contextlib.suppress(json.JSONDecodeError):
            found.append(json.loads(line))
    return found


def save(study: Study) -> list[Path]:
    """Writes everything into the study's folder. Errors: ``DomainError``, see ``environment``."""
    origin = environment(study) | {"stages": times(study)}
    found = collect(study)
    files = [study.folder / "results.json", study.folder / "environment.json"]
    with study.steps.alone():
        for file, content in zip(files, (found, origin), strict=True):
            storage.save_text(file, json.dumps(content, indent=1) + "\n")
        return [*files, *write(study.folder, found, origin), *build.typeset(study.folder)]
