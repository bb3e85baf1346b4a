"""The list of a run's steps, what each needs, and which are still to do."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.study import Step, Study

Stage = list[Step]
ALL = (0, 1)


def outline(study: Study) -> Iterator[Stage]:
    """All steps, stage by stage. Those of a stage do not depend on each other."""
    c, groups = study.config, range(len(study.groups))
    names = [s.name for s in c.sets]
    runs = [(name, s) for name in names for s in c.settings(name) if s.method != "nothing"]
    yield [("pretrained", (g,)) for g in groups]
    if any(setting.method == "rewind" for _, setting in runs):
        yield [("rewound", (g,)) for g in groups]
    if any(study.by_influence(name) for name in names):
        yield [("gradients", (m,)) for m in range(c.influence.networks)]
        yield [("components", ())]
    yield [("oracle", (name, g)) for name in names for g in groups]
    yield [("unlearned", (*run, g)) for run in runs for g in groups]


def needs(study: Study, step: Step) -> Iterator[Step]:
    """The steps whose files the step reads."""
    kind, arguments = step
    if kind == "gradients":
        yield "pretrained", (arguments[0] // study.config.training.width,)
    if kind == "components":
        yield from (("gradients", (m,)) for m in range(study.config.influence.networks))
    if kind in ("oracle", "unlearned") and study.by_influence(arguments[0]):
        yield "components", ()
    if kind == "unlearned":
        yield "rewound" if arguments[1].method == "rewind" else "pretrained", (arguments[2],)


def left(study: Study) -> list[Stage]:
    """The steps that are not done, stage by stage: a step is done if its files are there, and all that it needs."""
    done: set[Step] = set()
    stages = []
    for stage in outline(study):
        for step in stage:
            if all(need in done for need in needs(study, step)) and study.place(step[0], *step[1]).is_dir():
                done.add(step)
        stages.append([step for step in stage if step not in done])
    return stages


def stages(study: Study, shard: tuple[int, int] = ALL) -> Iterator[Stage]:
    """The steps to do, stage by stage; of shard (i, n) those of every n-th group of networks from i on, as far as what
    they need is there once the stages before are done."""
    for number in range(len(list(outline(study)))):
        missing = left(study)
        absent = {step for stage in missing for step in stage}
        yield [
            step
            for step in missing[number]
            if _within(study, step, shard) and not any(need in absent for need in needs(study, step))
        ]


def _within(study: Study, step: Step, shard: tuple[int, int]) -> bool:
    kind, arguments = step
    if kind == "components":
        return True
    group = arguments[0] // study.config.training.width if kind == "gradients" else arguments[-1]
    return bool(group % shard[1] == shard[0])
