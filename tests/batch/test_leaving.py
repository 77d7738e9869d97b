"""How a command is ended: by a signal that is heard in order, and never by who stops reading what it says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from wijklab.batch.leaving import leave_by_the_door, stops_heard


@pytest.fixture
def as_a_command() -> Iterator[None]:
    """Signals are answered to as the command line does at a terminal, also where these tests run in the background or
    under `nohup`; afterwards as before."""
    own = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, answer) for number, answer in own.items()}
    leave_by_the_door()
    yield
    for number, answer in before.items():
        signal.signal(number, answer)


@pytest.mark.usefixtures("as_a_command")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_is_told_and_the_second_ends_it(number: signal.Signals) -> None:
    heard: list[int] = []

    def twice() -> None:
        with stops_heard(heard.append):
            signal.raise_signal(number)
            assert heard == [128 + number]
            signal.raise_signal(number)

    with pytest.raises((KeyboardInterrupt, SystemExit)) as ended:
        twice()
    assert getattr(ended.value, "code", 130) == 128 + number
    assert heard == [128 + number]


def test_a_signal_that_nobody_answers_to_is_left_to_the_system() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        leave_by_the_door()
        with stops_heard(print):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, "as under nohup"
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_a_thread_nothing_is_heard_and_nothing_breaks() -> None:
    done = []

    def work() -> None:
        with stops_heard(print):
            done.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [before]


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_pipe_that_is_closed_changes_nothing_but_who_reads(closed: str) -> None:
    script = (
        "import sys\nfrom wijklab.batch.listening import mind_no_closed_pipe\nmind_no_closed_pipe()\n"
        f"for _ in range(9000): print('a line', file=sys.{closed}, flush=True)\n"
        f"assert sys.{closed}.encoding and not sys.{closed}.isatty()\n"
        "sys.exit(3)"
    )
    reader, writer = os.pipe()
    os.close(reader)
    try:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, closed: writer}
        done = subprocess.run([sys.executable, "-c", script], **streams, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, done.stdout or b"", done.stderr or b"") == (3, b"", b"")
