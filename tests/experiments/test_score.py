"""Public ensembles as they are: each layout gives the same scores, equal to those of KLoM split by split."""

import json

import numpy as np
import pytest
import torch

from experiments.klom import klom
from tests.experiments.test_study import run

MODELS, TRAIN, VALIDATION = 12, 30, 10
FORGET = np.array([3, 4, 20])
RETAIN = np.setdiff1d(np.arange(TRAIN), FORGET)


@pytest.fixture(scope="module")
def made():
    """Margins of all points: oracles that differ from the pre-trained on F alone; two snapshots between."""
    rng = np.random.default_rng(0)
    pretrained, oracle, first, second = rng.standard_normal((4, MODELS, TRAIN + VALIDATION)).astype(np.float32)
    pretrained[:, FORGET] += 9
    first[:, FORGET] += 9
    return {"pretrained": pretrained, "oracle": oracle, 1: first, 5: second}


def split(array):
    return {"forget": array[..., FORGET], "retain": array[..., RETAIN], "val": array[..., TRAIN:]}


def bench(made, folder):
    """data-unlearning-bench: tensors of all points; the unlearned by epoch."""
    torch.save(torch.from_numpy(made["pretrained"]), folder / "pre.pt")
    torch.save(torch.from_numpy(made["oracle"]), folder / "oracle.pt")
    torch.save({epoch: torch.from_numpy(made[epoch]) for epoch in (1, 5)}, folder / "un.pt")
    return ["pre.pt", "oracle.pt", "un.pt", "--forget", "forget.npy", "--train", str(TRAIN)]


def easydub(made, folder):
    """EasyDUB: folders of one file a model, whose pre-trained R still holds F; an .npz with an axis of epochs."""
    for kind in ("pretrained", "oracle"):
        for word, array in split(made[kind]).items():
            whole = made[kind][:, :TRAIN] if (kind, word) == ("pretrained", "retain") else array
            name = "forget_2" if (kind, word) == ("pretrained", "forget") else word
            place = folder / kind / name / "resnet9"
            place.mkdir(parents=True)
            for model, row in enumerate(whole):
                np.save(place / f"id_{model}_epoch_23.npy", row)
    parts = split(np.stack([made[1], made[5]]))
    np.savez(folder / "un.npz", klom_p95_forget=np.zeros(2), **{f"margins_{w}": a for w, a in parts.items()})
    return ["pretrained", "oracle", "un.npz", "--forget", "forget.npy"]


def plain(made, folder):
    """Plain arrays; one snapshot."""
    for name, key in (("pre", "pretrained"), ("oracle", "oracle"), ("un", 5)):
        np.save(folder / f"{name}.npy", made[key])
    return ["pre.npy", "oracle.npy", "un.npy", "--forget", "forget.npy", "--train", str(TRAIN)]


def scored(capsys, *arguments):
    status, out, err = run(capsys, "score", *arguments)
    assert status == 0, err
    return out


@pytest.mark.parametrize(("layout", "epochs"), [(bench, (1, 5)), (easydub, (1, 5)), (plain, (5,))], ids=lambda v: "")
def test_each_layout_gives_the_klom_of_each_split(capsys, tmp_path, monkeypatch, made, layout, epochs):
    monkeypatch.chdir(tmp_path)
    np.save("forget.npy", FORGET)
    found = json.loads(scored(capsys, *layout(made, tmp_path), "--json", "-"))
    assert found["models"] == MODELS and len(found["rows"]) == 1 + len(epochs)
    words = {"forget": "forget", "retain": "retain", "validation": "val"}
    for row, key in zip(found["rows"], ("pretrained", *epochs), strict=True):
        for word, short in words.items():
            expected = klom(split(made[key])[short], split(made["oracle"])[short])
            assert row["klom"][word]["p95"] == pytest.approx(expected.p95, abs=1e-6), (row["epoch"], word)
            assert row["klom"][word]["mean"] == pytest.approx(expected.mean, abs=1e-6)
    assert found["rows"][0]["epoch"] == "nothing" and found["rows"][0]["klom"]["forget"]["p95"] > 8


def test_a_models_row_in_a_folder_follows_its_number_and_not_its_letters(capsys, tmp_path, monkeypatch, made):
    """id_10 comes after id_2: then the first ten models of both layouts are the same."""
    monkeypatch.chdir(tmp_path)
    np.save("forget.npy", FORGET)
    rows = [
        json.loads(scored(capsys, *layout(made, tmp_path), "--models", "10", "--json", "-"))["rows"]
        for layout in (bench, easydub)
    ]
    assert [r["klom"] for r in rows[0]] == [r["klom"] for r in rows[1]]


def test_the_table_says_floor_outcomes_and_exploded_models(capsys, tmp_path, monkeypatch, made):
    monkeypatch.chdir(tmp_path)
    np.save("forget.npy", FORGET)
    bad = {1: made[1].copy(), 5: made[5]}
    bad[1][2, 7] = np.nan
    arguments = bench({**made, **bad}, tmp_path)
    out = scored(capsys, *arguments)
    lines = out.splitlines()
    assert "12 models a side; floor of p95" in lines[0]
    assert lines[1].startswith("nothing") and "exploded  broken" in lines[2] and lines[3].startswith("5 ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: None, ""),
        (lambda: np.save("forget.npy", np.array([3, 3])), "index 3 is repeated"),
        (lambda: np.save("forget.npy", np.array([TRAIN])), "with more than 30 points, the first 30"),
        (lambda: np.save("oracle.npy", np.zeros((3, 41))), "the oracles' (3, 11); give the same points"),
        (lambda: np.save("pre.npy", np.zeros(40)), "shape (40,); expected (models, points)"),
        (lambda: np.save("oracle.npy", np.full((12, 40), np.nan)), "the oracles' margins are not all finite"),
        (lambda: np.savez("pre.npy", margins_forget=np.zeros((2, 2))), "not a whole .npy array"),
        (lambda: np.save("un.npy", np.array([{}]), allow_pickle=True), "not a whole .npy array"),
    ],
)
def test_a_bad_ensemble_is_one_line_and_status_2(capsys, tmp_path, monkeypatch, made, change, message):
    monkeypatch.chdir(tmp_path)
    np.save("forget.npy", FORGET)
    arguments = plain(made, tmp_path)
    change()
    if (tmp_path / "pre.npy.npz").exists():
        (tmp_path / "pre.npy.npz").rename("pre.npy")
    status, _, err = run(capsys, "score", *arguments)
    assert (status, message in err, err.count("\n")) == ((2, True, 1) if message else (0, True, 0)), err


def test_what_is_missing_is_asked_for(capsys, tmp_path, monkeypatch, made):
    monkeypatch.chdir(tmp_path)
    np.save("forget.npy", FORGET)
    arguments = plain(made, tmp_path)
    assert "say which are forgotten with --forget" in run(capsys, "score", *arguments[:3])[2]
    assert "--models 13: an ensemble has 12 models" in run(capsys, "score", *arguments, "--models", "13")[2]
    np.savez("half.npz", margins_forget=np.zeros((2, 2)), margins_val=np.zeros((2, 2)))
    assert "has no margins of retain" in run(capsys, "score", "half.npz", *arguments[1:])[2]
    (tmp_path / "empty").mkdir()
    assert "has no margins of forget, retain, validation" in run(capsys, "score", "empty", *arguments[1:])[2]
    torch.save({1: torch.zeros(12, 40), 2: torch.zeros(12, 40)}, "two.pt")
    assert "two.pt: 2 snapshots; give one ensemble" in run(capsys, "score", "two.pt", *arguments[1:])[2]
