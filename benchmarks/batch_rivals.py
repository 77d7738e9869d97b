"""Every rival in turn: which reports it is to make, what goes before, and its row of the table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from batch_rows import Row, yardstick
from made_studies import MadeStudy
from rival_runs import ploomber_python, run_lanes
from rival_task import OPENING, Task
from sampling import per_report, some_reports, some_studies, tasks_of, whole

STORY: Final = "learning_history"
TURNS: Final = 3
"""How often a way that is quick makes the same reports, where there are few."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line asks: how many studies, how many reports of a rival, which rivals, where to work."""

    studies: int
    sample: int
    wijkfotos: int
    rounds: int
    repeats: int
    rivals: tuple[str, ...]
    jobs: int
    scratch: Path


@dataclass(frozen=True, slots=True)
class Rival:
    """A way, how it is called in the table, and how many lanes it has; `whole` ways are given whole studies."""

    way: str
    called: str
    at_once: bool = True
    whole: bool = False


RIVALS: Final = MappingProxyType(
    {
        "b1": Rival("papermill", "papermill and nbconvert, command line, a loop", at_once=False),
        "b2": Rival("papermill", "papermill and nbconvert, command line"),
        "c1": Rival("ploomber_command", "ploomber-engine and nbconvert, command line"),
        "c2": Rival("ploomber", "ploomber-engine and nbconvert, in warm processes"),
        "d1": Rival("functions", "plain functions in warm processes, each report opens its study", whole=True),
        "d2": Rival("functions_once", "plain functions in warm processes, a study opened once", whole=True),
    }
)


def say(text: str) -> None:
    """A word on how far it is."""
    print(text, file=sys.stderr, flush=True)


def rows(asked: Choices, studies: Sequence[MadeStudy], reports: int) -> list[Row]:
    """A row for each rival that was asked, all with the same studies; `reports` is how many a slow one makes."""
    found = [_row(asked, RIVALS[name], studies, reports, asked.scratch / "rivals" / name) for name in asked.rivals]
    return [row for row in found if row is not None]


def _row(asked: Choices, rival: Rival, studies: Sequence[MadeStudy], reports: int, scratch: Path) -> Row | None:
    python = _python(rival, asked.scratch)
    if python is None:
        say(f"{rival.called}: not installed, not measured")
        return None
    lanes = asked.jobs if rival.at_once else 1
    outputs = scratch / studies[0].size
    tasks = _whole(studies, asked.sample, outputs) if rival.whole else some_reports(studies, reports, outputs)
    if rival.way == "functions_once":
        lanes = min(lanes, len({task.place for task in tasks}))
    say(f"{rival.called}: {len(tasks)} reports, {lanes} at once (a yardstick of {yardstick():.2f} s)")
    if not rival.whole:
        _make_before(tasks, studies, outputs, scratch)
    records = run_lanes(python, rival.way, tasks, lanes, scratch)
    seconds, cpu = per_report(records, whole(studies))
    return Row(rival.called, lanes, sum(record.question != OPENING for record in records), seconds, cpu)


def _python(rival: Rival, scratch: Path) -> str | None:
    home = scratch / "ploomber"
    if not rival.way.startswith("ploomber"):
        return sys.executable
    made = home / "bin" / "python"
    return str(made) if made.exists() else ploomber_python(home)


def _whole(studies: Sequence[MadeStudy], count: int, outputs: Path) -> list[Task]:
    """All reports of some studies; of one study three times, into a folder each."""
    chosen = some_studies(studies, count)
    turns = TURNS if len(studies) == 1 else 1
    return [task for turn in range(turns) for study in chosen for task in tasks_of(study, outputs / str(turn))]


def _make_before(tasks: Sequence[Task], studies: Sequence[MadeStudy], outputs: Path, scratch: Path) -> None:
    """What the stories among these reports cite: all reports of their studies, uncounted."""
    places = {task.place for task in tasks if task.question == STORY}
    before = [
        task
        for study in studies
        for place in sorted({place for _, place in places})
        for task in tasks_of(study, Path(place))
        if task.place in places
    ]
    if before:
        run_lanes(sys.executable, "before", before, 1, scratch / "before")
