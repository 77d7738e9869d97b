"""A warm parent for tests: `python -m warm_doors FD KIND`, with doors that do one thing each."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from wijklab.batch.warm.family import Family
from wijklab.batch.warm.forked import limit_memory
from wijklab.batch.warm.parent import serve
from wijklab.batch.warm.wire import Channel, pair

STATE: list[str] = []
"""What a child leaves here, no other child may find."""

KINDS = {"small": (), "absent": ("no_such_module",), "threaded": ("json", "starts_a_thread"), "broken": ("broken_one",)}
WAIT_SECONDS = 20
HELD = Path("/proc/self/fd")


def isolation(channel: Channel, request: dict[str, Any]) -> None:
    """Tell how this fork found things, then spoil them."""
    channel.send(
        {
            "state": list(STATE),
            "drawn": [float(np.random.rand()), random.random()],
            "cwd": str(Path.cwd()),
            "environment": dict(os.environ),
            "session": os.getsid(0) == os.getpgid(0) == os.getpid(),
            "stdin": os.read(0, 1).decode(),
            "signals": [signal.getsignal(n) == d for n, d in ((2, signal.default_int_handler), (15, signal.SIG_DFL))],
        }
    )
    STATE.append("spoiled")
    os.environ["SPOILED"] = "yes"
    os.chdir("/")
    np.random.seed(1)
    random.seed(1)


def open_files(channel: Channel, request: dict[str, Any]) -> None:
    """Which descriptors this fork holds beside the first three, its channel, and the listing itself."""
    listed = {int(entry.name): _leads_to(entry) for entry in list(HELD.iterdir())}
    known = {0, 1, 2, channel.fileno()}
    channel.send({"held": [where for fd, where in listed.items() if fd not in known and where]})


def _leads_to(entry: Path) -> str:
    try:
        return str(entry.readlink())
    except FileNotFoundError:  # that of the listing
        return ""


def hang(channel: Channel, request: dict[str, Any]) -> None:
    """Until killed."""
    channel.send({"hangs": os.getpid()})
    signal.pause()


def end(channel: Channel, request: dict[str, Any]) -> None:
    """In the way that was asked for."""
    ways = {
        "return": lambda: None,
        "exit": lambda: sys.exit(3),
        "words": lambda: sys.exit("in words"),
        "raise": lambda: int("a person's value"),
        "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "cut": lambda: _cut(channel),
    }
    ways[request["how"]]()


def _cut(channel: Channel) -> None:
    channel.sock.sendall(b'{"half": ')
    os.kill(os.getpid(), signal.SIGKILL)


def chatter(channel: Channel, request: dict[str, Any]) -> None:
    """Say as much as fits without a reader, then end."""
    channel.send({"chatters": True})
    line = b'{"more": 1}\n'
    try:
        while channel.sock.send(line, socket.MSG_DONTWAIT) == len(line):
            pass
    except BlockingIOError:
        return


def memory(channel: Channel, request: dict[str, Any]) -> None:
    """Take more than is allowed; tell what happened, and whether what is allowed can be had."""
    limited = limit_memory(64)
    try:
        np.ones(128 << 17)
        channel.send({"limited": limited, "raised": ""})
    except MemoryError as fault:
        channel.send({"limited": limited, "raised": type(fault).__bases__[-1].__name__, "fits": len(np.ones(1 << 20))})


def descriptors(channel: Channel, request: dict[str, Any]) -> None:
    """Write into the first descriptor that came with the request."""
    os.write(request["fds"][0], b"written by the fork")
    channel.send({"number": len(request["fds"]), "inheritable": [os.get_inheritable(fd) for fd in request["fds"]]})


def orphans(channel: Channel, request: dict[str, Any]) -> None:
    """Leave two processes behind: one of this group, one that took a session of its own."""
    programs = [[sys.executable, "-S", "-c", code] for code in ("import time; time.sleep(600)",)] * 2
    left = [
        subprocess.Popen(program, start_new_session=own) for program, own in zip(programs, (False, True), strict=True)
    ]
    channel.send({"left": [process.pid for process in left]})


def jobs(channel: Channel, request: dict[str, Any]) -> None:
    """A fork that has children of its own: all of them hang; it tells who they are, and of each that ends."""
    family = Family()
    family.keep(channel)
    children = dict(family.spawn(_hang) for _ in range(request["number"]))
    for child in children.values():
        child.receive()
    channel.send({"pids": list(children)})
    while family.pids:
        ready, ended = family.wait(WAIT_SECONDS, [channel])
        for asked in channel.received() if ready else ():
            family.kill(asked["kill"], asked.get("signal", signal.SIGKILL))
        for pid, status in ended:
            channel.send({"ended": pid, "status": status})


def _hang(channel: Channel) -> None:
    channel.send({"hangs": True})
    signal.pause()


def many(channel: Channel, request: dict[str, Any]) -> None:
    """Children that end at once, one after another: no descriptor and no process is left of them."""
    family = Family()
    before = len(list(HELD.iterdir()))
    statuses = []
    for _ in range(request["number"]):
        _, child = family.spawn(_echo)
        child.send({"say": "back"})
        told = child.receive(WAIT_SECONDS)
        while not (ended := family.wait(WAIT_SECONDS)[1]):
            pass
        statuses.append((told, ended[0][1]))
        child.close()
    try:
        os.waitpid(-1, os.WNOHANG)
        left = True
    except ChildProcessError:
        left = False
    right = all(told == {"say": "back"} and status == 0 for told, status in statuses)
    channel.send({"right": right, "left": left, "descriptors": len(list(HELD.iterdir())) - before})


def _echo(channel: Channel) -> None:
    channel.send(channel.receive(WAIT_SECONDS) or {})


def together(channel: Channel, request: dict[str, Any]) -> None:
    """Wait for a socket, for a child and for nothing at all, in one family."""
    family = Family()
    ours, theirs = pair()
    seen: dict[str, Any] = {"nothing": family.wait(0.01, [ours]) == ([], [])}
    theirs.send(b"x")
    seen["socket"] = family.wait(WAIT_SECONDS, [ours]) == ([ours], [])
    ours.recv(1)
    pid, child = family.spawn(lambda _: sys.exit(7))
    ready, ended = family.wait(WAIT_SECONDS, [ours])
    seen["child"] = (ready, [(pid, os.waitstatus_to_exitcode(status)) for pid, status in ended]) == ([], [(pid, 7)])
    seen["used"] = family.used.pop(pid).ru_maxrss > 0
    seen["heard"] = child.receive(WAIT_SECONDS) is None
    channel.send(seen)


def unwatched(channel: Channel, request: dict[str, Any]) -> None:
    """As `many`, on a system that does not report the end of a process."""
    del os.pidfd_open
    many(channel, request)


def private(channel: Channel, request: dict[str, Any]) -> None:
    """What a family keeps, its children do not hold, though they hold what else is open."""
    family = Family()
    with Path(request["kept"]).open("w") as kept, Path(request["other"]).open("w") as other:
        family.keep(kept, channel)
        _, child = family.spawn(lambda its: open_files(its, {}))
        channel.send({"held": child.receive(WAIT_SECONDS)["held"], "still": not kept.closed and not other.closed})
    family.close()


def stdout(channel: Channel, request: dict[str, Any]) -> None:
    """What the parent had not written yet when it forked is written once."""
    os.dup2(request["fds"][0], 1)
    sys.stdout.write("once ")
    family = Family()
    family.spawn(lambda _: None)
    while family.pids:
        family.wait(WAIT_SECONDS)


DOORS = MappingProxyType(
    {door.__name__: f"warm_doors:{door.__name__}" for door in (
        isolation, open_files, hang, end, chatter, memory, descriptors, orphans, jobs, many, together, unwatched,
        private, stdout,
    )}
)  # fmt: skip

if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), KINDS[sys.argv[2]], DOORS)
