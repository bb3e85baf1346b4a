"""One experiment: networks, oracles, forget sets, unlearned networks, all as margins in a folder.

The work is a list of steps, in ``outline``. A step's description holds all that decides its numbers, and its address is
the digest of the description: so a folder can be extended by other rates, methods, sets or more models, and nothing is
mixed. How a step is done is in ``work``, by which processes in ``perform``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from experiments import data, forget, storage
from experiments.address import Description, address, array, code, versions
from experiments.architectures import ARCHITECTURES, build, joined, part
from experiments.config import Config
from experiments.ensemble import Points, device
from experiments.extensions import source
from experiments.influence import Components
from experiments.layers import Networks
from experiments.steps import Steps
from experiments.unlearn import METHODS, Setting

Step = tuple[str, tuple[Any, ...]]  # the name of a function in ``work``, and its arguments
TRAINING = ("architectures", "layers", "ensemble", "work")


@dataclass(frozen=True)
class Study:
    """An experiment and its folder."""

    folder: Path
    config: Config

    @cached_property
    def images(self) -> data.Images:
        d = self.config.data
        return data.load(d.name, d.path, d.train, d.validation, d.pool, d.seed)

    @cached_property
    def points(self) -> Points:
        return Points(self.images, device(self.config.device.split(",")[0], self.config.deterministic))

    @cached_property
    def steps(self) -> Steps:
        return Steps(self.folder)

    @cached_property
    def digest(self) -> str:
        """The digest of all images and labels, as the networks see them."""
        found = self.images
        return array(found.train, found.train_labels, found.validation, found.validation_labels)

    @property
    def total(self) -> int:
        """Training and validation points together."""
        return len(self.images.train) + len(self.images.validation)

    @property
    def groups(self) -> list[range]:
        """The networks that are trained side by side."""
        n, width = self.config.models, self.config.training.width
        return [range(at, min(at + width, n)) for at in range(0, n, width)]

    def seeds(self, role: int, group: range) -> list[int]:
        """Each network's seed, from its number, its role (0: pre-trained, else of an oracle) and the run's seed."""
        return [int(np.random.SeedSequence([self.config.seed, role, m]).generate_state(1)[0]) for m in group]

    def role(self, name: str) -> int:
        """The role of the set's oracles: a number that its points alone decide."""
        return 1 + int(array(self.forget_set(name))[:15], 16)

    # Forget sets

    def by_influence(self, name: str) -> bool:
        return next(s for s in self.config.sets if s.name == name).kind in forget.BY_INFLUENCE

    def forget_set(self, name: str) -> np.ndarray:
        """The set's points. Errors: ``DomainError``."""
        if name not in self._chosen:
            wanted = next(s for s in self.config.sets if s.name == name)
            scores = self.found().scores if self.by_influence(name) else None
            self._chosen[name] = forget.chosen(wanted, len(self.images.train), scores)
        return self._chosen[name]

    @cached_property
    def _chosen(self) -> dict[str, np.ndarray]:
        return {}

    def retain_set(self, name: str) -> np.ndarray:
        return np.delete(np.arange(len(self.images.train)), self.forget_set(name))

    def compared(self, name: str) -> dict[str, np.ndarray]:
        """The points over which KLoM is taken: "forget", "retain" (a sample), "validation"."""
        retain, count = self.retain_set(name), self.config.retain_points
        if 0 < count < len(retain):
            retain = np.sort(np.random.default_rng([self.config.seed, 7]).choice(retain, count, replace=False))
        return {
            "forget": self.forget_set(name),
            "retain": retain,
            "validation": np.arange(len(self.images.train), self.total),
        }

    def found(self, which: str = "all") -> Components:
        """The principal components over "all" networks, or over one of the disjoint halves "even" and "odd".

        Errors: ``DomainError`` if they are not computed yet.
        """
        place, n = self.place("components"), len(self.images.train)
        shapes = {"scores": (n, 2), "sizes": (3,), "lean": (2,)}
        return Components(**{k: storage.load_array(place / f"{which}-{k}.npy", s) for k, s in shapes.items()})

    def stability(self, name: str) -> forget.Stability | None:
        """How far the set depends on the networks that chose it; None for a set that no network chose."""
        if not self.by_influence(name):
            return None
        wanted = next(s for s in self.config.sets if s.name == name)
        return forget.stability(wanted, self.found(), (self.found("even"), self.found("odd")))

    # Descriptions: all that decides a step's numbers

    def describe(self, kind: str, *arguments: Any) -> Description:
        """The description of the step. Errors: ``DomainError`` where a step that it needs is not done."""
        known, step = self._described, (kind, arguments)
        if step not in known:
            known[step] = self._common() | getattr(self, f"_{kind}")(*arguments)
        return known[step]

    @cached_property
    def _described(self) -> dict[Step, Description]:
        return {}

    def address(self, kind: str, *arguments: Any) -> str:
        return address(self.describe(kind, *arguments))

    def place(self, kind: str, *arguments: Any) -> Path:
        """Where the step's files are once it is done."""
        return self.steps.place(self.describe(kind, *arguments))

    def _common(self) -> Description:
        c = self.config
        return {
            "data": self.digest,
            "versions": versions(),
            "device": c.device.split(",")[0].split(":")[0],
            "deterministic": c.deterministic,
            "architecture": [c.architecture, source("networks", c.architecture, ARCHITECTURES)],
        }

    def _trained(self, kind: str, role: int, which: int) -> Description:
        return {
            "kind": kind,
            "code": code(*TRAINING),
            "recipe": {key: value for key, value in asdict(self.config.training).items() if key != "width"},
            "seeds": self.seeds(role, self.groups[which]),
        }

    def _pretrained(self, which: int) -> Description:
        return self._trained("pretrained", 0, which)

    def _rewound(self, which: int) -> Description:
        return self._trained("rewound", 0, which) | {"epoch": self.config.rewind}

    def _oracle(self, name: str, which: int) -> Description:
        return self._trained("oracle", self.role(name), which) | {"forget": array(self.forget_set(name))}

    def _gradients(self, model: int) -> Description:
        c, width = self.config, self.config.training.width
        return {
            "kind": "gradients",
            "code": code(*TRAINING, "influence"),
            "networks": self.address("pretrained", model // width),
            "model": model % width,
            "projection": [c.influence.dimensions, c.seed],
        }

    def _components(self) -> Description:
        gradients = [self.address("gradients", m) for m in range(self.config.influence.networks)]
        return {"kind": "components", "code": code("influence", "work"), "gradients": gradients}

    def _unlearned(self, name: str, setting: Setting, which: int) -> Description:
        return {
            "kind": "unlearned",
            "code": code(*TRAINING, "unlearn"),
            "networks": self.address("rewound" if setting.method == "rewind" else "pretrained", which),
            "seeds": self.seeds(0, self.groups[which]),
            "forget": array(self.forget_set(name)),
            "compared": array(*self.compared(name).values()),
            "method": [asdict(setting), source("methods", setting.method, METHODS)],
        }

    # Files

    def margins_file(self, kind: str, name: str, group: range) -> Path:
        """The margins at every point of "pretrained" networks, or of the "oracle" networks of set ``name``."""
        which = self.groups.index(group)
        arguments = (which,) if kind == "pretrained" else (name, which)
        return self.place(kind, *arguments) / "margins.npy"

    def snapshot(self, name: str, setting: Setting, epoch: int, group: range) -> Path:
        """The margins at the compared points after ``epoch`` epochs of unlearning."""
        return self.place("unlearned", name, setting, self.groups.index(group)) / f"{epoch:03d}.npy"

    def networks(self, which: int, rewound: bool = False) -> Networks:
        """A group of pre-trained networks, from its checkpoint. Errors: ``DomainError``."""
        step, c = ("rewound" if rewound else "pretrained", which), self.config
        self.steps.verify(self.describe(*step))
        return storage.load_networks(
            self.place(*step) / "networks.safetensors",
            c.architecture,
            len(self.groups[which]),
            self.points.channels,
            self.points.images.device,
        )

    def single(self, model: int) -> Networks:
        """One pre-trained network on its own. Errors: ``DomainError``."""
        which = model // self.config.training.width
        group, state = self.groups[which], self.networks(which).state_dict()
        network = build(self.config.architecture, 1, self.points.channels)
        network.load_state_dict(joined([part(state, len(group), [model - group.start])]))
        return network.to(self.points.images.device)
