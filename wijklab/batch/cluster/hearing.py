"""What the batch hears of a job that runs on a worker, also where it runs again because that worker was lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

Tell = Callable[[dict[str, Any]], None]


class Heard:
    """What was told of one job. One that runs again, on another worker, is told of only from where the first was lost,
    and nothing more is told of one that has ended."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._begun = False
        self._cell = -1
        self._ended = False
        self._one = threading.Lock()

    def tell(self, event: dict[str, Any]) -> None:
        """An event of a worker: `started`, `cell`."""
        with self._one:
            if not self._ended and self._is_new(event):
                self._tell(event)

    def end(self) -> None:
        """What comes from now on came too late."""
        with self._one:
            self._ended = True

    def _is_new(self, event: dict[str, Any]) -> bool:
        if event["event"] == "started":
            new, self._begun = not self._begun, True
            return new
        if event["event"] != "cell":
            return True
        new = event["number"] > self._cell
        self._cell = max(self._cell, event["number"])
        return new
