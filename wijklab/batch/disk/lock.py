"""One batch at a time writes to a study's folder of outputs. The system frees it when its holder dies, however."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from wijklab.errors import OutputError, Problem

NAME: Final = ".lock"


class Lock:
    """The lock of one folder. Threads and processes alike wait for nothing: who comes second is told who was first."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._held: int | None = None

    def acquire(self) -> None:
        """Take the lock. OutputError where another has it, or where the folder cannot be locked."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._held = self._taken()
        except BlockingIOError:
            raise OutputError(_in_use(self._file)) from None
        except OSError as fault:
            raise OutputError(_cannot(self._file.parent, fault)) from None
        self._sign()

    def retake(self) -> None:
        """Take it anew where the folder was taken away, and with it the lock: who comes second would not see ours any
        more. OutputError where another has it by now."""
        if self._held is None or not _is_that_file(self._held, self._file):
            self.close()
            self.acquire()

    def release(self) -> None:
        """Give the folder free; nothing where it is not held. What another locks there by now stays."""
        if self._held is None:
            return
        held, self._held = self._held, None
        try:
            if _is_that_file(held, self._file):
                self._file.unlink()
        except OSError:  # a system that does not remove what is open: an empty file may stay
            os.ftruncate(held, 0)
        _unlock(held)
        os.close(held)

    def close(self) -> None:
        """Let go of it in a fork of its holder, who keeps it: no cell can then unlock it, and nothing that a job leaves
        behind can hold it."""
        if self._held is not None:
            held, self._held = self._held, None
            os.close(held)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def _taken(self) -> int:
        """The descriptor of the locked file; taken again where the one before us removed the file meanwhile."""
        while True:
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
            try:
                _lock(descriptor)
                if _is_that_file(descriptor, self._file):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def _sign(self) -> None:
        """Leave who holds it. The lock holds without it, so a full disk does no harm."""
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        signature = {"since": now, "process": os.getpid(), "machine": platform.node()}
        try:
            os.ftruncate(self._held, 0)  # type: ignore[arg-type]
            os.write(self._held, json.dumps(signature).encode())  # type: ignore[arg-type]
        except OSError:
            return


def held(folder: Path) -> Lock:
    """The lock of a folder, to be acquired or entered."""
    return Lock(folder)


def _is_that_file(descriptor: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except (FileNotFoundError, NotADirectoryError):
        return False


def _in_use(file: Path) -> Problem:
    todo = "wait until it has ended, stop it, or name another folder with --outputs"
    return Problem(str(file.parent), f"is in use by another run of wijklab{_signed(file)}", todo)


def _signed(file: Path) -> str:
    """Since when, which process and which machine; nothing where its holder has not told it."""
    try:
        tree = json.loads(file.read_text("utf-8"))
        return f" (since {tree['since']}, process {tree['process']} on {tree['machine']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _cannot(folder: Path, fault: OSError) -> Problem:
    what = f"cannot be written or locked ({fault.strerror or type(fault).__name__})"
    return Problem(str(folder), what, "choose another folder with --outputs, on a disk of this machine")


if os.name == "nt":
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
