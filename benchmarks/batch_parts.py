"""The parts of the bench on batches: each measures one thing and gives its lines of Markdown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import psutil
from batch_rivals import RIVALS, Choices, rows, say
from batch_rows import Row, table, yardstick
from export_pages import export_table
from kernel_starts import kernel_table
from made_example import EXAMPLE
from made_studies import MadeStudy, write_studies
from made_wijkfotos import write_wijkfotos
from memory_course import memory_table
from rival_runs import ROOT, environment
from wijklab_runs import Run, run_wijklab

from wijklab.contract.study import QUESTIONS


def example(asked: Choices) -> list[str]:
    """The example study: wijklab and every rival make all of its reports."""
    study = MadeStudy(0, "example", EXAMPLE, QUESTIONS)
    runs = [_run(asked, [study], f"example-{turn}") for turn in range(asked.repeats)]
    middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    ordinary = run_wijklab([EXAMPLE], asked.scratch / "example-ordinary", _jobs(asked), {"WIJKLAB_WARM": "0"})
    others = [_row_of("wijklab run with ordinary kernels", asked.jobs, ordinary)]
    others += rows(asked, [study], len(QUESTIONS))
    each = ", ".join(f"{run.seconds:.1f} s ({run.failed} failed)" for run in runs)
    return [*table(_row_of("wijklab run", asked.jobs, middle), others), "", f"Each run of wijklab: {each}."]


def made(asked: Choices) -> list[str]:
    """Generated studies: wijklab makes all of their reports, every rival a sample; and the course of memory."""
    root = asked.scratch / "made"
    say(f"writing {asked.studies} studies")
    studies = write_studies(root, asked.studies)
    run = _run(asked, studies, "made-outputs")
    others = rows(asked, studies, asked.sample)
    jobs = sum(len(study.questions) for study in studies)
    course = memory_table(run.looks, jobs)
    told = f"{len(studies)} studies, {jobs} reports, {run.failed} failed, {run.seconds:.0f} s."
    return [told, "", *table(_row_of("wijklab run", asked.jobs, run), others), "", "Memory of that run:", "", *course]


def wijkfotos(asked: Choices) -> list[str]:
    """A wijkfoto for each neighbourhood in one batch, beside plain functions on a sample."""
    root = asked.scratch / "wijkfotos"
    studies = write_wijkfotos(root, asked.wijkfotos)
    run = _run(asked, studies, "wijkfoto-outputs")
    chosen = replace(asked, rivals=tuple(name for name in asked.rivals if RIVALS[name].whole))
    others = rows(replace(chosen, sample=5 * asked.sample), studies, 0)
    busy = run.cpu / (run.seconds * (psutil.cpu_count() or 1))
    written = sum(path.stat().st_size for path in (asked.scratch / "wijkfoto-outputs").rglob("*") if path.is_file())
    told = (f"{len(studies)} studies, {run.reports} reports, {run.failed} failed, in {run.seconds:.0f} s; the "
            f"cores were busy with it for {busy:.0%} of that time; {written / 2**20:.0f} MiB written.")  # fmt: skip
    course = memory_table(run.looks, len(studies))
    return [told, "", *table(_row_of("wijklab run", asked.jobs, run), others), "", *course]


def export(asked: Choices) -> list[str]:
    """What the pages of the example study take to be made of its executed notebooks."""
    outputs = asked.scratch / "export"
    run_wijklab([EXAMPLE], outputs, _jobs(asked))
    (study,) = (path for path in outputs.iterdir() if path.is_dir())
    return _measured("export_pages.py", export_table, str(study))


def kernels(asked: Choices) -> list[str]:
    """How soon a warm kernel is ready beside an ordinary one, and 64 of them at once."""
    lines = _measured("kernel_starts.py", kernel_table, str(asked.rounds), str(asked.scratch / "runtime"))
    _end_what_is_left()
    return lines


PARTS: Final[MappingProxyType[str, tuple[str, Callable[[Choices], list[str]]]]] = MappingProxyType(
    {
        "example": ("The example study", example),
        "made": ("Generated studies", made),
        "export": ("Pages", export),
        "kernels": ("Kernels", kernels),
        "wijkfotos": ("A wijkfoto for every neighbourhood", wijkfotos),
    }
)


def _measured(script: str, as_table: Callable[[Any], list[str]], *arguments: str) -> list[str]:
    """The table of what a script of this folder finds, in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *arguments]
    done = subprocess.run(command, env=environment(), cwd=ROOT, stdout=subprocess.PIPE)
    return as_table(json.loads(done.stdout)) if done.returncode == 0 else ["Not measured: see the error stream."]


def _run(asked: Choices, studies: Sequence[MadeStudy], name: str) -> Run:
    say(f"wijklab run: {len(studies)} studies (a yardstick of {yardstick():.2f} s)")
    run = run_wijklab([study.file for study in studies], asked.scratch / name, _jobs(asked))
    say(f"  {run.reports} reports in {run.seconds:.1f} s, {run.failed} failed, exit code {run.code}")
    return run


def _row_of(called: str, jobs: int, run: Run) -> Row:
    return Row(called, jobs, run.reports, run.per_report[0] * jobs, run.per_report[1])


def _jobs(asked: Choices) -> tuple[str, ...]:
    return ("--jobs", str(asked.jobs))


def _end_what_is_left() -> None:
    """The warm parent of the kernels that were measured: it would wait ten minutes for another."""
    left = psutil.Process().children()
    for process in left:
        process.terminate()
    psutil.wait_procs(left)
