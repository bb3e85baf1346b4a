"""Features and labels from files and frames: CSV, Parquet, .npy, .npz, pandas, polars, NumPy and SciPy."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from scipy import sparse

from theory.errors import DomainError
from verify.ledger.files import opened, shown

TABLES = (".csv", ".parquet", ".pq")
NEEDED = "give a .csv, .parquet, .npy or .npz file"


@dataclass
class Source:
    """What was read. ``x``: features, (n, p) dense doubles or CSR. ``y``: labels as they stand, or None. ``table``: the
    Arrow table that a query may name columns of, or None. ``forget``: the array that an .npz brought, or None."""

    x: Any
    y: np.ndarray | None = None
    table: Any = None
    forget: np.ndarray | None = None

    @property
    def names(self) -> list[str]:
        """The columns that a query may name."""
        return [] if self.table is None else list(self.table.column_names)

    def column(self, name: str) -> np.ndarray:
        """A column of the table, for a query."""
        return column(self.table, name)


def read(path: Path, target: str | None, drop: Sequence[str] = (), labels: Path | None = None) -> Source:
    """The data in the file ``path``. In a table, ``target`` names the labels and every other column but those in
    ``drop`` is a feature. An .npz holds ``X``, ``y`` and, if it likes, ``forget``, or is SciPy's; .npy, and SciPy's
    .npz, take their labels from the .npy file ``labels``. Errors: ``DomainError``: value, rule, next step."""
    kind = path.suffix.lower()
    if kind not in (*TABLES, ".npz", ".npy"):
        raise DomainError(f"{shown(path.name)}: a kind of file that is not read; {NEEDED}")
    with _readable(path) as file:
        if kind in TABLES:
            if labels is not None:
                raise DomainError(f"--labels {shown(labels)}: a table has labels; name their column with --target")
            if target is None:
                raise DomainError(f"{shown(path.name)}: a table needs --target; name the column of the labels")
            return from_table(_table(file, kind), target, drop)
        if target is not None or drop:
            raise DomainError(f"{shown(path.name)}: arrays have no columns; leave --target and --drop out")
        found = _npz(file, path.name) if kind == ".npz" else Source(np.load(file, allow_pickle=False))
    if labels is not None:
        if found.y is not None:
            raise DomainError(f"--labels {shown(labels)}: {shown(path.name)} has labels; leave --labels out")
        with _readable(labels) as file:
            found.y = np.load(file, allow_pickle=False)
    return found


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[BinaryIO]:
    """The regular file at ``path``, open; what goes wrong while it is read is one line. Errors: ``DomainError``."""
    try:
        with opened(path) as file:
            yield file
    except DomainError:
        raise
    except OSError as error:
        raise DomainError(f"{shown(path)}: cannot be read ({error.strerror or error}); {NEEDED}") from None
    except (ValueError, KeyError, EOFError, TypeError, NotImplementedError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())[:120]
        if "allow_pickle" in why or "Object arrays" in why:
            why = "it holds Python objects, which are code; save arrays of numbers"
        raise DomainError(f"{shown(path.name)}: cannot be read ({why}); {NEEDED}") from None


def _table(file: BinaryIO, kind: str) -> Any:
    from pyarrow import csv, parquet

    return csv.read_csv(file) if kind == ".csv" else parquet.read_table(file)


def _npz(file: BinaryIO, name: str) -> Source:
    with np.load(file, allow_pickle=False) as held:
        names = set(held.files)
        if {"format", "data", "shape"} <= names:
            file.seek(0)
            return Source(sparse.load_npz(file))
        if "X" not in names:
            raise DomainError(f"{shown(name)}: no array X (there are {', '.join(sorted(names)[:8])}); save X and y")
        return Source(
            held["X"], held["y"] if "y" in names else None, None, held["forget"] if "forget" in names else None
        )


def frame(x: Any) -> Any:
    """The Arrow table of a pandas or polars frame; None for anything else."""
    module = type(x).__module__.split(".")[0]
    if module == "pandas" and hasattr(x, "columns"):
        import pyarrow

        try:
            return pyarrow.Table.from_pandas(x, preserve_index=False)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError) as error:
            raise DomainError(f"X: a column mixes kinds of values ({str(error)[:80]}); make each of one kind") from None
    return x.to_arrow() if module == "polars" and hasattr(x, "to_arrow") and hasattr(x, "columns") else None


def from_table(table: Any, target: str | None, drop: Sequence[str] = ()) -> Source:
    """The source that an Arrow table holds. Errors: ``DomainError``."""
    names = list(table.column_names)
    for name in [*drop, *([target] if target is not None else [])]:
        if name not in names:
            raise DomainError(
                f"column {name!r:.40}: not in the table, which has {', '.join(names[:8])}; name one of its columns"
            )
    if len(set(names)) < len(names):
        raise DomainError("the table has two columns of one name; rename one")
    features = [name for name in names if name != target and name not in drop]
    if not features:
        raise DomainError("the table has no column left to be a feature; drop fewer")
    x = np.empty((table.num_rows, len(features)))
    for place, name in enumerate(features):
        x[:, place] = _number(table, name)
    return Source(x, None if target is None else column(table, target), table)


def column(table: Any, name: str) -> np.ndarray:
    """A column of an Arrow table. Errors: ``DomainError`` where there is none, or where a value is missing."""
    if name not in table.column_names:
        known = ", ".join(table.column_names[:8])
        raise DomainError(f"column {name!r:.40}: not in the table, which has {known}; name one of its columns")
    found = table.column(name)
    if found.null_count:
        raise DomainError(
            f"column {name!r}: {found.null_count} values are missing; fill them in, or leave those rows out"
        )
    return np.asarray(found.to_numpy())


def _number(table: Any, name: str) -> np.ndarray:
    values = column(table, name)
    if values.dtype.kind not in "biuf":
        example = str(values[0])[:20] if len(values) else ""
        raise DomainError(
            f"column {name!r}: holds text or dates, like {example!r}; a feature is a number: encode it, or leave it out"
            f" with --drop {name}"
        )
    return values.astype(np.float64)


def features(x: Any, what: str = "X") -> Any:
    """``x`` as doubles, (n, p), dense or CSR, all finite. Errors: ``DomainError``."""
    if sparse.issparse(x):
        found = sparse.csr_array(x).astype(np.float64)
        try:
            found.check_format()
        except ValueError as error:
            raise DomainError(f"{what}: not a sound sparse matrix ({error}); build it anew with SciPy") from None
        found.sum_duplicates()
        numbers = found.data
    else:
        found = np.asarray(x)
        if found.dtype.kind not in "biuf":
            raise DomainError(f"{what}: of type {found.dtype}; features are numbers: give an array of floats")
        found = np.ascontiguousarray(found, dtype=np.float64)
        numbers = found
    if found.ndim != 2 or 0 in found.shape:
        raise DomainError(f"{what}: of shape {found.shape}; must be (samples, features), both at least 1")
    if not np.isfinite(numbers).all():
        raise DomainError(f"{what}: {_first(found)}; every feature must be finite: fill it in, or leave the row out")
    most = max(float(numbers.max(initial=0.0)), -float(numbers.min(initial=0.0)))
    if most > 1e100:
        raise DomainError(f"{what}: a feature of size {most:.3g}; at most 1e100: scale the features")
    return found


def _first(x: Any) -> str:
    """The first number that is not finite, with its place."""
    if sparse.issparse(x):
        place = int(np.flatnonzero(~np.isfinite(x.data))[0])
        row, column, number = int(np.searchsorted(x.indptr, place, "right")) - 1, int(x.indices[place]), x.data[place]
    else:
        row, column = (int(k) for k in np.argwhere(~np.isfinite(x))[0])
        number = x[row, column]
    return f"{number} in row {row}, column {column}"
