"""`show` and `publish`: what a notebook calls to give a released answer a face, and to let its numbers be cited."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from IPython.display import display
from markupsafe import Markup

from wijklab.contract.history import History
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import Released
from wijklab.errors import DisclosureError, OutputError, Problem
from wijklab.report.csv_text import csv_bytes
from wijklab.report.facts import facts
from wijklab.report.payload import MIME, Shown, dump
from wijklab.report.records import records
from wijklab.report.render import cell_style, fragment
from wijklab.sources.edition_file import NAME as EDITION
from wijklab.sources.edition_file import record_of, write_edition
from wijklab.sources.exhibit_file import ExhibitFile, write_exhibits
from wijklab.sources.fact_file import write_facts, write_whole

_CELL: Final = Markup('<div class="wl wl-cell" lang="{}"><style>{}</style>\n{}</div>')


def show(shown: Shown) -> None:
    """Show a released answer or a learning history under the cell. DisclosureError for what was not released."""
    display(bundle(shown), raw=True)


def bundle(shown: Shown) -> dict[str, Any]:
    """The two forms of one output: JSON, from which a page is made, and HTML, for who works in JupyterLab."""
    data = dump(shown)
    html = _CELL.format(shown.card.language, Markup(cell_style()), fragment(shown))
    return {MIME: data, "text/html": str(html)}


def publish(shown: Shown, study: OpenStudy) -> None:
    """Write what a story may cite (facts, figures) and the tables as CSV under the outputs, each whole or not at all.

    Of a learning history its record is written, from which the next edition can tell what changed.

    DisclosureError for anything that was not released; OutputError where the folder cannot be written.
    """
    if isinstance(shown, History):
        _publish_edition(shown, study)
    elif isinstance(shown, Released):
        _publish_answer(shown, study.place.outputs)
    else:
        raise DisclosureError(Problem(type(shown).__name__, "not released", "call release() first"))


def _publish_edition(shown: History, study: OpenStudy) -> None:
    story = study.asked.story
    told_on = (story and story.told_on) or study.asked.cutoff
    write_edition(record_of(shown, told_on), study.place.outputs / EDITION)


def _publish_answer(shown: Released, outputs: Path) -> None:
    dump(shown)
    for exhibit in shown.exhibits:
        write_whole(_table_file(exhibit.id, outputs), csv_bytes(records(exhibit, shown), shown.card.language))
    write_exhibits(_exhibit_file(shown), outputs)
    write_facts(facts(shown), shown.question, outputs)


def _exhibit_file(shown: Released) -> ExhibitFile:
    numbers = tuple(shown.quantities.values())
    return ExhibitFile(shown.question, shown.exhibits, numbers, shown.threshold, shown.rounding)


def _table_file(id: str, outputs: Path) -> Path:
    """The file of an exhibit's table: an id is one plain name, so that no table can land outside its folder."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", id):
        raise OutputError(Problem(repr(id), "cannot be the name of a table", "use small letters, digits and hyphens"))
    return outputs / "tables" / f"{id}.csv"
