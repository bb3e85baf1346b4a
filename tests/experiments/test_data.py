"""Data files: the real ones, and what is said of those that are missing, cut or foreign."""

import gzip

import numpy as np
import pytest

from experiments import data
from theory.errors import DomainError

SIZES = {"train": 30, "t10k": 20}


def write_idx(path, array, zipped=True):
    header = bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    content = header + array.astype(np.uint8).tobytes()
    (path.with_name(path.name + ".gz") if zipped else path).write_bytes(gzip.compress(content) if zipped else content)


@pytest.fixture(params=[True, False], ids=["gzip", "plain"])
def fashion(tmp_path, request):
    rng = np.random.default_rng(0)
    for prefix, n in SIZES.items():
        write_idx(tmp_path / f"{prefix}-images-idx3-ubyte", rng.integers(0, 256, (n, 28, 28)), request.param)
        write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte", np.arange(n) % 10, request.param)
    return tmp_path


@pytest.fixture
def cifar(tmp_path):
    rng = np.random.default_rng(0)
    for name in [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]:
        records = rng.integers(0, 256, (10_000, 3073), dtype=np.uint8)
        records[:, 0] %= 10
        (tmp_path / name).write_bytes(records.tobytes())
    return tmp_path


def load(name, folder="", train=0, validation=0, pool=1, seed=0):
    return data.load(name, str(folder), train, validation, pool, seed)


def test_the_digits_need_no_file_and_are_scaled_over_the_training_set():
    images = load("digits", train=100, validation=50)
    assert images.train.shape == (100, 8, 8, 1) and images.validation.shape == (50, 8, 8, 1)
    assert images.train.dtype == np.float32 and abs(images.train.mean()) < 1e-6 and abs(images.train.std() - 1) < 1e-5
    assert set(images.train_labels) == set(range(10)) and len(set(images.origin)) == 100


def test_idx_files_are_read_as_their_format_says(fashion):
    images = load("fashion-mnist", fashion)
    assert images.train.shape == (30, 28, 28, 1) and images.validation.shape == (20, 28, 28, 1)
    assert images.train_labels.tolist() == [n % 10 for n in range(30)]
    raw = data.idx(fashion / "train-images-idx3-ubyte", 3)
    pooled = load("fashion-mnist", fashion, pool=14).train[:, 1, 0, 0]
    expected = raw[:, 14:, :14].mean((1, 2))
    scaled = (pooled - pooled.mean()) / pooled.std()
    np.testing.assert_allclose(scaled, (expected - expected.mean()) / expected.std(), atol=1e-4)


def test_a_subset_is_drawn_by_its_seed_and_keeps_image_and_label_together(fashion):
    first, again, other = (load("fashion-mnist", fashion, train=10, seed=s) for s in (1, 1, 2))
    assert first.origin.tolist() == again.origin.tolist() != other.origin.tolist()
    assert first.train_labels.tolist() == (first.origin % 10).tolist()


def test_cifars_records_are_a_label_and_three_planes(cifar):
    images = load("cifar-10", cifar, train=100, validation=10)
    record = np.frombuffer((cifar / "data_batch_1.bin").read_bytes(), np.uint8).reshape(-1, 3073)
    assert images.train.shape == (100, 32, 32, 3)
    at = int(np.flatnonzero(images.origin < 10_000)[0])
    mine, its = images.train[at, 5, :, 1], record[images.origin[at]]
    assert np.corrcoef(mine, its[1 + 1024 + 5 * 32 : 1 + 1024 + 6 * 32])[0, 1] > 0.9999
    assert images.train_labels[at] == its[0]


def cut(path):
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(content[:-7]))


def half(path):
    path.write_bytes(path.read_bytes()[:40])


def foreign(path):
    path.write_bytes(gzip.compress(b"\x00\x00\x0d\x03" + bytes(12)))


def mislabelled(path):
    write_idx(path.with_name("train-labels-idx1-ubyte"), np.full(30, 10))


def too_few_labels(path):
    write_idx(path.with_name("train-labels-idx1-ubyte"), np.zeros(29))


def bomb(path):
    path.write_bytes(gzip.compress(bytes((0, 0, 8, 3)) + b"\xff" * 12))


@pytest.mark.parametrize("fashion", [True], indirect=True, ids=[""])
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.unlink(), "cannot be read (No such file or directory); for Fashion-MNIST install"),
        (cut, "23513 values, its header says 23520; the file is cut"),
        (half, "not a whole gzip file"),
        (foreign, "magic number 00000d03, expected 00000803"),
        (lambda path: path.write_bytes(gzip.compress(b"")), "magic number missing"),
        (bomb, "0 values, its header says"),
        (mislabelled, "labels up to 10"),
        (too_few_labels, "29 labels"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bad_idx_file_is_named_with_what_is_wrong(fashion, spoil, message):
    spoil(fashion / "train-images-idx3-ubyte.gz")
    with pytest.raises(DomainError) as caught:
        load("fashion-mnist", fashion)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_a_cut_cifar_file_is_named(cifar):
    file = cifar / "data_batch_3.bin"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DomainError, match=r"data_batch_3.bin: 30729999 bytes, expected 30730000"):
        load("cifar-10", cifar)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "imagenet"}, "choose one of digits, fashion-mnist, mnist, cifar-10"),
        ({"name": "digits", "folder": "/tmp"}, "come with scikit-learn"),
        ({"name": "cifar-10"}, "set data.path"),
        ({"name": "digits", "train": 5000}, "there are 1297 points"),
        ({"name": "digits", "train": -1}, "there are 1297 points"),
        ({"name": "digits", "pool": 3}, "must divide 8 and 8"),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_met_is_refused(arguments, message):
    with pytest.raises(DomainError, match=message):
        load(**arguments)
