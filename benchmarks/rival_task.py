"""One report that a rival makes, and what it took: what goes into a lane (`rival_lane.py`) and comes out of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import wijklab.resources

OPENING: Final = "(opening)"
"""Stands in the place of a question where a study was opened, once for all its reports."""


@dataclass(frozen=True, slots=True)
class Task:
    """A question of a study: its file from its root, the folder of outputs, and the size it stands for in the whole."""

    size: str
    question: str
    root: str
    params: str
    outputs: str

    @property
    def place(self) -> tuple[str, str]:
        """The study and where it writes: reports of one place belong together."""
        return self.params, self.outputs

    @property
    def notebook(self) -> Path:
        """The notebook that comes with wijklab."""
        return wijklab.resources.notebooks_folder() / f"{self.question}.ipynb"

    @property
    def executed(self) -> Path:
        """Where the executed notebook is left, in a folder of the study's own."""
        return Path(self.outputs) / Path(self.params).stem / "notebooks" / f"{self.question}.ipynb"

    @property
    def page(self) -> Path:
        """Where the page is left."""
        return self.executed.parent.parent / f"{self.question}.html"


@dataclass(frozen=True, slots=True)
class Record:
    """What a report (or the opening of a study) took in one lane."""

    size: str
    question: str
    seconds: float
    cpu: float


def write_tasks(path: Path, tasks: Iterable[Task]) -> Path:
    """As JSON."""
    path.write_text(json.dumps([asdict(task) for task in tasks]), "utf-8")
    return path


def read_tasks(path: Path) -> list[Task]:
    """What `write_tasks` wrote."""
    return [Task(**tree) for tree in json.loads(path.read_text("utf-8"))]


def read_records(path: Path) -> list[Record]:
    """What a lane wrote, a line each."""
    return [Record(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
