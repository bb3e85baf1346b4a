"""One partition: its points evaluated and encoded as the bytes of a Parquet file, in whatever process."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from theory.errors import DomainError, LedgerError
from verify.ascent.grid.manifest import Columns, Manifest, describe, difference, digest, here
from verify.ascent.grid.plan import GridPlan

MANIFEST_KEY, NUMBER_KEY, SEAL_KEY = b"affirm.manifest", b"affirm.partition", b"affirm.seal"  # in each file's footer
UNSEALED = b"0" * 64
SEAL = re.compile(re.escape(SEAL_KEY) + rb"\x18@([0-9a-f]{64})")  # as Thrift writes it: found before anything is parsed
TYPES = {"float64": pa.float64(), "bool": pa.bool_()}


@dataclass(frozen=True)
class Work:
    """All that a process needs to compute any partition: the plan, and the manifest that it must match."""

    plan: GridPlan
    manifest: Manifest


def work_of(plan: GridPlan) -> Work:
    """The work of ``plan``; its columns are those of the first point, evaluated here."""
    words = plan.problem.codes
    columns: Columns = {}
    for name, values in evaluated(plan, plan.design.points(0, 1)).items():
        if name not in words and values.dtype.name not in TYPES:
            raise LedgerError(f"{plan.problem.name}: column {name} is {values.dtype}, without words among the codes")
        columns[name] = list(words[name]) if name in words else values.dtype.name
    return Work(plan, describe(plan, columns))


def evaluated(plan: GridPlan, points: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The parameters ``points`` and the evaluator's columns there. Errors: ``LedgerError`` for a column of another
    length."""
    length = len(next(iter(points.values())))
    columns = points | plan.problem.evaluate(points, plan.device)
    wrong = [name for name, values in columns.items() if np.shape(values) != (length,)]
    if wrong:
        raise LedgerError(f"{plan.problem.name}: column {wrong[0]} has not one value for each of {length} points")
    return columns


def compute(work: Work, number: int) -> bytes:
    """The Parquet file of partition ``number``: the same bytes whenever and wherever it is computed.

    Limits: on one kind of processor; NumPy's functions may differ in the last bit between instruction sets.
    Errors: ``DomainError`` if this machine's packages are not the manifest's; ``LedgerError`` for columns that
    are not the manifest's.
    """
    plan, manifest = work.plan, work.manifest
    own = here(plan)
    if own != manifest["versions"]:
        unlike = difference(manifest["versions"], own)
        raise DomainError(f"{platform.node()}: {unlike}; install the same versions on every worker")
    return encode(evaluated(plan, plan.design.points(*plan.span(number))), manifest, number)


def encode(values: dict[str, np.ndarray], manifest: Manifest, number: int) -> bytes:
    """``values`` as a Parquet file; codes become words.

    The footer holds the manifest's digest, the partition's number, and the file's seal: the SHA-256 of the file itself
    with zeros in the seal's place, so that a change of any byte shows. Errors: ``LedgerError``.
    """
    columns: Columns = manifest["columns"]
    if list(values) != list(columns):
        raise LedgerError(f"partition {number} has the columns {list(values)}, the manifest {list(columns)}")
    arrays = [_array(name, values[name], kind) for name, kind in columns.items()]
    table = pa.Table.from_arrays(arrays, names=list(columns))
    sink = pa.BufferOutputStream()
    coded = [name for name, kind in columns.items() if not isinstance(kind, str)]
    with pq.ParquetWriter(sink, table.schema, compression="zstd", use_dictionary=coded) as writer:
        writer.write_table(table, row_group_size=table.num_rows)
        writer.add_key_value_metadata(_footer(manifest, number) | {SEAL_KEY: UNSEALED})
    data = bytes(sink.getvalue().to_pybytes())
    return data.replace(UNSEALED, sha256(data).hexdigest().encode())


def _array(name: str, values: np.ndarray, kind: str | list[str]) -> pa.Array:
    if isinstance(kind, str):
        if values.dtype.name != kind:
            raise LedgerError(f"column {name} is {values.dtype}, in the manifest {kind}")
        bits = np.packbits(values, bitorder="little") if kind == "bool" else values
        return _wrapped(TYPES[kind], bits, len(values))
    if values.dtype != np.int8 or not np.all((values >= 0) & (values < len(kind))):
        raise LedgerError(f"column {name} holds codes beyond its {len(kind)} words, or not of type int8")
    encoded = [word.encode() for word in kind]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    words = pa.StringArray.from_buffers(len(kind), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))
    return pa.DictionaryArray.from_arrays(_wrapped(pa.int8(), values, len(values)), words)


def _wrapped(kind: pa.DataType, values: np.ndarray, length: int) -> pa.Array:
    """An Arrow array on the memory of ``values``; ``pa.array`` would import pandas where there is one."""
    return pa.Array.from_buffers(kind, length, [None, pa.py_buffer(np.ascontiguousarray(values))])


def fault(data: bytes, manifest: Manifest, number: int) -> str | None:
    """What is wrong with the bytes of partition ``number``; None if they are what ``encode`` wrote."""
    seal = SEAL.search(data)
    if seal is None:
        return "truncated or corrupt: it has no seal"
    if sha256(data.replace(seal[1], UNSEALED)).hexdigest().encode() != seal[1]:
        return "truncated or corrupt: its bytes do not match its seal"
    footer = pq.ParquetFile(pa.BufferReader(data)).metadata.metadata
    own = _footer(manifest, number)
    if footer[MANIFEST_KEY] != own[MANIFEST_KEY]:
        return "of another grid"
    if footer[NUMBER_KEY] != own[NUMBER_KEY]:
        return f"partition {footer[NUMBER_KEY].decode()} under another's name"
    return None


def _footer(manifest: Manifest, number: int) -> dict[bytes, bytes]:
    return {MANIFEST_KEY: digest(manifest).encode(), NUMBER_KEY: str(number).encode()}
