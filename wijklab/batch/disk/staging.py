"""A folder apart for every job, and how what it made takes its place among the outputs: whole, or not at all.

What is settled is first flushed to disk, with a record of it; then every file is renamed to its place, and the record
last. A batch that is killed halfway leaves either that record in the folder of the job, and `recover` goes on where it
was, or no record, and nothing of the job has been moved.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from wijklab.batch.disk.ledger import Record, is_whole, read_record_file, record_bytes, record_file
from wijklab.batch.disk.owned import may_leave, owned, take_away
from wijklab.batch.disk.stage_files import files_in, flush, pack, telling, unpack
from wijklab.batch.disk.stages import discard, executed_of, open_stage, stage_of
from wijklab.batch.disk.sweeping import sweep
from wijklab.contract.study import QUESTIONS
from wijklab.sources.fact_file import STAGES, put_facts_together, write_whole
from wijklab.sources.input_files import fingerprint

__all__ = ["discard", "leave_failed", "open_stage", "pack", "recover", "settle", "stage_of", "unpack"]

MADE: Final = ".made.json"
"""The record of what stands in a stage, once the job has ended well and everything is on disk."""


def settle(stage: Path, outputs: Path, record: Record) -> Record:
    """Let what a job made take its place; gives its record, with the files. The old files of the question go.

    OutputError where that fails: what was not moved yet still stands in the stage.
    """
    with telling(outputs):
        made = sorted(path for path in files_in(stage) if may_leave(path, record.question))
        whole = replace(record, files={path: fingerprint(stage / path) for path in made})
        write_whole(stage / MADE, record_bytes(whole))
        flush([*(stage / path for path in made), stage / MADE, stage])
        _finish(stage, outputs, whole)
    return whole


def leave_failed(stage: Path, outputs: Path, question: str) -> None:
    """Of a job that failed its executed notebook takes its place, as far as it came; the old files of the question go.

    OutputError where that fails.
    """
    with telling(outputs):
        made = read_record_file(stage / MADE)
        for path in made.files if made else ():
            if may_leave(path, question):  # a notebook can write in its stage, also a record
                (outputs / path).unlink(missing_ok=True)
        take_away(outputs, question)
        executed = executed_of(question)
        if _is_file(stage / executed):
            flush([stage / executed])
            _move(stage / executed, outputs / executed, outputs)
        discard(stage)
        put_facts_together(outputs)


def recover(outputs: Path) -> tuple[str, ...]:
    """Put in order what a batch left that was killed; gives the questions of which something stood in a stage.

    A job that had ended well takes its place after all. Of another its executed notebook does, as far as it came.
    The lock of the outputs must be held. OutputError where that fails.
    """
    with telling(outputs):
        stages = sorted((outputs / STAGES).iterdir()) if (outputs / STAGES).is_dir() else []
        for stage in stages:
            _recover(stage, outputs)
        if stages:
            put_facts_together(outputs)
        sweep(outputs)
    return tuple(stage.name for stage in stages)


def _recover(stage: Path, outputs: Path) -> None:
    if stage.is_symlink() or stage.name not in QUESTIONS:
        discard(stage)
        return
    record = read_record_file(stage / MADE)
    if record is not None and record.question == stage.name and _is_complete(record, stage, outputs):
        _finish(stage, outputs, record)
    elif _is_file(stage / executed_of(stage.name)):
        leave_failed(stage, outputs, stage.name)
    else:
        discard(stage)


def _is_complete(record: Record, stage: Path, outputs: Path) -> bool:
    """Whether every file of the record is there as it says, in the stage or in its place already."""
    places = {path: stage if (stage / path).exists() else outputs for path in record.files}
    parts = [replace(record, files={path: record.files[path]}) for path in places]
    own = bool(parts) and all(may_leave(path, record.question) for path in places)
    return own and all(is_whole(part, places[path]) for part, path in zip(parts, places, strict=True))


def _finish(stage: Path, outputs: Path, record: Record) -> None:
    """From here on only renames and removals: each may be done again, and the record says what is to be done."""
    new = {outputs / path for path in record.files}
    old = owned(outputs, record.question) - new
    for path in record.files:
        if (stage / path).exists():
            _move(stage / path, outputs / path, outputs)
    for file in old:
        file.unlink(missing_ok=True)
    put_facts_together(outputs)
    _move(stage / MADE, record_file(outputs, record.question), outputs)
    flush({outputs, *(file.parent for file in new), record_file(outputs, record.question).parent})
    discard(stage)


def _move(source: Path, target: Path, outputs: Path) -> None:
    folders = target.relative_to(outputs).parents[:-1]
    if any((outputs / folder).is_symlink() for folder in folders):
        raise NotADirectoryError(20, "a folder in it is a link", str(target.parent))
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _is_file(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()
