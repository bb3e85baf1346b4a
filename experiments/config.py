"""An experiment's configuration, from a TOML file: all that decides a number, the tolerances of verdicts included."""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from experiments.ensemble import Recipe
from experiments.extensions import find
from experiments.forget import BY_INFLUENCE, ForgetSet
from experiments.unlearn import METHODS, Setting
from theory.errors import DomainError

T = TypeVar("T")
PROFILES = ("smoke", "cpu", "table1", "mnist", "resnet", "gpu")


@dataclass(frozen=True)
class Data:
    """Which data: see ``data.load``."""

    name: str = "digits"
    path: str = ""
    train: int = 0
    validation: int = 0
    pool: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Influence:
    """How the influence matrix is estimated: from how many networks, in how many dimensions.

    ``shared``: a set by influence on whose points two halves of the networks agree by less is not stable; a run says
    so, or, if ``strict``, ends there.
    """

    networks: int = 4
    dimensions: int = 256
    shared: float = 0.5
    strict: bool = False


@dataclass(frozen=True)
class Sweep:
    """A method's runs: every ``lr`` with every ``ascent`` and ``forget_batch``, snapshots after ``epochs``, on ``sets``
    (none named: on all). The rest as in ``Setting``."""

    method: str
    lr: tuple[float, ...] = (0.0,)
    epochs: tuple[int, ...] = (1,)
    ascent: tuple[int, ...] = (0,)
    forget_batch: tuple[int, ...] = (64,)
    batch: int = 64
    noise: float = 0.0
    mixed: bool = False
    options: dict[str, float] = field(default_factory=dict)
    sets: tuple[str, ...] = ()

    def settings(self) -> list[Setting]:
        """One setting a run."""
        return [
            Setting(
                self.method,
                lr,
                self.epochs,
                ascent,
                self.batch,
                size,
                self.noise,
                mixed=self.mixed,
                options=tuple(sorted(self.options.items())),
            )
            for lr in self.lr
            for ascent in self.ascent
            for size in self.forget_batch
        ]


@dataclass(frozen=True)
class Bounds:
    """What counts as success, unchanged or broken, how many errors make it clear, and the least N for a verdict: see
    ``outcomes``."""

    models: int = 80
    success: float = 0.5
    near: float = 2.0
    unchanged: float = 0.9
    utility: float = 2.5
    errors: float = 2.0


@dataclass(frozen=True)
class StoppingRule:
    """The stopping rule fixed before the run: this method, this rate, this epoch, on every set."""

    method: str = "GA"
    lr: float = 0.0
    epoch: int = 1


@dataclass(frozen=True)
class Config:
    """A whole experiment. ``models``: N a side. ``workers``: processes, each with one thread.
    ``device``, ``deterministic``: see ``ensemble.device``; several GPUs are named with commas, and shared out.

    ``retain_points``: how many of R's points KLoM is taken over (0: all). ``rewind``: the epoch whose networks the
    method "rewind" starts from. ``ridge``: that of the theory on the last layer, see ``bridge``. ``verdicts``: for each
    label its tolerances, see ``verdicts``. ``estimate``: how long it takes, in words.
    """

    models: int = 10
    seed: int = 0
    device: str = "cpu"
    deterministic: bool = True
    workers: int = 1
    convention: str = "paper"
    architecture: str = "small"
    retain_points: int = 0
    rewind: int = 0
    estimate: str = ""
    data: Data = field(default_factory=Data)
    training: Recipe = field(default_factory=Recipe)
    influence: Influence = field(default_factory=Influence)
    sets: tuple[ForgetSet, ...] = ()
    methods: tuple[Sweep, ...] = ()
    rule: StoppingRule = field(default_factory=StoppingRule)
    bounds: Bounds = field(default_factory=Bounds)
    ridge: float = 0.01
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def settings(self, name: str) -> list[Setting]:
        """The runs on the forget set ``name``, doing nothing first."""
        grids = [g for g in self.methods if not g.sets or name in g.sets]
        return [Setting("nothing"), *(setting for g in grids for setting in g.settings())]


def text(source: str) -> str:
    """The TOML of a profile by its name, or of a file. Errors: ``DomainError``."""
    if source in PROFILES:
        return (files("experiments") / "profiles" / f"{source}.toml").read_text()
    try:
        return Path(source).read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise DomainError(
            f"configuration {source}: cannot be read ({reason}); give a TOML file or one of {', '.join(PROFILES)}"
        ) from None


def parse(toml: str, device: str = "", workers: int = 0) -> Config:
    """The configuration in ``toml``, with another ``device`` and number of ``workers`` if given.

    Errors: ``DomainError`` naming the key, its value and the rule.
    """
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise DomainError(f"configuration: not TOML ({error}); see the profile smoke for an example") from None
    config = _made(Config, table, "")
    config = dataclasses.replace(config, device=device or config.device, workers=workers or config.workers)
    _check(config)
    return config


def _made(kind: type[T], table: dict[str, Any], where: str) -> T:
    """A dataclass from a table, every key known and of its type."""
    if not isinstance(table, dict):
        raise DomainError(f"configuration, {where.rstrip('.')} = {table!r}: must be a table")
    hints = typing.get_type_hints(kind)
    unknown = [key for key in table if key not in hints]
    if unknown:
        raise DomainError(f"configuration, {where}{unknown[0]}: unknown; known here are {', '.join(hints)}")
    missing = [
        f.name
        for f in dataclasses.fields(kind)  # type: ignore[arg-type]
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING and f.name not in table
    ]
    if missing:
        raise DomainError(f"configuration, {where}{missing[0]}: missing; add it")
    return kind(**{key: _value(hints[key], value, where + key) for key, value in table.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        return _made(hint, value, where + ".")  # type: ignore[arg-type]
    if isinstance(hint, types.GenericAlias) and hint.__origin__ is tuple:
        inner = hint.__args__[0]
        values = value if isinstance(value, list) else [value]
        return tuple(_value(inner, v, f"{where}[{i}]") for i, v in enumerate(values))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    plain = dict if isinstance(hint, types.GenericAlias) else hint
    if not isinstance(value, plain) or (plain is int and isinstance(value, bool)):
        raise DomainError(f"configuration, {where} = {value!r}: must be of type {plain.__name__}")
    return value


def _check(config: Config) -> None:
    least = {
        "models": (config.models, 2, "KLoM compares distributions: N must be at least 2"),
        "workers": (config.workers, 1, "at least one process"),
        "training.epochs": (config.training.epochs, 1, "at least one epoch"),
        "training.batch": (config.training.batch, 2, "BatchNorm needs two points"),
        "training.width": (config.training.width, 1, "at least one network at a time"),
        "influence.networks": (config.influence.networks, 2, "two halves are compared"),
        "influence.dimensions": (config.influence.dimensions, 2, "two components need two dimensions"),
        "seed": (config.seed, 0, "seeds are not negative"),
    }
    for key, (value, low, why) in least.items():
        if value < low:
            raise DomainError(f"configuration, {key} = {value}: {why}")
    if config.influence.networks > config.models and any(s.kind in BY_INFLUENCE for s in config.sets):
        raise DomainError(
            f"configuration, influence.networks = {config.influence.networks}: more than models; give fewer"
        )
    if not config.sets:
        raise DomainError("configuration, sets: none; add at least one [[sets]] table")
    names = [s.name for s in config.sets]
    if len(set(names)) < len(names) or not all(n.replace("-", "").replace("_", "").isalnum() for n in names):
        raise DomainError(f"configuration, sets: names {', '.join(names)} must differ and be letters, digits, - and _")
    for grid in config.methods:
        find("methods", grid.method, METHODS)
        word = next((k for k, v in grid.options.items() if isinstance(v, bool) or not isinstance(v, int | float)), None)
        if word is not None:
            raise DomainError(f"configuration, methods: {grid.method}, options.{word}: must be a number")
        unknown = [name for name in grid.sets if name not in names]
        if unknown:
            raise DomainError(f"configuration, methods: {grid.method} on {unknown[0]}: no such set")
        if not grid.epochs or min(grid.epochs) < 1 or list(grid.epochs) != sorted(set(grid.epochs)):
            raise DomainError(f"configuration, methods: {grid.method}, epochs {list(grid.epochs)}: 1 or more, rising")
        if grid.method == "rewind" and not 0 < config.rewind < config.training.epochs:
            raise DomainError(f"configuration, rewind = {config.rewind}: an epoch between 0 and the last")
    for name in names:
        runs = [setting.name for setting in config.settings(name)]
        twice = next((run for run in runs if runs.count(run) > 1), None)
        if twice:
            raise DomainError(f"configuration, methods: {twice} occurs twice on {name}; give it once")
