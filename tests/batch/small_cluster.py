"""A real Dask scheduler and real workers on this machine: processes of their own, on a port that the system chooses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ADDRESS = re.compile(r"(?:Scheduler at:|Registered to:|Start worker at:) +(tcp://127\.0\.0\.1:\d+)")


@dataclass
class SmallCluster:
    """A scheduler, and the workers that were started; `folder` is where they keep what they need."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[str]
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def start_worker(self, **environment: str) -> subprocess.Popen[str]:
        """One more worker, with a place for one job; it is there when this returns."""
        name = f"w{len(self.workers)}"
        place = self.folder / name
        arguments = (self.address, "--nthreads", "1", "--no-nanny", "--name", name, "--local-directory", str(place))
        own = {"JUPYTER_DATA_DIR": str(place / "jupyter"), **environment}  # it is another machine, with another home
        worker = _start("distributed.cli.dask_worker", *arguments, "--host", "127.0.0.1", **own)
        self.workers.append(worker)
        _told(worker, "Registered to:")
        return worker


@contextmanager
def small_cluster(folder: Path, workers: int) -> Iterator[SmallCluster]:
    """A scheduler with so many workers; all of them are gone when it is over."""
    scheduler = _start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    cluster = None
    try:
        cluster = SmallCluster(_told(scheduler, "Scheduler at:"), folder, scheduler)
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        for process in (*(cluster.workers if cluster else ()), scheduler):
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.reader.join()  # type: ignore[attr-defined]
            process.stderr.close()


def _start(module: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )


def _told(process: Any, words: str) -> str:
    """Wait for a line of its log with these words; gives the address in it. The rest of the log is read and dropped."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if words in line and (found := ADDRESS.search(line)):
            process.reader = threading.Thread(target=_drop, args=(process.stderr,), daemon=True)
            process.reader.start()
            return found[1]
    raise AssertionError(f"it ended before it said {words!r}: {''.join(lines)}")


def _drop(stream: Any) -> None:
    for _ in stream:
        continue
