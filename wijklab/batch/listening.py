"""Who reads what a command says may go away, with a pipe or a terminal that is closed: the work goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Patient:
    """A stream of text that can be written to for ever: from the moment that nobody reads it, into nothing."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As the stream does."""
        with self._unread():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As the stream does."""
        with self._unread():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextmanager
    def _unread(self) -> Iterator[None]:
        """What could not be written stays in the stream: it must lead somewhere when Python empties it at its end."""
        try:
            yield
        except OSError:
            with suppress(OSError, ValueError):
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, self._stream.fileno())
                os.close(nothing)


def mind_no_closed_pipe() -> None:
    """Let this process go on, with the exit code that it would have had, when nobody reads its output any more."""
    sys.stdout, sys.stderr = Patient(sys.stdout), Patient(sys.stderr)
