"""A study that is open already, and the folder where a job gathers what it makes.

A batch opens a study once and forks a process for each of its notebooks. What `open_study` gives there is the study
that was open before the fork; what a notebook publishes there goes to the job's own folder (`WIJKLAB_STAGE`), and only
takes its place among the study's outputs when the job has ended well.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wijklab.sources.study_file import outputs_of, study_root

if TYPE_CHECKING:
    from wijklab.contract.study import StudyPlace
    from wijklab.contract.tables import OpenStudy

STAGE: Final = "WIJKLAB_STAGE"
"""The environment variable that names the folder of a job: `.../<study id>/.stage/<question>`."""

_held: list[OpenStudy] = []


def hold(study: OpenStudy) -> None:
    """Let `open_study` give this study, in this process and in its forks, to whoever asks for its file and outputs."""
    _held[:] = [study]


def let_go() -> None:
    """Hold no study any more."""
    _held.clear()


def held(params: str | Path, outputs: str | Path | None) -> OpenStudy | None:
    """The study that is held, if it is the one asked for."""
    file = Path(params)
    for study in _held:
        place = study.place
        same_file = _same(file, place.file)
        if same_file and _same(outputs_of(study_root(file), study.asked.id, outputs), place.outputs):
            return replace(study, place=staged(place))
    return None


def staged(place: StudyPlace) -> StudyPlace:
    """The place of a study whose outputs go to the folder of this job, where this process is a job of that study."""
    stage = os.environ.get(STAGE)
    if not stage or Path(stage).parent.parent.name != place.outputs.name:
        return place
    return place.model_copy(update={"outputs": Path(stage)})


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
