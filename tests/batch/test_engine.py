"""Cells that run inside a process leave the notebook that a kernel would have left."""

from __future__ import annotations

import base64
import getpass
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from forked_jobs import elsewhere, left, run_forked, stage_of_job
from nbformat import NotebookNode
from small_jobs import small_job

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook import one_job
from wijklab.batch.notebook.cell_output import CellOutputs

DOT = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
).decode()

CELLS = {
    "text on both streams": "import sys; print('out'); print('err', file=sys.stderr)",
    "the value of the last line": "40 + 2",
    "no value after a semicolon": "40 + 2;",
    "what IPython keeps": "_, Out[4], len(In) > 3, __name__, 'params' in globals()",
    "a form of one's own": "class Face:\n    def _repr_html_(self): return '<b>face</b>'\nFace()",
    "raw data with metadata": (
        "from IPython.display import Image, Markdown, clear_output, display, update_display\n"
        "told = {'text/html': {'alt': 'p'}}\n"
        "display({'text/html': '<p>', 'application/x+json': {'a': (1, 2)}}, raw=True, metadata=told)"
    ),
    "keys that are numbers": "display({'application/json': {'a': [1.5], 2: 3}}, raw=True)",
    "a picture": (
        f"import base64; dot = Image(base64.b64decode('{DOT}'))\n"
        "display(dot, metadata={'image/png': {'alt': 'a dot'}})"
    ),
    "an object that changes later": (
        "kept = {'a': [1]}\ndisplay({'application/json': kept}, raw=True)\nkept['a'].append(2)"
    ),
    "text around a display": "print('before', end='')\ndisplay(Markdown('*between*'))\nprint('after', end='')",
    "a display with a name": "display('first', display_id='named'); handle = display('x', display_id=True)",
    "and its change in a later cell": (
        "update_display('second', display_id='named'); handle.update('y'); handle.display('z')"
    ),
    "clearing at once": "print('gone'); clear_output(); print('stays')",
    "clearing at the next output": "print('gone'); clear_output(wait=True); print('stays'); clear_output(wait=True)",
    "warnings": "import warnings; warnings.warn('careful'); warnings.warn('old', DeprecationWarning)",
    "an error": "def f(values):\n    return values['x'] / 0\nf({'x': 1})",
    "an error of an error": "try:\n    {}['k']\nexcept KeyError as fault:\n    raise ValueError('worse') from fault",
    "wrong Python": "x = = 1",
    "a name that is not there": "__file__",
    "await": "import asyncio\nawait asyncio.sleep(0, 'slept')",
    "a task of an earlier cell": "task = asyncio.ensure_future(asyncio.sleep(0, 'done'))",
    "awaited in a later one": "await task",
    "a loop that runs already": "asyncio.get_running_loop().is_running()",
    "a loop in a loop": "work = asyncio.sleep(0)\ntry:\n    asyncio.run(work)\nfinally:\n    work.close()",
    "a line magic": "%precision 3\n3.14159",
    "a cell magic": "%%capture caught\nprint('caught')\ndisplay(1)\n2",
    "what it caught": "caught.stdout, len(caught.outputs)",
    "a shell command": "!echo shell $((1 + 1))",
    "help": "len?",
    "a magic that is not there": "%nothing",
    "a question": "input('who?')",
    "a secret question": "import getpass; getpass.getpass()",
    "leaving": "sys.exit(3)",
    "an interrupt": "raise KeyboardInterrupt",
    "processes": (
        "import multiprocessing\ndef double(x): return 2 * x\n"
        "with multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(double, range(3)))"
    ),
    "itself as a module": (
        "import __main__, pickle; __main__.double(4), type(pickle.loads(pickle.dumps(Face()))) is Face"
    ),
    "a thread": "import threading; t = threading.Thread(target=print, args=('thread',)); t.start(); t.join()",
    "a logger": "import logging; logging.warning('logged')",
    "streams": "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable()",
    "what programs are told": (
        "import os; [os.environ[n] for n in ('TERM', 'PAGER', 'GIT_PAGER', 'FORCE_COLOR', 'COLUMNS')]"
    ),
    "where it stands": "os.path.basename(os.getcwd()), '' in sys.path",
    "figures": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)); plt.plot([1, 2]);",
    "no window": "%matplotlib qt",
    "nothing": "  \n",
    "a comment": "# words",
}  # fmt: skip
"""Every cell is tagged `raises-exception`, so that one notebook can hold all of them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell left, apart from times, process ids and where a kernel cut its text."""

    count: int | None
    status: str
    printed: dict[str, str]
    outputs: list[Any]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Shown, Shown]]:
    """The cells as a kernel left them, and as a fork did, by name."""
    folder = tmp_path_factory.mktemp("both")
    inside = small_job(folder, *CELLS.values())
    _tag(inside)
    kernel = elsewhere(inside, "kernel")
    with pytest.MonkeyPatch.context() as changed:
        changed.delenv("PYTEST_CURRENT_TEST", raising=False)  # a kernel looks at it, and then leaves descriptors alone
        changed.delenv("PYTHONWARNINGS", raising=False)
        changed.setattr(one_job, "write_page", lambda staged, _: staged.page)
        one_job.run_job(kernel, stage_of_job(kernel), RunOptions(), lambda _: None, inside=False)
    run_forked(inside)
    names = ["", "", *CELLS]
    return dict(zip(names, zip(_shown(kernel), _shown(inside), strict=True), strict=False))


def _tag(job: Job) -> None:
    notebook = nbformat.read(job.notebook, as_version=4)
    for cell in notebook.cells[1:]:
        cell.metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, job.notebook)


def _shown(job: Job) -> list[Shown]:
    return [_of(cell) for cell in left(job).cells if cell.cell_type == "code"]


def _of(cell: Any) -> Shown:
    printed = {
        name: _plain("".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == name))
        for name in ("stdout", "stderr")
    }
    others = [dict(output) for output in cell.outputs if output.output_type != "stream"]
    for refused in (output for output in others if output.get("ename") == "StdinNotImplementedError"):
        refused.pop("traceback")  # it shows where in the kernel's own code it was raised
    return Shown(cell.execution_count, cell.metadata.papermill.status, printed, [_plain(output) for output in others])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return re.sub(r"ipykernel_\d+|0x[0-9a-f]{6,}", "...", value) if isinstance(value, str) else value


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_leaves_what_it_leaves_in_a_kernel(both: dict[str, tuple[Shown, Shown]], name: str) -> None:
    kernel, inside = both[name]
    assert inside == kernel


PRINTS = {
    "C code": "import ctypes\nC = ctypes.CDLL(None)\nprint('first')\nC.puts(b'from C')\nC.fflush(None)\nprint('last')",
    "C code that does not flush": "C.printf(b'held back\\n')\nNone",
    "a program": "import subprocess, sys\nprint('a')\nsubprocess.run(['echo', 'b'])\nprint('c')",
    "a program on the cell's own stream": "subprocess.run(['echo', 'x'], stdout=sys.stdout, stderr=sys.stderr); None",
    "a process": (
        "import multiprocessing\np = multiprocessing.get_context('fork').Process(target=print, args=('é',))\n"
        "p.start(); p.join()"
    ),
    "Python's first streams": "sys.__stdout__.write('first stream\\n'); sys.__stdout__.flush(); None",
    "half a letter": "import os; os.write(1, 'é'.encode()[:1]); None",
}  # fmt: skip
PRINTED = ["first\nfrom C\nlast\n", "held back\n", "a\nb\nc\n", "x\n", "é\n", "first stream\n", "\ufffd"]


def test_what_is_written_past_python_is_in_the_cell_that_did_it_and_nowhere_else(tmp_path: Path) -> None:
    job = small_job(tmp_path, *PRINTS.values())
    (ended,) = run_forked(job)
    assert ended.error is None
    cells = [cell for cell in left(job).cells if cell.cell_type == "code"][2:]
    assert ["".join(output.text for output in cell.outputs) for cell in cells] == PRINTED


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Callable[[Job], None]:
    """Runs a job inside the process of the tests."""
    monkeypatch.setattr(one_job, "write_page", lambda staged, _: staged.page)

    def run(job: Job) -> None:
        assert one_job.run_job(job, stage_of_job(job), RunOptions(), lambda _: None, inside=True) is None

    return run


def test_a_cell_that_is_tagged_to_be_skipped_is_not_run(tmp_path: Path, here: Callable[[Job], None]) -> None:
    job = small_job(tmp_path, "1 / 0", "x = 1")
    notebook = nbformat.read(job.notebook, as_version=4)
    notebook.cells[1].metadata["tags"] = ["skip-execution"]
    nbformat.write(notebook, job.notebook)
    here(job)
    assert [cell.execution_count for cell in left(job).cells] == [1, 2, None, 3]


def settings() -> tuple[object, ...]:
    """What a notebook changes of the process that it runs in."""
    streams = (sys.stdout, sys.stderr, sys.displayhook)
    return (*streams, sys.modules["__main__"], Path.cwd(), os.environ.get("PAGER"), input, getpass.getpass)


def test_two_notebooks_in_one_process_share_nothing_and_all_is_put_back(
    tmp_path: Path, here: Callable[[Job], None]
) -> None:
    before = settings()
    here(small_job(tmp_path / "one", "left = 1\nget_ipython().user_ns['left']"))
    two = small_job(tmp_path / "two", "'left' in globals(), len(In)")
    here(two)
    assert settings() == before
    assert left(two).cells[2].outputs[0].data["text/plain"] == "(False, 4)"


def test_a_number_that_json_does_not_know_is_kept_as_its_name() -> None:
    outputs, cell = CellOutputs(), NotebookNode()
    outputs.begin(cell)
    outputs.show("display_data", {"application/json": {"a": float("nan")}}, None)
    assert cell.outputs[0].data == {"application/json": {"a": "nan"}}
