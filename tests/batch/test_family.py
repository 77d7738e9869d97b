"""Children of a process: started, watched and ended in one thread. Each claim is tried in a fork of a warm parent,
which is a child with children itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warm_help import SECONDS, environment_of_tests, is_gone, start

from wijklab.batch.warm.client import WarmParent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture(scope="module")
def parent() -> Iterator[WarmParent]:
    with environment_of_tests(), start() as started:
        yield started


def told(parent: WarmParent, door: str, request: dict[str, Any] | None = None, fds: tuple[int, ...] = ()) -> Any:
    """What a fork says after that it is there."""
    channel = parent.fork(door, request or {}, fds)
    assert channel.receive(SECONDS)["event"] == "forked"
    try:
        return channel.receive(SECONDS)
    finally:
        channel.close()


def test_sockets_children_and_time_are_waited_for_together(parent: WarmParent) -> None:
    assert told(parent, "together") == dict.fromkeys(("nothing", "socket", "child", "used", "heard"), True)


def test_a_hundred_children_leave_no_process_and_no_descriptor(parent: WarmParent) -> None:
    assert told(parent, "many", {"number": 100}) == {"right": True, "left": False, "descriptors": 0}


def test_children_are_watched_where_the_system_does_not_report_their_end(parent: WarmParent) -> None:
    assert told(parent, "unwatched", {"number": 5}) == {"right": True, "left": False, "descriptors": 0}


def test_what_is_kept_from_children_is_closed_in_them_only(parent: WarmParent, tmp_path: Path) -> None:
    files = {"kept": str(tmp_path / "kept"), "other": str(tmp_path / "other")}
    assert told(parent, "private", files) == {"held": [files["other"]], "still": True}


def test_what_was_not_written_yet_is_written_once(parent: WarmParent, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as out:
        assert told(parent, "stdout", fds=(out.fileno(),))["event"] == "exit"
    assert (tmp_path / "out").read_text() == "once "


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_is_signalled_is_told_of_and_its_siblings_go_on(parent: WarmParent, number: int) -> None:
    channel = parent.fork("jobs", {"number": 3})
    channel.receive(SECONDS)
    first, *others = channel.receive(SECONDS)["pids"]
    channel.send({"kill": first, "signal": number})
    assert channel.receive(SECONDS) == {"ended": first, "status": int(number)}
    assert all(Path(f"/proc/{pid}").exists() for pid in others)
    channel.send({"kill": os.getpid(), "signal": number})  # not a child of that family
    channel.send({"kill": others[0]})
    assert channel.receive(SECONDS)["ended"] == others[0]
    channel.close()
    assert all(map(is_gone, others))


def test_children_of_a_child_end_with_it_however_it_ends(parent: WarmParent) -> None:
    channel = parent.fork("jobs", {"number": 4})
    pid = channel.receive(SECONDS)["pid"]
    pids = channel.receive(SECONDS)["pids"]
    os.kill(pid, signal.SIGKILL)
    assert channel.receive(SECONDS)["status"] == signal.SIGKILL
    assert all(map(is_gone, pids))
    channel.close()
