"""One study, from its file to its index page, step by step; whoever calls the steps decides when and in which process.

Between `open` and `finish` the folder of outputs is this run's own. What a question makes is gathered in a folder apart
and takes its place when the question has ended well; so the folder holds whole reports only, whatever happens.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from wijklab.batch.deciding import decide, why_run, with_links
from wijklab.batch.disk.as_it_was import as_it_was, forget_study, remember
from wijklab.batch.disk.folder import clear, refuse_links
from wijklab.batch.disk.inputs import key_of, parts_of, study_parts
from wijklab.batch.disk.lock import Lock, held
from wijklab.batch.disk.made_with import made_with
from wijklab.batch.disk.plan_kept import POWER, keep_plan
from wijklab.batch.disk.stage_files import telling
from wijklab.batch.disk.staging import leave_failed, open_stage, recover
from wijklab.batch.jobs import Decision, Job, JobResult, LeftOut, Opened, RunOptions, StudyResult
from wijklab.batch.linking import link_pages
from wijklab.batch.manifest import write_manifest
from wijklab.batch.outdated import take_away_outdated_story
from wijklab.batch.pages import write_portal
from wijklab.batch.plan import job_of, plan
from wijklab.batch.record import Tree, earlier_jobs, write_record, write_refusal
from wijklab.batch.taking_in import Begun, edited, ended, settled, still, unchanged
from wijklab.contract.study import QUESTIONS
from wijklab.contract.study_values import STORY
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, SourceError, WijklabError
from wijklab.sources.input_files import fingerprint
from wijklab.sources.opening import check_study, open_asked
from wijklab.sources.published import named_in
from wijklab.sources.study_file import read_study


class StudyRun:
    """The steps of one study. Every step may raise a WijklabError; `close` gives the folder free again."""

    def __init__(self, path: Path, options: RunOptions, started: str) -> None:
        self._path = path
        self._options = options
        self._started = started
        self._clock = time.monotonic()
        self._lock: Lock | None = None
        self._study: OpenStudy | None = None
        self._begun: dict[str, Begun] = {}
        self._results: dict[str, JobResult] = {}
        self._earlier: tuple[Tree, ...] = ()
        self._notices: tuple[Problem, ...] = ()

    def open(self) -> Opened:
        """Take the folder, open the study and decide what is to be done. StudyError, SourceError or OutputError.

        A study of which nothing has changed since it was run is not opened at all.
        """
        before = fingerprint(self._path)
        self._asked, self._place = read_study(self._path, self._options.outputs)
        refuse_links(self._place.outputs)
        self._lock = held(self._place.outputs)
        self._lock.acquire()
        recover(self._place.outputs)
        if fingerprint(self._path) != before:
            raise edited((self._place.file.name,))
        self._seen = study_parts(self._asked, self._place)  # before it is read: an edit while it is open is noticed
        if (known := self._unopened()) is not None:
            return known
        self._study = self._open_or_note()
        opened = self._opened(self._study)
        with telling(self._place.outputs):
            self._clear()
        if self._asked.power:
            keep_plan(self._asked, self._place, self._links)
        return opened

    def look(self) -> Opened:
        """What would be done, and nothing else: no lock is taken and nothing is written."""
        self._asked, self._place = read_study(self._path, self._options.outputs)
        self._seen = study_parts(self._asked, self._place)
        if (known := self._unopened()) is not None:
            return known
        study, problems = check_study(self._path, self._options.outputs)
        if study is None:
            raise SourceError(problem for problem in problems if problem.severity == "refusal")
        return self._opened(study)

    def begin(self, question: str) -> Begun | JobResult:
        """Make a question ready to run; its result at once where it turns out that nothing it rests on has changed, or
        where it cannot run."""
        try:
            with telling(self._place.outputs):
                return self._ready(self._jobs[question])
        except WijklabError as error:
            return self._keep(JobResult(question, "failed", error=error, ran=False))

    def _ready(self, job: Job) -> Begun | JobResult:
        question = job.question
        self._keep_folder()
        parts = {**parts_of(job, self._asked, self._place), **self._seen}
        if self._decisions[question].what == "wait" and not why_run(job, parts):
            return self._keep(unchanged(job))
        if self._decisions[question].what == "wait":
            clear(job.outputs, (question,))
        stage = open_stage(job.outputs, question)
        self._begun[question] = Begun(job, stage, parts, time.monotonic())
        return self._begun[question]

    def take_in(self, question: str, error: WijklabError | None, *, ran: bool) -> JobResult:
        """What a job made takes its place, where it ended well and nothing that it rests on was changed meanwhile.

        `ran`: its first cell had begun when it ended.
        """
        begun = self._begun.pop(question)
        seconds = time.monotonic() - begun.at
        lost = self._taken_away()
        error = error or lost or settled(begun, self._asked, self._place, seconds)
        if error is not None and lost is None:
            self._leave(begun)
        return self._keep(ended(begun.job, error, seconds, ran=ran))

    def stop(self, question: str, *, ran: bool = False) -> JobResult:
        """A question that was not run, or not to its end: what it had is left in its executed notebook."""
        if (begun := self._begun.pop(question, None)) is not None and self._taken_away() is None:
            self._leave(begun)
        return self._keep(JobResult(question, "stopped", ran=ran))

    def finish(self) -> StudyResult:
        """Write the index, the manifest and the record of how it went, where the study was opened; how it went.

        OutputError where that cannot be done.
        """
        self._keep_folder()
        self._results = {question: still(result) for question, result in self._results.items()}
        results = self._ended()
        if self._study is None:
            return self._result(results)
        try:
            made = self._write_pages(self._study, results)
            if self._place.file.is_file():  # without it nobody can say what these pages were made of
                write_manifest(self._study, tuple(plan_of_all(self._study, made)))
        finally:
            result = self._result(results)
            write_record(result, self._started, self._earlier)
        if not self._options.only and {job.status for job in results} <= {"done", "unchanged", "left_out"}:
            left_out = tuple(job.left_out for job in results if job.left_out)
            remember(self._place.outputs, self._key(), left_out, result.notices)
        return result

    def end(self) -> tuple[str, StudyResult | tuple[StudyResult, WijklabError]]:
        """Finish; `finished` with the result, or `unfinished` with the result and what stood in the way of its records.
        What the questions themselves gave is told in any case."""
        try:
            with telling(self._place.outputs):
                return "finished", self.finish()
        except WijklabError as error:
            return "unfinished", (self._result(self._ended()), error)

    @property
    def lock(self) -> Lock | None:
        """The lock of the folder, where it was taken."""
        return self._lock

    @property
    def study(self) -> OpenStudy | None:
        """The study, where it was opened."""
        return self._study

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.release()

    def _keep_folder(self) -> None:
        """OutputError where the folder was taken away, and another batch works in a new one."""
        if self._lock is not None:
            self._lock.retake()

    def _leave(self, begun: Begun) -> None:
        """Leave what there is of a job that did not end well. Only where the folder is ours: another batch may gather
        the same question there."""
        with suppress(WijklabError):
            leave_failed(begun.stage, begun.job.outputs, begun.job.question)

    def _taken_away(self) -> WijklabError | None:
        try:
            self._keep_folder()
        except WijklabError as error:
            return error
        return None

    def _ended(self) -> tuple[JobResult, ...]:
        return tuple(self._results[question] for question in self._decisions if question in self._results)

    def _write_pages(self, study: OpenStudy, results: tuple[JobResult, ...]) -> tuple[str, ...]:
        """The index and what it links to, as far as that changed; gives the questions that have a page."""
        if STORY not in self._decisions:
            take_away_outdated_story(study)
        _, made = write_portal(study, results)
        if self._asked.power:
            keep_plan(self._asked, self._place, made)
        link_pages(self._place.outputs, made)
        return made

    def _result(self, results: tuple[JobResult, ...]) -> StudyResult:
        return StudyResult(
            id=self._asked.id,
            title=self._asked.title,
            outputs=self._place.outputs,
            index=self._place.outputs / "index.html",
            jobs=results,
            seconds=time.monotonic() - self._clock,
            notices=self._notices,
        )

    def _key(self) -> str:
        return key_of({**self._seen, **made_with()})

    def _opened(self, study: OpenStudy) -> Opened:
        """Decide what is to be done with a study that is open."""
        only = self._options.only
        steps = with_links(plan(study, only), self._asked, self._place, only)
        self._take(steps, decide(steps, self._asked, self._place, force=self._options.force))
        self._notices = study.tables.notices
        return self._told(named_in(self._asked, self._place))

    def _unopened(self) -> Opened | None:
        """All of it known already, where nothing has changed since a run that went well; else the study is opened."""
        asked, only = self._asked.notebooks, self._options.only
        known = None if self._options.force else as_it_was(self._place.outputs, self._key())
        if known is None or not set(only) <= set(asked):
            return None
        left_out = {step.question: step for step in known.left_out}
        listed = [question for question in QUESTIONS if question in (only or asked)]
        steps = tuple(left_out.get(question) or job_of(self._asked, self._place, question) for question in listed)
        decisions = decide(steps, self._asked, self._place, force=False)
        if any(decision.what in ("run", "wait") for decision in decisions):
            return None
        self._take(steps, decisions)
        self._notices = known.notices
        return self._told()

    def _told(self, published: tuple[Path, ...] = ()) -> Opened:
        known, decisions = tuple(self._results.values()), tuple(self._decisions.values())
        return Opened(self._asked.id, self._asked.title, self._notices, decisions, known, published)

    def _take(self, steps: tuple[Job | LeftOut, ...], decisions: tuple[Decision, ...]) -> None:
        """Note what is to be done, and of what is not to be run how it ends."""
        self._decisions = {decision.question: decision for decision in decisions}
        self._jobs = {step.question: step for step in steps if isinstance(step, Job)}
        self._links = next((job.links or () for job in self._jobs.values()), ())
        for step in steps:
            if isinstance(step, LeftOut):
                self._keep(JobResult(step.question, "left_out", left_out=step, ran=False))
            elif self._decisions[step.question].what == "unchanged":
                self._keep(unchanged(step))

    def _open_or_note(self) -> OpenStudy:
        """The study; where it is refused, that is left in its outputs, beside what earlier runs made."""
        try:
            return open_asked(self._asked, self._place)
        except WijklabError as error:
            with suppress(WijklabError):
                write_refusal(self._result(()), self._started, error)
            raise

    def _clear(self) -> None:
        """Nothing stale stands beside what is new. How far this run came is on record from here on: should it be
        killed, what it was to run is known not to have ended."""
        what = {question: decision.what for question, decision in self._decisions.items()}
        run = tuple(question for question, done in what.items() if done == "run")
        kept = {question for question, done in what.items() if done in ("unchanged", "wait")}
        keep = None if self._options.only else kept | ({POWER} if self._asked.power else set())
        forget_study(self._place.outputs)
        if self._options.only:
            self._earlier = earlier_jobs(self._place.outputs, set(self._asked.notebooks) - set(what))
        clear(self._place.outputs, run, keep=keep)
        not_yet = tuple(
            JobResult(one, "stopped", study=self._asked.id, ran=False) for one in what if one not in self._results
        )
        with suppress(WijklabError):
            write_record(self._result((*self._ended(), *not_yet)), self._started, self._earlier)

    def _keep(self, result: JobResult) -> JobResult:
        self._results[result.question] = replace(result, study=self._asked.id)
        return self._results[result.question]


def plan_of_all(study: OpenStudy, made: tuple[str, ...]) -> tuple[Job, ...]:
    """The jobs behind every page that there is now, of this run or of an earlier one."""
    return tuple(step for step in plan(study) if isinstance(step, Job) and step.question in made)
