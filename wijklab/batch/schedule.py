"""Which step of which study may begin now. It knows no process and no clock: told what ended, it says what begins.

Of each study: open it, run its questions (the learning history after all others), finish it. A study that was opened is
finished before more are opened than there are places to work, so that memory does not grow with the number of studies.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from wijklab.batch.jobs import Decision
from wijklab.contract.study_values import STORY

ATTEMPTS: Final = 2
"""How often a study is begun whose process was killed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that takes a place to work: opening a study, running one of its questions, or finishing it."""

    path: Path
    what: Literal["open", "run", "finish"]
    question: str = ""


@dataclass(slots=True)
class _Study:
    todo: list[str] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    stopped: list[str] = field(default_factory=list)
    state: Literal["waiting", "opening", "open", "finishing", "over"] = "waiting"
    attempts: int = 0

    def ready(self) -> str | None:
        """The question that may begin now, if any."""
        others = [question for question in self.todo if question != STORY]
        if others:
            return others[0]
        return self.todo[0] if self.todo and not self.running else None


class Schedule:
    """The steps of a batch in the order in which they may begin, `slots` of them at once.

    Of one study no more than `together` questions run at once while another study can be begun: for workers that each
    open a study for themselves.
    """

    def __init__(self, paths: Iterable[Path], slots: int, together: int | None = None) -> None:
        self._studies = {path: _Study() for path in paths}
        self._waiting = deque(self._studies)
        self._open: list[Path] = []
        self._slots = slots
        self._together = together
        self._busy: set[Step] = set()
        self._halted = False

    @property
    def over(self) -> bool:
        """Whether nothing runs and nothing can begin any more."""
        return not self._busy and not self._open and (self._halted or not self._waiting)

    def begin(self) -> Iterator[Step]:
        """Every step that may begin now; each of them is taken to have begun."""
        while len(self._busy) < self._slots and (step := self._next()) is not None:
            self._busy.add(step)
            yield step

    def opened(self, path: Path, decisions: Iterable[Decision]) -> None:
        """The study is open; these are its questions."""
        study = self._end(Step(path, "open"))
        study.state = "open"
        study.todo = [decision.question for decision in decisions if decision.what in ("run", "wait")]
        if self._halted:
            self._drop(study)

    def ended(self, path: Path, question: str) -> None:
        """The question was run, well or badly."""
        self._end(Step(path, "run", question)).running.discard(question)

    def closed(self, path: Path) -> None:
        """The study was finished or refused: nothing of it is left to do."""
        self._forget_steps(path)
        self._studies[path].state = "over"
        if path in self._open:
            self._open.remove(path)

    def lost(self, path: Path, *, innocent: bool = False) -> bool:
        """The process that held the study is gone. Whether it is begun again; else it counts as closed.

        `innocent`: it went down with another process, which is not counted against the study.
        """
        study = self._studies[path]
        study.attempts -= innocent
        again = study.attempts < ATTEMPTS and not self._halted
        self.closed(path)
        if again:
            self._studies[path] = _Study(attempts=study.attempts)
            self._waiting.appendleft(path)
        return again

    def halt(self) -> None:
        """Begin no question and no study any more; what is open is finished."""
        self._halted = True
        for path in self._open:
            self._drop(self._studies[path])

    def stopped(self, path: Path) -> tuple[str, ...]:
        """The questions of the study that will not be run because the batch was halted."""
        return tuple(self._studies[path].stopped)

    def never_begun(self) -> Collection[Path]:
        """The studies that were not opened because the batch was halted."""
        return tuple(self._waiting) if self._halted else ()

    def running(self) -> Collection[Step]:
        """The steps that have begun and not ended."""
        return tuple(self._busy)

    def _next(self) -> Step | None:
        for path in self._open:
            study = self._studies[path]
            if study.state == "open" and not study.todo and not study.running:
                study.state = "finishing"
                return Step(path, "finish")
        return self._next_question(self._together) or self._next_study() or self._next_question(None)

    def _next_question(self, most: int | None) -> Step | None:
        for path in self._open:
            study = self._studies[path]
            if most is not None and len(study.running) >= most:
                continue
            if study.state == "open" and (question := study.ready()) is not None:
                study.todo.remove(question)
                study.running.add(question)
                return Step(path, "run", question)
        return None

    def _next_study(self) -> Step | None:
        if self._halted or not self._waiting or len(self._open) > self._slots:
            return None
        path = self._waiting.popleft()
        self._studies[path].state = "opening"
        self._studies[path].attempts += 1
        self._open.append(path)
        return Step(path, "open")

    def _end(self, step: Step) -> _Study:
        self._busy.discard(step)
        return self._studies[step.path]

    def _forget_steps(self, path: Path) -> None:
        self._busy = {step for step in self._busy if step.path != path}

    def _drop(self, study: _Study) -> None:
        study.stopped += study.todo
        study.todo = []
