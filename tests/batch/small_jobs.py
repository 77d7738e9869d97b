"""Small notebooks of a few cells, and jobs that run them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from wijklab.batch.jobs import Job

PARAMETERS = 'params = "../params/ruwaard.yaml"\noutputs = None'


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook with a cell of parameters and these cells of code."""
    first = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=[first, *map(new_code_cell, cells)]), path)
    return path


def small_job(folder: Path, *cells: str, params: str = "params/klein.yaml") -> Job:
    """A job of the question `wellbeing` whose notebook has these cells."""
    outputs = folder / "outputs" / "klein"
    (outputs / "notebooks").mkdir(parents=True, exist_ok=True)
    notebook = write_notebook(folder / "notebooks" / "wellbeing.ipynb", *cells)
    return Job("klein", "wellbeing", notebook, folder, outputs, {"params": params, "outputs": None})


def executed(job: Job) -> Any:
    """The executed notebook that a job left."""
    return nbformat.read(job.executed, as_version=4)


def printed(job: Job) -> str:
    """All that the cells of an executed notebook printed."""
    outputs = [output for cell in executed(job).cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream")


def readers_files(folder: Path) -> dict[str, bytes]:
    """What readers get of a study, byte for byte: all but the record, the logs and the executed notebooks."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "run.json"]
    parts = {path.relative_to(folder): path for path in files}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in parts.items()
        if name.parts[0] not in {"notebooks", "logs"} and not name.parts[0].startswith(".")
    }
