"""Which worker is best asked for a job: one that has its study open already, and has a place for it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Homes:
    """Where the studies of a batch are at home, and how many of its jobs each worker has. For many threads."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._busy: Counter[str] = Counter()
        self._homes: dict[str, list[str]] = {}

    @contextmanager
    def place(self, study: str, places: Mapping[str, int]) -> Iterator[str | None]:
        """The worker for a job of that study, which has it until this ends; None where there are no workers.

        `places` are the workers that there are now, each with how many jobs it can do at once. One more worker becomes
        a home of a study where its homes are full and others are not.
        """
        with self._one:
            worker = self._best(study, places)
            if worker is not None:
                self._busy[worker] += 1
        try:
            yield worker
        finally:
            with self._one:
                self._busy[worker or ""] -= 1

    def _best(self, study: str, places: Mapping[str, int]) -> str | None:
        free = {worker: places[worker] - self._busy[worker] for worker in sorted(places)}
        if not free:
            return None
        homes = self._homes.setdefault(study, [])
        here = [worker for worker in homes if worker in free]
        if any(free[worker] > 0 for worker in here) or (here and max(free.values()) <= 0):
            return max(here, key=free.__getitem__)
        best = max(free, key=lambda worker: (free[worker], -self._studies_at(worker)))
        homes.append(best)
        return best

    def _studies_at(self, worker: str) -> int:
        return sum(worker in homes for homes in self._homes.values())
