"""The log of a job: moments and how it ended, and nothing that a cell said."""

from __future__ import annotations

import datetime as dt
from itertools import count
from pathlib import Path

from wijklab.batch.jobs import JobResult
from wijklab.batch.notebook.job_log import JobLog
from wijklab.errors import NotebookError, Problem

EVENTS = (
    {"event": "started", "cells": 2, "pid": 4711},
    {"event": "cell", "number": 1, "seconds": 0.5, "mib": 312},
    {"event": "cell", "number": 2, "seconds": 61.25},
    {"event": "something", "text": "mevrouw Jansen"},
)
ERROR = NotebookError([Problem("notebook x, cell `f()`", "raised KeyError", "see n.ipynb"), Problem("a.csv", "b", "c")])


def a_log(path: Path) -> JobLog:
    seconds = count()
    return JobLog(path, lambda: dt.datetime(2026, 1, 1, 12, 0, next(seconds), tzinfo=dt.UTC))


def told(path: Path, result: JobResult) -> list[str]:
    log = a_log(path)
    for event in EVENTS:
        log.tell(event)
    log.end(result)
    return path.read_text("utf-8").splitlines()


def test_it_says_when_and_how_long_and_how_it_ended(tmp_path: Path) -> None:
    assert told(tmp_path / "logs" / "x.log", JobResult("x", "failed", 62.0, error=ERROR)) == [
        "2026-01-01T12:00:00.000+00:00 started: 2 code cells, process 4711",
        "2026-01-01T12:00:01.000+00:00 cell 1 of 2 ended after 0.500 s, 312 MiB of memory at most",
        "2026-01-01T12:00:02.000+00:00 cell 2 of 2 ended after 61.250 s",
        "2026-01-01T12:00:03.000+00:00 failed after 62.000 s, NotebookError",
        "2026-01-01T12:00:04.000+00:00 notebook x, cell `f()`: raised KeyError",
        "    -> see n.ipynb",
        "2026-01-01T12:00:05.000+00:00 a.csv: b",
        "    -> c",
    ]


def test_a_run_begins_a_new_one_and_follows_no_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "kept"
    elsewhere.write_text("mine", "utf-8")
    (tmp_path / "x.log").symlink_to(elsewhere)
    for _ in range(2):
        assert told(tmp_path / "x.log", JobResult("x", "done", 1.0))[-1].endswith("done after 1.000 s")
    assert len((tmp_path / "x.log").read_text("utf-8").splitlines()) == 4
    assert elsewhere.read_text("utf-8") == "mine"


def test_a_line_is_there_as_soon_as_it_is_told(tmp_path: Path) -> None:
    a_log(tmp_path / "x.log").tell(EVENTS[0])
    assert "process 4711" in (tmp_path / "x.log").read_text("utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", "utf-8")
    log = a_log(tmp_path / "logs" / "x.log")
    log.tell(EVENTS[0])
    log.end(JobResult("x", "done"))
    assert (tmp_path / "logs").read_text("utf-8") == "a file"
