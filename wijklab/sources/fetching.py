"""Copies of files at a URL, made in a process of its own: `python -m wijklab.sources.fetching`.

The drivers of object stores start threads, and a process that forks its jobs may have none. What fails is told by its
kind alone: the message of a driver may hold a key or a signed address.

A copy stands at `<cache>/<fingerprint>/<name>`; the fingerprint is of its URL and of what the server says of its
contents, so what has changed is fetched again and what has not is not. It is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

AT_ONCE: Final = 4
DAYS_KEPT: Final = 7
"""How long a copy that nobody asked for stays: it may be about people."""

MARKS: Final = ("etag", "contentmd5", "digest", "md5hash", "crc32c", "versionid", "generation", "lastmodified", "mtime")
"""What stores call that by which contents are known, without capitals and signs. They come with the size."""

Fault = list[str]
"""Its kind (`package`, `shared`, `denied`, `absent`, `changing` or `failed`) and the name of the package or
the error."""


def main() -> None:
    """Answer the one request on standard input."""
    request = json.load(sys.stdin)
    reply = answer(Path(request["cache"]), request["files"], request["folders"])
    json.dump(reply, sys.stdout)


def answer(cache: Path, files: list[str], folders: list[str]) -> dict[str, Any]:
    """Where the copy of each file stands, which files each folder has, and what went wrong, all by URL."""
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(cache):
        return {"files": {}, "folders": {}, "faults": {url: ["shared", ""] for url in (*files, *folders)}}
    listed, faults = _each(folders, _list)
    wanted = dict.fromkeys([*files, *(file for inside in listed.values() for file in inside)])
    copies, failed = _each(list(wanted), lambda url: str(_copy(url, cache)))
    _forget_old(cache)
    return {"files": copies, "folders": listed, "faults": faults | failed}


def _is_ours(cache: Path) -> bool:
    """Whether nobody else can lay down a copy there: it would be taken for what stands at the URL."""
    known = cache.stat()
    return os.name == "nt" or (known.st_uid == os.getuid() and not known.st_mode & 0o022)


def _each(urls: list[str], do: Callable[[str], Any]) -> tuple[dict[str, Any], dict[str, Fault]]:
    done: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for url, (result, fault) in zip(urls, pool.map(lambda url: _tried(do, url), urls), strict=True):
            if fault:
                faults[url] = fault
            else:
                done[url] = result
    return done, faults


def _tried(do: Callable[[str], Any], url: str) -> tuple[Any, Fault | None]:
    try:
        return do(url), None
    except ImportError as fault:
        return None, ["package", fault.name or _package(url)]
    except BlockingIOError:
        return None, ["changing", ""]
    except Exception as fault:  # every driver has errors of its own
        return None, _kind(fault)


def _kind(fault: BaseException) -> Fault:
    """The driver for https calls everything that goes wrong "not found", and keeps the true error as its cause."""
    status = getattr(fault, "status", None)
    if isinstance(fault, FileNotFoundError) and fault.__cause__ is not None:
        return _kind(fault.__cause__)
    if isinstance(fault, FileNotFoundError) or status == 404:
        return ["absent", ""]
    denied = isinstance(fault, PermissionError) or status in (401, 403) or "Credential" in type(fault).__name__
    return ["denied" if denied else "failed", type(fault).__name__]


def _package(url: str) -> str:
    return {"s3": "s3fs", "gs": "gcsfs", "abfs": "adlfs", "abfss": "adlfs"}.get(url.partition(":")[0], "aiohttp")


def _store(url: str) -> tuple[Any, str]:
    """The driver for a URL, and what it calls that place."""
    from fsspec.core import url_to_fs

    settings: dict[str, Any] = {"use_listings_cache": False}
    if url.startswith("http"):
        from aiohttp import ClientTimeout

        settings["client_kwargs"] = {"timeout": ClientTimeout(total=None, connect=20, sock_read=60)}
    return url_to_fs(url, **({} if url.startswith("file") else settings))


def _list(folder: str) -> list[str]:
    store, path = _store(folder)
    entries = store.ls(path, detail=True)
    names = {str(entry["name"]).rpartition("/")[2] for entry in entries if entry["type"] == "file"}
    return [f"{folder.rstrip('/')}/{name}" for name in sorted(names) if name and not name.startswith((".", "?"))]


def _copy(url: str, cache: Path, tries: int = 2) -> Path:
    """The copy of a file: the one that is there, or a new one. BlockingIOError where it changes while it is read."""
    store, path = _store(url)
    for _ in range(tries):
        told = store.info(path)
        mark = _mark(told)
        kept = _place(cache, url, mark)
        if mark and kept.is_file():
            os.utime(kept.parent)
            return kept
        fetched = _fetch(store, path, cache, kept.name)
        if _mark(store.info(path)) == mark and told.get("size") in (None, fetched.stat().st_size):
            return _settle(fetched, kept if mark else _place(cache, url, _sha256(fetched)))
        shutil.rmtree(fetched.parent, ignore_errors=True)
    raise BlockingIOError


def _mark(told: Mapping[str, Any]) -> str:
    """What the store says by which contents are known; empty where it says nothing: then it is fetched every time."""
    plain = {"".join(filter(str.isalnum, name)).lower(): value for name, value in told.items()}
    marks = [f"{name}={plain[name]}" for name in MARKS if plain.get(name)]
    return "|".join([*marks, f"size={plain.get('size')}"]) if marks else ""


def _place(cache: Path, url: str, mark: str) -> Path:
    fingerprint = hashlib.sha256(f"{url}\n{mark}".encode()).hexdigest()[:32]
    return cache / fingerprint / url.rpartition("/")[2]


def _fetch(store: Any, path: str, cache: Path, name: str) -> Path:
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=cache))
    try:
        store.get_file(path, str(beside / name))
        with (beside / name).open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return beside / name


def _settle(fetched: Path, kept: Path) -> Path:
    """Rename the folder with the copy into its place; where another process was first, its copy is as good."""
    try:
        fetched.parent.rename(kept.parent)
    except OSError:
        shutil.rmtree(fetched.parent, ignore_errors=True)
    os.utime(kept.parent)
    return kept


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget_old(cache: Path) -> None:
    before = time.time() - DAYS_KEPT * 24 * 3600
    for entry in cache.iterdir():
        if entry.is_dir() and entry.stat().st_mtime < before:
            shutil.rmtree(entry, ignore_errors=True)


if __name__ == "__main__":
    main()
