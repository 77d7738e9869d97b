"""The CPU seconds of a command and of everything it started, however deep, and whoever was to wait for it.

A process hands its seconds to the one that waits for it, so a chain of parents that all wait counts itself. A process
whose parent ended first would be lost: on Linux this process adopts those (a "subreaper"), and waits for them too.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

PR_SET_CHILD_SUBREAPER: Final = 36
ORPHANS_SECONDS: Final = 10.0
"""How long what a command leaves running may take to end."""

BURN: Final = "import os, time\nwhile sum(os.times()[:2]) < 0.5: pass\n"
TREE: Final = f"""
import os, subprocess, sys
burn = {BURN!r}
subprocess.run([sys.executable, "-c", burn])
middle = os.fork()
if middle == 0:
    subprocess.Popen([sys.executable, "-c", burn])  # an orphan: its parent ends at once
    os._exit(0)
os.waitpid(middle, 0)
exec(burn)
"""
"""Three processes of half a second: a child that is waited for, an orphan, and the command itself."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one command took: seconds on the clock, CPU seconds of it and all it started, and its exit code."""

    seconds: float
    cpu: float
    code: int


def adopt_orphans() -> None:
    """Become the parent of every process below whose own parent ends; where the system cannot, they stay uncounted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def used() -> float:
    """CPU seconds of this process and of everything below it that ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def run_counted(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, output: IO[bytes] | None = None
) -> Counted:
    """Run a command to its end, and wait for all that it leaves behind."""
    process = start(command, environment, folder, output)
    before, clock = used_below(), time.monotonic()
    code = process.wait()
    seconds = time.monotonic() - clock
    gather_orphans()
    return Counted(seconds, used_below() - before, code)


def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """A command, silent; its standard output goes to that file where one is given."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=folder, env=dict(environment), stdin=quiet, stdout=output or quiet, stderr=quiet
    )


def used_below() -> float:
    """CPU seconds of everything below this process that ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def gather_orphans() -> None:
    """Wait for adopted processes, so that what they took is counted. SystemExit where one goes on and on."""
    until = time.monotonic() + ORPHANS_SECONDS
    with suppress(ChildProcessError):
        while time.monotonic() < until:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                time.sleep(0.02)
        raise SystemExit("a command left a process running: what it takes cannot be counted")


def refuse_to_miscount() -> None:
    """SystemExit where three processes of half a CPU second do not count as one and a half."""
    found = run_counted([sys.executable, "-c", TREE], os.environ, Path.cwd()).cpu
    if not 1.45 < found < 2.2:
        raise SystemExit(f"CPU seconds cannot be counted here: {found:.2f} where 1.5 and the starts of Python are due")
