"""Opening a run's folder: what was fixed when the run began must still be so."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from experiments import storage
from experiments.architectures import build
from experiments.config import Config, parse
from experiments.ensemble import device
from experiments.forget import BY_INFLUENCE
from experiments.study import Study
from theory.errors import DomainError

RECORD = "begun.json"


def opened(folder: Path, toml: str, device_name: str = "", workers: int = 0) -> Study:
    """The study in ``folder``, made if need be, its device, data and forget sets tried before anything is trained.

    ``device_name``, ``workers``: instead of those in ``toml``, if given. The configuration may be another than before:
    what it shares with the former is not done again. Errors: ``DomainError`` if device, data or a set cannot be had; if
    the images are not those with which the run began; if a tolerance of a verdict is not the one that was fixed then.
    """
    config = parse(toml, device=device_name, workers=workers)
    kinds = {name.split(":")[0] for name in config.device.split(",")}
    for name in config.device.split(","):
        device(name, config.deterministic)
    if len(kinds) > 1:
        raise DomainError(f"device {config.device}: of two kinds, whose numbers differ; name GPUs, or cpu")
    build(config.architecture, 1, 1)
    study = Study(folder, config)
    for wanted in config.sets:
        if wanted.kind not in BY_INFLUENCE:
            study.forget_set(wanted.name)
    with study.steps.alone():
        _compare(study)
        storage.save_text(folder / "config.toml", toml)
    return study


def _compare(study: Study) -> None:
    file = study.folder / RECORD
    now: dict[str, Any] = {"data": study.digest, "fixed": fixed(study.config)}
    if not file.exists():
        storage.save_text(file, json.dumps(now, indent=1) + "\n")
        return
    begun = storage.load_json(file)
    if not isinstance(begun, dict) or set(begun) != set(now):
        raise DomainError(f"{file}: not the record of a run; name another folder")
    if begun["data"] != now["data"]:
        raise DomainError(
            f"{study.folder}: the run began with images of digest {begun['data'][:12]}, these have {study.digest[:12]};"
            " put the former back, or name another folder"
        )
    changed = sorted(key for key in {**begun["fixed"], **now["fixed"]} if _value(begun, key) != _value(now, key))
    if changed:
        raise DomainError(
            f"{study.folder}: {changed[0]} was {_value(begun, changed[0])} when the run began, now"
            f" {_value(now, changed[0])}; what decides a verdict is fixed before a run: put it back, or name another"
            " folder (a copy of steps/ there keeps what is computed)"
        )


def _value(record: dict[str, Any], key: str) -> str:
    return json.dumps(record["fixed"].get(key, "absent"))


def fixed(config: Config) -> dict[str, Any]:
    """What decides a verdict beside the numbers: the convention, the bounds, the stopping rule and all tolerances."""
    tables = {"bounds": asdict(config.bounds), "rule": asdict(config.rule)}
    tables |= {f"verdicts.{label}": tolerance for label, tolerance in config.verdicts.items()}
    flat = {f"{table}.{key}": value for table, values in tables.items() for key, value in values.items()}
    return json.loads(json.dumps({"convention": config.convention, **flat}))
