"""Tables at a URL (s3://, gs://, abfs://, https://, file://): a copy of each on this machine, as it is now.

A study file holds no password: a URL in it has no user, no question mark and no fragment, and the driver of the store
finds its own credentials where it always does. So a URL may be shown, and stands in the manifest as it is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import Problem, SourceError, StudyError

VARIABLE: Final = "WIJKLAB_CACHE"
"""The environment variable that names the folder for copies."""

_copies: dict[str, Path] = {}
_urls: dict[Path, str] = {}
"""What this process fetched, both ways round: a child that is forked from it knows it too."""


def is_url(file: str) -> bool:
    """Whether a path of a study is a URL."""
    return "://" in file


def bring(study: Study) -> None:
    """Make sure that there is a copy of everything that the study has at a URL, as it is there now.

    StudyError where a package for it is missing; SourceError where it cannot be fetched. A file that is not there is
    no fault here: who reads it says so.
    """
    folders = [study.data.folder] if study.data.folder and is_url(study.data.folder) else []
    together = [group for group in _groups(study) if is_url(group[0])]
    if not folders and not together:
        return
    reply = _fetched([file for group in together for file in group], folders)
    _refuse(reply["faults"])
    for folder, files in reply["folders"].items():
        _remember(folder, _side_by_side([reply["files"][file] for file in files if file in reply["files"]]), files)
    for group in together:
        copies = [reply["files"][file] for file in group if file in reply["files"]]
        if group[0] in reply["files"]:
            _remember_files(group, Path(copies[0]).parent if len(copies) == 1 else _side_by_side(copies))


def forget() -> None:
    """Know of no copy any more: what comes next is asked for anew, as it is there then."""
    _copies.clear()
    _urls.clear()


def on_disk(file: str, place: StudyPlace) -> Path:
    """Where a path of a study is on this machine; of what is not there the path at which it would be."""
    if not is_url(file):
        return place.root / file
    return _copies.get(file) or cache() / "absent" / file.rstrip("/").rpartition("/")[2]


def url_of(path: Path) -> str | None:
    """The URL of which this is the copy; None for a file that is no copy."""
    return _urls.get(path)


def refuse_to_write(file: str | None, where: str) -> None:
    """SourceError where rows would be added to what stands at a URL: that is only read."""
    if file and is_url(file):
        todo = "keep the tables that the desk writes to in a folder of the study, under data.tables or data.folder"
        raise SourceError(Problem(where, "stands at a URL, and rows are added to files on this machine only", todo))


def cache() -> Path:
    """The folder for copies: `WIJKLAB_CACHE`, else one in the cache of the user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get(VARIABLE) or Path(base) / "wijklab" / "fetched").absolute()


def _groups(study: Study) -> Iterator[tuple[str, ...]]:
    """The single files, each with those that its reader takes from the same folder."""
    from wijklab.sources.open_data import READ_BESIDE  # only now: it imports pandas

    data = study.data
    yield from ((file,) for file in (data.workbook, *data.tables.values()) if file)
    if study.outcomes.wijkfoto is None:
        return  # figures of others are for the wijkfoto only
    if data.context_fallback:
        yield (data.context_fallback,)
    for source in data.context:
        folder = source.file.rpartition("/")[0]
        yield (source.file, *(f"{folder}/{name}" for name in READ_BESIDE.get(source.reader, ())))


def _fetched(files: list[str], folders: list[str]) -> Any:
    """What `fetching` answers. In the folder of this package, so that no file of the study is taken for a module."""
    request = json.dumps({"cache": str(cache()), "files": files, "folders": folders})
    done = subprocess.run(
        [sys.executable, "-m", "wijklab.sources.fetching"],
        input=request,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode:
        todo = f"look whether {VARIABLE} names a folder that may be written and has room"
        raise SourceError(Problem("data", f"cannot be fetched: fetching ended with {done.returncode}", todo))
    return json.loads(done.stdout)


def _refuse(faults: dict[str, list[str]]) -> None:
    missing = sorted({name for kind, name in faults.values() if kind == "package"})
    if missing:
        what = f"has data at a URL, which needs {' and '.join(missing)}"
        raise StudyError(Problem("data", what, f"python -m pip install 'wijklab[cluster]' {' '.join(missing)}"))
    problems = [_problem(url, *fault) for url, fault in sorted(faults.items()) if fault[0] != "absent"]
    if problems:
        raise SourceError(problems)


def _problem(url: str, kind: str, name: str) -> Problem:
    if kind == "denied":
        return Problem(
            url, f"may not be read ({name})", "give the driver of the store its credentials: docs/cluster.md"
        )
    if kind == "shared":
        what = f"is not fetched: others may write in the folder for copies, {cache()}"
        return Problem(url, what, f"chmod 700 it, or name a folder of your own with {VARIABLE}")
    if kind == "changing":
        return Problem(url, "changes while it is fetched", "run again when it is complete")
    return Problem(url, f"cannot be fetched ({name})", "look whether this machine reaches that address")


def _side_by_side(copies: Iterable[str]) -> Path:
    """A folder that holds these copies together, under their own names: hard links, or copies where those cannot be."""
    files = sorted(map(Path, copies))
    fingerprint = hashlib.sha256("\n".join(str(file) for file in files).encode()).hexdigest()[:32]
    folder = cache() / f"together-{fingerprint}"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.utime(folder)
    for file in files:
        if not (folder / file.name).exists():
            _link(file, folder / file.name)
    return folder


def _link(file: Path, beside: Path) -> None:
    from wijklab.sources.fact_file import write_whole

    try:
        beside.hardlink_to(file)
    except FileExistsError:
        return
    except OSError:
        write_whole(beside, file.read_bytes())


def _remember(folder_url: str, folder: Path, files: Iterable[str]) -> None:
    _copies[folder_url], _urls[folder] = folder, folder_url
    _remember_files(files, folder)


def _remember_files(urls: Iterable[str], folder: Path) -> None:
    for url in urls:
        path = folder / url.rpartition("/")[2]
        _copies[url], _urls[path] = path, url
