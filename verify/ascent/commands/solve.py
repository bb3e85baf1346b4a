"""``affirm solve``: encloses the three solutions of one problem."""

from __future__ import annotations

import json
from typing import Any

import click

from theory.errors import DomainError
from theory.language.exact import count, positive, rational
from verify.ascent.solve import axis_solution, block_solution
from verify.commands.terminal import emit, json_option


@click.group(epilog="Example: affirm solve axis --retain 8 --forget 4 --axis-retain 5 --axis-forget 2 --lam 1/10")
def solve() -> None:
    """Enclose the three solutions of one problem."""


@solve.command(
    epilog=(
        "Example: affirm solve axis --retain 8 --forget 4 --axis-retain 5 --axis-forget 2 --lam 1/10 --digits 30"
        " --json -"
    )
)
@click.option("--retain", required=True, metavar="N", help="Retain samples, r.")
@click.option("--forget", required=True, metavar="N", help="Forget samples, f.")
@click.option("--axis-retain", required=True, metavar="N", help="Retain samples on the axis.")
@click.option("--axis-forget", required=True, metavar="N", help="Forget samples on the axis.")
@click.option("--lam", required=True, metavar="Q", help="The ridge, exact: 1/10, 0.1 or 1e-300.")
@click.option("--digits", default="30", show_default=True, metavar="N", help="Significant digits, 1 to 1000.")
@json_option("the result")
def axis(
    retain: str, forget: str, axis_retain: str, axis_forget: str, lam: str, digits: str, target: str | None
) -> int:
    """Enclose w_D, w_R and w_DA on one axis, every stationary point of L_DA included."""
    problem = axis_solution.AxisProblem(
        count(retain, "--retain"),
        count(forget, "--forget"),
        count(axis_retain, "--axis-retain"),
        count(axis_forget, "--axis-forget"),
        positive(lam, "--lam"),
    )
    return _show(axis_solution.solve(problem, _places(digits)), target)


@solve.command(
    epilog=(
        "Example: affirm solve block --retain 1 --forget 2 --block-retain 1 --block-forget 1 --eps 1/2 --lam 1"
        " --digits 30 --json -"
    )
)
@click.option("--retain", required=True, metavar="N", help="Retain samples, r.")
@click.option("--forget", required=True, metavar="N", help="Forget samples, f.")
@click.option("--block-retain", required=True, metavar="N", help="Retain samples (1, eps) in the block.")
@click.option("--block-forget", required=True, metavar="N", help="Forget samples (eps, 1) in the block.")
@click.option("--eps", required=True, metavar="Q", help="The correlation, exact, in [0, 1): 1/2 or 0.99.")
@click.option("--lam", required=True, metavar="Q", help="The ridge, exact: 1/10, 0.1 or 1e-300.")
@click.option("--digits", default="30", show_default=True, metavar="N", help="Significant digits, 1 to 1000.")
@json_option("the result")
def block(
    retain: str,
    forget: str,
    block_retain: str,
    block_forget: str,
    eps: str,
    lam: str,
    digits: str,
    target: str | None,
) -> int:
    """Enclose the three solutions on two correlated axes, in x = w_i + eps w_j, y = eps w_i + w_j and in w,
    and the alpha at which their order changes."""
    problem = block_solution.BlockProblem(
        count(retain, "--retain"),
        count(forget, "--forget"),
        count(block_retain, "--block-retain"),
        count(block_forget, "--block-forget"),
        rational(eps, "--eps"),
        positive(lam, "--lam"),
    )
    return _show(block_solution.solve(problem, _places(digits)), target)


def _places(digits: str) -> int:
    places = count(digits, "--digits")
    if not 1 <= places <= 1000:
        raise DomainError(f"--digits = {digits}: must be between 1 and 1000; 30 is the default")
    return places


def _show(result: dict[str, Any], target: str | None) -> int:
    """Writes the result as JSON, as lines, or both."""
    if target:
        emit(json.dumps(result, indent=1) + "\n", target)
    if target == "-":
        return 0
    lines = {name: entries for name, entries in result.items() if name not in ("schema", "alpha")}
    lines |= {f"alpha, {name}": entry for name, entry in result.get("alpha", {}).items()}
    for name, entries in lines.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            click.echo(f"{name:18} {_sentence(entry)}")
    return 0


def _sentence(entry: dict[str, Any]) -> str:
    if entry["mid"] is None:
        return str(entry.get("reason", "none"))
    kind = "  " + ", ".join(entry[key] for key in ("kind", "branch") if entry.get(key)) if "kind" in entry else ""
    return f"{entry['mid']} +/- {entry['rad']}{kind}"
