"""Many studies in one batch, to each of which something else happens while its second notebook runs.

The others go on, each tells the truth, and the same command then does only what is missing: in the end every folder
holds the same bytes as that of the study to which nothing was done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import nbformat
import pytest
from faulty_runs import ALL_DONE, ALL_UNCHANGED, Faulty, left, make_faulty, run_together

LADDER_FAILED = {**ALL_DONE, "ladder": "failed"}
LADDER_AGAIN = {**ALL_UNCHANGED, "ladder": "done"}
DEAF = """
import re, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
re.match("(a+)+$", "a" * 60 + "b")
"""
"""C code that hears no Ctrl-C and would take years."""

KEEP = """
import shutil
kept = Path("{path}")
shutil.copy(kept, f"{{kept}}.kept")
"""
"""What is edited or taken away is kept beside, for the next run."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the held cell of the ladder does, how the questions end, with which error and words, and how they end when
    they are run again."""

    code: str
    error: str
    said: str
    ends: dict[str, str]
    again: dict[str, str]


def of_ladder(code: str, error: str, said: str) -> Fault:
    """A fault that leaves the two other questions in peace."""
    return Fault(code, error, said, LADDER_FAILED, LADDER_AGAIN)


def of_study(path: str, spoil: str) -> Fault:
    """A fault in what the whole study rests on: the first question was done before."""
    ends = {"wellbeing": "done", "ladder": "failed", "costs": "failed"}
    again = {**ALL_DONE, "wellbeing": "unchanged"}
    return Fault(KEEP.format(path=path) + spoil, "SourceError", "was changed while the study ran", ends, again)


FAULTS = {
    "raises": of_ladder("1 / 0", "NotebookError", "ZeroDivisionError"),
    "killed": of_ladder("import signal; os.kill(os.getpid(), signal.SIGKILL)", "KernelError", "process was killed"),
    "crashes": of_ladder("import signal; os.kill(os.getpid(), signal.SIGSEGV)", "KernelError", "crashed (SIGSEGV)"),
    "leaves": of_ladder("os._exit(3)", "KernelError", "left without a result (code 3)"),
    "too large": of_ladder("b'x' * 2**30", "KernelError", "--memory"),
    "deaf": of_ladder(DEAF, "KernelError", "a cell took longer than 6 seconds"),
    "disk": of_ladder(
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))", "OutputError", "cannot be written"
    ),
    "notebook": of_ladder(
        KEEP.format(path="notebooks/ladder.ipynb") + "kept.unlink()", "SourceError", "was changed while the study ran"
    ),
    "table": of_study("params/klein/welbevinden.csv", "kept.write_bytes(kept.read_bytes() + b'\\n')"),
    "no table": of_study("params/klein/welbevinden.csv", "kept.unlink(); kept.mkdir()"),
    "study file": of_study("params/klein.yaml", "kept.unlink()"),
    "outputs": Fault(
        "import shutil; shutil.rmtree('outputs/klein')",
        "OutputError",
        "cannot be written",
        {"wellbeing": "failed", "ladder": "failed", "costs": "done"},
        {**ALL_DONE, "costs": "unchanged"},
    ),
}


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Faulty]:
    """All of them, after one batch in which each had its fault; `right` is one that had none."""
    folder = tmp_path_factory.mktemp("spoiled")
    studies = {name: make_faulty(folder / name.replace(" ", "-")) for name in (*FAULTS, "right")}
    for name, fault in FAULTS.items():
        studies[name].spoil("ladder", fault.code)
    assert run_together([*studies.values()], "--memory", "500", "--timeout", "6", "--jobs", "1") == 9
    return studies


@pytest.mark.parametrize("name", FAULTS)
def test_one_question_fails_and_all_others_end(spoiled: dict[str, Faulty], name: str) -> None:
    fault, faulty = FAULTS[name], spoiled[name]
    assert faulty.ended == fault.ends
    ladder = faulty.record["jobs"][1]
    assert ladder["error"] == fault.error
    assert fault.said in json.dumps(ladder["problems"])
    assert fault.said in (faulty.outputs / "logs" / "ladder.log").read_text("utf-8")
    assert not (faulty.outputs / "ladder.html").is_file()
    assert not list(faulty.outputs.glob(".stage/*"))


@pytest.mark.parametrize("name", sorted({*FAULTS} - {"outputs", "disk"}))
def test_what_the_notebook_had_is_left(spoiled: dict[str, Faulty], name: str) -> None:
    executed = nbformat.read(spoiled[name].outputs / "notebooks" / "ladder.ipynb", as_version=4)
    assert [bool(cell.outputs) for cell in executed.cells if cell.id == "tonen"] == [True]


def test_the_same_command_does_what_is_missing_and_gives_the_same_bytes(spoiled: dict[str, Faulty]) -> None:
    right = left(spoiled["right"].outputs)
    for faulty in spoiled.values():
        faulty.mend()
    assert run_together([*spoiled.values()]) == 0
    assert {name: spoiled[name].ended for name in FAULTS} == {name: fault.again for name, fault in FAULTS.items()}
    assert spoiled["right"].ended == ALL_DONE, "nothing was to be done, so nothing was written"
    for name, faulty in spoiled.items():
        assert (name, left(faulty.outputs)) == (name, right)
