"""Where there is no fork: everything can be imported, and the same command goes on with ordinary kernels."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty
from threading import Lock
from types import SimpleNamespace

import pytest

from wijklab.batch import lab, run
from wijklab.batch.notebook import kernel

ROOT = Path(__file__).parents[2]


def elsewhere(system: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """This Python, as if it ran on that system."""
    command = [sys.executable, "-m", "tests.batch.other_system", system, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_everything_can_be_imported_on_windows() -> None:
    done = elsewhere("win32")
    assert (done.returncode, done.stderr) == (0, "")


def test_without_fork_a_study_runs_in_ordinary_kernels(make_study: Callable[..., Path]) -> None:
    done = elsewhere("darwin", "run", str(make_study()), "--only", "ladder", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told[0]["text"].endswith("processes can be forked safely on Linux only")
    assert told[1] == {"event": "opened", "studies": 1, "jobs": told[1]["jobs"], "how": "ordinary kernels"}
    assert told[-1]["questions"] == {"done": 1}


def test_a_kernel_has_ports_where_there_are_no_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = kernel.kernel_settings(tmp_path, tmp_path, print)["config"].ThisPython
    assert given.transport == "ipc"
    monkeypatch.delattr(kernel.socket, "AF_UNIX")
    assert "transport" not in kernel.kernel_settings(tmp_path, tmp_path, print)["config"].ThisPython


def test_whoever_hears_of_a_kernel_may_hold_what_cannot_be_copied(tmp_path: Path) -> None:
    heard: list[object] = []
    settings = kernel.kernel_settings(tmp_path, tmp_path, partial(lambda _, pid: heard.append(pid), Lock()))
    kernel.ThisPython(config=settings["config"]).on_start(7)
    assert heard == [7]


def test_jupyterlab_on_windows_is_waited_for_and_may_stand_in_a_folder_with_a_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder := tmp_path / "Jan de Vries").mkdir()
    heard: list[list[str]] = []
    monkeypatch.setattr(lab, "ON_WINDOWS", True)
    monkeypatch.setattr(lab.subprocess, "call", lambda command, **_: heard.append(command) or 3)
    with pytest.raises(SystemExit) as left:
        lab.open_lab(folder)
    assert (left.value.code, heard[0][3]) == (3, f"--ServerApp.root_dir={folder}")


def test_on_windows_a_batch_looks_up_now_and_then_and_so_hears_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "DEAF", True)
    asked: list[float] = []

    class News:
        def get(self, timeout: float) -> str:
            asked.append(timeout)
            if len(asked) < 3:
                raise Empty
            return "heard"

    waiting = SimpleNamespace(stopped=0, workers=SimpleNamespace(news=News()))
    assert (run._Batch._next(waiting), asked) == ("heard", [1, 1, 1])  # type: ignore[arg-type]
