"""How a batch comes along: how many questions ended in which way, how many are left, and how long that may take.

Studies are opened while others run, so what is left in those that were not opened yet is an estimate: as many questions
as the opened ones have on average.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection
from typing import Final

from wijklab.batch.jobs import Decision, JobResult, Status

WORK: Final[frozenset[Status]] = frozenset({"done", "failed"})
"""Ways of ending that took work."""

RECENT: Final = 400
"""How many ends the pace is taken from: a pace of an hour ago says little of what is left."""


class Pace:
    """What ended and what is left. `clock` gives seconds, from any beginning."""

    def __init__(self, studies: int, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._unopened = studies
        self._opened = 0
        self._planned = 0
        self._left: dict[str, set[str]] = {}
        self._ends: deque[float] = deque(maxlen=RECENT)
        self.counts: Counter[Status] = Counter()
        self.began = clock()

    def planned(self, study: str, decisions: Collection[Decision]) -> None:
        """A study was opened; these are its questions."""
        self._opened += 1
        self._unopened = max(0, self._unopened - 1)
        work = {decision.question for decision in decisions if decision.what in ("run", "wait")}
        self._planned += len(work)
        self._left[study] = work

    def refused(self) -> None:
        """A study will not be opened."""
        self._unopened = max(0, self._unopened - 1)

    def ended(self, result: JobResult) -> None:
        """A question ended."""
        self.counts[result.status] += 1
        self._left.get(result.study, set()).discard(result.question)
        if result.status in WORK:
            self._ends.append(self._clock())

    def closed(self, study: str) -> None:
        """Nothing of the study is left."""
        self._left.pop(study, None)

    @property
    def left(self) -> int:
        """How many questions are still to be run, as far as one can know."""
        each = self._planned / self._opened if self._opened else 0.0
        return sum(map(len, list(self._left.values()))) + round(each * self._unopened)

    @property
    def per_minute(self) -> float:
        """How many questions a minute were run, of late; 0 where none has ended yet."""
        if not self._ends:
            return 0.0
        first = self._ends[0] if len(self._ends) == RECENT else self.began
        return len(self._ends) * 60 / max(self._clock() - first, 1e-3)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest may take at that pace; None where nothing can be said yet."""
        return self.left * 60 / self.per_minute if self.per_minute and self._opened else None
