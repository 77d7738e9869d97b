"""One lane: makes reports one after another in one way, and writes what each took. `batch.py` starts lanes.

    python rival_lane.py WAY TASKS.json RECORDS.jsonl

A way whose process stays first makes one report of every question that nobody counts: importing and compiling are
over then. The clock of a report is the lane's own, its CPU seconds are those of the lane and all below it.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from counted import adopt_orphans, gather_orphans, used
from rival_task import Record, Task, read_tasks
from rival_ways import STAYS, WAYS, Steps

MIME: Final = "application/vnd.wijklab+json"
"""What an executed notebook holds that shows something."""

EVERY: Final = 10.0
"""Seconds between two words on how far it is."""


def main(way: str, tasks: Path, records: Path) -> None:
    """Warm up where that is due, then make every report."""
    adopt_orphans()
    gc.set_threshold(100_000, 20, 20)  # as the command `wijklab` does
    work = read_tasks(tasks)
    if way in STAYS:
        for _ in _made(WAYS[way](), _one_of_each(work)):
            pass
    told = time.monotonic()
    with records.open("w", encoding="utf-8", buffering=1) as file:
        for number, record in enumerate(_made(WAYS[way](), work), start=1):
            file.write(json.dumps(asdict(record)) + "\n")
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                print(f"  {way}: {number} of {len(work)} in this lane", file=sys.stderr, flush=True)


def _one_of_each(work: Sequence[Task]) -> Iterator[Task]:
    """A task of every question, most of one study: a story comes after what it cites."""
    of_study = Counter(task.place for task in work)
    seen = set()
    for task in sorted(work, key=lambda task: -of_study[task.place]):
        if task.question not in seen:
            seen.add(task.question)
            yield task


def _made(steps_of: Steps, work: Iterable[Task]) -> Iterator[Record]:
    for task in work:
        task.executed.parent.mkdir(parents=True, exist_ok=True)
        for what, step in steps_of(task):
            before, clock = used(), time.monotonic()
            step()
            seconds = time.monotonic() - clock
            gather_orphans()
            _refuse_empty(what, task)
            yield Record(task.size, what, seconds, used() - before)


def _refuse_empty(what: str, task: Task) -> None:
    """SystemExit where a way left no result: it would be quick and worth nothing."""
    if what == task.question and not (task.page.stat().st_size > 1000 and MIME in task.executed.read_text("utf-8")):
        raise SystemExit(f"{task.executed} shows nothing")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
