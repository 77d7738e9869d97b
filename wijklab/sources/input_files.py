"""Which files a study rests on, and their fingerprints, without opening the study: no table is read, bytes only."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from wijklab.contract.headers import normal
from wijklab.contract.study import Study, StudyPlace
from wijklab.sources.edition_file import kept_editions
from wijklab.sources.remote import is_url, on_disk, url_of

ABSENT: Final = "absent"
"""The fingerprint of a file that a study names and that is not there."""

SETTLED_SECONDS: Final = 2.0
"""A file that was touched less long ago may be changed again without its time telling so."""

_known: dict[tuple[str, int, int, int, int], str] = {}


def data_files(study: Study, place: StudyPlace) -> tuple[Path, ...]:
    """Every file that opening the study would read, also where it is absent: tables, workbook, figures of others.
    What stands at a URL is among them once there is a copy of it."""
    from wijklab.sources.files import NAMES, files_in_folder  # only now: they bring pandas, which takes long to import
    from wijklab.sources.open_data import READ_BESIDE

    found = [path for path in files_in_folder(study, place) if normal(path.stem) in NAMES]
    named = [file for file in (study.data.workbook, *study.data.tables.values()) if file]
    figures = list(_figures(study, READ_BESIDE)) if study.outcomes.wijkfoto else []
    here = [on_disk(file, place) for file in (*named, *figures) if not is_url(file) or url_of(on_disk(file, place))]
    return tuple(dict.fromkeys([*found, *here]))


def _figures(study: Study, beside: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The files with figures of others, with those that a reader takes from the same folder, and what replaces them."""
    for source in study.data.context:
        folder = source.file.rpartition("/")[0]
        yield from (source.file, *(f"{folder}/{name}" if folder else name for name in beside.get(source.reader, ())))
    if study.data.context_fallback:
        yield study.data.context_fallback


def story_files(study: Study, place: StudyPlace) -> tuple[Path, ...]:
    """The files that a story is told from: its introduction, its themes and the kept records of earlier editions."""
    if study.story is None:
        return ()
    folder = place.root / study.story.folder
    return (folder / "history.md", *_themes(folder / "themes"), *kept_editions(folder))


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, or ABSENT. A file that was not touched since it was last read here is not read again."""
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode):
            return ABSENT
        key = (os.path.realpath(path), known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns)
        if key not in _known:
            digest = _digest(path)
            if time.time() - max(known.st_mtime, known.st_ctime) < SETTLED_SECONDS:
                return digest
            _known[key] = digest
        return _known[key]
    except OSError:
        return ABSENT


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _themes(folder: Path) -> Iterator[Path]:
    files = sorted(folder.iterdir()) if folder.is_dir() else ()
    return (file for file in files if file.suffix.lower() == ".md" and not file.name.startswith("."))
