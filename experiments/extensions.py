"""A reader's own methods, networks and data: entry points of the groups ``affirm.methods``, ``affirm.networks`` and
``affirm.data``. See ``docs/runs.md``. A name of the program's own means the program's own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from experiments.address import sources
from theory.errors import DomainError

GROUPS = {"methods": "method", "networks": "architecture", "data": "data set"}


def find(group: str, name: str, own: Mapping[str, Any]) -> Any:
    """What ``name`` means in ``group``: one of ``own``, or what an installed package registers.

    Errors: ``DomainError`` if nothing has that name, if two packages do, or if it cannot be imported.
    """
    if name in own:
        return own[name]
    point = _registered(group, name)
    if point is None:
        known = [*own, *sorted(entry_points(group=f"affirm.{group}").names)]
        raise DomainError(f"{GROUPS[group]} {name}: unknown; choose one of {', '.join(known)}")
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise DomainError(
            f"{GROUPS[group]} {name}: its entry point {point.value} cannot be loaded ({error}); put it right"
        ) from None


def source(group: str, name: str, own: Mapping[str, Any]) -> str | None:
    """The digest of the code of the module that registers ``name``; None for one of ``own``.

    Limits: what that module imports from elsewhere does not count: after a change there, begin a new folder.
    Errors: ``DomainError`` if two packages register the name.
    """
    point = None if name in own else _registered(group, name)
    return sources(point.module) if point else None


def _registered(group: str, name: str) -> EntryPoint | None:
    found = list(entry_points(group=f"affirm.{group}", name=name))
    if len(found) > 1:
        owners = ", ".join(str(point.dist.name) if point.dist else "?" for point in found)
        raise DomainError(f"{GROUPS[group]} {name}: registered by {owners}; uninstall all but one")
    return found[0] if found else None
