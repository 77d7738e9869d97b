"""A study and the notebooks that exist become jobs, in the order of the questions: figures first, the story last."""

from __future__ import annotations

from pathlib import Path

from wijklab.batch.jobs import Job, LeftOut
from wijklab.contract.study import QUESTIONS, Study, StudyPlace
from wijklab.contract.study_values import STORY
from wijklab.contract.tables import OpenStudy
from wijklab.contract.unanswered import OUTCOMES_BESIDE, effects_lacking, tables_lacking
from wijklab.errors import Problem, StudyError
from wijklab.resources import notebooks_folder


def plan(study: OpenStudy, only: tuple[str, ...] = ()) -> tuple[Job | LeftOut, ...]:
    """Jobs, and questions that are left out with the reason, in the order of QUESTIONS.

    `only` narrows it down to the questions named; StudyError where the study does not list one of them.
    """
    _refuse_unlisted(study, only)
    listed = [q for q in QUESTIONS if q in study.asked.notebooks and (not only or q in only)]
    return tuple(_left_out(study, question) or job_of(study.asked, study.place, question) for question in listed)


def _refuse_unlisted(study: OpenStudy, only: tuple[str, ...]) -> None:
    listed = study.asked.notebooks
    faults = [
        Problem(study.place.file.name, f"'{question}' is not one of its notebooks", f"choose from: {', '.join(listed)}")
        for question in only
        if question not in listed
    ]
    if faults:
        raise StudyError(faults)


def _left_out(study: OpenStudy, question: str) -> LeftOut | None:
    if key := _missing_key(study.asked, question):
        return LeftOut(study.asked.id, question, "not_asked", (key,))
    no_effect, unmeasured = effects_lacking(study.asked, question, study.tables)
    if no_effect:
        return LeftOut(study.asked.id, question, "not_asked", tuple(f"outcomes.{name}" for name in no_effect))
    missing = tables_lacking(question, study.tables) or unmeasured
    return LeftOut(study.asked.id, question, "not_delivered", missing) if missing else None


def _missing_key(asked: Study, question: str) -> str:
    """The key of the study that a question needs and that is not there; empty where nothing lacks."""
    if question == STORY:
        return "" if asked.story else "story"
    own = (question,) if question in type(asked.outcomes).model_fields else ()
    needed = (*own, *OUTCOMES_BESIDE.get(question, ()))
    return next((f"outcomes.{name}" for name in needed if getattr(asked.outcomes, name) is None), "")


def job_of(asked: Study, place: StudyPlace, question: str) -> Job:
    """The job of a question of that study, whether the study can answer it or not."""
    return Job(
        study=asked.id,
        question=question,
        notebook=_notebook(place.root, question),
        root=place.root,
        outputs=place.outputs,
        parameters={"params": _from_root(place.file, place.root), "outputs": _base(place)},
    )


def _notebook(root: Path, question: str) -> Path:
    """The study's own notebook where it has one, else the one that comes with wijklab."""
    own = root / "notebooks" / f"{question}.ipynb"
    return own if own.is_file() else notebooks_folder() / f"{question}.ipynb"


def _base(place: StudyPlace) -> str | None:
    """The folder in which the study's own outputs folder stands; None for the usual one."""
    base = place.outputs.parent
    return None if base == place.root / "outputs" else _from_root(base, place.root)


def _from_root(path: Path, root: Path) -> str:
    """A path that reads the same on every machine wherever that is possible."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
