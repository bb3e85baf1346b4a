"""A diagnosis as a page and as files: HTML without scripts or links, the picture, the path, the JSON."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Mapping
from pathlib import Path

from verify.ascent.diagnose.diagnosis import Diagnosis
from verify.ascent.diagnose.document import documents
from verify.ascent.diagnose.result import Result
from verify.ascent.diagnose.summary import at_most, rows, summary
from verify.ledger.files import write as write_file

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse}td,th{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}"
    "td:first-child,th:first-child{text-align:left;white-space:nowrap}pre{white-space:pre-wrap}svg{max-width:100%;height:auto}"
)


def fragment(found: Diagnosis, name: str = "") -> str:
    """The verdict, the table and the picture as HTML without a head; every text is escaped."""
    said = [f"<h2>{html.escape(name)}</h2>" if name else ""]
    said.append(f"<p><b>{html.escape(found.verdict.word)}</b>: {html.escape(found.verdict.reason)}</p>")
    if found.runs:
        said += [_table(found), picture(found)]
    said.append(f"<details><summary>All of it</summary><pre>{html.escape(summary(found))}</pre></details>")
    return "\n".join(part for part in said if part)


def _table(found: Diagnosis) -> str:
    kinds = [kind for kind in ("retain", "forget", "eval") if f"loss_{kind}" in next(iter(found.quality.values()))]
    head = [
        "",
        "distance to the oracle",
        "proven error",
        "relative",
        *(f"{m} on {k}" for k in kinds for m in ("loss", "accuracy")),
    ]
    lines = ["".join(f"<th>{html.escape(cell)}</th>" for cell in head)]
    for title, ball, relative, quality in rows(found):
        cells = [title, f"{ball[0]:.4g}" if ball else "", at_most(ball[1], 2) if ball else ""]
        cells += [f"{relative:.3g}" if relative is not None else ""]
        for kind in kinds:
            cells += [f"{quality[f'loss_{kind}']:.4g}", f"{quality[f'accuracy_{kind}']:.1%}"]
        lines.append("".join(f"<td>{html.escape(cell)}</td>" for cell in cells))
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


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
    body = "\n".join(fragment(each, name if len(found) > 1 else "") for name, each in found.items())
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style>"
        f"<h1>Descent-ascent on {html.escape(title)}</h1>\n{body}\n</html>\n"
    )
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
