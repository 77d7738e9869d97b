"""How much memory a batch holds while it runs, beside how many of its jobs have ended: does anything grow?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import psutil

EVERY: Final = 2.0
"""Seconds between two looks."""

WARM: Final = "wijklab.batch.warm"
"""What the warm parent has in its command line; its forks have it too, but it alone is a child of the command."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look, in MiB: what the command and its warm parent hold for themselves or share (RSS), and what all its
    processes hold together, shared pages divided among them (PSS)."""

    jobs: int
    main: float
    warm: float
    all: float
    processes: int


class MemoryCourse:
    """Looks at a command and all below it, in a thread of its own, until it is told to stop."""

    def __init__(self, pid: int, jobs_done: Callable[[], int]) -> None:
        self._pid, self._jobs_done = pid, jobs_done
        self._looks: list[Look] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> tuple[Look, ...]:
        """Every look there was."""
        self._over.set()
        self._thread.join()
        return tuple(self._looks)

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            try:
                self._looks.append(_look(psutil.Process(self._pid), self._jobs_done()))
            except psutil.Error:
                continue


def _look(main: psutil.Process, jobs: int) -> Look:
    below = main.children(recursive=True)
    warm = [child for child in below if _is_warm_parent(child, main.pid)]
    shared = [_pss(process) for process in (main, *below)]
    return Look(jobs, _rss(main), sum(_rss(child) for child in warm), sum(shared), len(shared))


def _is_warm_parent(process: psutil.Process, main: int) -> bool:
    try:
        return process.ppid() == main and any(WARM in part for part in process.cmdline())
    except psutil.Error:
        return False


def _rss(process: psutil.Process) -> float:
    try:
        return process.memory_info().rss / 2**20
    except psutil.Error:
        return 0.0


def _pss(process: psutil.Process) -> float:
    try:
        full = process.memory_full_info()
        return getattr(full, "pss", full.rss) / 2**20
    except psutil.Error:
        return 0.0


def at_job(looks: tuple[Look, ...], jobs: int) -> Look | None:
    """The first look after so many jobs had ended."""
    return next((look for look in looks if look.jobs >= jobs), None)


def memory_table(looks: tuple[Look, ...], jobs: int) -> list[str]:
    """After a tenth, half and nine tenths of the jobs; and the most that there was at any time."""
    lines = ["| after so many jobs | the command (MiB) | its warm parent (MiB) | all its processes together (MiB) |",
             "|--:|--:|--:|--:|"]  # fmt: skip
    for part in (0.1, 0.5, 0.9):
        if look := at_job(looks, int(part * jobs)):
            lines.append(f"| {look.jobs} | {look.main:.0f} | {look.warm:.0f} | {look.all:.0f} |")
    if looks:
        most = [max(getattr(look, name) for look in looks) for name in ("main", "warm", "all")]
        lines.append("| most at any time | " + " | ".join(f"{mib:.0f}" for mib in most) + " |")
    return lines
