"""The end of a batch in lines that one can read, however many studies there were: sums, then failures, then no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from wijklab.batch.console.saying import counted, duration, log_of, rate, shortest
from wijklab.batch.jobs import BatchResult, JobResult, StudyResult
from wijklab.errors import WijklabError

AT_MOST: Final = 20
"""How many failures are listed; of the others it is said where they stand."""


def end_lines(result: BatchResult) -> Iterator[str | Text]:
    """The sums of all studies, the first error line of each failure with its log, and how to go on."""
    yield Text(_sums(result), style="bold")
    yield f"  {_pace(result)}"
    yield from _what_failed(result)
    if _stopped(result):
        yield "Stopped before the end: the same command runs what is missing, and nothing else."


def _what_failed(result: BatchResult) -> Iterator[str | Text]:
    jobs = [(study, job, job.error) for study in result.studies for job in study.jobs if job.error]
    refused = result.refused[:AT_MOST]
    if jobs or refused:
        yield Text("What failed:", style="bold red")
    for path, error in refused:
        yield f"  {shortest(path)}, refused: {_first(error)}"
    for study, job, error in jobs[: AT_MOST - len(refused)]:
        yield from _failure(study, job, error)
    if (more := len(result.refused) + len(jobs) - AT_MOST) > 0:
        yield f"  and {more:,} more{f': see {shortest(result.index)}' if result.index else ''}"


def _sums(result: BatchResult) -> str:
    failed = sum(study.exit_code > 0 for study in result.studies)
    all = len(result.studies) + len(result.refused)
    parts = [f"{all:,} {'study' if all == 1 else 'studies'}"]
    parts += [f"{failed:,} with a failure"] if failed else []
    parts += [f"{len(result.refused):,} refused"] if result.refused else []
    return f"{', '.join(parts)}: {counted(job for study in result.studies for job in study.jobs)}"


def _pace(result: BatchResult) -> str:
    """How long it took, and how many notebooks a minute that was."""
    ran = sum(job.status in ("done", "failed") for study in result.studies for job in study.jobs)
    pace = f", {rate(ran * 60 / result.seconds)}" if ran and result.seconds > 0 else ""
    return f"{duration(result.seconds)} in all{pace}"


def _failure(study: StudyResult, job: JobResult, error: WijklabError) -> tuple[str, ...]:
    log = log_of(study, job.question)
    before = ", before it ran" if job.failed_before_it_ran else ""
    line = f"  {study.id}, {job.question}{before}: {_first(error)}"
    return (line, f"    log: {shortest(log)}") if log else (line,)


def _first(error: WijklabError) -> str:
    """The kind of an error and its first problem, on one line."""
    more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
    said = error.problems[0].in_short if error.problems else ""
    return f"{type(error).__name__}: {said}{more}"


def _stopped(result: BatchResult) -> bool:
    return result.stopped > 0 or any(job.status == "stopped" for study in result.studies for job in study.jobs)
