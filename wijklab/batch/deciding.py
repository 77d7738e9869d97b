"""What is done with each question of a study: run because something changed, kept because nothing did, or left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from wijklab.batch.disk.inputs import changed, key_of, parts_of
from wijklab.batch.disk.ledger import is_whole, read_record
from wijklab.batch.jobs import CITES, FORCED, GONE, NOT_MADE, Decision, Job, LeftOut
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.study_values import STORY

Steps = Iterable[Job | LeftOut]


def decide(steps: Steps, asked: Study, place: StudyPlace, *, force: bool) -> tuple[Decision, ...]:
    """A decision for each step of a plan, in its order. A story may wait for what the others turn out to publish."""
    decided: list[Decision] = []
    for step in steps:
        others = any(decision.what == "run" for decision in decided)
        decided.append(_left_out(step) if isinstance(step, LeftOut) else _of(step, asked, place, others, force))
    return tuple(decided)


def why_run(job: Job, parts: Mapping[str, str]) -> tuple[str, ...]:
    """Why a question is to be run: what changed since it was, or that it is not there; nothing if it need not."""
    record = read_record(job.outputs, job.question)
    if record is None:
        return (NOT_MADE,)
    if record.key != key_of(parts):
        return changed(record.parts, parts)
    return () if is_whole(record, job.outputs) else (GONE,)


def with_links(steps: Steps, asked: Study, place: StudyPlace, only: Collection[str]) -> tuple[Job | LeftOut, ...]:
    """The steps, each job with the pages that its page links to: those that there will be if all goes well.

    With `only` the pages of other questions that are there already stay, and are linked to.
    """
    steps = tuple(steps)
    there = [q for q in asked.notebooks if only and (place.outputs / f"{q}.html").is_file()]
    made = {*there, *(step.question for step in steps if isinstance(step, Job))}
    links = tuple(question for question in asked.notebooks if question in made)
    return tuple(replace(step, links=links) if isinstance(step, Job) else step for step in steps)


def _left_out(step: LeftOut) -> Decision:
    return Decision(step.study, step.question, "left_out", (step.why, *step.names))


def _of(job: Job, asked: Study, place: StudyPlace, others_run: bool, force: bool) -> Decision:
    if force:
        return Decision(job.study, job.question, "run", (FORCED,))
    why = why_run(job, parts_of(job, asked, place))
    if not why and others_run and job.question == STORY:
        return Decision(job.study, job.question, "wait", (CITES,))
    return Decision(job.study, job.question, "run" if why else "unchanged", why)
