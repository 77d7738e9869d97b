"""Folders of outputs as runs of studies leave them: a record, and the pages and logs that lie beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

ERRORS = {"failed": "NotebookError"}


def run_left(
    base: Path,
    name: str,
    jobs: Mapping[str, str],
    title: str = "",
    started: str = "2026-11-22T09:14:25+01:00",
    language: str = "nl",
    refused: str = "",
) -> Path:
    """Leave a study of which each question ended as `jobs` says: `run_left(base, "oost", {"ladder": "done"})`.

    `refused` is the kind of error with which its last run was refused; without jobs it has no index either.
    """
    folder = base / name
    (folder / "logs").mkdir(parents=True)
    if jobs or not refused:
        (folder / "index.html").write_text(f'<!doctype html>\n<html lang="{language}">\n', "utf-8")
    for question, status in jobs.items():
        if status in ("done", "unchanged"):
            (folder / f"{question}.html").write_text("", "utf-8")
        if status == "failed":
            (folder / "logs" / f"{question}.log").write_text("", "utf-8")
    told = [
        {"question": question, "status": status, "error": ERRORS.get(status), "problems": [{"what": "mevrouw Jansen"}]}
        for question, status in jobs.items()
    ]
    tree = {"study": name, "title": title or f"Wijk {name}", "started": started, "exit_code": 0, "jobs": told}
    also = {"refused": {"error": refused, "problems": [{"what": "mevrouw Jansen"}]}} if refused else {}
    (folder / "run.json").write_text(json.dumps({**tree, **also}), "utf-8")
    return folder
