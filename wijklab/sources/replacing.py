"""Replacing a file of the study: whole or not at all, and never over what somebody typed meanwhile."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from wijklab.errors import OutputError, Problem


def replace_file(path: Path, before: bytes | None, after: bytes, where: str) -> None:
    """Put `after` in the place of `before`, the bytes that the file held when it was read (None: no file yet).

    The new file is written beside the old one and takes its place in one step. OutputError, and the file as it was,
    where it is open in a spreadsheet, changed since it was read, or cannot be written.
    """
    target = Path(os.path.realpath(path))
    _refuse_open(target, where)
    beside = target.with_name(f".{target.name}.wijklab")
    try:
        file = beside.open("xb")
    except FileExistsError:
        todo = f"wait until that is ready; if nothing is at work, remove {beside.name} beside it"
        raise OutputError(Problem(where, "is being written already", todo)) from None
    except OSError as fault:
        raise _unwritable(where, fault) from None
    try:
        with file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        _take_its_place(beside, target, before, where)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise _unwritable(where, fault) from None
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _take_its_place(beside: Path, target: Path, before: bytes | None, where: str) -> None:
    if (target.read_bytes() if target.exists() else None) != before:
        todo = "look what changed, then give the command again"
        raise OutputError(Problem(where, "changed meanwhile: nothing was written", todo))
    if before is not None:
        shutil.copymode(target, beside)
    beside.replace(target)


def _refuse_open(target: Path, where: str) -> None:
    """Excel and LibreOffice lay a small file beside what they have open; saved there, our rows would be lost."""
    for lock in (f"~${target.name}", f".~lock.{target.name}#"):
        if os.path.lexists(target.with_name(lock)):
            todo = f"save and close it there, then give the command again; if it is closed, remove {lock} beside it"
            raise OutputError(Problem(where, "is open in a spreadsheet program", todo))


def _unwritable(where: str, fault: OSError) -> OutputError:
    todo = "close it where it is open, and look whether you may write there and the disk has room"
    return OutputError(Problem(where, f"cannot be written ({fault.strerror})", todo))
