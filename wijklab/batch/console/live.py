"""What a person sees at a terminal: below the lines, the notebooks that run now, sums and the time left."""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from wijklab.batch.console.lines import PlainReporter
from wijklab.batch.console.pace import Pace
from wijklab.batch.console.saying import duration, in_words, rate, roughly, say_problems, tell_problems
from wijklab.batch.jobs import BatchResult, Decision, JobResult, StudyResult
from wijklab.errors import Problem, WijklabError

FEW: Final = 20
"""With more studies than this a terminal gets lines of failures only, and of so many failures every problem."""

LOWEST: Final = 4
"""How many lines of a terminal the table of running notebooks leaves free."""


@dataclass(slots=True)
class Running:
    """A notebook that runs: since when, and how many of its cells have ended."""

    cells: int
    began: float
    ended: int = 0


class LiveReporter(PlainReporter):
    """Lines as in a log, and below them a table that keeps up with the notebooks that run."""

    def __init__(self, out: Console, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(out)
        self._clock = clock
        self._running: dict[tuple[str, str], Running] = {}
        self._pace = Pace(1, clock)
        self._live: Live | None = None
        self._told = 0
        self._getting_ready = False

    @property
    def few(self) -> bool:
        """Whether there are so few studies that each may have lines of its own."""
        return self._studies <= FEW

    def batch_begins(self) -> None:
        """What takes a few seconds is named."""
        self._getting_ready = True
        self._draw()

    def batch_opened(self, studies: int, slots: int, how: str) -> None:
        """The first line, and the table from here on."""
        super().batch_opened(studies, slots, how)
        self._getting_ready = False
        self._pace = Pace(studies, self._clock)

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """Every problem."""
        self._pace.refused()
        super().study_refused(path, error)

    def study_opened(self, study: str, title: str, notices: tuple[Problem, ...]) -> None:
        """The title and the notices, unless there are too many studies for that."""
        if self.few:
            super().study_opened(study, title, notices)

    def study_planned(self, study: str, decisions: tuple[Decision, ...]) -> None:
        """What is left becomes known."""
        self._pace.planned(study, decisions)
        self._draw()

    def job_started(self, study: str, question: str, cells: int) -> None:
        """One more line in the table."""
        self._running[study, question] = Running(cells, self._clock())
        self._draw()

    def cell_done(self, study: str, question: str) -> None:
        """One step of its bar."""
        if (job := self._running.get((study, question))) is not None:
            job.ended += 1

    def job_ended(self, result: JobResult) -> None:
        """Out of the table; a line of its own, unless it went well in a large batch."""
        self._running.pop((result.study, result.question), None)
        self._pace.ended(result)
        if self.few or result.status == "failed":
            super().job_ended(result)

    def study_ended(self, result: StudyResult) -> None:
        """Its lines, unless there are too many studies for that."""
        self._pace.closed(result.id)
        if not self.many:
            self._stop()
        if self.few:
            super().study_ended(result)

    def batch_ended(self, result: BatchResult) -> None:
        """The table goes; the sums stay."""
        self._stop()
        super().batch_ended(result)

    def view(self) -> Group:
        """The table as it stands now."""
        if self._getting_ready:
            return Group(Text("  getting ready: what the notebooks need is imported", style="dim"))
        parts = [self._table()] if self._running else []
        return Group(*parts, *([self._sums()] if self.many or len(self._running) > 1 else []))

    def _table(self) -> Table:
        room = max(1, self._out.height - LOWEST)
        shown = list(self._running.copy().items())[:room]  # drawn by a thread of its own
        table = Table.grid(padding=(0, 2))
        for (study, question), job in shown:
            name = Text(f"  {study:<19} {question}" if self.many else f"  {question:<19}", no_wrap=True)
            bar = ProgressBar(total=max(job.cells, 1), completed=job.ended, width=20)
            cells = Text(f"{job.ended}/{job.cells} cells", no_wrap=True)
            table.add_row(name, bar, cells, Text(duration(self._clock() - job.began), no_wrap=True))
        if len(self._running) > room:
            table.add_row(Text(f"  and {len(self._running) - room} more"))
        return table

    def _sums(self) -> Text:
        pace, left = self._pace, self._pace.seconds_left
        parts = [in_words(pace.counts)] if pace.counts else []
        parts += [f"{len(self._running)} running", f"{self._waiting} left"] if self._running else ["opening studies"]
        parts += [rate(pace.per_minute)] if pace.per_minute else []
        parts += [f"about {roughly(left)} to go"] if left and self._waiting else []
        return Text("  " + " · ".join(parts), style="bold", no_wrap=True, overflow="ellipsis")

    @property
    def _waiting(self) -> int:
        return max(0, self._pace.left - len(self._running))

    def _draw(self) -> None:
        if self._live is None:
            self._live = Live(get_renderable=self.view, console=self._out, transient=True, refresh_per_second=8)
            self._live.start()
            atexit.register(self._stop)  # however it ends, a terminal gets its cursor back

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            atexit.unregister(self._stop)
            self._live = None

    def _tell(self, problems: tuple[Problem, ...], heading: str) -> None:
        """Problems above the table, where the error stream is a terminal too; of failures beyond `FEW` the end, their
        logs and the page tell."""
        self._told += 1
        if not sys.stderr.isatty():
            tell_problems(problems, heading)
        elif self._told <= FEW:
            say_problems(self._out, problems, heading)
