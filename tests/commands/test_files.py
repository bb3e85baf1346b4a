"""Files and terminals as the command meets them: closed, full, endless, linked, absent; one line and a status that
is neither 0 nor 1, which say that something was decided."""

import json
import os
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.slow import slow
from theory.errors import DomainError, LedgerError
from verify.commands import cli
from verify.report import build

HERE = Path(__file__).parents[2]
COUNTS = ["--retain", "8", "--forget", "4", "--axis-retain", "5", "--axis-forget", "2"]
SOLVE = ["solve", "axis", *COUNTS, "--lam", "1/10"]
CLAIM = '[claim.tangent]\nvariables = { x = "real" }\nconclusion = "exp(x) >= 1 + x"\n'
FALSE = '[claim.wrong]\nvariables = { x = "real" }\nconclusion = "exp(x) >= 2 + x"\n'


def affirm(arguments, shell, folder, **environment):
    """The command in a shell, which gives it its standard streams as ``shell`` says; what came of it."""
    command = shlex.join([sys.executable, "-m", "verify.commands", *arguments])
    path = os.pathsep.join(filter(None, [environment.pop("path", ""), str(HERE)]))
    return subprocess.run(
        ["bash", "-c", shell.format(command)], cwd=folder, capture_output=True, text=True, timeout=120,
        env=os.environ | {"PYTHONPATH": path} | environment,
    )  # fmt: skip


def run(capsys, *args):
    status = cli.main(list(args))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def claims(tmp_path):
    file = tmp_path / "claims.toml"
    file.write_text(CLAIM + FALSE)
    return file


OUTPUTS = [("{} >&-", "closed"), ("{} > /dev/full", "No space left")]
COMMANDS = {"lines": SOLVE, "json": [*SOLVE, "--json", "-"], "help": ["--help"], "table": ["verify", "fact-exp"]}


@pytest.mark.parametrize("name", ["lines", slow("json"), slow("help"), "table"])
@pytest.mark.parametrize(("shell", "says"), OUTPUTS, ids=["closed", "full"])
def test_standard_output_that_takes_nothing_is_one_line_and_status_2(tmp_path, name, shell, says):
    ended = affirm(COMMANDS[name], shell, tmp_path)
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("affirm: standard output: ") and says in ended.stderr


@pytest.mark.parametrize("arguments", [COMMANDS["lines"], COMMANDS["help"]], ids=["lines", "help"])
def test_a_closed_pipe_ends_as_pipes_do(tmp_path, arguments):
    ended = affirm(arguments, "({}; echo $? >status) | true", tmp_path)
    assert (tmp_path / "status").read_text() == "141\n"
    assert ended.stderr.count("\n") == 1 and "its reader closed it" in ended.stderr


def test_a_verdict_that_cannot_be_printed_is_not_taken_for_one(tmp_path, claims):
    ended = affirm(["check", str(claims), "--jobs", "2"], "{} > /dev/full", tmp_path)
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1


def test_closed_standard_error_and_input_change_no_status(tmp_path, claims):
    assert affirm(["check", str(claims), "--jobs", "1", "--json", "v"], "{} 2>&- <&-", tmp_path).returncode == 1
    assert len(json.loads((tmp_path / "v").read_text())["claims"]) == 2
    assert affirm(["check", "nowhere"], "{} 2>/dev/full", tmp_path).returncode == 2
    assert affirm(["check", "nowhere"], "{} <&- >&- 2>&-", tmp_path).returncode == 2


def test_names_that_a_terminal_cannot_show_are_shown_another_way(tmp_path):
    ended = affirm(["check", "\udcff\u03b1\n"], "{}", tmp_path, PYTHONIOENCODING="ascii")
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1 and "\\n: cannot be read" in ended.stderr


@pytest.mark.parametrize("command", [["run"], ["run", "--help"], ["report", "x"]], ids=" ".join)
def test_without_torch_the_experiments_say_what_to_install(tmp_path, command):
    (tmp_path / "absent" / "torch").mkdir(parents=True)
    raises = "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n"
    (tmp_path / "absent" / "torch" / "__init__.py").write_text(raises)
    ended = affirm(["experiment", *command], "{}", tmp_path, path=str(tmp_path / "absent"))
    assert ended.returncode == 2 and ended.stdout == "" and ended.stderr.count("\n") == 1
    assert "torch: cannot be imported" in ended.stderr and "pip install 'affirm-theory[experiments]'" in ended.stderr


def raising(error):
    def command(*_):
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (OSError(28, "No space left on device", "r/a\nb"), 2, "r/a\\nb: the system refuses (No space left on device)"),
        (ModuleNotFoundError("No module named 'z3'", name="z3"), 2, "z3: cannot be imported"),
        (MemoryError(), 2, "smaller --jobs"),
        (DomainError("two\nlines"), 2, "two\\nlines"),
        (LedgerError("proved, and refuted"), 4, "the ledger is at fault: proved, and refuted"),
        (KeyError("x"), 4, "a fault of affirm: KeyError: 'x' (test_files.py, line "),
        (ImportError("cannot import name 'y'", name="verify.x"), 4, "a fault of affirm: ImportError"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, BaseException) else "",
)
def test_no_error_has_the_status_of_a_claim_that_fails(capsys, monkeypatch, claims, error, status, says):
    monkeypatch.setattr("verify.commands.check.read", raising(error))
    found, out, err = run(capsys, "check", str(claims))
    assert found == status and out == "" and err.strip().count("\n") == 0 and says in err


@pytest.mark.parametrize("name", ["null", "link", "link to nothing"])
def test_json_goes_into_devices_and_links_and_replaces_none(capsys, tmp_path, name):
    path = tmp_path / name
    if name == "null":
        try:
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        except PermissionError:
            path.symlink_to("/dev/null")
    else:
        if name == "link":
            (tmp_path / "real").write_text("x" * 100_000)
        path.symlink_to("real")
    before = path.lstat()
    assert run(capsys, *SOLVE, "--json", str(path))[0] == 0
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert name == "null" or json.loads((tmp_path / "real").read_text())["schema"] == 1
    assert {p.name for p in tmp_path.iterdir()} <= {name, "real"}


def test_json_goes_into_a_pipe(tmp_path):
    ended = affirm([*SOLVE, "--json", "pipe"], "mkfifo pipe; cat pipe > got & {} && wait", tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert json.loads((tmp_path / "got").read_text())["schema"] == 1


def test_json_to_dev_stderr_follows_what_is_there(tmp_path):
    shell = "(echo before >&2; {}; echo after >&2) 2>log"
    assert affirm([*SOLVE, "--json", "/dev/stderr"], shell, tmp_path).stderr == ""
    first, *text, last = (tmp_path / "log").read_text().splitlines()
    assert (first, last) == ("before", "after") and json.loads("".join(text))["schema"] == 1


def test_json_to_dev_stdout_follows_the_lines(tmp_path):
    assert affirm([*SOLVE, "--json", "/dev/stdout"], "{} > both", tmp_path).returncode == 0
    text = (tmp_path / "both").read_text()
    start, end = text.index("{"), text.rindex("}") + 1
    assert json.loads(text[start:end])["schema"] == 1 and "\0" not in text and "w_R  " in text[:start] + text[end:]


@pytest.mark.parametrize(
    "command", [SOLVE, ["export", "fact-exp"], ["verify", "fact-exp", "--jobs", "1"]], ids=" ".join
)
def test_json_takes_long_names_and_refuses_longer_ones(capsys, tmp_path, command):
    assert run(capsys, *command, "--json", str(tmp_path / ("n" * 250)))[0] == 0
    status, out, err = run(capsys, *command, "--json", str(tmp_path / ("n" * 300)))
    assert status == 2 and out == "" and err.count("\n") == 1 and "File name too long" in err and len(err) < 400
    assert os.listdir(tmp_path) == ["n" * 250]


def test_a_full_disk_under_json_is_one_line(capsys):
    status, _, err = run(capsys, *SOLVE, "--json", "/dev/full")
    assert status == 2 and err.count("\n") == 1 and "--json /dev/full: cannot be written (No space left" in err


@pytest.mark.parametrize("name", ["report.tex", "report.html"])
def test_a_full_disk_under_the_report_is_one_line(capsys, tmp_path, claims, name):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / name).symlink_to("/dev/full")
    status, _, err = run(capsys, "check", str(claims), "--jobs", "1", "--report", str(tmp_path / "r"))
    assert status == 2 and err.count("\n") == 1 and f"--report {tmp_path / 'r'}: " in err and "No space left" in err


def engine(folder, script):
    """A TeX engine that does what ``script`` says."""
    (folder / "bin").mkdir()
    (folder / "bin" / "latexmk").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin" / "latexmk").chmod(0o755)
    return f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"


def test_tex_that_fails_on_a_full_disk_is_not_a_fault_of_the_ledger(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", engine(tmp_path, "echo '! I can not write'; exit 1"))
    with pytest.raises(LedgerError, match="I can not write"):
        build.typeset(tmp_path)
    monkeypatch.setattr(build.os, "fsync", raising(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        build.typeset(tmp_path)


def test_tex_that_lacks_a_package_makes_no_pdf(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", engine(tmp_path, 'echo "! LaTeX Error: File \\`lmodern.sty\' not found."; exit 1'))
    monkeypatch.setattr(build, "ENGINES", build.ENGINES[:1])
    assert build.typeset(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "whole_group", "status", "says"),
    [
        slow((signal.SIGINT, True, 130, "interrupted")),
        slow((signal.SIGTERM, True, 143, "ended by SIGTERM")),
        (signal.SIGTERM, False, 143, "ended by SIGTERM"),
        slow((signal.SIGHUP, False, 129, "ended by SIGHUP")),
    ],
)
def test_an_interrupted_report_leaves_no_half_of_a_pdf(tmp_path, claims, number, whole_group, status, says):
    path = engine(tmp_path, "echo half >report.pdf; touch report.aux report.log; sleep 60")
    command = [sys.executable, "-m", "verify.commands", "check", str(claims), "--jobs", "1", "--report", "r"]
    running = subprocess.Popen(
        command, cwd=tmp_path, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(HERE), "PATH": path},
    )  # fmt: skip
    deadline = time.monotonic() + 100
    while not (tmp_path / "r" / "report.log").exists() and time.monotonic() < deadline and running.poll() is None:
        time.sleep(0.1)
    (os.killpg if whole_group else os.kill)(running.pid, number)
    _, err = running.communicate(timeout=30)
    assert running.returncode == status and err.strip() == f"affirm: {says}; run the same command again"
    assert sorted(os.listdir(tmp_path / "r")) == ["report.html", "report.tex"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_command_that_is_ended_leaves_no_process_behind(tmp_path, jobs):
    """Here it is a question to the first solver that would go on."""
    (tmp_path / "z3").write_text("#!/bin/sh\necho $$ >>pids\nexec sleep 60\n")
    (tmp_path / "z3").chmod(0o755)
    (tmp_path / "f.toml").write_text(CLAIM.replace("exp(x) >= 1 + x", "exp(x)*x**4 + x**2 >= x**3*log(2 + x**2) - 1"))
    code = "from verify.prove import solver; solver.executable = lambda: './z3'; from verify.commands.start import run;"
    code += " run()"
    running = subprocess.Popen(
        [sys.executable, "-c", code, "check", "f.toml", "--jobs", jobs, "--seconds", "50"],
        cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(HERE)},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "pids").exists() and time.monotonic() < deadline and running.poll() is None:
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 143 and err == "affirm: ended by SIGTERM; run the same command again\n"
    for pid in (tmp_path / "pids").read_text().split():
        assert not Path("/proc", pid).exists() or "Z" in Path("/proc", pid, "stat").read_text().split()[2]


def test_an_interruption_while_the_command_starts_is_one_line(tmp_path):
    (tmp_path / "absent" / "click").mkdir(parents=True)
    (tmp_path / "absent" / "click" / "__init__.py").write_text("raise KeyboardInterrupt")
    ended = affirm(["check", "x"], "{}", tmp_path, path=str(tmp_path / "absent"))
    assert ended.returncode == 130 and ended.stderr == "affirm: interrupted; run the same command again\n"


@pytest.mark.parametrize(
    "command",
    [
        "grid axis --alpha 1 --phi 1 --lam 1 --share 1 --out",
        "grid block --alpha 1 --phi 1 --lam 1 --share 1 --eps 0 --out",
        "grid summary nowhere --figure",
        "check claims.toml --keep",
        "check claims.toml --report",
        "report --out",
        "export fact-exp --out",
        "experiment run --out",
        "experiment report nowhere --out",
        " ".join([*SOLVE, "--json"]),
    ],
)
def test_an_empty_name_is_refused(capsys, tmp_path, monkeypatch, claims, command):
    monkeypatch.chdir(tmp_path)
    option = command.split()[-1]
    status, out, err = run(capsys, *command.split(), "")
    assert status == 2 and out == "" and err.count("\n") == 1 and f"{option} ''" in err
    assert os.listdir(tmp_path) == ["claims.toml"]


@pytest.mark.parametrize("what", ["pipe", "/dev/zero", "folder", "link", "socket"])
@pytest.mark.parametrize("as_kept", [False, True], ids=["claims", "kept"])
def test_what_is_no_regular_file_is_refused_at_once(capsys, tmp_path, claims, what, as_kept):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("pipe")
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(tmp_path / "socket"))
        arguments = [str(claims), "--keep", str(tmp_path / what)] if as_kept else [str(tmp_path / what)]
        start = time.perf_counter()
        status, out, err = run(capsys, "check", *arguments)
    assert time.perf_counter() - start < 10  # a pipe that is opened waits for ever
    assert status == 2 and out == "" and err.count("\n") == 1 and "not a regular file" in err
