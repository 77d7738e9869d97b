"""Published files that many studies name, parsed once: what a reader made of a file serves while it holds the same.

The same means the same bytes. A file is hashed whenever it is asked for (3 ms for all those of the example, whose
parsing takes 280), so a file that was changed, replaced or touched is never taken for what it was. Rows and names are
handed out as copies: nobody can change what is kept.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

import pandas as pd

from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import WijklabError
from wijklab.sources.open_data import NAMES, READ_BESIDE, READERS, read_cbs_area_names
from wijklab.sources.remote import on_disk

MOST_BYTES: Final = 96_000_000
"""How much is kept at most, in memory; those of the example take 13 million. What was used longest ago goes first."""

Read: TypeAlias = "pd.DataFrame | dict[str, str]"
"""Figures per area, or names by area code."""

_Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What readers made of files, by reader and fingerprints, the last used at the end; safe among threads."""

    most: int = MOST_BYTES
    read: OrderedDict[_Key, tuple[Read, int]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: _Key) -> Read | None:
        """What is kept under that key, or None."""
        with self.lock:
            found = self.read.get(key)
            if found is None:
                return None
            self.read.move_to_end(key)
            return found[0]

    def put(self, key: _Key, made: Read) -> None:
        """Keep it, and let go of what was used longest ago until all of it fits; what alone does not is not kept."""
        size = _bytes(made)
        if size > self.most:
            return
        with self.lock:
            self.read.pop(key, None)
            while self.held() + size > self.most:
                self.read.popitem(last=False)
            self.read[key] = (made, size)

    def held(self) -> int:
        """How many bytes are kept."""
        return sum(size for _, size in self.read.values())


KEPT: Final = Kept()


def figures(reader: str, path: Path, wanted: Callable[[pd.Series], pd.Series], kept: Kept = KEPT) -> pd.DataFrame:
    """The rows of a published file whose areas are wanted, as a table of the caller's own. SourceError where the file
    is not what its reader knows. `wanted` gives for a series of area codes which of them are."""
    table: pd.DataFrame = _made(reader, path, kept)
    return table[wanted(table["area"])].copy()


def names(path: Path, kept: Kept = KEPT) -> dict[str, str]:
    """The names of areas by code, as a dict of the caller's own. SourceError where it is another file."""
    return dict(_made(NAMES, path, kept))


def named_in(study: Study, place: StudyPlace) -> tuple[Path, ...]:
    """The published files that a study has read for its wijkfoto."""
    sources = study.data.context if study.outcomes.wijkfoto else ()
    return tuple(on_disk(one.file, place) for one in sources if one.reader == NAMES or one.reader in READERS)


def know(files: Sequence[Path], kept: Kept = KEPT) -> None:
    """Parse these files now, each with the reader that knows it, so that a process forked from this one has them.

    A file that no reader knows, or a very large one, is passed over: a study that names it hears what is wrong with it.
    """
    for file in files:
        for reader in (*READERS, NAMES):
            if _knows(reader, file, kept):
                break


def _knows(reader: str, file: Path, kept: Kept) -> bool:
    try:
        if file.stat().st_size > MOST_BYTES:
            return False
        _made(reader, file, kept)
    except (WijklabError, OSError, ValueError, KeyError, TypeError, AttributeError):  # a file of another kind
        return False
    return True


def _made(reader: str, path: Path, kept: Kept) -> Any:
    files = (path, *(path.with_name(name) for name in READ_BESIDE.get(reader, ())))
    before = _fingerprints(files)
    if before is None:
        return _parsed(reader, path)  # which tells what is absent
    known = kept.get((reader, before))
    if known is not None:
        return known
    made = _parsed(reader, path)
    if _fingerprints(files) == before:  # else it was written to meanwhile
        kept.put((reader, before), made)
    return made


def _parsed(reader: str, path: Path) -> Read:
    return read_cbs_area_names(path) if reader == NAMES else READERS[reader](path)


def _fingerprints(files: Sequence[Path]) -> tuple[str, ...] | None:
    try:
        return tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    except OSError:
        return None


def _bytes(made: Read) -> int:
    if isinstance(made, pd.DataFrame):
        return int(made.memory_usage(deep=True).sum())
    return sum(len(code) + len(name) + 200 for code, name in made.items())
