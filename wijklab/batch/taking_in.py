"""What came of one question: what it made takes its place among the outputs, or it is said why that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wijklab.batch.disk.inputs import changed, key_of, parts_of
from wijklab.batch.disk.ledger import Record, forget
from wijklab.batch.disk.stage_files import telling
from wijklab.batch.disk.staging import settle
from wijklab.batch.jobs import Job, JobResult
from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import OutputError, Problem, SourceError, WijklabError


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that may run: everything that it makes goes to `stage`."""

    job: Job
    stage: Path
    parts: Mapping[str, str]
    at: float


def settled(begun: Begun, asked: Study, place: StudyPlace, seconds: float) -> WijklabError | None:
    """Let what the job made take its place, where nothing that it rests on was changed since it began; else why not."""
    job = begun.job
    try:
        now = parts_of(job, asked, place)
        if key_of(now) != key_of(begun.parts):
            return edited(changed(begun.parts, now))
        record = Record(job.question, key_of(now), now, {}, job.links, seconds)
        with telling(job.outputs):
            settle(begun.stage, job.outputs, record)
    except WijklabError as error:
        with suppress(OSError):
            forget(job.outputs, job.question)
        return error
    return None


def ended(job: Job, error: WijklabError | None, seconds: float, *, ran: bool) -> JobResult:
    """The result of a job that ended so, with what of it there is now."""
    return JobResult(
        question=job.question,
        status="failed" if error else "done",
        seconds=seconds,
        page=job.page if job.page.exists() else None,
        executed=job.executed if job.executed.exists() else None,
        error=error,
        ran=ran,
    )


def unchanged(job: Job) -> JobResult:
    """The result of a question of which nothing has changed since it was run."""
    return JobResult(job.question, "unchanged", page=job.page, executed=job.executed)


def still(result: JobResult) -> JobResult:
    """The result of a question, which is no success any more where its page was taken away since."""
    if result.page is None or result.page.is_file():
        return result
    problem = Problem(str(result.page), "was taken away while the study ran", "run it again")
    return replace(result, status="failed", page=None, executed=None, error=OutputError((problem,)))


def edited(names: tuple[str, ...]) -> SourceError:
    """The error of a report whose sources, of these names, were changed meanwhile."""
    return SourceError(
        Problem(name, "was changed while the study ran", "run it again: this report is left out") for name in names
    )
