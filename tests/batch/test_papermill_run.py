"""One job: how it ended is what we saw, never what the notebook says of itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil
import pytest
from small_jobs import executed, printed, small_job, write_notebook

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.papermill_run import check_notebook, run_notebook
from wijklab.errors import KernelError, NotebookError, StoryError, WijklabError

SECRET = "mevrouw Jansen scoort 3"


def run(job: Job, **options: int) -> WijklabError | None:
    return run_notebook(job, RunOptions(**options), lambda: None)


def hidden_files(job: Job) -> list[Path]:
    return [path for path in job.executed.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        ("x = 1\n1 / 0", NotebookError, "cell `1 / 0`: raised ZeroDivisionError"),
        ("raise ValueError(before)", NotebookError, "cell `raise ValueError(before)`: raised ValueError"),
        ("import sys; sys.exit(3)", NotebookError, "raised SystemExit"),
        (
            "from wijklab.errors import Problem, StoryError\n"
            "raise StoryError([Problem('a.md, line 3', 'cites x', 'cite y'), Problem('b.md', 'c', 'd', rows=(4,))])",
            StoryError,
            "a.md, line 3: cites x\n    -> cite y\nb.md: c (row 4)\n    -> d",
        ),
    ],
)
def test_a_cell_that_raises(tmp_path: Path, cell: str, kind: type[WijklabError], said: str) -> None:
    job = small_job(tmp_path, f"before = {SECRET!r}", cell, "never = True")
    error = run(job)
    assert type(error) is kind
    assert said in str(error)
    assert SECRET not in str(error)
    statuses = [c.metadata.papermill.status for c in executed(job).cells if c.cell_type == "code"]
    assert statuses == ["completed", "completed", "completed", "failed", "pending"]
    assert not hidden_files(job)


def test_a_killed_kernel_is_an_error_though_its_notebook_calls_every_cell_completed(tmp_path: Path) -> None:
    job = small_job(tmp_path, "import os; os.kill(os.getpid(), 9)", "never = True")
    assert type(run(job)) is KernelError
    cells = executed(job).cells
    assert {cell.metadata.papermill.status for cell in cells} == {"completed"}
    assert executed(job).metadata.papermill.exception is None


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    error = run(small_job(tmp_path, "while True: pass"), cell_seconds=1)
    assert type(error) is KernelError
    assert "longer than 1 seconds" in str(error)


def test_ctrl_c_leaves_no_kernel_and_no_half_file(tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    job = small_job(tmp_path, "x = 1")
    with pytest.raises(KeyboardInterrupt):
        run_notebook(job, RunOptions(), interrupt)
    assert not hidden_files(job)
    kernels = [child for child in psutil.Process().children() if "ipykernel_launcher" in " ".join(child.cmdline())]
    assert not kernels


def test_the_kernel_is_this_python_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the `python3` of the user's kernelspecs, not the user's start-up files, not a stray module of the study."""
    spec = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": ["false"], "display_name": "x", "language": "python"}), "utf-8")
    startup = tmp_path / "ipython" / "profile_default" / "startup" / "00.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("stray = True", "utf-8")
    (tmp_path / "colorsys.py").write_text("stray = True", "utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    script = (
        "import sys, os, colorsys\nprint(sys.executable, os.getcwd(), os.environ['PYTHONHASHSEED'], sep='|', end='|')"
    )
    job = small_job(tmp_path, script, "print('stray' in globals(), hasattr(colorsys, 'stray'), sep='|', end='')")
    assert run(job) is None
    assert printed(job) == f"{sys.executable}|{tmp_path}|0|False|False"


@pytest.mark.parametrize("params", ["params/{outputs}.yaml", "params/'; import os; '\".yaml", "params/\\n€.yaml"])
def test_a_parameter_is_data_and_arrives_as_it_was(tmp_path: Path, params: str) -> None:
    job = small_job(tmp_path / "a {b}", "print(ascii(params), outputs, end='')", params=params)
    assert run(job) is None
    assert printed(job) == f"{params!a} None"


def test_each_cell_is_told_of(tmp_path: Path) -> None:
    told: list[int] = []
    run_notebook(small_job(tmp_path, "x = 1", "y = 2"), RunOptions(), lambda: told.append(1))
    assert len(told) == 4, "the declared parameters, the injected ones, and two cells"


@pytest.mark.parametrize(
    "parameters",
    ["", "params = 'x'", "outputs = None", "params == outputs", "def params(): ...\noutputs = 1", "params ="],
)
def test_a_notebook_that_does_not_declare_its_parameters_is_not_run(tmp_path: Path, parameters: str) -> None:
    job = small_job(tmp_path, "x = 1")
    write_notebook(job.notebook, "x = 1", parameters=parameters)
    with pytest.raises(NotebookError, match="does not declare"):
        check_notebook(job)


@pytest.mark.parametrize("text", [None, "", "{}", "no notebook"])
def test_what_is_not_a_notebook_is_not_run(tmp_path: Path, text: str | None) -> None:
    job = small_job(tmp_path, "x = 1")
    job.notebook.unlink() if text is None else job.notebook.write_text(text, "utf-8")
    with pytest.raises(NotebookError, match="cannot be read"):
        check_notebook(job)


def test_the_executed_notebook_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    job = small_job(tmp_path, "x = 1")
    assert run(job) is None
    noted = executed(job).metadata.papermill
    assert (noted.input_path, noted.output_path) == ("wellbeing.ipynb", "wellbeing.ipynb")
    assert str(tmp_path) not in job.executed.read_text("utf-8")
