"""Circles among claims that use one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def on_circles(uses: Mapping[str, Sequence[str]]) -> set[str]:
    """The labels that use themselves, directly or by way of others, in time linear in the uses.

    Two labels are on a circle if they reach each other (the components of R. Tarjan, *Depth-first search and linear
    graph algorithms*, SIAM J. Comput. 1, 1972). What is used but has no entry of its own is passed over.
    """
    found: set[str] = set()
    number: dict[str, int] = {}  # in the order of the first visit
    lowest: dict[str, int] = {}  # the least number that is known to be reached and reaches back
    waiting: dict[str, None] = {}  # visited, its component still open
    for start in uses:
        trail: dict[str, Iterator[str]] = {}
        if start not in number:
            _visit(start, uses, number, lowest, waiting, trail)
        while trail:
            last = next(reversed(trail))
            used = next(trail[last], None)
            if used is None:
                del trail[last]
                if trail:
                    above = next(reversed(trail))
                    lowest[above] = min(lowest[above], lowest[last])
                if lowest[last] == number[last]:
                    component = _closed(last, waiting)
                    if len(component) > 1 or last in uses[last]:
                        found.update(component)
            elif used in uses and used not in number:
                _visit(used, uses, number, lowest, waiting, trail)
            elif used in waiting:
                lowest[last] = min(lowest[last], number[used])
    return found


def _visit(
    label: str, uses: Mapping[str, Sequence[str]], number: dict[str, int], lowest: dict[str, int],
    waiting: dict[str, None], trail: dict[str, Iterator[str]],
) -> None:  # fmt: skip
    number[label] = lowest[label] = len(number)
    waiting[label] = None
    trail[label] = iter(uses[label])


def _closed(root: str, waiting: dict[str, None]) -> list[str]:
    """Takes the component of ``root`` out of ``waiting``: ``root`` and all that were visited after it."""
    component = []
    while True:
        label, _ = waiting.popitem()
        component.append(label)
        if label == root:
            return component
