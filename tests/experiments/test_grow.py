"""A run that grows does what is new alone, and ends as if so from the start; what may not change is refused."""

import json
import shutil

import numpy as np
import pytest

from experiments import address, outline
from experiments.opening import opened
from tests.experiments.conftest import TINY, finish_stages
from tests.experiments.test_study import arrays, run, steps
from theory.errors import DomainError

RATE = ("lr = [0.01, 0.05]", "lr = [0.01, 0.05, 0.2]")
MODELS = ("models = 3", "models = 5")
METHOD = ("[rule]", '[[methods]]\nmethod = "finetune"\nlr = 0.01\n\n[rule]')
SET = ("[[sets]]", '[[sets]]\nname = "random-6"\nkind = "random"\nsize = 6\n\n[[sets]]')
ALL = {"pretrained", "rewound", "gradients", "components", "oracle", "unlearned"}


@pytest.fixture
def folder(finished, tmp_path):
    return shutil.copytree(finished.folder, tmp_path / "run")


@pytest.mark.parametrize(
    ("change", "kinds", "count"),
    [
        (("models = 3", "# a comment\nworkers = 1\nmodels = 3"), set(), 0),
        (("models = 3", 'estimate = "an hour"\nmodels = 3'), set(), 0),
        (RATE, {"unlearned"}, 2 * 2),
        (METHOD, {"unlearned"}, 2 * 2),
        (SET, {"oracle", "unlearned"}, 2 + 2 * 3),
        (("networks = 2", "networks = 3"), {"gradients", "components", "oracle", "unlearned"}, 1 + 1 + 2 + 2 * 3),
        (("retain_points = 40", "retain_points = 41"), {"unlearned"}, 2 * 6 + 2),
        (("rewind = 1", "rewind = 1 # again"), set(), 0),
        (MODELS, {"pretrained", "rewound", "oracle", "unlearned"}, 2 + 2 + 2 * 2 + 2 * (2 * 3) + 2),
        (("peak = 1", "peak = 1.5"), ALL, 25),
    ],
    ids=lambda value: value[1].replace("\n", " ")[-30:] if isinstance(value, tuple) else "",
)
def test_only_what_is_new_is_left_to_do(folder, change, kinds, count):
    """A group that is one network short counts as new: its networks would be trained in another group."""
    found = opened(folder, TINY.replace(*change, 1))
    left = [step for stage in outline.left(found) for step in stage]
    assert {kind for kind, _ in left} == kinds and len(left) == count


def grown(toml):
    for change in (RATE, METHOD, SET, MODELS):
        assert change[0] in toml
        toml = toml.replace(*change, 1)
    return toml


@pytest.mark.slow
def test_a_run_that_grew_equals_one_that_was_so_from_the_start(folder, tmp_path):
    whole = finish_stages(opened(tmp_path / "whole", grown(TINY)))
    after = finish_stages(opened(folder, grown(TINY)))
    expected, found = arrays(whole.folder), arrays(after.folder)
    assert expected.items() <= found.items() and len(found) > len(expected)


def test_the_numbers_do_not_depend_on_the_order_or_the_names_of_the_sets(finished, folder):
    head, *sets = TINY.split("[[sets]]\n")
    last, rest = sets[1].split("\n\n", 1)
    turned = f"{head}[[sets]]\n{last}\n\n[[sets]]\n{sets[0]}{rest}"
    found = opened(folder, turned)
    assert [s.name for s in found.config.sets] == ["pc1-top-4", "random-5"] and steps(found) == []
    assert steps(opened(folder, TINY.replace("random-5", "five"))) == []
    assert np.array_equal(found.forget_set("random-5"), finished.forget_set("random-5"))


def exchanged(monkeypatch):
    """The digits with one pixel of each changed, as a file that was exchanged between stop and resume."""
    from sklearn import datasets

    load = datasets.load_digits

    def other():
        found = load()
        found.images[:, 4, 4] += 1
        return found

    monkeypatch.setattr(datasets, "load_digits", other)


def test_data_that_were_exchanged_since_the_run_began_are_refused(folder, monkeypatch, capsys, tmp_path):
    before = arrays(folder)
    exchanged(monkeypatch)
    with pytest.raises(
        DomainError, match=r"the run began with images of digest .* put the former back, or name another"
    ):
        opened(folder, TINY)
    (tmp_path / "tiny.toml").write_text(TINY)
    status, out, err = run(capsys, "run", tmp_path / "tiny.toml", "--out", folder)
    assert status == 2 and out == "" and err.count("\n") == 1 and arrays(folder) == before


def test_a_worker_that_meets_other_data_has_other_addresses(finished, monkeypatch):
    exchanged(monkeypatch)
    other = type(finished)(finished.folder, finished.config)
    assert len(steps(other)) == 25, "no step of the run passes for one on these images"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("middle = 0.1", "middle = 0.2"), "verdicts.exp-dichotomy.middle was 0.1 when the run began, now 0.2"),
        (("[rule]", "[bounds]\nutility = 3.0\n\n[rule]"), "bounds.utility was 2.5"),
        (("epoch = 1\n", "epoch = 2\n"), "rule.epoch was 1"),
        (("models = 3", 'convention = "easydub"\nmodels = 3'), 'convention was "paper"'),
        (("[verdicts", "[verdicts.exp-scrub]\nshare = 0.5\n\n[verdicts"), 'exp-scrub.share was "absent"'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_decides_a_verdict_is_fixed_when_the_run_begins(folder, change, said):
    with pytest.raises(DomainError) as caught:
        opened(folder, TINY.replace(*change))
    assert said in str(caught.value) and "fixed before a run" in str(caught.value)


def test_a_folder_that_holds_no_run_is_refused(tmp_path):
    (tmp_path / "begun.json").write_text("[]")
    with pytest.raises(DomainError, match=r"begun\.json: not the record of a run"):
        opened(tmp_path, TINY)


def test_an_address_follows_every_part_of_a_description(finished):
    """Mutants: each entry of each kind of description changed, one at a time."""
    for stage in outline.outline(finished):
        kind, arguments = stage[0]
        description = finished.describe(kind, *arguments)
        for key in description:
            assert address.address(description | {key: "other"}) != address.address(description), key


def test_the_code_counts_and_its_comments_do_not(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    found = []
    for number, text in enumerate(
        (
            '"""Doc."""\ndef f(x):\n    """Doc."""\n    return x + 1\n',
            '"""Other."""\n\n\ndef f(x):  # a comment\n    return (x + 1)\n',
            '"""Doc."""\ndef f(x):\n    """Doc."""\n    return x + 2\n',
        )
    ):
        (tmp_path / f"code_{number}.py").write_text(text)
        address.sources.cache_clear()
        digest = address.sources(f"code_{number}")
        (tmp_path / "same_name.py").write_text(text)
        address.sources.cache_clear()
        found.append(address.sources("same_name"))
        assert digest != found[-1], "the module's name counts"
    assert found[0] == found[1] != found[2]


def test_an_array_s_type_and_shape_count():
    values = np.arange(6)
    digests = {address.array(v) for v in (values, values.reshape(2, 3), values.astype(np.int32), values[::-1])}
    assert len(digests) == 4 and address.array(values) == address.array(np.arange(6))


def test_a_record_says_where_a_step_was_done_and_is_not_in_its_address(finished):
    record = json.loads((finished.place("pretrained", 0) / "step.json").read_text())
    assert {"processor", "capability", "simd", "device"} <= set(record["made"])
    assert "made" not in finished.describe("pretrained", 0) and set(record["files"]) == {
        "margins.npy",
        "networks.safetensors",
    }
