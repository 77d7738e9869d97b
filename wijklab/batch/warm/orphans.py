"""What a job started, and left behind when it ended: without care it would go on by itself for ever."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from wijklab.batch.warm.forked import process_control

_TAKE_ORPHANS: Final = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>
_PROCESSES: Final = Path("/proc")


def adopt_orphans() -> bool:
    """Become the parent of whatever a child of this process leaves behind; false where the system cannot do that."""
    return process_control(_TAKE_ORPHANS, 1)


def left_behind(known: Collection[int]) -> set[int]:
    """The children of this process that are not `known`, but for those of a session whose leader still runs: they
    belong to a job that has not ended."""
    if not known and not _has_children():
        return set()
    me = os.getpid()
    family = dict(_sessions())
    return {
        pid
        for pid, (parent, session) in family.items()
        if parent == me and pid not in known and (session == pid or session not in family)
    }


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def _sessions() -> Iterator[tuple[int, tuple[int, int]]]:
    """Every process with its parent and its session. The name before them may hold blanks and brackets."""
    for folder in _PROCESSES.iterdir() if _PROCESSES.is_dir() else ():
        if folder.name.isdigit():
            try:
                after_name = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:  # it ended in the meantime
                continue
            yield int(folder.name), (int(after_name[1]), int(after_name[3]))
