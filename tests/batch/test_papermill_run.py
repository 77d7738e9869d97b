"""A notebook in a kernel: how it ended is what we saw, never what the notebook says of itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil
import pytest
from papermill.exceptions import PapermillExecutionError
from small_jobs import executed, printed, small_job, write_notebook

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook.cells import _line_that_raised
from wijklab.batch.notebook.declared import check_notebook
from wijklab.batch.notebook.papermill_run import Tell, Told, run_notebook
from wijklab.errors import KernelError, NotebookError, StoryError, WijklabError

SECRET = "mevrouw Jansen scoort 3"


def run(job: Job, tell: Tell = lambda _: None, **options: int) -> WijklabError | None:
    return run_notebook(job, job.executed, RunOptions(**options), Told(tell, 4, inside=False)).error


def hidden_files(job: Job) -> list[Path]:
    return [path for path in job.executed.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        ("x = 1\n1 / 0", NotebookError, "cell `1 / 0`: raised ZeroDivisionError"),
        ("raise ValueError(before)", NotebookError, "cell `raise ValueError(before)`: raised ValueError"),
        ("import sys; sys.exit(3)", NotebookError, "raised SystemExit"),
        (f"raise KeyError({SECRET!r})  # {SECRET}", NotebookError, "cell `raise KeyError('…')`: raised KeyError"),
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


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("open(f'https://jan:geheim@x/{1}')", "open(f'…')"),
        ('g("it\'s geheim", 3)', 'g("…", 3)'),
        ("f('''geheim", "f('''…'''"),
        ("f('geheim", "f('…'"),
        ("burger == 123456782", "burger == …"),
        ("%env TOKEN=geheim", "%env…"),
        ("!curl -u jan:geheim x", "!…"),
        ("# geheim\n1 / 0", "…"),
        ("f('geheim\\\\', \"geheim\")", "f('…', \"…\")"),
        ('f("""\ngeheim\ngeheim""")', 'f("""…'),
    ],
)
def test_the_line_that_is_shown_of_a_cell_holds_no_text_that_somebody_typed(source: str, shown: str) -> None:
    failed = PapermillExecutionError(1, 1, source, "E", "", [])
    assert _line_that_raised(failed) == shown


def test_a_killed_kernel_is_an_error_and_its_notebook_says_in_which_cell(tmp_path: Path) -> None:
    job = small_job(tmp_path, "import os; os.kill(os.getpid(), 9)", "never = True")
    assert type(run(job)) is KernelError
    statuses = [cell.metadata.papermill.status for cell in executed(job).cells]
    assert statuses == ["completed", "completed", "failed", "pending"]
    assert executed(job).metadata.papermill.exception is True


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    error = run(small_job(tmp_path, "while True: pass"), cell_seconds=1)
    assert type(error) is KernelError
    assert "longer than 1 seconds" in str(error)


def test_ctrl_c_leaves_no_kernel_and_no_half_file(tmp_path: Path) -> None:
    def interrupt(event: dict[str, object]) -> None:
        if event["event"] == "cell":
            raise KeyboardInterrupt

    job = small_job(tmp_path, "x = 1")
    with pytest.raises(KeyboardInterrupt):
        run(job, interrupt)
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
    told: list[dict[str, object]] = []
    run(small_job(tmp_path, "x = 1", "y = 2"), told.append)
    numbers = [event.get("number") for event in told]
    assert numbers == [None, 1, 2, 3, 4], "the start, the declared parameters, the injected ones, and two cells"


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
