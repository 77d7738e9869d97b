"""What a page takes to be made of an executed notebook, with and without its figures. `batch.py` starts this.

    python export_pages.py OUTPUTS

OUTPUTS is the folder that `wijklab run` has left of a study. Each notebook is read once; its pages are then made in a
folder apart, again and again, beside the plain page that nbconvert makes of it. Prints JSON.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TURNS: Final = 15
PLAIN_TURNS: Final = 3


@dataclass(slots=True)
class Stopwatch:
    """The seconds that went by in a function while it was watched."""

    spent: float = 0.0

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, with its seconds added up here."""

        def watched(*given: Any) -> Any:
            clock = time.perf_counter()
            try:
                return work(*given)
            finally:
                self.spent += time.perf_counter() - clock

        return watched


def measure(outputs: Path) -> list[dict[str, Any]]:
    """Of each executed notebook: how many pages it gives, and the milliseconds of one making of them all."""
    import nbformat

    from wijklab.report import views
    from wijklab.report.readying import get_ready

    get_ready()
    drawing = Stopwatch()
    views.figure = drawing.around(views.figure)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted(outputs.glob("notebooks/*.ipynb")):
            stage = Path(folder, file.stem)
            shutil.copytree(outputs / "facts", stage / "facts")
            shutil.copytree(outputs / "exhibits", stage / "exhibits")
            found.append(_of(file.stem, nbformat.read(file, as_version=4), stage, drawing))
    return found


def _of(question: str, notebook: Any, stage: Path, drawing: Stopwatch) -> dict[str, Any]:
    from wijklab.batch.pages import write_page

    job = _job(question, stage)
    all, figures = [], []
    for _ in range(TURNS):
        drawing.spent, clock = 0.0, time.perf_counter()
        write_page(job, notebook)
        all.append(time.perf_counter() - clock)
        figures.append(drawing.spent)
    beyond = [one - drawn for one, drawn in zip(all, figures, strict=True)]
    pages = len(list(stage.glob("*.html")))
    return {
        "question": question, "pages": pages, "all": _middle(all), "figures": _middle(figures),
        "beyond": _middle(beyond) / pages, "plain": _middle(_plain(notebook)),
    }  # fmt: skip


def _plain(notebook: Any) -> list[float]:
    from nbconvert import HTMLExporter

    took = []
    for _ in range(PLAIN_TURNS):
        clock = time.perf_counter()
        HTMLExporter().from_notebook_node(notebook)
        took.append(time.perf_counter() - clock)
    return took


def _job(question: str, outputs: Path) -> Any:
    from wijklab.batch.jobs import Job

    return Job("", question, Path(), Path(), outputs, {})


def _middle(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


def export_table(found: Sequence[dict[str, Any]]) -> list[str]:
    """The figures as Markdown."""
    lines = ["| question | pages | all, ms | of that its figures, ms | a page beyond its figures, ms "
             "| nbconvert's own page, ms |", "|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    for one in found:
        numbers = [f"{one[name]:.1f}" for name in ("all", "figures", "beyond", "plain")]
        lines.append(f"| {one['question']} | {one['pages']} | {' | '.join(numbers)} |")
    pages, beyond = sum(one["pages"] for one in found), sum(one["all"] - one["figures"] for one in found)
    return [*lines, "", f"Over all {pages} pages: {beyond / pages:.1f} ms a page beyond its figures."]


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
