"""What is heard: a user's text is never markup, a program gets one object per line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from wijklab.batch.console import JsonReporter, PlainReporter, tell_problems
from wijklab.batch.jobs import Checked, Job, JobResult, LeftOut, Reporter, StudyResult
from wijklab.errors import NotebookError, Problem, SourceError

TITLE = "[bold]Wijk[/bold] [link=file:///etc/passwd]:smile: 3 > 2"
FAULT = NotebookError(Problem("notebook [red]x[/red]", "raised KeyError", "see it", rows=(3,)))


def tell(reporter: Reporter, folder: Path) -> None:
    """A whole study, as `run_study` would tell it."""
    job = Job("klein", "ladder", folder / "ladder.ipynb", folder, folder, {})
    reporter.study_refused(folder / "fout.yaml", SourceError(Problem("t.csv", "holds [b]", "mend it")))
    reporter.study_checked(
        Checked(folder / "goed.yaml", "goed", {"wijken": 3}, (Problem("a", "b", "c", severity="notice"),))
    )
    reporter.study_opened("klein", TITLE, (Problem("k.csv", "has no 2023", "deliver it", severity="notice"),))
    reporter.job_started(job, 3)
    reporter.cell_done(job)
    results = (
        JobResult("ladder", "done", 1.25, folder / "ladder.html"),
        JobResult("wellbeing", "failed", 2.0, error=FAULT),
        JobResult("cases", "left_out", left_out=LeftOut("klein", "cases", "not_delivered", ("cases",))),
    )
    for result in results:
        reporter.job_ended(result)
    reporter.study_ended(StudyResult("klein", TITLE, folder, folder / "index.html", results, 3.5))


def plain(folder: Path, *, quiet: bool, terminal: bool = False) -> str:
    out = io.StringIO()
    tell(PlainReporter(Console(file=out, width=60, force_terminal=terminal, color_system=None), quiet=quiet), folder)
    return out.getvalue()


def test_a_person_gets_one_line_per_notebook_and_the_index_last(tmp_path: Path) -> None:
    lines = plain(tmp_path, quiet=False).splitlines()
    assert lines == [
        f"{tmp_path / 'goed.yaml'} is in order: wijken 3",
        "  a: b",
        "    -> c",
        f"klein  {TITLE}",
        "  worth knowing: k.csv: has no 2023",
        f"  ladder             done       1.2 s  {tmp_path / 'ladder.html'}",
        "  wellbeing          FAILED     2.0 s",
        "  cases              left out not delivered, or empty: cases",
        "  3.5 s in all",
        str(tmp_path / "index.html"),
    ]


def test_quiet_says_the_index_only(tmp_path: Path) -> None:
    assert plain(tmp_path, quiet=True).splitlines()[-1] == str(tmp_path / "index.html")
    assert "ladder" not in plain(tmp_path, quiet=True)


def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    assert "cells" in plain(tmp_path, quiet=False, terminal=True)


def test_problems_go_to_the_error_stream_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell_problems(FAULT.problems, "ladder:")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "ladder:\n  notebook [red]x[/red]: raised KeyError (row 3)\n    -> see it\n"


def test_a_program_gets_one_object_per_line(tmp_path: Path) -> None:
    lines: list[str] = []
    tell(JsonReporter(lines.append), tmp_path)
    told = [json.loads(line) for line in lines]
    assert [entry["event"] for entry in told] == ["refused", "checked", "job", "job", "job", "study"]
    assert [entry["exit_code"] for entry in told] == [4, 0, 0, 7, 0, 7]
    assert told[3]["problems"] == [
        {"where": "notebook [red]x[/red]", "what": "raised KeyError", "todo": "see it", "column": "", "rows": [3],
         "severity": "refusal"}
    ]  # fmt: skip
    assert told[4]["left_out"] == "not delivered, or empty: cases"
