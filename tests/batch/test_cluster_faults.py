"""Several studies on a cluster, by the command: the batch is killed, run again, and loses a worker in the middle."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell
from small_cluster import small_cluster

from tests.faults.faulty_runs import Faulty, left, told
from wijklab.resources import notebooks_folder

WAITS_ONCE = """\
import os, pathlib, threading

try:
    pathlib.Path("trap").rename("sprung")
except FileNotFoundError:
    pass
else:
    pathlib.Path("half").write_text(str(os.getpid()))
    pathlib.Path("half").rename("waits")
    threading.Event().wait()
"""
"""A cell that does nothing, except for the first that finds a trap: that one says which process it is, and waits."""


@pytest.fixture
def studies(make_study: Callable[..., Path]) -> list[Path]:
    """Three studies on the same tables, whose notebook `costs` has that cell."""
    first = make_study(("[wellbeing, ladder, costs]", "[ladder, costs]"))
    notebook = nbformat.read(notebooks_folder() / "costs.ipynb", as_version=4)
    notebook.cells.insert(-1, new_code_cell(WAITS_ONCE, id="waits"))
    own = first.parent.parent / "notebooks"
    own.mkdir()
    shutil.copy(notebooks_folder() / "ladder.ipynb", own)
    nbformat.write(notebook, own / "costs.ipynb")
    others = [first.with_name(f"{name}.yaml") for name in ("tweede", "derde")]
    for other in others:
        other.write_text(first.read_text("utf-8").replace("id: klein", f"id: {other.stem}"), "utf-8")
    return [first, *others]


def caught(root: Path, batch: subprocess.Popen[str]) -> psutil.Process:
    """The job that waits; waits until one does."""
    while not (root / "waits").exists():
        with suppress(subprocess.TimeoutExpired):
            batch.wait(0.05)
            raise AssertionError(batch.communicate())
    pid = int((root / "waits").read_text())
    (root / "waits").unlink()
    return psutil.Process(pid)


def test_a_killed_batch_and_then_a_lost_worker_leave_the_bytes_of_an_undisturbed_run_on_one_machine(
    studies: list[Path], tmp_path: Path
) -> None:
    faulty = Faulty(studies[0])
    others = [str(study) for study in studies[1:]]
    outputs = tmp_path / "outputs"
    with small_cluster(tmp_path / "cluster", workers=2) as cluster:
        arguments = (*others, "--cluster", cluster.address)
        (tmp_path / "trap").touch()
        with faulty.running(*arguments) as batch:
            jobs = [caught(tmp_path, batch)]
            batch.kill()
        (tmp_path / "trap").touch()
        with faulty.running(*arguments) as batch:
            jobs.append(caught(tmp_path, batch))
            workers = {process.pid for process in cluster.workers}
            next(process for process in jobs[-1].parents() if process.pid in workers).kill()
            code, events = told(batch)
        _, alive = psutil.wait_procs(jobs, timeout=30)
        assert not alive
    ended = [event["status"] for event in events if event["event"] == "job"]
    assert code == 0, events
    assert len(ended) == 6
    assert {*ended} == {"done", "unchanged"}
    disturbed = [left(outputs / study.stem) for study in studies]
    shutil.rmtree(outputs)
    code, events = faulty.run(*others)
    assert code == 0, events
    assert disturbed == [left(outputs / study.stem) for study in studies]
