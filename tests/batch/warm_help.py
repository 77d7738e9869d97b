"""What the tests of warm parents share: starting one, and seeing that a process is gone."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wijklab.batch.warm.client import WarmParent

HERE = Path(__file__).parent
SECONDS = 30


@contextmanager
def environment_of_tests() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(HERE))))
        patch.delenv("WIJKLAB_WARM", raising=False)
        yield patch


def start(kind: str = "small", seconds: float = SECONDS) -> WarmParent:
    return WarmParent.start(kind, seconds=seconds, program="warm_doors")


def is_gone(pid: int) -> bool:
    """True once that process has ended; waits for it."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poller = select.poll()
        poller.register(watch, select.POLLIN)
        return bool(poller.poll(SECONDS * 1000))
    finally:
        os.close(watch)


def running_under(pid: int) -> set[int]:
    """The children of that process, zombies among them."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == pid:
                found.add(int(folder.name))
    return found
