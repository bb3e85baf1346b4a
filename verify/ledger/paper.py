"""A paper: its statements, what is proposed to decide them, where its ledger is, what its report shows beside them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from theory.errors import DomainError
from theory.language.claim import Claim
from theory.language.notation import Symbol
from verify.judge import Proposals
from verify.prove.library import Library
from verify.refute.design import Hints
from verify.refute.stated import search
from verify.verdict import Evidence

GROUP = "affirm.papers"


@dataclass(frozen=True)
class Paper:
    """One paper before the ledger. name: one word. title: as published. source: by what ``load`` finds it, its name or
    its folder. recorded: where its ledger is recorded, the first file that there is. hints: where a search looks.
    further: evidence by other methods, by label. symbols: its notation. modules: the module that states each label, for
    links. plots: what draws the report's plots, called when they are wanted."""

    name: str
    title: str
    source: str
    library: Library
    recorded: tuple[Path, ...]
    hints: Hints = field(default_factory=Hints)
    further: Mapping[str, tuple[Callable[[Claim], Evidence], ...]] = field(default_factory=dict)
    symbols: Sequence[Symbol] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    plots: Callable[[], Sequence[Any]] = tuple

    def proposals(self, label: str) -> Proposals:
        """What is proposed for the claim ``label``: its script, a search among the values that matter here, and the
        further evidence."""
        script = self.library.scripts.get(label)
        return Proposals(
            self.library, lambda claim: search(claim, self.hints), script, False, self.further.get(label, ())
        )


def installed() -> list[str]:
    """The names of the papers that are installed: entry points of the group ``affirm.papers``."""
    return sorted(entry_points(group=GROUP).names)


@cache
def load(name: str = "") -> Paper:
    """The paper ``name``: installed, or the folder of a package that has ``PAPER``; without a name, the only one.

    Errors: ``DomainError`` for a name that is neither, and where several are installed and none is named.
    """
    known = installed()
    if not name and len(known) == 1:
        name = known[0]
    if name in known:
        return checked(next(iter(entry_points(group=GROUP, name=name))).load(), name)
    folder = Path(name)
    if name and (folder / "__init__.py").is_file():
        return checked(getattr(_package(folder.resolve()), "PAPER", None), name)
    what = f"{name[:60]}: neither an installed paper nor the folder of a package with PAPER" if name else "which paper?"
    raise DomainError(f"{what}; give --paper {' or '.join([*known, 'FOLDER'])}")


def _package(folder: Path) -> Any:
    """The package in ``folder``, imported under its own name; its modules import each other by that name.

    Errors: ``DomainError`` where another module has that name, and where the package cannot be imported.
    """
    start = folder / "__init__.py"
    if folder.name in sys.modules:
        known = sys.modules[folder.name]
        if Path(getattr(known, "__file__", None) or "").resolve() != start:
            raise DomainError(f"{folder}: another module is called {folder.name}; rename the folder")
        return known
    spec = importlib.util.spec_from_file_location(folder.name, start, submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise DomainError(f"{folder}: cannot be imported; make it a package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the paper's own code raises
        del sys.modules[folder.name]
        why = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        raise DomainError(f"{folder}: cannot be imported ({why}); put that right") from None
    return module


def checked(found: Any, name: str) -> Paper:
    """``found``, if it is a paper. Errors: ``DomainError``."""
    if not isinstance(found, Paper):
        raise DomainError(f"{name}: PAPER is not a verify.ledger.paper.Paper; make it one")
    return found
