"""How long the example study takes, how much memory, and beside what: `make bench`. Figures, not a test.

Three things are measured, each in processes of its own: the example study through `wijklab run`; the same notebooks
through a plain loop of papermill and nbconvert; and how soon a wrong study file and a wrong table are
refused. Prints a Markdown table.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from plain_loop import ORDER

ROOT = Path(__file__).resolve().parent.parent
WIJKLAB = [sys.executable, "-c", "from wijklab.cli import main; main()"]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
REPORTS = len(ORDER)
EVERY = 0.05
"""Seconds between two looks at memory."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: its wall-clock seconds, and the most memory that its whole tree of processes held at once."""

    seconds: float
    peak_mib: float
    code: int

    @property
    def reports_per_minute(self) -> float:
        """Of all reports of the example study."""
        return 60 * REPORTS / self.seconds


def measure(command: Sequence[str]) -> Measured:
    """Run a command to its end, looking at the memory of it and all its children while it runs."""
    peak = [0.0]
    started = time.monotonic()
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = threading.Thread(target=_watch, args=(process, peak))
    watch.start()
    code = process.wait()
    seconds = time.monotonic() - started
    watch.join()
    return Measured(seconds, peak[0], code)


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], _memory(process.pid))
        time.sleep(EVERY)


def _memory(pid: int) -> float:
    """MiB that a process and its children hold, shared pages divided among them where the system can tell."""
    try:
        root = psutil.Process(pid)
        return sum(_own_memory(process) for process in (root, *root.children(recursive=True)))
    except psutil.Error:
        return 0.0


def _own_memory(process: psutil.Process) -> float:
    try:
        full = process.memory_full_info()
        return float(getattr(full, "pss", full.rss)) / 2**20
    except psutil.Error:
        return 0.0


def example(outputs: Path) -> Measured:
    """The whole example study, as `make report` runs it."""
    return measure([*WIJKLAB, "run", "params/ruwaard.yaml", "--quiet", "--outputs", str(outputs)])


def plain_loop(outputs: Path) -> Measured:
    """The same notebooks through papermill's and nbconvert's own functions, one after another, in one process."""
    return measure([sys.executable, str(Path(__file__).with_name("plain_loop.py")), str(outputs)])


def wrong_study(folder: Path) -> Measured:
    """A study with an unknown key, an impossible date and a contradiction."""
    text = (ROOT / "params" / "ruwaard.yaml").read_text("utf-8")
    wrong = folder / "fout.yaml"
    wrong.write_text(text.replace("title:", "titel:").replace("2018-07-01", "2018-13-01"), "utf-8")
    return measure([*WIJKLAB, "run", str(wrong)])


def wrong_table(folder: Path) -> Measured:
    """The example study with one mark of eleven among its micro-analyses: all other tables are made and checked too."""
    shutil.copytree(ROOT / "params", folder / "params")
    cases = folder / "params" / "ruwaard" / "tabellen" / "casussen.csv"
    cases.write_text(cases.read_text("utf-8").replace(";9;9;", ";9;11;", 1), "utf-8")
    return measure([*WIJKLAB, "run", str(folder / "params" / "ruwaard.yaml")])


def table(rows: Sequence[tuple[str, Measured, bool]]) -> str:
    """The figures as Markdown: what, seconds, memory, and reports a minute where reports are made."""
    lines = ["| what | seconds | peak memory (MiB) | reports per minute | exit code |", "|---|--:|--:|--:|--:|"]
    for what, found, reports in rows:
        rate = f"{found.reports_per_minute:.0f}" if reports else ""
        lines.append(f"| {what} | {found.seconds:.1f} | {found.peak_mib:.0f} | {rate} | {found.code} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    print(f"{dt.date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}\n")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="wijklab-bench-") as scratch:
        folder = Path(scratch)
        run, plain = example(folder / "wijklab"), plain_loop(folder / "plain")
        refused, wrong = wrong_study(folder), wrong_table(folder / "table")
    print(table([("wijklab run, example study", run, True), ("plain papermill and nbconvert loop", plain, True),
                 ("a wrong study file refused", refused, False), ("a wrong table refused", wrong, False)]))  # fmt: skip
    print(f"\nwijklab makes {plain.seconds / run.seconds:.2f} times as many reports a minute as the plain loop.")


if __name__ == "__main__":
    main()
