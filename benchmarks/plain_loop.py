"""What one would write without wijklab's own runner: papermill, then nbconvert's default page, notebook by notebook."""

from __future__ import annotations

import sys
from pathlib import Path

import papermill
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
ORDER = (
    "wijkfoto",
    "wellbeing",
    "over_time",
    "ladder",
    "costs",
    "cost_effectiveness",
    "social_return",
    "budget",
    "missing",
    "robustness",
    "cases",
    "reporting",
    "learning_history",
)


def main(outputs: Path) -> None:
    """Run and export every notebook of the example study into that folder."""
    outputs.mkdir(parents=True)
    for question in ORDER:
        executed = outputs / f"{question}.ipynb"
        parameters = {"params": "params/ruwaard.yaml", "outputs": str(outputs)}
        notebook = str(ROOT / "notebooks" / f"{question}.ipynb")
        papermill.execute_notebook(notebook, str(executed), parameters, cwd=str(ROOT), progress_bar=False)
        html, _ = HTMLExporter().from_filename(str(executed))
        (outputs / f"{question}.html").write_text(html, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
