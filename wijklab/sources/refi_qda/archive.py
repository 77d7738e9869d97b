"""A `.qdpx` archive that nobody has to trust: its list is judged first, and a member is read up to a bound only.

Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wijklab.errors import Problem, SourceError

MOST_MEMBERS: Final = 5_000
MOST_BYTES: Final = 4_000_000_000
"""Of all members together, unpacked: projects may hold films, which are not read."""

LARGEST_READ: Final = 100_000_000
"""Of one member that is read: the project, or a text."""

MOST_READ: Final = 300_000_000
"""Of all members that are read, together."""

STEEPEST: Final = 200
STEEP_FROM: Final = 1_000_000
"""From this size on a member may be packed no more than so many times: text packs 3 to 20 times, XML up to 60."""

_AGAIN: Final = "export the project again from your program"
_KINDS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(slots=True, repr=False)
class Archive:
    """An archive that was found sound. `read` counts what was read of it."""

    where: str
    file: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    taken: int = 0

    def find(self, name: str) -> str:
        """The member of that name, whatever its case; empty where there is none."""
        return next((member for member in self.members if member.lower() == name.lower()), "")

    def read(self, member: str) -> bytes:
        """All of a member; SourceError where it is larger than it may be, damaged or locked."""
        place = f"{self.where}, {member}"
        try:
            with self.file.open(self.members[member]) as opened:
                data = opened.read(LARGEST_READ + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
            raise SourceError(Problem(place, "is damaged or locked", _AGAIN)) from None
        self.taken += len(data)
        if len(data) > LARGEST_READ or self.taken > MOST_READ:
            raise SourceError(Problem(place, "is larger than a project of texts is", "export fewer texts at a time"))
        return data


def open_archive(path: Path, where: str) -> Archive:
    """The archive; SourceError with everything in its list that is not as it should be. The caller closes `file`."""
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError):
        raise SourceError(
            Problem(where, "is no whole zip archive: damaged, cut off, or another file", _AGAIN)
        ) from None
    except OSError:
        raise SourceError(Problem(where, "cannot be opened", "look whether it is there and may be read")) from None
    problems = list(_faults(file.infolist(), where))
    if problems:
        file.close()
        raise SourceError(problems)
    return Archive(where, file, {info.filename: info for info in file.infolist() if not info.is_dir()})


def _faults(members: list[zipfile.ZipInfo], where: str) -> Iterator[Problem]:
    if len(members) > MOST_MEMBERS:
        yield Problem(where, f"holds more than {MOST_MEMBERS:,} files", "export fewer texts at a time")
        return
    if sum(info.file_size for info in members) > MOST_BYTES:
        yield Problem(where, f"unpacks to more than {MOST_BYTES:,} bytes", "export the texts without films and sound")
    for number, info in enumerate(members, start=1):
        what = _fault(info)
        if what:
            yield Problem(f"{where}, member {number} '{info.filename[:120]}'", what, _AGAIN)
    yield from _twice(members, where)


def _fault(info: zipfile.ZipInfo) -> str:
    if _leads_outside(info.orig_filename) or _leads_outside(info.filename):
        return "has a path that leads outside the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link to another file"
    if info.flag_bits & 0x1:
        return "is locked with a password"
    if info.compress_type not in _KINDS:
        return "is packed in a way that this format does not use"
    if info.file_size > STEEP_FROM and info.file_size > STEEPEST * max(info.compress_size, 1):
        return f"unpacks to more than {STEEPEST} times its size"
    return ""


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or any(ord(sign) < 32 for sign in name)


def _twice(members: list[zipfile.ZipInfo], where: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for info in members:
        name = info.filename.lower()
        if name in seen:
            yield Problem(f"{where}, '{info.filename[:120]}'", "stands in the archive twice", _AGAIN)
        seen.add(name)
