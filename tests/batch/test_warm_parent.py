"""A warm parent: each fork is as good as a new process, and nothing outlives whoever asked for it."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from warm_help import SECONDS, environment_of_tests, is_gone, running_under, start

from wijklab.batch.warm.client import CannotWarm, WarmParent
from wijklab.batch.warm.forked import take_place
from wijklab.batch.warm.parent import DOORS, named
from wijklab.batch.warm.wire import Channel, pair

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture(scope="module")
def parent() -> Iterator[WarmParent]:
    with environment_of_tests(), start() as started:
        yield started


@pytest.fixture
def own_parent() -> Iterator[WarmParent]:
    """One that a test may kill."""
    with environment_of_tests(), start() as started:
        yield started


def lines(channel: Channel) -> list[dict[str, Any]]:
    """All that a fork says, and how it ended."""
    told = []
    while (line := channel.receive(SECONDS)) is not None:
        told.append(line)
    channel.close()
    return told


def said(parent: WarmParent, door: str, request: dict[str, Any] | None = None, fds: tuple[int, ...] = ()) -> Any:
    """The one line between that it was forked and that it ended."""
    first, line, last = lines(parent.fork(door, request or {}, fds))
    assert (first["event"], last["event"], last["status"]) == ("forked", "exit", 0)
    return line


def test_forks_find_nothing_of_each_other(parent: WarmParent) -> None:
    first, second = (said(parent, "isolation") for _ in range(2))
    assert first["state"] == second["state"] == []
    assert first["cwd"] == second["cwd"]
    assert "SPOILED" not in second["environment"]
    assert not set(first["drawn"]) & set(second["drawn"])
    assert first["session"]
    assert first["stdin"] == ""
    assert first["signals"] == [True, True]


def test_a_fork_stands_where_the_request_says(parent: WarmParent, tmp_path: Path) -> None:
    found = said(parent, "isolation", {"cwd": str(tmp_path), "env": {"ONLY": "this"}})
    assert (found["cwd"], found["environment"]) == (str(tmp_path), {"ONLY": "this"})


def test_a_warm_parent_has_the_environment_of_a_kernel(parent: WarmParent) -> None:
    found = said(parent, "isolation")["environment"]
    assert (found["OMP_NUM_THREADS"], found["PYTHONHASHSEED"], found["MPLBACKEND"]) == ("1", "0", "agg")


def test_sixty_four_forks_at_once_all_run_and_hold_nothing_of_each_other(parent: WarmParent) -> None:
    with ThreadPoolExecutor(8) as threads:
        channels = list(threads.map(lambda _: parent.fork("open_files", {}), range(64)))
    told = [lines(channel) for channel in channels]
    assert [[line.get("held", line.get("event")) for line in each] for each in told] == [["forked", [], "exit"]] * 64
    assert running_under(parent.pid) == set()


def test_two_hundred_forks_leave_no_process_and_no_descriptor(parent: WarmParent) -> None:
    folder = Path(f"/proc/{parent.pid}/fd")
    said(parent, "open_files")
    before = len(list(folder.iterdir())), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        channels = [parent.fork("end", {"how": "return"}) for _ in range(10)]
        assert {lines(channel)[-1]["status"] for channel in channels} == {0}
    assert (len(list(folder.iterdir())), len(list(Path("/proc/self/fd").iterdir()))) == before
    assert running_under(parent.pid) == set()


@pytest.mark.parametrize(
    ("how", "status"),
    [("return", 0), ("exit", 3), ("words", 1), ("raise", 1), ("kill", -signal.SIGKILL), ("cut", -signal.SIGKILL)],
)
def test_how_a_fork_ended_is_the_last_line(parent: WarmParent, how: str, status: int) -> None:
    last = lines(parent.fork("end", {"how": how}))[-1]
    assert (last["event"], os.waitstatus_to_exitcode(last["status"])) == ("exit", status)
    assert last["peak_kib"] > 0


def test_a_fork_that_fails_names_the_error_and_its_place_but_no_value(parent: WarmParent) -> None:
    told = lines(parent.fork("end", {"how": "raise"}))
    assert [line["event"] for line in told] == ["forked", "crashed", "exit"]
    assert told[1]["error"] == "ValueError"
    assert "person" not in json.dumps(told)


def test_the_last_line_waits_for_a_reader_who_is_behind(parent: WarmParent) -> None:
    channel = parent.fork("chatter", {})
    pid = channel.receive(SECONDS)["pid"]
    assert is_gone(pid)
    said(parent, "isolation")  # nobody else waits for that reader
    assert lines(channel)[-1]["status"] == 0


def test_memory_beyond_the_limit_is_a_memory_error(parent: WarmParent) -> None:
    assert said(parent, "memory") == {"limited": True, "raised": "MemoryError", "fits": 1 << 20}


def test_descriptors_travel_with_a_request(parent: WarmParent) -> None:
    with tempfile.TemporaryFile() as first, tempfile.TemporaryFile() as second:
        found = said(parent, "descriptors", fds=(first.fileno(), second.fileno()))
        first.seek(0)
        assert (found, first.read()) == ({"number": 2, "inheritable": [False, False]}, b"written by the fork")


def test_what_a_fork_leaves_behind_ends_with_it(parent: WarmParent) -> None:
    left = said(parent, "orphans")["left"]
    assert all(map(is_gone, left))
    assert running_under(parent.pid) == set()


def test_closing_the_channel_ends_the_fork(parent: WarmParent) -> None:
    channel = parent.fork("hang", {})
    pid = channel.receive(SECONDS)["pid"]
    channel.close()
    assert is_gone(pid)


MALFORMED = [
    b"\n",
    b"no tree\n",
    b"[1, 2]\n",
    b'{"do": "hang"}\n',
    b'{"do": ["hang"], "fds": [0, 1, 2]}\n',
    b"[" * 100_000 + b"\n",
    b"\xff\xfe\n",
    b'{"do": "know", "files": [3, "/absent"]}\n',
    b'{"do": "know", "files": 3}\n',
]


@pytest.mark.parametrize("line", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_request_does_no_harm(parent: WarmParent, line: bytes) -> None:
    parent._control.sock.sendall(line)
    assert said(parent, "isolation")["state"] == []
    assert running_under(parent.pid) == set()


@pytest.mark.parametrize(
    ("door", "request_", "why"),
    [
        ("os:abort", {}, "there is no such door"),
        ("hang", {"cwd": 3}, "the folder or the environment in it is no text"),
        ("hang", {"env": {"A": 1}}, "the folder or the environment in it is no text"),
        ("hang", {"env": []}, "the folder or the environment in it is no text"),
    ],
)
def test_a_request_that_cannot_be_met_is_told_why(
    parent: WarmParent, door: str, request_: dict[str, Any], why: str
) -> None:
    assert lines(parent.fork(door, request_)) == [{"event": "not_forked", "why": why}]


@pytest.mark.parametrize("door", DOORS.values())
def test_behind_every_door_is_a_function(door: str) -> None:
    module, name = door.split(":")
    found = find_spec(module)
    assert found is not None
    functions = [part.name for part in ast.parse(Path(found.origin).read_text("utf-8")).body if hasattr(part, "args")]
    assert name in functions


def test_a_request_with_something_else_than_a_socket_goes_unanswered(parent: WarmParent) -> None:
    with tempfile.TemporaryFile() as file:
        parent._control.send({"do": "hang"}, [file.fileno()])
    assert said(parent, "isolation")["state"] == []


def test_a_folder_that_is_not_there_ends_the_fork_only(parent: WarmParent, tmp_path: Path) -> None:
    crashed, last = lines(parent.fork("hang", {"cwd": str(tmp_path / "absent")}))
    assert (crashed["error"], last["event"]) == ("FileNotFoundError", "exit")


def test_closing_a_warm_parent_ends_all_that_came_from_it(own_parent: WarmParent) -> None:
    channel = own_parent.fork("jobs", {"number": 3})
    pids = [channel.receive(SECONDS)["pid"], *channel.receive(SECONDS)["pids"]]
    assert own_parent.alive
    own_parent.close()
    assert not own_parent.alive
    assert all(map(is_gone, (*pids, own_parent.pid)))
    channel.close()
    with pytest.raises(CannotWarm, match="the warm parent is gone"):
        own_parent.fork("hang", {})


def test_a_warm_parent_that_is_killed_takes_its_children_along(own_parent: WarmParent) -> None:
    channel = own_parent.fork("jobs", {"number": 3})
    pids = [channel.receive(SECONDS)["pid"], *channel.receive(SECONDS)["pids"]]
    os.kill(own_parent.pid, signal.SIGKILL)
    assert all(map(is_gone, pids))
    assert [line for line in lines(channel) if line.get("event") == "exit"] == []
    assert is_gone(own_parent.pid)
    assert not own_parent.alive


CLIENT = """
import os, signal
from wijklab.batch.warm.client import WarmParent
parent = WarmParent.start("small", program="warm_doors")
channel = parent.fork("jobs", {"number": 2})
pids = [parent.pid, channel.receive()["pid"], *channel.receive()["pids"]]
print(*pids, flush=True)
signal.pause()
"""


def test_a_client_that_is_killed_leaves_nothing_running() -> None:
    with environment_of_tests():
        client = subprocess.Popen([sys.executable, "-c", CLIENT], stdout=subprocess.PIPE, text=True)
        assert client.stdout is not None
        pids = [int(pid) for pid in client.stdout.readline().split()]
        client.kill()
        client.communicate()
    assert len(pids) == 4
    assert all(map(is_gone, pids))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("absent", "ModuleNotFoundError: no_such_module"),
        ("threaded", "importing starts_a_thread starts a thread"),
        ("broken", r"it ended before it was ready \(status 9\)"),
        ("unknown", r"it ended before it was ready \(status 1\)"),
    ],
)
def test_what_cannot_be_warmed_says_why(kind: str, reason: str) -> None:
    before = running_under(os.getpid())
    with environment_of_tests(), pytest.raises(CannotWarm, match=reason):
        start(kind)
    assert running_under(os.getpid()) == before


def test_a_warm_parent_that_is_not_ready_in_time_is_given_up() -> None:
    with environment_of_tests(), pytest.raises(CannotWarm, match="it was not ready within 0 seconds"):
        start(seconds=0)


def test_warm_parents_can_be_turned_off() -> None:
    with environment_of_tests() as patch:
        patch.setenv("WIJKLAB_WARM", "0")
        with pytest.raises(CannotWarm, match="WIJKLAB_WARM=0 turns it off"):
            start()


def test_elsewhere_than_on_linux_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(CannotWarm, match="on Linux only"):
        start()


WITHOUT_UNIX = """
import os, select, signal, socket, sys
sys.modules["resource"] = sys.modules["fcntl"] = None
del os.fork, select.poll, signal.SIGHUP, socket.AF_UNIX, socket.CMSG_SPACE, socket.MSG_DONTWAIT, socket.SCM_RIGHTS
import wijklab.batch.warm.client as client, wijklab.batch.warm.forked as forked
try:
    client.WarmParent.start()
except client.CannotWarm as fault:
    print(fault.reason)
forked._STATUS = forked.Path("absent")
print(forked.limit_memory(1))
"""


def test_where_there_is_nothing_of_unix_it_is_said_and_no_more() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_UNIX], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["processes can be forked safely on Linux only", "False"]


def test_a_line_comes_whole_however_it_was_cut() -> None:
    ours, theirs = pair()
    channel = Channel(ours)
    theirs.send(b'{"a"')
    assert (channel.received(), channel.closed) == ([], False)
    with pytest.raises(TimeoutError):
        channel.receive(0)
    theirs.send(b': 1}\n\nno tree\n{"b": 2}\n{"c"')
    assert channel.received() == [{"a": 1}, {"b": 2}]
    theirs.close()
    assert (channel.received(), channel.closed, channel.receive()) == ([], True, None)
    channel.close()


def test_descriptors_belong_to_their_own_line_and_are_closed_with_the_channel() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    ours, theirs = (Channel(end) for end in pair())
    with tempfile.TemporaryFile() as file:
        theirs.send({"n": 1})
        theirs.send({"n": 2}, [file.fileno()])
        theirs.send({"n": 3})
        theirs.send({"n": 4}, [file.fileno(), file.fileno()])
    first, second, third = (ours.take() for _ in range(3))
    assert (first, third) == ({"n": 1}, {"n": 3})
    os.close(second["fds"][0])
    ours.close()
    theirs.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_other_end_that_is_gone_is_a_connection_error() -> None:
    ours, theirs = pair()
    theirs.close()
    channel = Channel(ours)
    with pytest.raises(ConnectionError):
        channel.send({"a": 1})
    channel.close()


def test_more_descriptors_than_can_travel_are_refused() -> None:
    ours, theirs = pair()
    with pytest.raises(ValueError, match="at most 8"):
        Channel(ours).send({}, [0] * 9)
    ours.close()
    theirs.close()


def test_a_fork_in_another_environment_has_its_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(tempfile, "tempdir", "/of/the/parent")
    take_place(None, {**os.environ, "TMPDIR": str(tmp_path)})
    assert tempfile.gettempdir() == str(tmp_path)


def test_an_import_that_fails_is_told_without_its_words() -> None:
    assert named(ValueError("LANG=geheim is no language")) == "ValueError"
    assert named(ModuleNotFoundError("no geheim", name="pandas")) == "ModuleNotFoundError: pandas"
