"""What is written past Python's own streams: by C code, by programs that a cell starts, by processes that it forks."""

from __future__ import annotations

import codecs
import ctypes
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from io import TextIOBase
from types import TracebackType
from typing import IO

STREAMS = {1: "stdout", 2: "stderr"}
"""The file descriptors that a process inherits, and what a notebook calls them."""


class RawOutput:
    """While it is entered, descriptors 1 and 2 of this process lead to files of its own instead of to the terminal.

    Files, and no pipe: there is nothing that must keep reading, so no thread, and no writer that waits.
    """

    def __init__(self, write: Callable[[str, str], None]) -> None:
        self._write = write
        self._watched: list[_Watched] = []

    def __enter__(self) -> RawOutput:
        _flush()
        self._watched = [_Watched(number) for number in STREAMS]
        return self

    def __exit__(self, *_: object) -> None:
        self.collect(last=True)
        for watched in self._watched:
            watched.put_back()
        self._watched = []

    def collect(self, *, last: bool = False) -> None:
        """Hand on what was written since; `last` also what C code still holds in its own buffers."""
        if last:
            _flush()
        for watched in self._watched:
            if text := watched.news(last=last):
                self._write(STREAMS[watched.number], text)


class _Watched:
    """One descriptor, the file that it leads to for now, and how far that was read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._file: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed when it is put back
        self._before = os.dup(number)
        self._read = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        os.dup2(self._file.fileno(), number)

    def news(self, *, last: bool) -> str:
        """What was written since the last time, as text."""
        size = os.fstat(self._file.fileno()).st_size
        if size <= self._read:
            return self._decoder.decode(b"", last) if last else ""
        data = os.pread(self._file.fileno(), size - self._read, self._read)
        self._read += len(data)
        return self._decoder.decode(data, last)

    def put_back(self) -> None:
        """Let the descriptor lead to where it led before."""
        os.dup2(self._before, self.number)
        os.close(self._before)
        self._file.close()


class CellStream(TextIOBase):
    """`sys.stdout` or `sys.stderr` of the cells. In a process that a cell forked it writes to the descriptor, from
    where the text finds its way back."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, number: int, write: Callable[[str, str], None], raw: RawOutput) -> None:
        self._number = number
        self._write = write
        self._raw = raw
        self._owner = os.getpid()

    def write(self, text: str) -> int:
        """Add text; what others wrote past this stream before it comes first."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() != self._owner:
            os.write(self._number, text.encode("utf-8", "replace"))
        elif text:
            if text != "\n":
                self._raw.collect()
            self._write(STREAMS[self._number], text)
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The descriptor, for a program that is started with this stream as its own."""
        return self._number


class Streams:
    """While it is entered, all that this process prints, in whatever way, goes to `write(stream, text)`."""

    def __init__(self, write: Callable[[str, str], None]) -> None:
        self.raw = RawOutput(write)
        self._write = write

    def __enter__(self) -> Streams:
        self._before = sys.stdout, sys.stderr
        self.raw.__enter__()
        sys.stdout, sys.stderr = (CellStream(number, self._write, self.raw) for number in STREAMS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stdout, sys.stderr = self._before
        self.raw.__exit__(kind, error, trace)


def _flush() -> None:
    """Empty the buffers of Python's first streams and of the C library."""
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()  # type: ignore[union-attr]
    if _C is not None:
        _C.fflush(None)


_C = ctypes.CDLL(None) if os.name == "posix" else None
