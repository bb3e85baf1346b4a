"""A diagnosis as a page and as files: HTML without scripts or links, the picture, the path, the JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

from verify.ascent.diagnose.diagnosis import Diagnosis
from verify.ascent.diagnose.document import documents
from verify.ascent.diagnose.result import Result
from verify.ascent.diagnose.summary import at_most, rows, summary
from verify.ledger.files import write as write_file
from verify.report.build import environment

PACKAGE = "verify.ascent.diagnose"  # whose templates these are; the style is that of the reports


def fragment(found: Diagnosis, name: str = "") -> str:
    """The verdict, the table and the picture as HTML without a head; every text is escaped."""
    head, lines = _table(found) if found.runs else ([], [])
    return (
        environment("html", PACKAGE)
        .get_template("fragment.html")
        .render(
            name=name,
            verdict=found.verdict,
            head=head,
            lines=lines,
            picture=picture(found) if found.runs else "",
            summary=summary(found),
        )
    )


def _table(found: Diagnosis) -> tuple[list[str], list[list[str]]]:
    """The heads of the columns, and a line for each model."""
    kinds = [kind for kind in ("retain", "forget", "eval") if f"loss_{kind}" in next(iter(found.quality.values()))]
    head = [
        "",
        "distance to the oracle",
        "proven error",
        "relative",
        *(f"{m} on {k}" for k in kinds for m in ("loss", "accuracy")),
    ]
    lines = []
    for title, ball, relative, quality in rows(found):
        cells = [title, f"{ball[0]:.4g}" if ball else "", at_most(ball[1], 2) if ball else ""]
        cells += [f"{relative:.3g}" if relative is not None else ""]
        for kind in kinds:
            cells += [f"{quality[f'loss_{kind}']:.4g}", f"{quality[f'accuracy_{kind}']:.1%}"]
        lines.append(cells)
    return head, lines


def picture(found: Diagnosis) -> str:
    """The figure as SVG text, the same for the same diagnosis."""
    import matplotlib

    target = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "affirm", "svg.fonttype": "path"}):
        Result(found).plot().savefig(
            target, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    text = target.getvalue()
    return text[text.index("<svg") :]


def write(folder: Path, title: str, found: Mapping[str, Diagnosis]) -> list[Path]:
    """``diagnosis.html``, ``diagnosis.json`` and, for each forget set, its path as CSV and its figure as SVG, with a
    number where there are several. Errors: ``OSError``."""
    parts = [fragment(each, name if len(found) > 1 else "") for name, each in found.items()]
    page = environment("html", PACKAGE).get_template("diagnosis.html").render(title=title, parts=parts)
    files = {"diagnosis.html": page, "diagnosis.json": json.dumps(documents(found), indent=1, allow_nan=False) + "\n"}
    for k, each in enumerate(found.values(), 1):
        if each.runs:
            mark = f"-{k}" if len(found) > 1 else ""
            files[f"path{mark}.csv"], files[f"figure{mark}.svg"] = _csv(each), picture(each)
    for name, text in files.items():
        write_file(folder / name, text.encode())
    return [folder / name for name in files]


def _csv(found: Diagnosis) -> str:
    columns = Result(found).columns()
    lines = [",".join(["step", *columns])]
    for step, values in enumerate(zip(*columns.values(), strict=True)):
        lines.append(",".join([str(step), *(repr(float(v)) for v in values)]))
    return "\n".join(lines) + "\n"
