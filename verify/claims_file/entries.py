"""A file of claims, in TOML: read as data, each fault with its place in the file.

Nothing here knows what a claim means; ``theory.language.grammar`` reads its formulas. A fault in one claim leaves the
others good, so that the reader is told of all at once.
"""

from __future__ import annotations

import keyword
import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from theory.errors import DomainError
from verify.claims_file.circles import on_circles
from verify.claims_file.positions import Place, Source
from verify.ledger import files

MAX_BYTES = 2**19
MAX_LINE = 2**15
SHOWN = 200
MAX_CLAIMS = 1000
MAX_VARIABLES = 16
MAX_HYPOTHESES = 64
MAX_TEXT = 2000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", re.ASCII)
RESERVED = ("exp", "log", "sqrt", "abs", "min", "max", "W0", "Wm1")
WORDS = ("source", "title", "statement", "reading")
KEYS = (*WORDS, "variables", "definitions", "hypotheses", "conclusion", "uses")


@dataclass(frozen=True)
class Entry:
    """One claim as it is written: texts only. ``variables``: name -> "real" or "integer"."""

    label: str
    variables: Mapping[str, str]
    conclusion: str
    hypotheses: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is refused, where, and why."""

    place: Place
    label: str | None
    rule: str

    def sentence(self, file: str) -> str:
        of = f"claim {self.label}: " if self.label else ""
        return f"{file}, line {self.place.line}, column {self.place.column}: {of}{self.rule}"


@dataclass(frozen=True)
class Reading:
    """The good claims of a file, in order, and its faults."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


class _Refused(Exception):
    """A claim that is not read further."""

    def __init__(self, place: Place, rule: str) -> None:
        self.place, self.rule = place, rule
        super().__init__(rule)


def read(path: Path) -> Reading:
    """The claims of the file at ``path``.

    Limits: ``MAX_BYTES`` bytes; no more is read into memory. Errors: ``DomainError`` if there is no such file, or
    if it is a pipe, a device or a folder; all that is wrong inside comes back as faults.
    """
    try:
        with files.opened(path) as file:
            return _gathered(file)
    except OSError as error:
        why = f"cannot be read ({error.strerror or 'it gives no bytes'})"
        raise DomainError(f"{files.shown(path)}: {why}; name a file of claims") from None


def _gathered(file: BinaryIO) -> Reading:
    """The file's lines, of which no more than ``MAX_LINE`` bytes each and ``MAX_BYTES`` in all are kept."""
    kept: list[bytes] = []
    faults: list[Fault] = []
    size = 0
    while line := file.readline(MAX_LINE + 1):
        size += min(len(line), SHOWN) if len(line) > MAX_LINE else len(line)
        if size > MAX_BYTES:
            rule = f"the file is longer than {MAX_BYTES} bytes; split it"
            faults.append(Fault(Place(len(kept) + 1, 1), None, rule))
            break
        if len(line) > MAX_LINE:
            faults.append(
                Fault(Place(len(kept) + 1, MAX_LINE), None, f"a line of more than {MAX_LINE} bytes; split it")
            )
            while not line.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
                line = line[:SHOWN] + rest[-1:]
        kept.append(line)
    return parse(b"".join(kept), faults)


def parse(data: bytes, known: Sequence[Fault] = ()) -> Reading:
    """As ``read``, from bytes, of which ``known`` is already wrong; a byte order mark at their start says nothing."""
    source = Source(data.removeprefix(BOM_UTF8).decode("utf-8", errors="surrogateescape"))
    faults = [*known, *_broken(source)]
    tables: dict[str, Any] = {}
    placeless = None
    if not faults:
        try:
            tables = _tables(tomllib.loads(source.text), source)
        except (_Refused, ValueError, RecursionError) as error:
            placeless = _fault(error, source, Place(1, 1))
            if placeless.place != Place(1, 1):
                faults.append(placeless)
    if faults or placeless:
        tables, more = _by_block(source, faults)
        faults += more or ([placeless] if placeless and not faults else [])
    return _judged(tables, source, faults)


def _broken(source: Source) -> Iterator[Fault]:
    """What no TOML reader need be asked about: bytes that are not UTF-8, brackets nested without end."""
    wrong = source.undecodable()
    if wrong is not None:
        yield Fault(wrong, None, "a byte that is not UTF-8; save the file as UTF-8")
    deep = source.too_deep()
    if deep is not None:
        yield Fault(deep, None, "brackets nested without need; a list of hypotheses is one deep")


def _fault(error: Exception, source: Source, start: Place) -> Fault:
    if isinstance(error, _Refused):
        return Fault(error.place, None, error.rule)
    said = str(error)
    found = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    place = start
    if found and found[1]:
        place = start.after(int(found[1]), int(found[2]))
    elif found:
        place = source.end()
    return Fault(place, None, f"not TOML: {said.split(' (at ')[0][:120]}")


def _by_block(source: Source, known: list[Fault]) -> tuple[dict[str, Any], list[Fault]]:
    """The claims of a file that is not whole, each table read by itself."""
    tables: dict[str, Any] = {}
    faults: list[Fault] = []
    spoiled: set[str] = set()
    for label, start, text in source.blocks():
        hit = [f for f in known if source.within(f.place, start, text)]
        if hit or label in tables or label in spoiled:
            if not hit and not any(f.place == start for f in known):
                faults.append(Fault(start, label, "this label is used twice; rename one"))
            tables.pop(label, None)
            spoiled.add(label)
            continue
        try:
            tables |= _tables(tomllib.loads(text), source)
        except (_Refused, ValueError, RecursionError) as error:
            faults.append(_fault(error, source, start))
            spoiled.add(label)
    return tables, [f for f in faults if all(f.place != k.place for k in known)]


def _tables(document: dict[str, Any], source: Source) -> dict[str, Any]:
    for key in document:
        if key != "claim":
            raise _Refused(source.key(None, key), f"unknown key '{_shown(key)}'; a file holds tables [claim.LABEL]")
    claims = document.get("claim", {})
    if not isinstance(claims, dict):
        raise _Refused(source.key(None, "claim"), "'claim' is not a table; write [claim.LABEL]")
    return claims


def _judged(tables: dict[str, Any], source: Source, faults: list[Fault]) -> Reading:
    """Entries of the tables that are well formed; a fault for each that is not."""
    entries: dict[str, Entry] = {}
    if not tables and not faults:
        faults.append(Fault(Place(1, 1), None, "no claims; write a table [claim.LABEL]"))
    for count, (label, table) in enumerate(tables.items()):
        try:
            if count >= MAX_CLAIMS:
                raise _Refused(source.header(label), f"more than {MAX_CLAIMS} claims; split the file")
            entries[label] = _entry(label, table, source)
        except _Refused as error:
            faults.append(Fault(error.place, _shown(label), error.rule))
    for label in _uses_wrongly(entries):
        place = source.key(label, "uses")
        missing = [u for u in entries[label].uses if u not in tables]
        rule = f"uses '{_shown(missing[0])}', which is no claim of this file" if missing else "uses itself, in a circle"
        faults.append(Fault(place, label, f"{rule}; remove it from uses"))
    bad = {fault.label for fault in faults}
    good = tuple(entry for label, entry in entries.items() if label not in bad)
    return Reading(good, tuple(sorted(faults, key=lambda f: f.place)))


def _entry(label: str, table: Any, source: Source) -> Entry:
    if not LABEL.fullmatch(label):
        raise _Refused(source.header(label), "a label is at most 80 letters, digits, '-', '_' and '.'")
    if not isinstance(table, dict):
        raise _Refused(source.key(None, label), "a claim is a table; write [claim.LABEL]")
    for key in table:
        if key not in KEYS:
            raise _Refused(source.key(label, key), f"unknown key '{_shown(key)}'; there are {', '.join(KEYS)}")
    for key in ("variables", "conclusion"):
        if key not in table:
            raise _Refused(source.header(label), f"there is no '{key}'; every claim has one")
    words = {key: _text(label, key, table[key], source) for key in WORDS if key in table}
    variables = _strings_by_name(label, "variables", table["variables"], source)
    for kind in variables.values():
        if kind not in ("real", "integer"):
            raise _Refused(source.value(label, kind), f"'{_shown(kind)}' is not a type; there are real and integer")
    definitions = _strings_by_name(label, "definitions", table.get("definitions", {}), source, tuple(variables))
    if not 1 <= len(variables) <= MAX_VARIABLES:
        raise _Refused(source.key(label, "variables"), f"a claim has 1 to {MAX_VARIABLES} variables")
    hypotheses = _strings(label, "hypotheses", table.get("hypotheses", []), source)
    uses = _strings(label, "uses", table.get("uses", []), source)
    conclusion = _text(label, "conclusion", table["conclusion"], source, 10**6)
    entry = Entry(label, variables, conclusion, hypotheses, definitions, words, uses)
    _formulas(entry, source)
    return entry


def _text(label: str, key: str, value: Any, source: Source, most: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        raise _Refused(source.key(label, key), f"'{key}' is text; write it in quotes")
    if len(value) > most:
        raise _Refused(source.key(label, key), f"'{key}' has {len(value)} characters; at most {most} are read")
    return value


def _strings(label: str, key: str, value: Any, source: Source) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _Refused(source.key(label, key), f"'{key}' is a list of texts, like [\"x > 0\"]")
    if len(value) > MAX_HYPOTHESES:
        raise _Refused(source.key(label, key), f"'{key}' has {len(value)} entries; at most {MAX_HYPOTHESES} are read")
    return tuple(value)


def _strings_by_name(label: str, key: str, value: Any, source: Source, taken: tuple[str, ...] = ()) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise _Refused(source.key(label, key), f"'{key}' gives each name a text, like {{ x = \"real\" }}")
    for name in value:
        if not NAME.fullmatch(name) or keyword.iskeyword(name):
            rule = "a name is a letter with at most 39 letters, digits and '_' after it, and no word of Python"
        elif name in RESERVED:
            rule = f"'{name}' is a function of the grammar"
        elif name in taken:
            rule = f"'{name}' is already a variable"
        else:
            continue
        raise _Refused(source.key(label, name), f"'{_shown(name)}' cannot be a name: {rule}; rename it")
    return dict(value)


def _formulas(entry: Entry, source: Source) -> None:
    """Reads every formula once. Errors: ``_Refused`` at the place in the file of what the grammar does not have."""
    from theory.language.grammar import GrammarError, parse_formula, parse_term
    from theory.language.term import Term, Variable

    names: dict[str, Term] = {name: Variable(name) for name in entry.variables}
    integers = frozenset(name for name, kind in entry.variables.items() if kind == "integer")
    text = ""
    try:
        for name, text in entry.definitions.items():
            names[name] = parse_term(text, names, integers)
        for text in (*entry.hypotheses, entry.conclusion):
            parse_formula(text, names, integers)
    except GrammarError as error:
        raise _Refused(source.value(entry.label, text, error.line, error.column), error.rule) from None


def _uses_wrongly(entries: Mapping[str, Entry]) -> list[str]:
    """Claims that use what is not there, or, by way of others, themselves."""
    circles = on_circles({label: entry.uses for label, entry in entries.items()})
    return [label for label, e in entries.items() if label in circles or any(used not in entries for used in e.uses)]


def _shown(text: str) -> str:
    """``text`` on one line, short, without what a terminal obeys."""
    return ascii(text)[1:-1][:40]
