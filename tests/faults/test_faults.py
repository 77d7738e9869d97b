"""Whatever is done to a batch: it tells the truth, the rest goes on, and the same command does only what is missing.

In the end every folder holds the same bytes as that of a run that nobody disturbed. That takes a run of its own for
each; `put_right` does it for all of them in one batch, when the last of them was disturbed.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from faulty_runs import (
    ALL_DONE,
    ALL_UNCHANGED,
    QUESTIONS,
    Faulty,
    family,
    gone,
    held_process,
    kill,
    left,
    make_faulty,
    run_together,
    statuses,
    told,
)  # fmt: skip

PutRight = Callable[[Faulty, dict[str, str]], None]

A_THREAD = """\
import os, sys, threading

def begin():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

if "wijklab.batch.warm" in sys.orig_argv:
    WHEN
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Faulty:
    """A study to which something will be done."""
    return make_faulty(tmp_path / "study")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the study leaves when nothing is done to it."""
    faulty = make_faulty(tmp_path_factory.mktemp("undisturbed") / "study")
    code, events = faulty.run()
    assert (code, statuses(events)) == (0, ALL_DONE)
    return left(faulty.outputs)


@pytest.fixture(scope="module")
def put_right(undisturbed: dict[str, bytes]) -> Iterator[PutRight]:
    """Takes a study that was disturbed, and how its questions end when it is run again; nothing where nothing is left
    to be done, for then its record stays as it is."""
    disturbed: list[tuple[Faulty, dict[str, str]]] = []
    yield lambda faulty, ends: disturbed.append((faulty, ends or faulty.ended))
    for faulty, _ in disturbed:
        faulty.mend()
    assert run_together([faulty for faulty, _ in disturbed]) == 0
    for faulty, ends in disturbed:
        assert (faulty.root, faulty.ended) == (faulty.root, ends)
        assert left(faulty.outputs) == undisturbed, faulty.root
        assert not [file for file in faulty.outputs.glob(".*") if file.name != ".jobs"], faulty.root


def its_study(faulty: Faulty, _: subprocess.Popen[str]) -> psutil.Process:
    return psutil.Process(held_process(faulty, "ladder").ppid())


def the_warm_parent(faulty: Faulty, process: subprocess.Popen[str]) -> psutil.Process:
    held_process(faulty, "ladder")
    (parent,) = psutil.Process(process.pid).children()
    return parent


Victim = Callable[[Faulty, subprocess.Popen[str]], psutil.Process]


@pytest.mark.parametrize("victim", [its_study, the_warm_parent])
def test_a_process_of_the_batch_that_is_killed_is_started_again(
    faulty: Faulty, put_right: PutRight, victim: Victim
) -> None:
    faulty.hold("ladder")
    with faulty.running("--jobs", "1") as process:
        job, killed = held_process(faulty, "ladder"), victim(faulty, process)
        faulty.forget("ladder")
        kill(killed)
        gone(job)
        code, events = told(process)
    assert code == 0
    assert "begun again" in str(events)
    ended = [(event["question"], event["status"]) for event in events if event["event"] == "job"]
    assert ended == [("wellbeing", "done"), ("wellbeing", "unchanged"), ("ladder", "done"), ("costs", "done")]
    put_right(faulty, {})


def test_a_study_is_not_held_guilty_of_what_befell_the_warm_parent(faulty: Faulty, put_right: PutRight) -> None:
    faulty.hold("ladder")
    with faulty.running("--jobs", "1") as process:
        for _ in range(2):
            job = held_process(faulty, "ladder")
            (faulty.root / "trap-ladder").write_text("")
            (parent,) = psutil.Process(process.pid).children()
            kill(parent)
            gone(job)
        held_process(faulty, "ladder")
        faulty.release("ladder")
        code, events = told(process)
    assert (code, statuses(events)) == (0, {**ALL_DONE, "wellbeing": "unchanged"})
    put_right(faulty, {})


def test_a_batch_that_is_killed_leaves_no_process_and_goes_on_where_it_was(faulty: Faulty, put_right: PutRight) -> None:
    faulty.hold("ladder")
    with faulty.running("--jobs", "1") as process:
        held_process(faulty, "ladder")
        started = family(process)
        process.kill()
        process.wait()
        gone(*started)
    assert (faulty.outputs / "wellbeing.html").is_file()
    assert faulty.ended == dict.fromkeys(QUESTIONS, "stopped"), (
        "until a run has ended it is on record as one that has not"
    )
    put_right(faulty, {**ALL_DONE, "wellbeing": "unchanged"})


@pytest.mark.parametrize(
    ("number", "code", "how"),
    [(signal.SIGINT, 130, ()), (signal.SIGTERM, 143, ()), (signal.SIGHUP, 129, ("--ordinary-kernels",))],
)
def test_a_batch_that_is_stopped_says_what_it_did_not_run(
    faulty: Faulty, put_right: PutRight, number: signal.Signals, code: int, how: tuple[str, ...]
) -> None:
    faulty.hold("ladder")
    with faulty.running("--jobs", "1", *how) as process:
        held_process(faulty, "ladder")
        started = family(process)
        process.send_signal(number)
        ended, events = told(process)
        gone(*started)
    assert (ended, statuses(events)) == (code, {"wellbeing": "done", "ladder": "stopped", "costs": "stopped"})
    assert faulty.ended == statuses(events)
    assert not list(faulty.outputs.glob(".stage/*"))
    put_right(faulty, {**ALL_DONE, "wellbeing": "unchanged"})


def test_who_presses_ctrl_c_again_does_not_wait(faulty: Faulty, put_right: PutRight) -> None:
    faulty.hold("wellbeing")
    with faulty.running() as process:
        study = psutil.Process(held_process(faulty, "wellbeing").ppid())
        started = family(process)
        study.suspend()  # it cannot say that it has stopped
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)
        process.send_signal(signal.SIGINT)
        code, _ = told(process)
        gone(*started)
    assert code == 130
    put_right(faulty, ALL_DONE)


def test_who_listens_may_go_away(faulty: Faulty, put_right: PutRight) -> None:
    with faulty.running() as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert (process.wait(300), process.stderr.read()) == (0, "")
    assert faulty.ended == ALL_DONE
    put_right(faulty, {})


def test_two_batches_at_once_do_no_harm(faulty: Faulty, put_right: PutRight) -> None:
    faulty.hold("ladder")
    with faulty.running() as first:
        job = held_process(faulty, "ladder")
        code, events = faulty.run()
        assert code == 9
        assert "in use by another run of wijklab" in str(events)
        faulty.release("ladder")
        code, events = told(first)
        gone(job)
    assert (code, statuses(events)) == (0, ALL_DONE)
    put_right(faulty, {})


def test_a_failure_stops_what_was_not_begun_for_who_asks(faulty: Faulty, put_right: PutRight) -> None:
    faulty.spoil("wellbeing", "1 / 0")
    code, events = faulty.run("--jobs", "1", "--fail-fast")
    assert (code, statuses(events)) == (7, {"wellbeing": "failed", "ladder": "stopped", "costs": "stopped"})
    put_right(faulty, ALL_DONE)


@pytest.mark.parametrize(
    ("when", "noted"),
    [("begin()", "goes on with ordinary kernels"), ("os.register_at_fork(after_in_child=begin)", "")],
    ids=["in the warm parent", "in a study process"],
)
def test_where_forking_is_not_safe_the_bytes_are_the_same(
    faulty: Faulty, put_right: PutRight, when: str, noted: str
) -> None:
    code, events = faulty.run(early=A_THREAD.replace("WHEN", when))
    assert (code, statuses(events)) == (0, ALL_DONE)
    assert (str(events).count("goes on with ordinary kernels")) == bool(noted)
    put_right(faulty, {})


def test_what_is_unchanged_is_not_run_and_what_was_asked_for_is(faulty: Faulty, undisturbed: dict[str, bytes]) -> None:
    assert faulty.run("--only", "ladder")[0] == 0
    assert statuses(faulty.run()[1]) == {**ALL_DONE, "ladder": "unchanged"}
    assert left(faulty.outputs) == undisturbed, "pages made alone link to all others afterwards"
    assert statuses(faulty.run("--force", "--only", "ladder")[1]) == {"ladder": "done"}
    (faulty.outputs / "costs.html").unlink()
    assert statuses(faulty.run()[1]) == {**ALL_UNCHANGED, "costs": "done"}
    assert left(faulty.outputs) == undisturbed
