"""Several processes, and processes that are killed: whatever happens, the folder ends with the same bytes."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from experiments import outline
from experiments.opening import opened
from experiments.perform import attempt, performing
from tests.experiments.conftest import TINY, finish_stages
from tests.experiments.test_study import run, steps
from theory.errors import DomainError, UnableError

SHORT = (
    TINY.replace("models = 3", "models = 2")
    .replace("lr = [0.01, 0.05]\nepochs = [1, 2]", "lr = 0.01")
    .split("[[sets]]")
)
SHORT = SHORT[0] + "[[sets]]" + SHORT[2].split('[[methods]]\nmethod = "GDA"')[0]
KILLED = """
import os, signal, sys
from pathlib import Path
import torch
from experiments import outline
from experiments.opening import opened
from experiments.perform import performing

toml, root, kills = Path(sys.argv[1]).read_text(), Path(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)

def finish(folder, events, last):
    def hook(event, arguments):
        if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir") and str(folder) in str(arguments[0]):
            events[0] += 1
            if events[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    study = opened(folder, toml)
    with performing(study) as perform:
        for stage in outline.stages(study):
            perform(stage, lambda: None)

def child(folder, last):
    into, out = os.pipe()
    pid = os.fork()
    if not pid:
        events = [0]
        finish(folder, events, last)
        os.write(out, str(events[0]).encode())
        os._exit(0)
    os.close(out)
    said = os.read(into, 100)
    os.close(into)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), int(said or 0)

status, total = child(root / "whole", -1)
assert status == 0 and total > 60, (status, total)
print(total)
for k in range(kills):
    status, _ = child(root / f"killed-{k}", 1 + k * (total - 1) // (kills - 1))
    assert status == -signal.SIGKILL, (k, status)
    status, again = child(root / f"killed-{k}", -1)
    assert status == 0, (k, status)
"""


def content(folder):
    """All files but the claims, which are empty."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "claims" not in path.parts
    }


@pytest.mark.slow
def test_killed_at_any_of_20_points_and_run_again_it_ends_with_the_same_bytes(tmp_path):
    """The points are spread over every opening, making, renaming and removing of a file under the folder."""
    (tmp_path / "tiny.toml").write_text(SHORT)
    command = [sys.executable, "-c", KILLED, str(tmp_path / "tiny.toml"), str(tmp_path), "20"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert ran.returncode == 0, ran.stderr[-2000:]
    expected = content(tmp_path / "whole")
    assert sum(name.endswith("step.json") for name in expected) == 6
    for k in range(20):
        assert content(tmp_path / f"killed-{k}") == expected, k


def command(folder, *options):
    """The run command on ``folder`` in a process of its own."""
    words = [sys.executable, "-m", "verify.commands", "experiment", "run", "tiny.toml", "--out", str(folder), *options]
    return subprocess.Popen(
        words, cwd=folder.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def done_in(folder):
    return {name: data for name, data in content(folder).items() if name.startswith("steps")}


@pytest.mark.slow
def test_two_commands_share_a_folder_and_a_third_that_dies_leaves_no_trace(tmp_path, finished):
    (tmp_path / "tiny.toml").write_text(TINY)
    dying = command(tmp_path / "run", "--workers", "2")
    until = time.monotonic() + 120
    while not list(tmp_path.glob("run/steps/*")) and time.monotonic() < until:
        time.sleep(0.01)
    others = [command(tmp_path / "run"), command(tmp_path / "run")]
    os.killpg(dying.pid, signal.SIGKILL)
    dying.communicate(timeout=60)
    for other in others:
        _, err = other.communicate(timeout=240)
        assert other.returncode == 0, err
    assert done_in(tmp_path / "run") == done_in(finished.folder)
    assert (tmp_path / "run" / "results.json").exists() and not list(tmp_path.rglob("*.partial"))


@pytest.mark.slow
def test_a_commands_workers_end_when_it_is_killed_and_their_claims_are_free(tmp_path):
    toml = TINY.replace("epochs = 2\npeak", "epochs = 4000\npeak")
    (tmp_path / "tiny.toml").write_text(toml)
    dying = command(tmp_path / "run", "--workers", "2")
    until = time.monotonic() + 120
    while len(list(tmp_path.glob("run/steps/.*.partial"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(list(tmp_path.glob("run/steps/.*.partial"))) == 2
    dying.kill()
    dying.communicate(timeout=60)
    study = opened(tmp_path / "run", toml)
    description = study.describe("pretrained", 0)
    for _ in range(100):
        with study.steps.claimed(description) as mine:
            if mine:
                break
        time.sleep(0.1)
    assert mine


def test_a_claimed_step_is_left_to_its_owner_and_done_here_when_the_claim_is_free(tmp_path):
    study = opened(tmp_path, TINY)
    step = ("pretrained", (0,))
    with study.steps.claimed(study.describe("pretrained", 0)) as mine:
        assert mine and attempt(opened(tmp_path, TINY), step) is None
    assert not study.place("pretrained", 0).exists()
    assert attempt(study, step) > 0 and attempt(study, step) == 0.0
    with study.steps.claimed(study.describe("pretrained", 0)) as mine:
        assert not mine, "it is done"


def test_a_process_that_holds_a_claim_and_dies_lets_it_go(tmp_path):
    study = opened(tmp_path, TINY)
    program = f"""
import sys, time
from filelock import FileLock
claim = FileLock({str(tmp_path / "claims" / study.address("pretrained", 0))!r})
claim.acquire()
print("held", flush=True)
time.sleep(600)
"""
    holding = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert holding.stdout.readline() == "held\n"
    assert attempt(study, ("pretrained", (0,))) is None
    holding.kill()
    holding.communicate()
    assert attempt(study, ("pretrained", (0,))) > 0


def test_what_a_killed_process_left_half_is_removed(tmp_path):
    study = opened(tmp_path, TINY)
    place = study.place("pretrained", 0)
    half = place.with_name(f".{place.name}.partial")
    half.mkdir(parents=True)
    (half / "stale.npy").write_bytes(b"half")
    attempt(study, ("pretrained", (0,)))
    assert not half.exists() and sorted(p.name for p in place.iterdir()) == [
        "margins.npy",
        "networks.safetensors",
        "step.json",
    ]


def test_an_error_within_a_step_leaves_nothing_and_frees_the_claim(tmp_path):
    study = opened(tmp_path, TINY)
    description = study.describe("pretrained", 0)
    with pytest.raises(KeyError), study.steps.claimed(description), study.steps.filling(description, {}) as place:
        (place / "margins.npy").write_bytes(b"")
        raise KeyError
    assert list((tmp_path / "steps").iterdir()) == []
    with study.steps.claimed(description) as mine:
        assert mine


@pytest.mark.slow
def test_shards_do_their_own_networks_and_together_the_whole(tmp_path, finished, capsys):
    """Without a shared folder: the parts' steps are copied together; the components need both parts."""
    (tmp_path / "tiny.toml").write_text(TINY)
    for merged in (False, True):
        for part in (1, 2):
            folder = tmp_path / f"part-{part}"
            status, _, err = run(
                capsys, "run", tmp_path / "tiny.toml", "--out", folder, "--shard", f"{part}/2", "--workers", "1"
            )
            assert status in (0, 3) and ("steps are missing" in err) is (status == 3)
            if not merged:
                assert {s[1][-1] for s in done(folder) if s[0] in ("pretrained", "oracle")} == {part - 1}
        for one, other in (("part-1", "part-2"), ("part-2", "part-1")):
            shutil.copytree(tmp_path / one / "steps", tmp_path / other / "steps", dirs_exist_ok=True)
    for part in (1, 2):
        assert steps(opened(tmp_path / f"part-{part}", TINY)) == []
        assert done_in(tmp_path / f"part-{part}") == done_in(finished.folder)


def done(folder):
    study = opened(folder, TINY)
    left = set(steps(study))
    return [step for stage in outline.outline(study) for step in stage if step not in left]


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", ""])
def test_a_shard_that_is_none_is_refused(capsys, text):
    status, _, err = run(capsys, "run", "smoke", "--shard", text)
    assert status == 2 and "must be I/N with 1 <= I <= N, like 2/8" in err and err.count("\n") == 1


@pytest.mark.slow
def test_as_many_workers_as_devices_give_the_same_bytes(tmp_path, finished):
    """Two devices that are both the processor."""
    study = opened(tmp_path, TINY, "cpu,cpu")
    finish_stages(study)
    assert steps(study) == [] and done_in(tmp_path) == done_in(finished.folder)


def test_devices_of_two_kinds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.opening.device", lambda name, deterministic: None)
    with pytest.raises(DomainError, match="of two kinds, whose numbers differ"):
        opened(tmp_path, TINY, "cpu,cuda:0")


@pytest.mark.slow
def test_a_worker_that_dies_is_one_line(tmp_path):
    study = opened(tmp_path, TINY.replace("epochs = 2\npeak", "epochs = 4000\npeak"), workers=2)

    def kill():
        while not list(tmp_path.glob("steps/.*.partial")):
            time.sleep(0.05)
        multiprocessing.active_children()[0].kill()

    threading.Thread(target=kill, daemon=True).start()
    with pytest.raises(UnableError, match=r"a worker process died.*with fewer workers"), performing(study) as perform:
        perform(next(outline.stages(study)), lambda: None)
