"""`wijklab run` as its users run it: from the start of Python to its end, with the CPU seconds of all below it."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counted import gather_orphans, start, used_below
from memory_course import Look, MemoryCourse
from rival_runs import ROOT, environment

WIJKLAB: Final = (sys.executable, "-c", "from wijklab.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of studies: how many reports it made and how many jobs failed, what it took, how its memory went."""

    reports: int
    failed: int
    seconds: float
    cpu: float
    code: int
    looks: tuple[Look, ...]

    @property
    def per_report(self) -> tuple[float, float]:
        """Seconds on the clock and CPU seconds a report, its start included."""
        return self.seconds / max(1, self.reports), self.cpu / max(1, self.reports)


def run_wijklab(
    files: Sequence[Path], outputs: Path, more: Sequence[str] = (), variables: Mapping[str, str] | None = None
) -> Run:
    """Run these studies into an empty folder."""
    shutil.rmtree(outputs, ignore_errors=True)
    told = outputs.with_name(f"{outputs.name}.jsonl")
    command = [*WIJKLAB, "run", *map(str, files), "--json", "--outputs", str(outputs), *more]
    with told.open("wb") as output:
        before, clock = used_below(), time.monotonic()
        process = start(command, environment() | dict(variables or {}), ROOT, output)
        course = MemoryCourse(process.pid, lambda: told.read_bytes().count(b'"event": "job"'))
        code = process.wait()
        seconds, looks = time.monotonic() - clock, course.stop()
    gather_orphans()
    ended = list(_ended(told))
    return Run(ended.count("done"), ended.count("failed"), seconds, used_below() - before, code, looks)


def _ended(told: Path) -> Iterator[str]:
    """The status of every job that ended so far; the last line may be half written."""
    for line in told.read_text("utf-8", errors="replace").splitlines():
        if '"event": "job"' in line and line.endswith("}"):
            yield json.loads(line)["status"]
