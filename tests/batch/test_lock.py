"""One batch at a time in a folder of outputs: told who has it, and free as soon as the holder is gone, however."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wijklab.batch.disk.lock import NAME, Lock, held
from wijklab.errors import OutputError

HOLDER = """
import sys, pathlib
from wijklab.batch.disk.lock import held
lock = held(pathlib.Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that has the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)


def test_a_second_holder_is_told_since_when_which_process_and_which_machine(tmp_path: Path) -> None:
    first = holder(tmp_path)
    with pytest.raises(OutputError) as refused:
        held(tmp_path).acquire()
    ended(first)
    said = str(refused.value)
    assert re.search(rf"is in use by another run of wijklab \(since \d{{4}}-.*, process {first.pid} on \S+\)", said)
    assert "-> wait until it has ended" in said
    held(tmp_path).acquire()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_the_system_frees_it_when_its_holder_is_killed(tmp_path: Path) -> None:
    first = holder(tmp_path)
    first.kill()
    ended(first)
    with held(tmp_path):
        assert json.loads((tmp_path / NAME).read_text("utf-8"))["process"] == os.getpid()


def test_it_is_given_free_and_nothing_is_left(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(OutputError, match="is in use"):
        held(tmp_path).acquire()
    lock = held(tmp_path)
    for _ in range(3):
        lock.acquire()
        lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []


def _lost(tmp_path: Path) -> tuple[Path, Lock]:
    """A folder that was taken away, and its lock with it; and whoever held that."""
    folder = tmp_path / "outputs"
    lock = held(folder)
    lock.acquire()
    shutil.rmtree(folder)
    return folder, lock


def test_who_loses_the_folder_takes_it_anew(tmp_path: Path) -> None:
    folder = tmp_path / "outputs"
    with held(folder) as lock:
        lock.retake()
        shutil.rmtree(folder)
        lock.retake()
        with pytest.raises(OutputError, match="in use by another run"):
            held(folder).acquire()
    assert list(folder.iterdir()) == []


def test_who_loses_the_folder_to_another_leaves_that_one_alone(tmp_path: Path) -> None:
    folder, lock = _lost(tmp_path)
    with held(folder):
        with pytest.raises(OutputError, match="in use by another run"):
            lock.retake()
        lock.release()
        with pytest.raises(OutputError, match="in use by another run"):
            held(folder).acquire()


def test_who_gives_free_what_another_has_by_now_leaves_it_alone(tmp_path: Path) -> None:
    folder, lock = _lost(tmp_path)
    with held(folder):
        lock.release()
        assert (folder / ".lock").is_file()


def test_of_many_threads_one_has_it_at_a_time(tmp_path: Path) -> None:
    inside, most, taken = [0], [0], [0]
    counting = threading.Lock()

    def work() -> None:
        for _ in range(200):
            try:
                with held(tmp_path):
                    with counting:
                        inside[0] += 1
                        most[0] = max(most[0], inside[0])
                        taken[0] += 1
                    with counting:
                        inside[0] -= 1
            except OutputError:
                continue

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
    assert taken[0] >= 1


def test_folders_have_a_lock_each_and_are_made(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "b"), held(tmp_path / "c"):
        assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("way", ["file", "link"])
def test_a_folder_that_cannot_be_locked_is_told(tmp_path: Path, way: str) -> None:
    if way == "file":
        (tmp_path / "klein").write_text("a file", "utf-8")
    else:
        (tmp_path / "klein").mkdir()
        (tmp_path / "kept.txt").write_text("kept", "utf-8")
        (tmp_path / "klein" / NAME).symlink_to(tmp_path / "kept.txt")
    with pytest.raises(OutputError, match="cannot be written or locked"):
        held(tmp_path / "klein").acquire()
    assert way == "file" or (tmp_path / "kept.txt").read_text("utf-8") == "kept"


def test_a_signature_that_cannot_be_read_is_no_hindrance(tmp_path: Path) -> None:
    first = holder(tmp_path)
    (tmp_path / NAME).write_text("half of {", "utf-8")
    with pytest.raises(OutputError, match=r"by another run of wijklab\n"):
        held(tmp_path).acquire()
    ended(first)
