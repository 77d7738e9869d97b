"""The executed notebook is whole at every moment: what a killed process finished is there, with what it showed."""

from __future__ import annotations

import errno
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nbformat
import pytest
from forked_jobs import Ended, left, run_forked, stage_of_job
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from small_jobs import small_job

from wijklab.batch.jobs import Job
from wijklab.batch.notebook.saving import (
    OutputTexts,
    SavingManager,
    as_text,
    our_path,
    teach_papermill_our_paths,
    write_at_once,
)


def example() -> Any:
    """A notebook that papermill has loaded, with a display and letters of every kind."""
    shown = new_output("display_data", data={"text/html": "<b>\n</b>", "application/json": {"b": [1], "a": "é\u2028"}})
    cells = [new_markdown_cell("# kop"), new_code_cell("x = 1\n", outputs=[shown]), new_code_cell("y")]
    for cell in cells:
        cell.metadata["papermill"] = {}
    return new_notebook(cells=cells, metadata={"papermill": {}, "kernelspec": {"name": "python3", "display_name": ""}})


def test_what_is_saved_reads_back_as_the_same_notebook() -> None:
    notebook = example()
    assert nbformat.reads(as_text(notebook), as_version=4) == notebook
    assert as_text(new_notebook()).count("\n") > 0
    assert nbformat.reads(as_text(new_notebook()), as_version=4).cells == []


def test_an_output_that_is_known_is_not_put_into_words_again_and_one_that_was_changed_is() -> None:
    notebook = example()
    kept, output = OutputTexts(), notebook.cells[1].outputs[0]
    first = as_text(notebook, kept.of)
    assert first == as_text(notebook)
    assert kept.of(output) is kept.of(output)
    output.data = {"text/plain": "changed"}
    assert as_text(notebook, kept.of) == as_text(notebook) != first
    notebook.cells[1].outputs.append(new_output("stream", name="stdout", text="one"))
    before = as_text(notebook, kept.of)
    notebook.cells[1].outputs[-1].text += " and two"
    assert as_text(notebook, kept.of) == as_text(notebook) != before


def manager(tmp_path: Path, told: list[tuple[int, float]]) -> SavingManager:
    return SavingManager(example(), "wijklab:" + str(tmp_path / "n.ipynb"), lambda *cell: told.append(cell))


def test_it_is_saved_once_for_each_code_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saves: list[str] = []
    monkeypatch.setattr("wijklab.batch.notebook.saving.write_at_once", lambda path, text: saves.append(path.name))
    told: list[tuple[int, float]] = []
    run = manager(tmp_path, told)
    run.notebook_start()
    for number, cell in enumerate(run.nb.cells):
        run.cell_start(cell, number)
        run.cell_complete(cell, cell_index=number)
    run.notebook_complete()
    assert saves == ["n.ipynb"] * 4, "at the start, after each of two code cells, and at the end"
    assert [number for number, _ in told] == [1, 2]
    assert all(seconds >= 0 for _, seconds in told)
    assert run.nb.metadata.papermill.input_path == "n.ipynb"


def break_off(run: SavingManager, cell: Any) -> None:
    """As an engine does whose kernel does not answer."""
    with ExitStack() as ending:
        ending.callback(run.notebook_complete)
        run.cell_start(cell, 1)
        ending.callback(run.cell_complete, cell, cell_index=1)
        raise TimeoutError


def test_a_cell_that_is_broken_off_is_not_called_completed(tmp_path: Path) -> None:
    run = manager(tmp_path, [])
    run.notebook_start()
    with pytest.raises(TimeoutError):
        break_off(run, run.nb.cells[1])
    saved = json.loads((tmp_path / "n.ipynb").read_text("utf-8"))
    assert [cell["metadata"]["papermill"]["status"] for cell in saved["cells"]] == ["pending", "failed", "pending"]
    assert saved["metadata"]["papermill"]["exception"] is True
    assert saved["metadata"]["papermill"]["duration"] >= 0


@pytest.mark.parametrize("old", [None, "old"])
def test_a_full_disk_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str | None
) -> None:
    path = tmp_path / "n.ipynb"
    if old:
        path.write_text(old, "utf-8")

    def full(self: Path, data: str, encoding: str) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        write_at_once(path, "new")
    assert {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()} == ({"n.ipynb": old} if old else {})


@pytest.mark.parametrize("name", ["n.ipynb", "{a} {{b}}.ipynb", "€ ü.ipynb"])
def test_papermill_reads_and_writes_our_paths_whole(tmp_path: Path, name: str) -> None:
    from papermill.iorw import load_notebook_node, papermill_io, write_ipynb

    teach_papermill_our_paths()
    teach_papermill_our_paths()
    path = our_path(tmp_path / name)
    write_ipynb(example(), path)
    assert load_notebook_node(path).cells[0].source == "# kop"
    assert papermill_io.pretty_path(path) == name
    assert [file.name for file in tmp_path.iterdir()] == [name]


def outputs_of(job: Job) -> list[list[str]]:
    return [[output.text for output in cell.outputs] for cell in left(job).cells if cell.cell_type == "code"][2:]


ENDS = {"killed": "os.kill(os.getpid(), 9)", "left": "os._exit(3)", "crashed": "import ctypes; ctypes.string_at(0)"}


@pytest.fixture(scope="module")
def broken_off(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Job, Ended]]:
    """Jobs whose process ends in their third cell, by how it ends."""
    folder = tmp_path_factory.mktemp("ends")
    cells = ("print(1)", "print(2)", "import os\nprint(3)\n{}", "print(4)")
    jobs = {name: small_job(folder / name, *(cell.format(end) for cell in cells)) for name, end in ENDS.items()}
    return dict(zip(jobs, zip(jobs.values(), run_forked(*jobs.values()), strict=True), strict=True))


@pytest.mark.parametrize("end", ENDS)
def test_a_process_that_ends_early_leaves_the_cells_that_it_finished(
    broken_off: dict[str, tuple[Job, Ended]], end: str
) -> None:
    job, ended = broken_off[end]
    assert not ended.said
    assert ended.status != 0
    assert ended.cells() == [1, 2, 3, 4], "two with parameters, and two"
    assert outputs_of(job) == [["1\n"], ["2\n"], [], []]
    statuses = [cell.metadata.papermill.status for cell in left(job).cells]
    assert statuses == ["completed"] * 4 + ["pending"] * 2
    assert [file.name for file in (stage_of_job(job) / "notebooks").iterdir()] == ["wellbeing.ipynb"]
