"""The folder of one job: made with what the job is given, and removed when everything in it has found its place."""

from __future__ import annotations

import shutil
from pathlib import Path

from wijklab.batch.disk.stage_files import telling
from wijklab.contract.study_values import STORY
from wijklab.sources.exhibit_file import FOLDER as EXHIBITS
from wijklab.sources.fact_file import STAGES


def executed_of(question: str) -> str:
    """The executed notebook of a question, as a path from a stage or from the outputs."""
    return f"notebooks/{question}.ipynb"


def stage_of(outputs: Path, question: str) -> Path:
    """The folder in which the job of a question gathers what it makes."""
    return outputs / STAGES / question


def open_stage(outputs: Path, question: str) -> Path:
    """An empty folder for the job of a question; for a story with copies of what the others published.

    OutputError where it cannot be made. The lock of the outputs must be held, and `recover` done.
    """
    stage = stage_of(outputs, question)
    with telling(outputs):
        discard(stage)
        try:
            _furnish(stage, outputs, question)
        except OSError:
            discard(stage)  # half a stage would take room on a disk that is full
            raise
    return stage


def discard(stage: Path) -> None:
    """Remove the folder of a job with all that is in it."""
    if stage.is_symlink() or stage.is_file():
        stage.unlink()
    elif stage.exists():
        shutil.rmtree(stage)
    if stage.parent.is_dir() and not any(stage.parent.iterdir()):
        stage.parent.rmdir()


def _furnish(stage: Path, outputs: Path, question: str) -> None:
    (stage / "notebooks").mkdir(parents=True)
    for part in ("facts", EXHIBITS) if question == STORY else ():
        _copy(outputs / part, stage / part)


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for piece in sorted(source.glob("*.json")):
        if not piece.name.startswith(".") and piece.stem != STORY:
            shutil.copyfile(piece, target / piece.name)
