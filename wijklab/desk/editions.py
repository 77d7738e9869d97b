"""Closing an edition: what it said is kept with the story, so that the next edition can tell what changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import OutputError, Problem, StoryError
from wijklab.sources.edition_file import (
    NAME,
    EditionRecord,
    kept_editions,
    previous_of,
    read_edition,
    refuse_nameless,
    write_edition,
)
from wijklab.sources.study_file import read_study


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing an edition: where its record is kept, and whether it was kept before."""

    path: Path
    edition: str
    outcome: Literal["kept", "replaced", "already"]


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """A kept record, and whether the study as it stands now is compared with it."""

    path: Path
    record: EditionRecord
    compared: bool


def close_edition(file: Path, outputs: Path | None = None, *, again: bool = False) -> Closed:
    """Keep the record of the edition that was last told, in `editions/` of the story folder.

    StoryError where the study names no story or was not told yet, or where what was told is another edition than the
    study now asks; OutputError where a record of that name is kept already and says something else, unless `again`.
    """
    asked, place = read_study(file, outputs)
    folder = _story_folder(asked, place)
    record = _told(asked, place, f"wijklab run {file}")
    path = folder / "editions" / f"{refuse_nameless(asked.edition, place.file.name)}.json"
    if not path.exists():
        return Closed(write_edition(record, path), record.edition, "kept")
    if _kept(path, place) == record:
        return Closed(path, record.edition, "already")
    _refuse_other(path, record, place, again=again)
    return Closed(write_edition(record, path), record.edition, "replaced")


def list_editions(file: Path) -> tuple[KeptEdition, ...]:
    """The kept records of a study, the earliest first. StoryError where a file in `editions/` is no record."""
    asked, place = read_study(file)
    found = [(path, _kept(path, place)) for path in kept_editions(_story_folder(asked, place))]
    own = sorted(
        ((path, record) for path, record in found if record.study == asked.id),
        key=lambda pair: (pair[1].cutoff, pair[1].edition),
    )
    before = previous_of((record for _, record in own), asked.edition, asked.cutoff)
    return tuple(KeptEdition(path, record, record is before) for path, record in own)


def _story_folder(asked: Study, place: StudyPlace) -> Path:
    if asked.story is None:
        raise StoryError(
            Problem(
                place.file.name, "no key 'story'", "only a study with a story has editions: docs/leergeschiedenis.md"
            )
        )
    return place.root / asked.story.folder


def _told(asked: Study, place: StudyPlace, again: str) -> EditionRecord:
    """The record of the last run, of this edition; `again` is the command that runs it."""
    where = f"{place.outputs.name}/{NAME}"
    if not (place.outputs / NAME).is_file():
        raise StoryError(Problem(where, "this edition was not told yet", f"run it first: {again}"))
    record = read_edition(place.outputs / NAME, where)
    if (record.study, record.edition, record.cutoff) != (asked.id, asked.edition, asked.cutoff):
        what = "tells another edition than the study file now asks"
        raise StoryError(Problem(where, what, f"run it again, then close it: {again}"))
    return record


def _kept(path: Path, place: StudyPlace) -> EditionRecord:
    return read_edition(path, path.relative_to(place.root).as_posix())


def _refuse_other(path: Path, record: EditionRecord, place: StudyPlace, *, again: bool) -> None:
    """OutputError where the kept record is of another edition, or where it may not be replaced."""
    where = path.relative_to(place.root).as_posix()
    if _kept(path, place).edition != record.edition:
        what = "keeps an edition whose name only differs in signs"
        raise OutputError(Problem(where, what, "give this edition another name in the study file"))
    if not again:
        what = "this edition was closed before, and said something else then"
        todo = "give the new edition a name of its own, or add --again to replace what was kept"
        raise OutputError(Problem(where, what, todo))
