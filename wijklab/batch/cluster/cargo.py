"""What travels between a batch and a worker of its cluster: all that a job needs, and all that it made, as bytes.

Tables do not travel: a worker reads them where the batch does, at the same path or at their URL. Where every table of a
study has a URL, or its residents are made up, the study file and its story go along, and the worker needs no shared
folder at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wijklab.batch.disk.made_with import made_with
from wijklab.batch.disk.stage_files import pack, unpack
from wijklab.batch.jobs import Job, RunOptions
from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import KernelError, Problem, StudyError, WijklabError
from wijklab.sources.fact_file import STAGES
from wijklab.sources.input_files import ABSENT, data_files, fingerprint, story_files
from wijklab.sources.remote import is_url, url_of
from wijklab.sources.study_file import read_study


@dataclass(frozen=True, slots=True, repr=False)
class Cargo:
    """A job on its way. `stage` is what the job's folder begins with; `carried` are the files of a study that needs no
    shared folder, `seen` the fingerprints of those that a worker must see for itself, both by path from its root;
    `fetched` are the fingerprints of what the batch fetched, by URL."""

    key: str
    job: Job
    options: RunOptions
    notebook: bytes
    stage: Mapping[str, bytes]
    carried: Mapping[str, bytes]
    seen: Mapping[str, str]
    fetched: Mapping[str, str]
    made_with: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Returned:
    """What came of a job: the files that it made, by their path in its folder, and the error that ended it."""

    files: Mapping[str, bytes]
    error: WijklabError | None


def loaded(key: str, job: Job, stage: Path, options: RunOptions) -> Cargo:
    """The job, ready to be sent. StudyError where its study cannot be read any more."""
    study, place = read_study(job.root / str(job.parameters["params"]), job.parameters["outputs"])
    told = {_from(place, file): file for file in _told(study, place)}
    carried = {path: file.read_bytes() for path, file in told.items()} if _can_be_carried(study, told) else {}
    seen = {} if carried else {_from(place, file): fingerprint(file) for file in _read(study, place)}
    notebook = job.notebook.read_bytes() if job.notebook.is_file() else b""
    told_of = fetched(study, place)
    return Cargo(key, job, options, notebook, pack(stage), carried, seen, told_of, dict(made_with()))


def study_of(cargo: Cargo) -> str:
    """The study of a job with the contents of all its files, as one word: a study whose files change becomes another.
    What a notebook is given is part of it too, as far as the study's place depends on it."""
    parameters = cargo.job.parameters
    root = "" if cargo.carried else str(cargo.job.root)
    carried = [(path, hashlib.sha256(data).hexdigest()) for path, data in sorted(cargo.carried.items())]
    files = [*carried, *sorted(cargo.seen.items()), *sorted(cargo.fetched.items())]
    return hashlib.sha256(repr((root, parameters["params"], parameters["outputs"], files)).encode()).hexdigest()


def fetched(study: Study, place: StudyPlace) -> dict[str, str]:
    """The fingerprint of every copy that this process made of what the study has at a URL, by that URL."""
    copies = ((url_of(file), file) for file in data_files(study, place))
    return {url: fingerprint(file) for url, file in copies if url is not None}


def other_files(expected: Mapping[str, str], found: Mapping[str, str], worker: str) -> list[Problem]:
    """What a worker has another version of than the batch, or does not have."""
    return [unseen(worker, file, found.get(file, ABSENT)) for file in expected if found.get(file) != expected[file]]


def _can_be_carried(study: Study, told: Iterable[str]) -> bool:
    """Whether every table of a study stands at a URL or is made up, and what is told of it lies under its root."""
    data = study.data
    named = [data.folder, data.workbook, data.context_fallback, *data.tables.values()]
    elsewhere = all(is_url(file) for file in (*named, *(source.file for source in data.context)) if file)
    return elsewhere and not any(path.startswith("..") for path in told)


def unfit(cargo: Cargo, worker: str) -> WijklabError | None:
    """Why this worker would give other results than the machine of the batch; None where it gives the same."""
    theirs = made_with()
    other = [name for name in cargo.made_with if cargo.made_with[name] != theirs.get(name)]
    if other:
        return KernelError(other_versions(worker, other))
    problems = other_files(cargo.seen, {file: fingerprint(cargo.job.root / file) for file in cargo.seen}, worker)
    return StudyError(problems) if problems else None


def other_versions(worker: str, names: list[str]) -> Problem:
    """A worker with another Python, another wijklab or other packages."""
    what = f"has another version of {', '.join(names)} than this machine"
    return Problem(worker, what, "install the same on both: the same wijklab, with the same constraints.txt")


def laid_down(cargo: Cargo, folder: Path) -> tuple[Job, Path]:
    """The job as it is on this worker, and the folder in which it gathers what it makes, both under `folder`."""
    notebook = folder / "notebook" / cargo.job.notebook.name
    unpack({notebook.name: cargo.notebook}, notebook.parent)
    stage = folder / cargo.job.outputs.name / STAGES / cargo.job.question
    (stage / "notebooks").mkdir(parents=True)
    unpack(cargo.stage, stage)
    if not cargo.carried:
        return replace(cargo.job, notebook=notebook), stage
    unpack(cargo.carried, folder / "root")
    return replace(cargo.job, notebook=notebook, root=folder / "root"), stage


def returned(cargo: Cargo, stage: Path, error: WijklabError | None) -> Returned:
    """What a job made on this worker: every file that it did not come with."""
    return Returned({file: data for file, data in pack(stage).items() if cargo.stage.get(file) != data}, error)


def _told(study: Study, place: StudyPlace) -> Iterator[Path]:
    yield place.file
    yield from (file for file in story_files(study, place) if file.is_file())


def _read(study: Study, place: StudyPlace) -> Iterator[Path]:
    """The files that a worker reads in the study's folder; copies of what stands at a URL it fetches itself."""
    yield from _told(study, place)
    yield from (file for file in data_files(study, place) if url_of(file) is None)


def _from(place: StudyPlace, file: Path) -> str:
    return Path(os.path.relpath(file, place.root)).as_posix()


def unseen(worker: str, file: str, found: str) -> Problem:
    """What a worker does not see, or sees another version of; `found` is its fingerprint there, or ABSENT."""
    what = f"does not see {file}" if found == ABSENT else f"sees another {file} than this machine"
    todo = "give every worker the study's folder at the same path, or give its tables by URL (docs/cluster.md)"
    return Problem(worker, what, todo)
