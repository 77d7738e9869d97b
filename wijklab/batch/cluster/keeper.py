"""A study that is open on a worker: a fork of the worker's warm parent that opens it once and forks every job of it.

What it is asked, and what it tells of its forks, is what a warm parent is asked and tells.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from wijklab.batch.cluster.cargo import fetched
from wijklab.batch.parcels import unpacked
from wijklab.batch.warm.parent import Parent, get_ready
from wijklab.batch.warm.wire import Channel
from wijklab.contract.tables import OpenStudy
from wijklab.sources.fact_file import STAGES
from wijklab.sources.holding import STAGE, hold
from wijklab.sources.opening import open_study
from wijklab.sources.study_file import read_study

DOORS: Final[Mapping[str, str]] = MappingProxyType({"job": "wijklab.batch.notebook.lone_job:serve"})

IDLE_SECONDS: Final = 300.0
"""After so long without a job it ends by itself: a batch that was killed cannot say that it needs it no more."""


def serve(channel: Channel, request: dict[str, Any]) -> None:
    """The door `keep` of a warm parent: open the study, tell what of it was fetched from where, and fork its jobs.

    An error while it is opened ends this process: the job then opens the study itself, and tells what is wrong.
    """
    root, params, outputs = unpacked(request["study"])
    study = _opened(root, params, outputs)
    hold(study)
    get_ready()
    channel.send({"event": "open", "fetched": fetched(study.asked, study.place)})
    _fork_jobs(channel)


def _fork_jobs(channel: Channel) -> None:
    parent = Parent(DOORS)
    parent.keep(channel)
    try:
        since = time.monotonic()
        while not channel.closed and (parent.busy or time.monotonic() - since < IDLE_SECONDS):
            busy = parent.busy
            ready = parent.wait(IDLE_SECONDS, [channel])
            while (request := channel.take()) is not None:
                parent.answer(request)
            since = time.monotonic() if ready or busy else since
    finally:
        parent.close()


def _opened(root: Path, params: str, outputs: str | None) -> OpenStudy:
    """The study as a notebook of it would open it; what that writes about refused rows is not left on this machine."""
    with chdir(root):
        _, place = read_study(params, outputs)
        with TemporaryDirectory(prefix="wijklab-") as folder, _staged(Path(folder) / place.outputs.name):
            study = open_study(params, outputs)
    return replace(study, place=place)


@contextmanager
def _staged(outputs: Path) -> Iterator[None]:
    os.environ[STAGE] = str(outputs / STAGES / "opening")
    (outputs / STAGES / "opening").mkdir(parents=True)
    try:
        yield
    finally:
        os.environ.pop(STAGE)
