"""`run_study`: check once, run every notebook, write pages and record. One failing question stops no other."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from pathlib import Path

from wijklab.batch.folder import prepare
from wijklab.batch.jobs import Job, JobResult, Reporter, RunOptions, StudyResult
from wijklab.batch.manifest import write_manifest
from wijklab.batch.plan import plan
from wijklab.batch.record import write_record
from wijklab.contract.tables import OpenStudy
from wijklab.errors import WijklabError
from wijklab.sources.opening import open_study


def run_studies(paths: Iterable[Path], options: RunOptions, started: dt.datetime, reporter: Reporter) -> int:
    """Run study after study; a study that is refused stops no other. Gives the worst exit code."""
    worst = 0
    for path in paths:
        try:
            worst = max(worst, run_study(path, options, started, reporter).exit_code)
        except WijklabError as error:
            reporter.study_refused(path, error)
            worst = max(worst, error.exit_code)
    return worst


def run_study(path: Path, options: RunOptions, started: dt.datetime, reporter: Reporter) -> StudyResult:
    """Run the notebooks of the study in that file; leave pages, tables, facts and records in its outputs folder.

    Raises StudyError, SourceError or OutputError before anything runs; what goes wrong in a notebook stands in the
    result instead.
    """
    clock = time.monotonic()
    study = open_study(path, options.outputs)
    steps = plan(study, options.only)
    from wijklab.batch.outdated import take_away_outdated_story  # only now: what they import takes a second or two,
    from wijklab.batch.pages import STORY, write_portal  # and a study that is refused does not wait for it
    from wijklab.batch.planning import write_plan
    from wijklab.batch.steps import take_step

    prepare(study.place.outputs, [step.question for step in steps], everything=not options.only)
    reporter.study_opened(study.asked.id, study.asked.title, study.tables.notices)
    results = tuple(take_step(step, options, reporter) for step in steps)
    if STORY not in {step.question for step in steps}:
        take_away_outdated_story(study)
    if study.asked.power:
        write_plan(study.asked, study.place)
    index = write_portal(study, results)
    write_manifest(study, tuple(step for step in steps if isinstance(step, Job)))
    result = _result(study, index, results, time.monotonic() - clock)
    write_record(result, started.isoformat(timespec="seconds"))
    reporter.study_ended(result)
    return result


def _result(study: OpenStudy, index: Path, results: tuple[JobResult, ...], seconds: float) -> StudyResult:
    return StudyResult(
        id=study.asked.id,
        title=study.asked.title,
        outputs=study.place.outputs,
        index=index,
        jobs=results,
        seconds=seconds,
        notices=study.tables.notices,
    )
