"""One torch thread a process: results do not depend on how many there are, and pytest's workers share the cores."""

import pytest
import torch

from experiments import outline
from experiments.opening import opened
from experiments.perform import performing

TINY = """
models = 3
architecture = "small"
retain_points = 40
rewind = 1

[data]
name = "digits"
train = 120
validation = 60

[training]
epochs = 2
peak = 1
batch = 40
lr = 0.1
width = 2

[influence]
networks = 2
dimensions = 32

[[sets]]
name = "random-5"
kind = "random"
size = 5

[[sets]]
name = "pc1-top-4"
kind = "top"
component = 1
size = 4

[[methods]]
method = "GA"
lr = [0.01, 0.05]
epochs = [1, 2]

[[methods]]
method = "GDA"
lr = 0.01
epochs = [1, 2]
ascent = 1

[[methods]]
method = "rewind"
sets = ["random-5"]

[rule]
method = "GA"
lr = 0.05
epoch = 1

[verdicts.exp-dichotomy]
middle = 0.1
least = 1
"""


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    torch.set_num_threads(1)


def finish_stages(study):
    with performing(study) as perform:
        for stage in outline.stages(study):
            perform(stage, lambda: None)
    return study


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A whole study of three networks, done once; its folder is not to be changed."""
    return finish_stages(opened(tmp_path_factory.mktemp("tiny"), TINY))
