"""The whole example study, as `make report` runs it: every page, one index, a record that holds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import html5lib
import nbformat
import pytest

from tests.conftest import ROOT
from wijklab.batch.jobs import StudyResult
from wijklab.contract.study import QUESTIONS
from wijklab.contract.vocabulary import LEVELS

PAGES = ("index", *QUESTIONS, *(f"learning_history-{level}" for level in LEVELS))


def page(ran: StudyResult, name: str) -> str:
    return (ran.outputs / f"{name}.html").read_text("utf-8")


def test_every_question_is_answered(ran: StudyResult) -> None:
    assert [(job.question, job.status, job.error) for job in ran.jobs] == [(name, "done", None) for name in QUESTIONS]
    assert ran.exit_code == 0
    assert ran.index == ran.outputs / "index.html"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_but_itself(ran: StudyResult, name: str) -> None:
    tree = html5lib.parse(page(ran, name), namespaceHTMLElements=False)
    loaded = [value for _, attribute, value in _addresses(tree) if attribute == "src"]
    assert all(value.startswith("data:") for value in loaded)
    assert not [node for node in tree.iter("link") if node.get("rel") != "icon"]


@cache
def _ids(file: Path) -> frozenset[str | None]:
    return frozenset(
        node.get("id") for node in html5lib.parse(file.read_text("utf-8"), namespaceHTMLElements=False).iter()
    )


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(ran: StudyResult, name: str) -> None:
    tree = html5lib.parse(page(ran, name), namespaceHTMLElements=False)
    for tag, attribute, value in _addresses(tree):
        if tag != "a" or attribute != "href" or re.match(r"https?:|mailto:", value):
            continue
        file, _, anchor = unquote(value).partition("#")
        target = ran.outputs / file if file else ran.outputs / f"{name}.html"
        assert target.is_file(), f"{name}.html links to {value}"
        if anchor:
            assert anchor in _ids(target), f"{name}.html links to {value}"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_that_residents_are_synthetic(ran: StudyResult, name: str) -> None:
    assert "synthetisch" in page(ran, name).lower()


def test_the_published_case_is_told_in_full(ran: StudyResult) -> None:
    """Casus de fiets: 3 -> 9, EUR 5,025 against three placements of EUR 40,000, break-even 5,025 / 120,000 = 4.19 %."""
    text = page(ran, "cases").replace("\N{NO-BREAK SPACE}", " ")
    for figure in ("€ 5.025", "€ 120.000", "€ 114.975"):
        assert figure in text
    assert re.search(r"4,(19|2)\s?%", text)


def test_the_manifest_holds_for_every_file(ran: StudyResult) -> None:
    manifest = json.loads((ran.outputs / "manifest.json").read_text("utf-8"))
    listed = {entry["path"]: entry["sha256"] for entry in manifest["outputs"]}
    assert {f"{name}.html" for name in PAGES} <= set(listed)
    assert {path: hashlib.sha256((ran.outputs / path).read_bytes()).hexdigest() for path in listed} == listed
    for entry in (*manifest["inputs"], manifest["study_file"]):
        assert hashlib.sha256((ROOT / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert "params/ruwaard/verhaal/editions/voorbeeldeditie-2023-verzonnen.json" in {
        entry["path"] for entry in manifest["inputs"]
    }
    assert manifest["packages"]["pandas"]
    assert str(ran.outputs.parent.parent) not in json.dumps(manifest["inputs"])


def test_no_page_and_no_table_holds_a_path_of_this_machine(ran: StudyResult) -> None:
    for path in (*ran.outputs.glob("*.html"), *ran.outputs.glob("tables/*.csv"), ran.outputs / "facts.json"):
        assert str(ROOT) not in path.read_text("utf-8"), path.name


def test_no_output_of_a_notebook_is_lost_or_failed(ran: StudyResult) -> None:
    for name in QUESTIONS:
        cells = nbformat.read(ran.outputs / "notebooks" / f"{name}.ipynb", as_version=4).cells
        outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
        assert outputs
        assert not [output for output in outputs if output.output_type in {"error", "stream"}], "a warning or an error"


def _addresses(tree: object) -> Iterator[tuple[str, str, str]]:
    for node in tree.iter():  # type: ignore[attr-defined]
        for attribute in ("src", "href", "srcset", "action"):
            if node.get(attribute):
                yield str(node.tag), attribute, node.get(attribute)
