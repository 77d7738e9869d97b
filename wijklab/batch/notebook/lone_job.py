"""One job in a process of its own: it runs, tells of its cells, and says how it ended.

`python -m wijklab.batch.notebook.lone_job FD` is a job in a Python of its own, told over a socket what to do.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook.one_job import run_job
from wijklab.batch.parcels import packed, unpacked
from wijklab.batch.warm.client import warm_environment
from wijklab.batch.warm.forked import become, limit_memory
from wijklab.batch.warm.wire import Channel, pair


def serve(channel: Channel, request: dict[str, Any]) -> None:
    """The door `job` of a warm parent: the job, its stage and the options stand in the request."""
    perform(channel, *unpacked(request["job"]))


def perform(channel: Channel, job: Job, stage: Path, options: RunOptions) -> None:
    """Run the job in this process and say on the channel how it ended. Only in a process of its own."""
    if options.memory_mib is not None:
        limit_memory(options.memory_mib)
    error = run_job(job, stage, options, channel.send, inside=True)
    channel.send({"event": "ended", "error": packed(error)})


def start_anew(job: Job, stage: Path, options: RunOptions) -> tuple[int, Channel]:
    """A job in a new Python: slower than a fork, and safe where this process has threads. Its process and its channel.

    Whoever calls waits for the process.
    """
    ours, theirs = pair()
    theirs.set_inheritable(True)
    command = [sys.executable, "-P", "-m", "wijklab.batch.notebook.lone_job", str(theirs.fileno())]
    try:
        pid = os.posix_spawn(sys.executable, command, warm_environment())
    finally:
        theirs.close()
    channel = Channel(ours)
    channel.send({"job": packed((job, stage, options))})
    return pid, channel


if __name__ == "__main__":
    become(os.getppid())
    asked = Channel(socket.socket(fileno=int(sys.argv[1])))
    serve(asked, asked.receive() or {})
