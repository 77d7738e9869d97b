"""A quote that may not be read any more stands in no byte that a run leaves behind; the manifest says how many."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import GOOD_STUDY, edited, good_tables

from wijklab.batch.jobs import Reporter, RunOptions, StudyResult
from wijklab.batch.outdated import take_away_outdated_story
from wijklab.batch.run import run_study
from wijklab.sources.opening import open_study

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)

FRAGMENTS = """\
fragment;datum;rol;niveau;thema;gebeurtenis;tekst;status;toestemming;rolhouders;gesprek;spreker;toestemming_tot
qq-1;2023-02-06;opbouwwerker;uitvoerder;tuin;E1;Dit blijft gewoon staan.;akkoord;ja;6;gespr-een;sprek-een;
qq-2;2023-02-06;kraanmachinist;bewoner;tuin;E1;Ik trek dit onherroepelijk terug.;akkoord;ja;50;gespr-twee;sprek-twee;
qq-3;2023-02-06;schoenlapper;bewoner;tuin;E1;Dit was tijdelijk bedoeld.;akkoord;ja;50;gespr-drie;sprek-drie;2023-12-31
qq-4;2023-02-06;bakkersknecht;bewoner;tuin;E1;Dit heeft nog niemand gezien.;concept;ja;50;gespr-vier;sprek-vier;
qq-5;2023-02-06;torenwachter;bewoner;tuin;E1;Hier zei ik nee tegen.;akkoord;nee;50;gespr-vijf;sprek-vijf;
qq-6;2023-02-06;opbouwwerker;uitvoerder;tuin;;Oude bewoording verdwenen.;akkoord;ja;6;gespr-een;sprek-een;
"""
LIFE = """\
fragment;datum;status;tekst;toestemming_tot
qq-2;2024-09-01;ingetrokken;;
qq-6;2024-01-01;gewijzigd;Nieuwe bewoording gekomen.;
"""
EVENTS = "gebeurtenis;datum;titel;effect\nE1;2018-01-01;De tuin gaat open;helpend\n"
HISTORY = """\
---
noticeable:
  - fact: wellbeing.change.proeftuin
    may_not_conclude: Dat het door de werkwijze komt.
---

Een inleiding.
"""
THEME = """\
---
title: De tuin
level: uitvoerder
valence: trots
---

Wat opvalt.

## Het begin

{{ quote: qq-2 }}
{{ perspectives: E1 }}
{{ quote: qq-3 }}
{{ quote: qq-6 }}
"""
SHOWN = (b"dit blijft gewoon staan", b"nieuwe bewoording gekomen", b"opbouwwerker")
"""What the pages do hold, so that the search is known to find."""

GONE = (
    *(b"qq-2", b"onherroepelijk", b"kraanmachinist"),
    *(b"qq-3", b"tijdelijk bedoeld", b"schoenlapper"),
    *(b"qq-4", b"niemand gezien", b"bakkersknecht"),
    *(b"qq-5", b"zei ik nee", b"torenwachter"),
    b"oude bewoording",
    *(b"sprek-", b"gespr-"),
    b"jan-de-vries",  # a file beside the story that is no part of it
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    root = tmp_path_factory.mktemp("studie")
    _write(root / "params" / "klein", {f"{name}.csv": text for name, text in good_tables().items()})
    tables = {"fragmenten.csv": FRAGMENTS, "citaatverloop.csv": LIFE, "gebeurtenissen.csv": EVENTS}
    _write(root / "params" / "klein", tables)
    _write(root / "verhaal", {"history.md": HISTORY, "themes/tuin.md": THEME, "jan-de-vries.md": "Een gesprek.\n"})
    told = "status: final\nstory:\n  folder: verhaal\nnotebooks: [wellbeing, learning_history]"
    study = edited(GOOD_STUDY, ("notebooks: [wellbeing, ladder, costs]", told))
    _write(root / "params", {"klein.yaml": study})
    return run_study(root / "params" / "klein.yaml", RunOptions(outputs=root / "uit"), NOON, Reporter())


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def _holding(outputs: Path, holds: Callable[[bytes], bool]) -> list[str]:
    return sorted(path.name for path in outputs.rglob("*") if path.is_file() and holds(path.read_bytes()))


def test_the_story_is_told_although_it_cites_them(ran: StudyResult) -> None:
    assert [(job.status, job.error) for job in ran.jobs] == [("done", None)] * 2


@pytest.mark.parametrize("words", SHOWN)
def test_what_may_be_read_is_on_the_page_and_in_its_notebook(ran: StudyResult, words: bytes) -> None:
    assert {"learning_history.html", "learning_history.ipynb"} <= set(
        _holding(ran.outputs, lambda data: words in data.lower())
    )


@pytest.mark.parametrize("words", GONE)
def test_what_may_not_be_read_is_in_no_file(ran: StudyResult, words: bytes) -> None:
    assert _holding(ran.outputs, lambda data: words in data.lower()) == []


def test_the_manifest_says_how_many_and_not_which(ran: StudyResult) -> None:
    story = json.loads((ran.outputs / "manifest.json").read_text("utf-8"))["story"]
    counted = {"shown": 2, "concept": 1, "presented": 0, "no_consent": 1, "withdrawn": 1, "expired": 1}
    assert story["quotes"] == counted
    assert (story["told_on"], story["interviews"]) == ("2024-06-30", 1)


CHANGED_SINCE = (
    # what came in after the story was told, and whether a run of another question leaves its pages
    ("qq-1;2024-09-02;ingetrokken;;\n", False),
    ("qq-1;2024-01-02;gewijzigd;Dit staat er anders.;\n", False),
    ("qq-4;2024-09-02;ingetrokken;;\n", True),
)


@pytest.mark.parametrize(("since", "left"), CHANGED_SINCE)
def test_a_run_of_another_question_leaves_no_story_that_may_not_be_read(
    ran: StudyResult, tmp_path: Path, since: str, left: bool
) -> None:
    root = shutil.copytree(ran.outputs.parents[1], tmp_path / "studie")
    (root / "params" / "klein" / "citaatverloop.csv").write_text(LIFE + since, "utf-8")
    study = open_study(root / "params" / "klein.yaml", root / "uit")
    take_away_outdated_story(study)
    pages = {"learning_history.html", "learning_history-practitioner.html", "session-practitioner.html", "edition.json"}
    there = {path.name for path in study.place.outputs.rglob("*")}
    assert there & {*pages, "learning_history.ipynb"} == ({*pages, "learning_history.ipynb"} if left else set())
    assert "wellbeing.html" in there
