"""The figures of one part as Markdown: every way of making reports beside wijklab."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Final

HEAD: Final = (
    "| way | at once | measured | reports a minute | wijklab makes | CPU seconds a report | wijklab takes |",
    "|---|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One way of making reports: how many at once, how many were made, and what one took.

    `seconds` is what a lane takes for a report, so that `lanes` of them a moment make 60 * lanes / seconds a minute.
    """

    way: str
    lanes: int
    reports: int
    seconds: float
    cpu: float

    @property
    def a_minute(self) -> float:
        """Reports a minute."""
        return 60 * self.lanes / self.seconds


def table(wijklab: Row, rows: Sequence[Row]) -> list[str]:
    """Wijklab first, then every other way with how many times as many reports wijklab makes, and of how much CPU."""
    return [*HEAD, *(_line(row, wijklab) for row in (wijklab, *rows))]


def _line(row: Row, wijklab: Row) -> str:
    times = "" if row is wijklab else f"{wijklab.a_minute / row.a_minute:.2f} x"
    share = "" if row is wijklab else f"{wijklab.cpu / row.cpu:.2f} x"
    return (f"| {row.way} | {row.lanes} | {row.reports} | {row.a_minute:.1f} | {times} | {row.cpu:.3f} | "
            f"{share} |")  # fmt: skip


def machine() -> str:
    """When, on what, with which versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("papermill", "nbconvert", "nbclient"))
    return (f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, {packages}.")  # fmt: skip


def yardstick() -> float:
    """Seconds that always the same work takes, of one core: how fast the machine is at this moment."""
    clock = time.perf_counter()
    text = json.dumps({str(number): number * 0.5 for number in range(100_000)})
    for _ in range(5):
        json.loads(text)
    return time.perf_counter() - clock
