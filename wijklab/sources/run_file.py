"""`run.json` of every study in a folder of outputs: how it went the last time, and which pages lie beside it.

Nothing is remembered between two readings: what is on disk now is what there is.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

_LANGUAGE: Final = re.compile(rb'<html lang="(nl|en)"')
_FOLDER: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class RunJob:
    """How one question ended; `error` is the name of the kind of error, never its words; `ran` whether a cell began."""

    question: str
    status: str
    error: str | None = None
    ran: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """That a study was not run at all; `error` is the name of the kind of error."""

    error: str


@dataclass(frozen=True, slots=True)
class Run:
    """The last run of a study, as `run.json` has it; `refused` where it came to nothing."""

    study: str
    started: str
    jobs: tuple[RunJob, ...]
    title: str = ""
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """A study's folder of outputs: its name, its last run (None where that cannot be read), the ids of its pages and of
    its logs, and the language of its index."""

    name: str
    run: Run | None
    pages: frozenset[str]
    logs: frozenset[str]
    language: str


def read_folders(base: Path) -> tuple[StudyFolder, ...]:
    """The folders under `base` that hold a `run.json`, by name. A link is not followed."""
    names = sorted(entry.name for entry in _entries(base) if _FOLDER.fullmatch(entry.name) and _is_folder(entry))
    return tuple(_folder(base / name) for name in names if (base / name / "run.json").is_file())


def _folder(path: Path) -> StudyFolder:
    return StudyFolder(
        name=path.name,
        run=_run(path / "run.json"),
        pages=_stems(path, ".html"),
        logs=_stems(path / "logs", ".log"),
        language=_language(path / "index.html"),
    )


def _run(path: Path) -> Run | None:
    try:
        return _RUN.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _language(index: Path) -> str:
    """The language that a page says it is in; Dutch where there is no such page."""
    try:
        with index.open("rb") as file:
            found = _LANGUAGE.search(file.read(200))
    except OSError:
        found = None
    return found[1].decode() if found else "nl"


def _stems(folder: Path, suffix: str) -> frozenset[str]:
    names = (entry.name for entry in _entries(folder))
    return frozenset(name.removesuffix(suffix) for name in names if name.endswith(suffix) and name[0] != ".")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


_RUN: Final = TypeAdapter(Run)
