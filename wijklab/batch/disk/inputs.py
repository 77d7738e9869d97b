"""What a job rests on, as fingerprints by name: where none of them changed, what the job made is still right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from wijklab.batch.disk.made_with import made_with
from wijklab.batch.jobs import Job
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.study_values import STORY
from wijklab.sources.exhibit_file import FOLDER as EXHIBITS
from wijklab.sources.input_files import data_files, fingerprint, story_files


def parts_of(job: Job, study: Study, place: StudyPlace) -> dict[str, str]:
    """Name -> fingerprint of all that the job rests on; a file that is not there has one too.

    `place` is the true place of the study, also while the job runs in a folder of its own. A story rests on the facts
    and exhibits that stand on disk at this moment: reckon it when every other question has ended. To which pages a page
    links is no part: it is made again for other links, and the notebook is not run for that.
    """
    told = [*story_files(study, place), *published(place.outputs)] if job.question == STORY else []
    return {
        **study_parts(study, place),
        **_fingerprints(told, place),
        f"notebook {job.question}": fingerprint(job.notebook),
        "what the notebook is given": digest_of(job.parameters),
        **made_with(),
    }


def study_parts(study: Study, place: StudyPlace) -> dict[str, str]:
    """The parts that every question of a study has: its file, and all data that opening it reads. Reckon them before
    it is opened too, so that a file that is edited while it is read is found to have changed. Data at a URL have a part
    once they are fetched."""
    return _fingerprints([place.file, *data_files(study, place)], place)


def key_of(parts: Mapping[str, str]) -> str:
    """One fingerprint of all parts together."""
    return digest_of(parts)


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The names of what was changed, added or taken away, for a reader."""
    names = dict.fromkeys([*now, *before])
    return tuple(name for name in names if before.get(name) != now.get(name))


def published(outputs: Path) -> tuple[Path, ...]:
    """What the questions of a study have published for a story to cite: pieces of facts, and exhibits."""
    pieces = (path for part in ("facts", EXHIBITS) for path in sorted((outputs / part).glob("*.json")))
    return tuple(path for path in pieces if not path.name.startswith("."))


def digest_of(tree: Mapping[str, str | None]) -> str:
    """The SHA-256 of plain values, whatever their order."""
    return hashlib.sha256(json.dumps(dict(tree), sort_keys=True).encode()).hexdigest()


def _fingerprints(files: Iterable[Path], place: StudyPlace) -> dict[str, str]:
    return {_named(file, place): fingerprint(file) for file in files}


def _named(file: Path, place: StudyPlace) -> str:
    """A file as a study writes it: from the study's root or at its URL; what was made, from the folder of outputs."""
    from wijklab.sources.files import from_root  # only now: it brings pandas, which takes long to import

    return file.relative_to(place.outputs).as_posix() if file.is_relative_to(place.outputs) else from_root(file, place)
