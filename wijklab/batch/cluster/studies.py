"""The studies that a worker holds open for the jobs to come, each in a fork that forks those jobs; a few at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wijklab.batch.cluster.cargo import Cargo, other_files, study_of
from wijklab.batch.disk.stage_files import unpack
from wijklab.batch.parcels import packed
from wijklab.batch.warm.client import CannotWarm, WarmParent, ask
from wijklab.batch.warm.wire import Channel
from wijklab.errors import StudyError


class KeptStudy:
    """One study, open or about to be. `root` is where its jobs start."""

    def __init__(self, cargo: Cargo, folder: str) -> None:
        self._place = TemporaryDirectory(prefix="wijklab-", dir=folder) if cargo.carried else None
        self.root = Path(self._place.name) if self._place else cargo.job.root
        self.users = 0
        self._cargo = cargo
        self._control: Channel | None = None
        self._one = threading.Lock()

    def fork(self, request: dict[str, Any], parent: WarmParent, worker: str) -> Channel:
        """A fork that does a job of this study. CannotWarm where its keeper is gone, or could not open the study;
        StudyError where what it fetched differs from what the batch has."""
        with self._one:
            if self._control is None:
                self._control = self._opened(parent, worker)
        return ask(self._control, "job", request)

    def close(self) -> None:
        """Let the keeper go, with its tables."""
        if self._control is not None:
            self._control.close()
        if self._place is not None:
            self._place.cleanup()

    def _opened(self, parent: WarmParent, worker: str) -> Channel:
        unpack(self._cargo.carried, self.root)
        parameters = self._cargo.job.parameters
        study = packed((self.root, parameters["params"], parameters["outputs"]))
        control = parent.fork("keep", {"study": study})
        try:
            if differing := other_files(self._cargo.fetched, _fetched_by(control), worker):
                raise StudyError(differing)
        except (CannotWarm, StudyError):
            control.close()
            raise
        return control


class KeptStudies:
    """Those of one worker. May be asked by many threads; what is in use is never let go of."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._kept: dict[str, KeptStudy] = {}

    @contextmanager
    def kept(self, cargo: Cargo, folder: str, most: int) -> Iterator[KeptStudy]:
        """The study of this job, as its files are now; of those that are not in use `most` stay, the latest."""
        key = study_of(cargo)
        with self._one:
            study = self._kept.pop(key, None) or KeptStudy(cargo, folder)
            self._kept[key] = study
            study.users += 1
        try:
            yield study
        except (CannotWarm, StudyError):
            self._forget(key, study)
            raise
        finally:
            with self._one:
                study.users -= 1
            self.let_go(but=most)

    def let_go(self, but: int = 0) -> None:
        """Close those that nobody uses, except so many."""
        with self._one:
            idle = [key for key, study in self._kept.items() if not study.users]
            over = [self._kept.pop(key) for key in idle[: max(0, len(self._kept) - but)]]
        for study in over:
            study.close()

    def _forget(self, key: str, study: KeptStudy) -> None:
        """It is asked for no more; jobs that it still runs go on until they end."""
        with self._one, suppress(KeyError):
            if self._kept[key] is study and study.users == 1:
                del self._kept[key]
                study.close()


def _fetched_by(keeper: Channel) -> dict[str, str]:
    """What a keeper fetched, once it has opened its study."""
    event = keeper.receive()
    if event is not None and event["event"] == "forked":
        event = keeper.receive()
    if event is None or event["event"] != "open":
        raise CannotWarm("the study could not be opened beforehand")
    return dict(event["fetched"])
