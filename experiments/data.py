"""Images and labels: scikit-learn's digits, Fashion-MNIST and MNIST from IDX files, CIFAR-10 from its binary files.

Files are read as bytes of known length; nothing is unpickled.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.extensions import find
from theory.errors import DomainError

FASHION = Path("/usr/share/datasets/fashion-mnist")
CLASSES = 10


@dataclass(frozen=True)
class Images:
    """A training set and a validation set.

    ``train``, ``validation``: float32 of shape (points, height, width, channels), each channel of mean 0 and variance 1
    over the training set. ``train_labels``, ``validation_labels``: int64, 0 to 9. ``origin``: for each training point,
    its index in the file.
    """

    train: np.ndarray
    train_labels: np.ndarray
    validation: np.ndarray
    validation_labels: np.ndarray
    origin: np.ndarray


def load(name: str, path: str, train: int, validation: int, pool: int, seed: int) -> Images:
    """The data set ``name``, one of ``SOURCES`` or a reader's own in ``affirm.data``, from folder ``path`` (empty: the
    default one), ``train`` and ``validation`` points drawn from its two parts without replacement (0: all), averaged
    over squares of ``pool`` pixels.

    Errors: ``DomainError`` for an unknown name, a missing, truncated or foreign file, or more points than there are.
    """
    read = find("data", name, SOURCES)
    if name == "digits" and path:
        raise DomainError(f"data path {path}: the digits come with scikit-learn; leave the path empty")
    folder = Path(path) if path else FASHION
    if name in ("mnist", "cifar-10") and not path:
        raise DomainError(f"data set {name}: comes with no package; set data.path to the folder of your copy")
    parts = read(folder)
    rng = np.random.default_rng(seed)
    chosen = [
        np.sort(rng.permutation(len(labels))[: _size(wanted, len(labels), part)])
        for (_, labels), wanted, part in zip(parts, (train, validation), ("train", "validation"), strict=True)
    ]
    pictures = [_pooled(images[at], pool) for (images, _), at in zip(parts, chosen, strict=True)]
    mean, deviation = pictures[0].mean((0, 1, 2)), pictures[0].std((0, 1, 2))
    whitened = [((p - mean) / np.maximum(deviation, 1e-6)).astype(np.float32) for p in pictures]
    labels = [values[at].astype(np.int64) for (_, values), at in zip(parts, chosen, strict=True)]
    return Images(whitened[0], labels[0], whitened[1], labels[1], chosen[0])


def _size(wanted: int, there: int, part: str) -> int:
    if not 0 <= wanted <= there:
        raise DomainError(f"data.{part} = {wanted}: there are {there} points; give 0 for all, or at most {there}")
    return wanted or there


def _pooled(images: np.ndarray, pool: int) -> np.ndarray:
    points, height, width, channels = images.shape
    if pool < 1 or height % pool or width % pool:
        raise DomainError(f"data.pool = {pool}: must divide {height} and {width}, the images' size")
    squares = images.reshape(points, height // pool, pool, width // pool, pool, channels).astype(np.float32)
    return squares.mean((2, 4)) / 255


def _digits(_: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """1797 images of 8 x 8; the last 500 are for validation."""
    from sklearn.datasets import load_digits

    bundled = load_digits()
    images, labels = (bundled.images[..., None] * (255 / 16)), bundled.target
    return [(images[:-500], labels[:-500]), (images[-500:], labels[-500:])]


def _idx(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """60,000 and 10,000 images of 28 x 28 in four IDX files, gzipped or not."""
    parts = []
    for prefix in ("train", "t10k"):
        images = idx(folder / f"{prefix}-images-idx3-ubyte", 3)
        labels = idx(folder / f"{prefix}-labels-idx1-ubyte", 1)
        parts.append((images[..., None], _labelled(labels, len(images), folder / prefix)))
    return parts


def idx(path: Path, axes: int) -> np.ndarray:
    """The array of bytes in an IDX file: magic number 0x0000080k for k axes, k big-endian sizes, the values."""
    data = _bytes(path)
    start = 4 + 4 * axes
    if len(data) < start or data[:4] != bytes((0, 0, 8, axes)):
        raise DomainError(
            f"{path}: magic number {data[:4].hex() or 'missing'}, expected {bytes((0, 0, 8, axes)).hex()}; this is not"
            f" an IDX file of {axes} axes"
        )
    shape = tuple(int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4))
    size = int(np.prod(shape, dtype=object))
    if len(data) - start != size:
        raise DomainError(f"{path}: {len(data) - start} values, its header says {size}; the file is cut: copy it again")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def _cifar(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """50,000 and 10,000 images of 32 x 32 x 3 in six files of records: a label, then three planes."""
    parts = []
    for names in ([f"data_batch_{i}.bin" for i in range(1, 6)], ["test_batch.bin"]):
        records = np.concatenate([_records(folder / name) for name in names])
        images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        parts.append((images, _labelled(records[:, 0], len(images), folder / names[0])))
    return parts


def _records(path: Path, length: int = 3073, count: int = 10_000) -> np.ndarray:
    data = _bytes(path)
    if len(data) != length * count:
        raise DomainError(
            f"{path}: {len(data)} bytes, expected {length * count}; not a whole file of CIFAR-10's binary version"
        )
    return np.frombuffer(data, np.uint8).reshape(count, length)


def _labelled(labels: np.ndarray, images: int, path: Path) -> np.ndarray:
    if len(labels) != images or labels.max(initial=0) >= CLASSES:
        raise DomainError(
            f"{path}: {len(labels)} labels up to {labels.max(initial=0)} for {images} images; expected 0 to 9"
        )
    return labels


def _bytes(path: Path) -> bytes:
    """The file's content, or that of ``path.gz``. Errors: ``DomainError``."""
    zipped = path.with_name(path.name + ".gz")
    try:
        return path.read_bytes() if path.exists() else gzip.decompress(zipped.read_bytes())
    except (gzip.BadGzipFile, EOFError):
        raise DomainError(f"{zipped}: not a whole gzip file; copy it again") from None
    except OSError as error:
        raise DomainError(
            f"{path}: cannot be read ({error.strerror}); for Fashion-MNIST install the Debian package"
            " dataset-fashion-mnist, else set data.path to the folder of your copy"
        ) from None


SOURCES: dict[str, Callable[[Path], list[tuple[np.ndarray, np.ndarray]]]] = {
    "digits": _digits,
    "fashion-mnist": _idx,
    "mnist": _idx,
    "cifar-10": _cifar,
}
