"""A small study whose run can be held at a certain cell, so that something can be done to it exactly there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat.v4 import new_code_cell
from small_study import GOOD_STUDY, edited, good_tables

from wijklab.resources import notebooks_folder

QUESTIONS = ("wellbeing", "ladder", "costs")
ALL_DONE = dict.fromkeys(QUESTIONS, "done")
ALL_UNCHANGED = dict.fromkeys(QUESTIONS, "unchanged")
AT_A_TERMINAL = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL)"
)
"""A command hears Ctrl-C and that its terminal is closed, also where tests run in the background or under `nohup`."""
COMMAND = (sys.executable, "-c", f"{AT_A_TERMINAL}; from wijklab.cli import main; main()")
HELD = """\
import os
from pathlib import Path

trap = Path("trap-QUESTION")
if trap.exists():
    code = trap.read_text()
    if not code:
        trap.write_text(str(os.getpid()))
        with open("fifo-QUESTION", "rb") as fifo:
            code = fifo.read().decode()
    exec(code)
"""
"""A cell that does nothing, unless its trap is set: then it does what stands in there, or, where nothing does, says
which process it is, waits, and does what it is sent."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A study in a folder of its own, and the command that runs it."""

    study: Path

    @property
    def root(self) -> Path:
        """The folder that holds everything of it."""
        return self.study.parent.parent

    @property
    def outputs(self) -> Path:
        """What it leaves."""
        return self.root / "outputs" / "klein"

    def spoil(self, question: str, code: str) -> None:
        """Let the notebook of a question do this in its held cell from now on."""
        (self.root / f"trap-{question}").write_text(code)

    def mend(self) -> None:
        """Let no cell do anything any more; what was edited or taken away is as it was."""
        for trap in self.root.glob("trap-*"):
            trap.unlink()
        for kept in self.root.rglob("*.kept"):
            put_back(kept, kept.with_suffix(""))

    def hold(self, question: str) -> None:
        """Let the notebook of a question wait in its held cell from now on."""
        (self.root / f"trap-{question}").touch()
        if not (self.root / f"fifo-{question}").exists():
            os.mkfifo(self.root / f"fifo-{question}")

    def release(self, question: str, code: str = "pass") -> None:
        """Let a notebook that waits go on, with this code; the next run does not wait."""
        (self.root / f"trap-{question}").unlink()
        (self.root / f"fifo-{question}").write_text(code)

    def forget(self, question: str) -> None:
        """Let the next run not wait."""
        (self.root / f"trap-{question}").unlink(missing_ok=True)

    @property
    def ended(self) -> dict[str, str]:
        """How each question ended, by what stands on record."""
        return {job["question"]: job["status"] for job in self.record["jobs"]}

    @property
    def record(self) -> dict[str, Any]:
        """What `run.json` says."""
        tree: dict[str, Any] = json.loads((self.outputs / "run.json").read_text("utf-8"))
        return tree

    @contextmanager
    def running(self, *arguments: str, early: str = "") -> Iterator[subprocess.Popen[str]]:
        """The command, running; ended afterwards whatever happens. `early` is done first by every Python of it."""
        process = subprocess.Popen(
            [*COMMAND, "run", str(self.study), "--json", *arguments],
            cwd=self.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self._with(early),
        )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def run(self, *arguments: str, early: str = "") -> tuple[int, list[dict[str, Any]]]:
        """Run to the end; the exit code and what it told."""
        with self.running(*arguments, early=early) as process:
            return told(process)

    def _with(self, early: str) -> dict[str, str]:
        if not early:
            return dict(os.environ)
        (self.root / "early").mkdir()
        (self.root / "early" / "sitecustomize.py").write_text(early)
        return {**os.environ, "PYTHONPATH": os.pathsep.join((str(self.root / "early"), os.environ["PYTHONPATH"]))}


def run_together(studies: list[Faulty], *arguments: str) -> int:
    """Run several studies in one batch; its exit code."""
    process = subprocess.run(
        [*COMMAND, "run", *(str(faulty.study) for faulty in studies), "--json", *arguments],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert "Traceback" not in process.stderr, process.stderr
    return process.returncode


def told(process: subprocess.Popen[str]) -> tuple[int, list[dict[str, Any]]]:
    """Wait for a run to end; its exit code and the events that it told."""
    out, err = process.communicate(timeout=300)
    assert "Traceback" not in err, err
    return process.returncode, [json.loads(line) for line in out.splitlines()]


def wait_for(process: subprocess.Popen[str], event: str, question: str) -> list[dict[str, Any]]:
    """Read what a run tells until this event of this question; everything that it told."""
    heard = []
    assert process.stdout is not None
    for line in process.stdout:
        heard.append(json.loads(line))
        if (heard[-1]["event"], heard[-1].get("question")) == (event, question):
            return heard
    raise AssertionError(f"no {event} of {question}: {heard}")


def held_process(faulty: Faulty, question: str) -> psutil.Process:
    """The process whose held cell waits; waits until it does."""
    trap = faulty.root / f"trap-{question}"
    while not (said := trap.read_text()):
        os.sched_yield()
    return psutil.Process(int(said))


def statuses(events: list[dict[str, Any]]) -> dict[str, str]:
    """How each question ended, by what a run told."""
    return {str(event["question"]): str(event["status"]) for event in events if event["event"] == "job"}


def left(outputs: Path) -> dict[str, bytes]:
    """Everything that readers get, byte for byte: all but logs, records of the run and executed notebooks."""
    not_compared = {"run.json"}
    files = (path for path in outputs.rglob("*") if path.is_file())
    return {
        path.relative_to(outputs).as_posix(): path.read_bytes()
        for path in sorted(files)
        if path.name not in not_compared and not {"notebooks", "logs", ".jobs"} & set(path.relative_to(outputs).parts)
    }


def make_faulty(folder: Path) -> Faulty:
    """The small study in that folder, with notebooks that can be held."""
    tables = folder / "params" / "klein"
    tables.mkdir(parents=True)
    for name, text in good_tables(12).items():
        if text is not None:
            (tables / f"{name}.csv").write_text(text, "utf-8")
    study = folder / "params" / "klein.yaml"
    study.write_text(edited(GOOD_STUDY), "utf-8")
    hold_cells(folder, *QUESTIONS)
    return Faulty(study)


def hold_cells(root: Path, *questions: str) -> None:
    """Give the study notebooks of its own, with a held cell before the one that publishes."""
    (root / "notebooks").mkdir(exist_ok=True)
    for question in questions:
        notebook = nbformat.read(notebooks_folder() / f"{question}.ipynb", as_version=4)
        notebook.cells.insert(-1, new_code_cell(HELD.replace("QUESTION", question), id="held"))
        nbformat.write(notebook, root / "notebooks" / f"{question}.ipynb")


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Every process that the run has started."""
    return psutil.Process(process.pid).children(recursive=True)


def kill(process: psutil.Process) -> None:
    """End a process without a word, and wait until it is gone."""
    process.send_signal(signal.SIGKILL)
    gone(process)


def gone(*processes: psutil.Process) -> None:
    """Wait until these processes are gone."""
    _, alive = psutil.wait_procs(processes, timeout=60)
    assert not alive


def put_back(kept: Path, place: Path) -> None:
    """What was kept takes its place again, whatever stands there now."""
    if place.is_dir():
        place.rmdir()
    kept.replace(place)
