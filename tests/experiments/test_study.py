"""A run: the same numbers for the same seed, resumed where it stopped, nothing lost to a full disk, bad input named."""

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from experiments import config, finish, outline, results, storage
from experiments.architectures import started
from experiments.opening import opened
from experiments.perform import performing
from tests.experiments.conftest import TINY, finish_stages
from theory.errors import DomainError
from verify.commands import cli


def run(capsys, *args):
    status = cli.main(["experiment", *map(str, args)])
    out, err = capsys.readouterr()
    return status, out, err


def arrays(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.npy"))}


@pytest.fixture
def copied(finished, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "run")
    return opened(tmp_path / "run", TINY)


def steps(study):
    return [step for stage in outline.left(study) for step in stage]


def checkpoint(study):
    return study.place("pretrained", 0) / "networks.safetensors"


def forge(study, kind, *arguments):
    """Brings a step's record up to its files, as if the step itself had written them."""
    place = study.place(kind, *arguments)
    record = json.loads((place / "step.json").read_text())
    record["files"] = {n: hashlib.sha256((place / n).read_bytes()).hexdigest() for n in record["files"]}
    (place / "step.json").write_text(json.dumps(record))


def test_a_finished_study_has_nothing_left_to_do(finished):
    assert steps(finished) == []
    gradients, components, oracles, rewinding = 2 * 2, 3 * 3, 2 * 2, 2
    unlearned = 2 * (2 * (2 * 2 + 2)) + rewinding
    assert len(arrays(finished.folder)) == 2 + gradients + components + oracles + unlearned


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_in_one_process_or_two(finished, tmp_path):
    toml = "workers = 2\n" + TINY
    again = finish_stages(opened(tmp_path, toml))
    assert arrays(again.folder) == arrays(finished.folder)
    assert json.dumps(finish.collect(again)) == json.dumps(finish.collect(finished))


def test_another_seed_gives_other_numbers(finished, tmp_path):
    other = opened(tmp_path, "seed = 1\n" + TINY)
    with performing(other) as perform:
        perform(next(outline.stages(other)), lambda: None)
    mine, theirs = (s.margins_file("pretrained", "", s.groups[0]).read_bytes() for s in (finished, other))
    assert mine != theirs


def test_what_was_done_is_not_done_again_and_the_end_is_the_same(finished, copied):
    lost = [("oracle", ("random-5", 1)), ("gradients", (1,))]
    for kind, arguments in lost:
        shutil.rmtree(copied.place(kind, *arguments))
    assert steps(copied)[0] == lost[1] and ("oracle", ("random-5", 1)) in steps(copied)
    finish_stages(copied)
    assert steps(copied) == [] and arrays(copied.folder) == arrays(finished.folder)


def test_an_oracles_networks_differ_from_the_pretrained_and_from_another_sets(finished):
    kinds = [("pretrained", ""), ("oracle", "random-5"), ("oracle", "pc1-top-4")]
    first = [np.load(finished.margins_file(kind, name, finished.groups[0])) for kind, name in kinds]
    assert all(np.abs(a - b).max() > 0.1 for i, a in enumerate(first) for b in first[:i])


def test_a_set_and_what_is_kept_share_no_point(finished):
    for name in ("random-5", "pc1-top-4"):
        compared = finished.compared(name)
        assert not set(compared["forget"]) & set(compared["retain"]) and len(compared["retain"]) == 40
        assert compared["validation"].tolist() == list(range(120, 180))
        assert set(finished.retain_set(name)) | set(finished.forget_set(name)) == set(range(120))


@pytest.mark.slow
def test_a_full_disk_is_said_and_what_was_computed_stays(tmp_path, monkeypatch, capsys):
    (tmp_path / "tiny.toml").write_text(TINY)
    save, written = np.save, []

    def full(file, array, **options):
        if len(written) == 3:
            file.write(b"half of it")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(file)
        save(file, array, **options)

    monkeypatch.setattr(np, "save", full)
    status, _, err = run(capsys, "run", tmp_path / "tiny.toml", "--out", tmp_path / "run")
    assert status == 2 and "No space left on device" in err and "what is there is kept" in err and err.count("\n") == 1
    there = sorted(path.name for path in (tmp_path / "run" / "steps").iterdir())
    assert len(arrays(tmp_path / "run")) == 2 and len(there) == 4, "both groups, pre-trained and rewound; no half step"
    monkeypatch.undo()
    status, out, _ = run(capsys, "run", tmp_path / "tiny.toml", "--out", tmp_path / "run")
    assert status == 0 and "exp-dichotomy" in out


@pytest.mark.slow
def test_a_checkpoint_on_a_full_disk_is_one_line_too(tmp_path):
    """By a limit on the size of files that the system itself enforces."""
    program = f"""
import resource, signal, torch
from pathlib import Path
from experiments import storage
from experiments.architectures import started
from experiments.opening import opened
from experiments.perform import performing
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
networks = started("small", [1], 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
storage.save_networks(Path({str(tmp_path)!r}) / "n.safetensors", networks, "small")
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert "DomainError" in ran.stderr and "cannot be written" in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_interrupted_run_ends_with_130_and_goes_on(tmp_path):
    toml = TINY.replace("epochs = 2\npeak", "epochs = 60\npeak")
    (tmp_path / "tiny.toml").write_text(toml)
    command = [sys.executable, "-m", "verify.commands", "experiment", "run", "tiny.toml", "--out", "run", "--json", "-"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 100
    while not list(tmp_path.rglob("*.npy")) and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130 and err.strip() == "affirm: interrupted; run the same command again"
    kept = arrays(tmp_path / "run")
    left = steps(opened(tmp_path / "run", toml))
    assert kept and left and left[0] != ("pretrained", (0,))


def save_other(study, name, models):
    storage.save_networks(checkpoint(study), started(name, list(range(models)), 1), name)
    forge(study, "pretrained", 0)


def test_a_checkpoint_of_another_architecture_is_refused(copied):
    save_other(copied, "resnet9", 2)
    with pytest.raises(DomainError, match="holds 2 networks resnet9, expected 2 of small, 1 channels"):
        copied.networks(0)


def test_a_checkpoint_of_fewer_networks_is_refused(copied):
    save_other(copied, "small", 1)
    with pytest.raises(DomainError, match="holds 1 networks small, expected 2 of small"):
        copied.networks(0)


def test_a_cut_checkpoint_and_cut_margins_are_refused(copied):
    file = checkpoint(copied)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(DomainError, match=r"networks\.safetensors: differs from what the step wrote"):
        copied.single(0)
    forge(copied, "pretrained", 0)
    with pytest.raises(DomainError, match="not a whole checkpoint"):
        copied.single(0)
    margins = copied.margins_file("oracle", "random-5", copied.groups[0])
    margins.write_bytes(margins.read_bytes()[:-10])
    with pytest.raises(DomainError, match=r"not a whole \.npy file"):
        results.Margins(copied, "random-5")


def test_a_pickled_checkpoint_is_never_opened(copied):
    torch.save({"weight": torch.zeros(2)}, checkpoint(copied))
    forge(copied, "pretrained", 0)
    with pytest.raises(DomainError, match="not a whole checkpoint"):
        copied.networks(0)


def test_a_byte_that_changed_after_its_step_is_found_before_a_result_is_written(copied):
    file = copied.margins_file("oracle", "random-5", copied.groups[1])
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(DomainError, match=r"margins\.npy: differs from what the step wrote; delete the folder"):
        finish.save(copied)
    assert not (copied.folder / "results.json").exists()


def test_one_network_of_a_group_is_that_network(finished):
    from experiments.ensemble import margins

    for model in range(3):
        group = finished.groups[model // 2]
        expected = np.load(finished.margins_file("pretrained", "", group))[model - group.start]
        found = margins(finished.single(model), finished.points, np.arange(180))[0]
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_rows_hold_klom_of_the_margins_in_the_folder(finished):
    from experiments.klom import klom

    rows = results.rows(finished, "random-5")
    assert [(r["run"], r["epoch"]) for r in rows][:3] == [("nothing", 0), ("GA-lr0.01", 1), ("GA-lr0.01", 2)]
    compared = finished.compared("random-5")
    pre, oracle = (
        np.concatenate([np.load(finished.margins_file(kind, name, g)) for g in finished.groups])
        for kind, name in (("pretrained", ""), ("oracle", "random-5"))
    )
    for split, points in compared.items():
        assert rows[0]["klom"][split]["p95"] == round(klom(pre[:, points], oracle[:, points]).p95, 6)
    last = next(r for r in rows if r["run"] == "GA-lr0.05" and r["epoch"] == 2)
    files = [finished.snapshot("random-5", finished.config.settings("random-5")[2], 2, g) for g in finished.groups]
    ascended = np.concatenate([np.load(file) for file in files])
    assert last["klom"]["forget"]["p95"] == round(klom(ascended[:, :5], oracle[:, compared["forget"]]).p95, 6)
    assert last["accuracy"]["forget"] == round(float((ascended[:, :5] > 0).mean()), 4)


def test_exploded_networks_are_counted_and_have_no_klom(copied):
    setting = copied.config.settings("random-5")[1]
    file = copied.snapshot("random-5", setting, 2, copied.groups[0])
    margins = np.load(file)
    margins[1, 3] = np.nan
    np.save(file, margins)
    rows = results.rows(copied, "random-5")
    bad = [r for r in rows if r["exploded"]]
    assert [(r["run"], r["epoch"], r["exploded"], r["klom"]) for r in bad] == [("GA-lr0.01", 2, 1, {})]
    assert all(r["outcome"] == "broken" for r in finish.collect(copied)["rows"] if r["exploded"])


@pytest.mark.parametrize("kind", ["pretrained", "oracle"])
def test_networks_that_exploded_in_training_are_said(copied, kind):
    file = copied.margins_file(kind, "" if kind == "pretrained" else "random-5", copied.groups[0])
    margins = np.load(file)
    margins[0] = np.inf
    np.save(file, margins)
    with pytest.raises(DomainError, match=r"1 (pre-trained|oracle) networks .* lower training\.lr"):
        results.rows(copied, "random-5")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("models = 3", "models = 1"), "models = 1: KLoM compares distributions: N must be at least 2"),
        (("models = 3", "models = 3.5"), "models = 3.5: must be of type int"),
        (("models = 3", "models = true"), "models = True: must be of type int"),
        (("models = 3", "modles = 3"), "modles: unknown"),
        (("train = 120", "train = 99999"), "there are 1297 points"),
        (('architecture = "small"', 'architecture = "vgg"'), "choose one of resnet9, resnet18, small"),
        (('architecture = "small"', 'device = "cuda"'), "torch finds no CUDA device here"),
        (('architecture = "small"', 'device = "cuda:1"'), "torch finds no CUDA device here"),
        (('architecture = "small"', 'device = "cuda:x"'), "cuda:K with the number K of a GPU"),
        (('architecture = "small"', 'device = "cpu:0"'), "device cpu:0: unknown"),
        (('name = "digits"', 'name = "fashion-mnist"\npath = "/nowhere"'), "cannot be read (No such file"),
        (("size = 5", "size = 500"), "size 500 of 120 points"),
        (('kind = "random"', 'kind = "file"\npath = "bad.npy"'), "index 3 is repeated"),
        (('name = "random-5"', 'name = "a/b"'), "must differ and be letters"),
        (('name = "random-5"', 'title = "x"'), "sets[0].title: unknown"),
        (('name = "random-5"\n', ""), "sets[0].name: missing"),
        (('method = "GDA"', 'method = "magic"'), "magic: unknown; choose one of nothing, GA"),
        (("lr = [0.01, 0.05]", "lr = [0.01, 0.01]"), "GA-lr0.01 occurs twice"),
        (("epochs = [1, 2]", "epochs = [2, 1]"), "1 or more, rising"),
        (("rewind = 1", "rewind = 2"), "an epoch between 0 and the last"),
        (('sets = ["random-5"]', 'sets = ["random-6"]'), "no such set"),
        (("exp-dichotomy", "exp-magic"), "no such statement"),
        (("networks = 2", "networks = 9"), "more than models"),
        (("networks = 2", "networks = 1"), "influence.networks = 1: two halves are compared"),
        (('method = "GDA"', 'method = "GDA"\noptions = { beta = "x" }'), "options.beta: must be a number"),
        (("[data]", "[data"), "not TOML"),
        (("middle = 0.1", ""), "exp-dichotomy: middle is missing"),
    ],
    ids=lambda change: change[1].replace("\n", " ") if isinstance(change, tuple) else "",
)
def test_a_bad_configuration_is_one_line_and_status_2(capsys, tmp_path, monkeypatch, change, message):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    np.save("bad.npy", np.array([3, 3]))
    assert change[0] in TINY
    Path("tiny.toml").write_text(TINY.replace(*change, 1))
    status, out, err = run(capsys, "run", "tiny.toml", "--out", "run")
    assert status == 2 and message in err and err.count("\n") == 1 and out == ""


def test_a_missing_configuration_names_the_profiles(capsys):
    status, _, err = run(capsys, "run", "nowhere.toml")
    assert status == 2 and f"give a TOML file or one of {', '.join(config.PROFILES)}" in err


def test_a_report_of_nothing_is_refused(capsys, tmp_path):
    status, _, err = run(capsys, "report", tmp_path)
    assert status == 2 and "results.json: cannot be read" in err


@pytest.mark.parametrize("profile", config.PROFILES)
def test_every_profile_is_a_whole_configuration(profile):
    found = config.parse(config.text(profile))
    assert found.estimate and found.verdicts and all(found.settings(s.name) for s in found.sets)


def test_the_gpu_profile_is_the_papers_study():
    found = config.parse(config.text("gpu"))
    assert (found.models, found.architecture, found.device, found.data.name) == (100, "resnet9", "cuda", "cifar-10")
    recipe = found.training
    assert (recipe.epochs, recipe.peak, recipe.batch, recipe.lr) == (24, 5, 512, 0.4)
    assert (recipe.momentum, recipe.weight_decay) == (0.9, 5e-4)
    sizes = [(s.kind, s.component, s.size) for s in found.sets]
    assert sizes == [("random", 1, n) for n in (10, 100, 1000)] + [
        (kind, c, n) for c in (1, 2) for kind, n in (("top", 10), ("top", 100), ("both", 250))
    ]
    assert [s.seed for s in found.sets[:3]] == [0, 1, 2]
    grid = found.settings("random-10")
    ascents = {s.lr for s in grid if s.method == "GA"}
    assert ascents >= {1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 1e-2, 5e-2}
    descents = {(s.lr, s.ascent, s.forget_batch, s.epochs) for s in grid if s.method == "GDA"}
    expected = {(lr, a, b, (5, 7, 10)) for lr in (5e-5, 5e-4, 1e-3, 5e-3) for a in (3, 5) for b in (32, 64)}
    assert descents >= expected <= {(s.lr, s.ascent, s.forget_batch, s.epochs) for s in grid if s.method == "SCRUB"}
