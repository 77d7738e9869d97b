"""The files of a job's folder: which there are, that they are on disk, and all of them as bytes for another machine."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from wijklab.errors import OutputError, Problem
from wijklab.sources.fact_file import write_whole

_SYNCFS: Final = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
"""The call of Linux that waits for a whole disk; None where there is none."""


def files_in(stage: Path) -> Iterator[str]:
    """The files of a stage as paths from it, with slashes. Links are passed over, to files and to folders alike."""
    for folder, _, names in os.walk(stage):
        for name in names:
            file = Path(folder) / name
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(stage).as_posix()


def flush(paths: Iterable[Path]) -> None:
    """Wait until these files and folders of one disk are on it, so that no power cut can leave half of one.

    Of several at once the whole disk is asked, where the system can: a seventh of the time of asking file by file.
    """
    all_paths = tuple(paths)
    if len(all_paths) > 1 and _SYNCFS is not None:
        _opened(all_paths[0], _sync_disk)
        return
    for path in all_paths:
        if os.name != "nt" or path.is_file():  # Windows opens no folder
            _opened(path, os.fsync)


def _opened(path: Path, act: Callable[[int], None]) -> None:
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        act(descriptor)
    finally:
        os.close(descriptor)


def _sync_disk(descriptor: int) -> None:
    if _SYNCFS is not None and _SYNCFS(descriptor):
        fault = ctypes.get_errno()
        raise OSError(fault, os.strerror(fault))


def pack(stage: Path) -> dict[str, bytes]:
    """Every file of a stage by its path: what one machine sends to another. Hidden files and links stay."""
    return {path: (stage / path).read_bytes() for path in sorted(files_in(stage)) if _is_plain(path)}


def unpack(files: Mapping[str, bytes], stage: Path) -> None:
    """Write what another machine packed. OutputError where a path would lead out of the stage, before any is written,
    or where a file cannot be written."""
    wrong = [path for path in files if not _is_plain(path)]
    if wrong:
        todo = "look which program sends them: wijklab does not"
        raise OutputError(Problem(repr(path), "cannot be a file that a job made", todo) for path in wrong)
    for path, data in files.items():
        _refuse_links(stage, path)
        write_whole(stage / path, data)


@contextmanager
def telling(outputs: Path) -> Iterator[None]:
    """What the system says of a disk becomes an OutputError that a user can read."""
    try:
        yield
    except OSError as fault:
        what = f"cannot be written ({fault.strerror or type(fault).__name__})"
        where = str(fault.filename2 or outputs)  # of a rename it is known what stands in its way
        raise OutputError(Problem(where, what, "see to space and rights, and run it again")) from fault


def _is_plain(path: str) -> bool:
    """Whether a path goes down only, through names that mean the same on every system, and is not hidden."""
    names = path.split("/")
    sound = all(name and not name.startswith(".") and name == name.strip(" ") for name in names)
    return sound and not set(path) & set('\\:*?"<>|') and path.isprintable() and not PurePosixPath(path).is_absolute()


def _refuse_links(stage: Path, path: str) -> None:
    places = [stage / place for place in (PurePosixPath(path), *PurePosixPath(path).parents)]
    if any(place.is_symlink() for place in places):
        todo = "remove it, and run it again"
        raise OutputError(Problem(path, "stands behind a link, so it would be written somewhere else", todo))
