"""A learning history of an earlier run that shows words or a case that may not be shown any more is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat

from wijklab.batch.disk.folder import story_files
from wijklab.contract.history import CaseBox, History, Perspectives, Quote, Voice
from wijklab.contract.tables import OpenStudy
from wijklab.errors import NotebookError
from wijklab.report.exporter import contents, histories
from wijklab.story.cases import case_boxes
from wijklab.story.fragments import voices


def take_away_outdated_story(study: OpenStudy) -> None:
    """For a run that does not tell the story again: its pages go where a quote in it was withdrawn, ended or changed
    since, or a person of a micro-analysis took consent back. The next run of the story makes them anew."""
    executed = study.place.outputs / "notebooks" / "learning_history.ipynb"
    if executed.is_file() and not _may_stay(executed, study):
        for file in (executed, *story_files(study.place.outputs)):
            file.unlink(missing_ok=True)


def _may_stay(executed: Path, study: OpenStudy) -> bool:
    quotes = set(voices(study.tables, study.asked).quotes.values())
    cases = case_boxes(study.tables, {}).boxes
    told = [voice for history in _histories(executed) for voice in _voices(history)]
    return all(voice in quotes if isinstance(voice, Quote) else voice.id in cases for voice in told)


def _histories(executed: Path) -> tuple[History, ...]:
    """What the notebook tells; nothing where it failed, for then there is no page of it."""
    try:
        return histories(contents(nbformat.read(executed, as_version=4)))
    except (NotebookError, OSError, ValueError, nbformat.ValidationError):
        return ()


def _voices(history: History) -> Iterator[Quote | CaseBox]:
    for theme in history.themes:
        for moment in theme.moments:
            for voice in moment.voices:
                yield from _people_in(voice)


def _people_in(voice: Voice) -> tuple[Quote | CaseBox, ...]:
    if isinstance(voice, Perspectives):
        return voice.quotes
    return (voice,) if isinstance(voice, Quote | CaseBox) else ()
