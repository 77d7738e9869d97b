"""The record of what was made from what: the same study, data and versions give the same bytes, so it holds no time."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wijklab.batch.disk.made_with import installed
from wijklab.batch.jobs import Job
from wijklab.batch.record import as_json
from wijklab.contract.tables import OpenStudy
from wijklab.sources.edition_file import kept_editions
from wijklab.sources.fact_file import write_whole

NOT_LISTED = ("manifest.json", "run.json")


def write_manifest(study: OpenStudy, jobs: tuple[Job, ...]) -> Path:
    """Write `manifest.json`: versions, hashes of everything that went in and came out, parameters and seed."""
    return write_whole(study.place.outputs / "manifest.json", as_json(manifest(study, jobs)))


def manifest(study: OpenStudy, jobs: tuple[Job, ...]) -> dict[str, Any]:
    """What the manifest says, as a tree of plain values."""
    asked, place = study.asked, study.place
    return {
        "format": "wijklab manifest 1",
        "study": {"id": asked.id, "title": asked.title, "edition": asked.edition, "status": asked.status},
        "seed": asked.seed,
        "synthetic": asked.synthetic is not None,
        "study_file": _hashed(place.file, place.root),
        "inputs": _inputs(study),
        **_told(study),
        "notebooks": [
            {"question": job.question, "sha256": sha256(job.notebook)} for job in jobs if job.notebook.is_file()
        ],
        "parameters": {job.question: dict(job.parameters) for job in jobs},
        "outputs": [_hashed(path, place.outputs) for path in _made(place.outputs)],
        "python": platform.python_version(),
        "packages": installed(),
    }


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inputs(study: OpenStudy) -> list[dict[str, str]]:
    """The tables that were read, the story, and the kept records of earlier editions."""
    tables = [{"path": read.path, "sha256": read.sha256} for read in study.tables.inputs]
    return sorted([*tables, *_story(study)], key=lambda entry: entry["path"])


def _told(study: OpenStudy) -> dict[str, Any]:
    """The day of the edition, and how many quotes it shows and how many not, by reason: never which."""
    if study.asked.story is None:
        return {}
    from wijklab.story.fragments import voices
    from wijklab.story.life import told_on

    heard = voices(study.tables, study.asked)
    day = told_on(study.asked).isoformat()
    return {"story": {"told_on": day, "interviews": heard.interviews, "quotes": asdict(heard.counts)}}


def _story(study: OpenStudy) -> list[dict[str, str]]:
    """The files that the story was read from; others in its folder, such as a typed-out interview, stay unnamed."""
    if study.asked.story is None:
        return []
    from wijklab.story.script import theme_files

    folder = study.place.root / study.asked.story.folder
    written = [path for path in (folder / "history.md", *theme_files(folder / "themes")) if path.is_file()]
    return [_hashed(path, study.place.root) for path in (*written, *kept_editions(folder))]


def _made(outputs: Path) -> list[Path]:
    """What readers get. Executed notebooks and logs are left out, for they hold times; so is what is hidden."""
    return sorted(
        path
        for path in outputs.rglob("*")
        if path.name not in NOT_LISTED and not _is_aside(path.relative_to(outputs)) and path.is_file()
    )


def _is_aside(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.parent.name in ("notebooks", "logs")


def _hashed(path: Path, root: Path) -> dict[str, str]:
    return {"path": path.relative_to(root).as_posix(), "sha256": sha256(path)}
