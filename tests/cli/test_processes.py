"""The command as a real process: light to start, and gone without a trace when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

# A shell that starts the tests in the background has its children ignore Ctrl-C: the command is to hear it still.
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-c", f"{HEARS_CTRL_C}; from wijklab.cli import main; main()"]


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_costs_no_heavy_import(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom wijklab.cli import app\n"
        f"try: app({arguments!r})\n"
        "finally: print('HEAVY', {'pandas', 'numpy', 'papermill', 'nbconvert'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY set()"


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_no_kernel_and_no_half_file(
    make_study: Callable[..., Path], tmp_path: Path, stop: signal.Signals, code: int
) -> None:
    study = make_study(("[wellbeing, ladder, costs]", "[ladder]"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    _write_endless(tmp_path / "notebooks" / "ladder.ipynb", pipe)
    process = subprocess.Popen(
        [*COMMAND, "run", str(study)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    kernel = psutil.Process(int(pipe.read_text("utf-8")))  # waits until the cell runs
    process.send_signal(stop)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in said
    kernel.wait(timeout=60)
    assert not kernel.is_running()
    assert not list((tmp_path / "outputs" / "klein").rglob(".*"))
    assert not (tmp_path / "outputs" / "klein" / "ladder.html").exists()


def _write_endless(path: Path, pipe: Path) -> None:
    """A notebook that says where it is and then never ends."""
    cells = [
        new_code_cell("params = None\noutputs = None", metadata={"tags": ["parameters"]}),
        new_code_cell(f"import os\nopen({str(pipe)!r}, 'w').write(str(os.getpid()))\nwhile True: pass"),
    ]
    path.parent.mkdir()
    nbformat.write(new_notebook(cells=cells), path)
