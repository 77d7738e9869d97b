"""Exhibits on disk: what was released comes back as it was, one exhibit with its own numbers, and nothing broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.errors import OutputError
from wijklab.sources.exhibit_file import ExhibitFile, forget_exhibits, ids_in, read_exhibits, write_exhibits

NUMBERS = tuple(Quantity(id, 1.5, "points", "people", n=40) for id in ("a.x", "a.y", "a.z", "a.dot", "a.base", "a.off"))
FIRST = Exhibit(
    "a-first",
    "tornado",
    (Label("measure", "change"),),
    (Row(Label("arm", "proeftuin"), ("a.x", None), ("a.dot",)),),
    (Finding("a.finding.change", {"second": "a.y", "first": "a.x"}),),
    {"base": "a.base", "title": "Een titel"},
)
SECOND = Exhibit("a-second", "values", (), (Row(Label("arm", "traditional"), ("a.z",)),))
FILE = ExhibitFile("a", (FIRST, SECOND), NUMBERS, threshold=10, rounding=5)


def test_an_exhibit_names_every_number_that_it_shows_or_says() -> None:
    assert [id for id in ids_in(FIRST) if id.startswith("a.")] == ["a.x", "a.dot", "a.y", "a.base"]


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    write_exhibits(FILE, tmp_path)
    found = read_exhibits(tmp_path, ["a"])
    assert {id: one.exhibit for id, one in found.items()} == {"a-first": FIRST, "a-second": SECOND}
    assert [number.id for number in found["a-first"].quantities] == ["a.x", "a.dot", "a.y", "a.base"]
    assert (found["a-second"].quantities, found["a-second"].threshold) == ((NUMBERS[2],), 10)


def test_the_facts_of_a_finding_keep_their_order(tmp_path: Path) -> None:
    """The first fact of a finding decides what it may say."""
    write_exhibits(FILE, tmp_path)
    assert list(read_exhibits(tmp_path, ["a"])["a-first"].exhibit.findings[0].facts) == ["second", "first"]


def test_the_same_exhibits_are_the_same_bytes(tmp_path: Path) -> None:
    once = write_exhibits(FILE, tmp_path / "1").read_bytes()
    assert write_exhibits(FILE, tmp_path / "2").read_bytes() == once


def test_a_question_that_published_none_is_passed_over(tmp_path: Path) -> None:
    assert read_exhibits(tmp_path, ["a", "b"]) == {}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"question": "a"}', "geen json"])
def test_another_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = write_exhibits(FILE, tmp_path)
    path.write_text(text, "utf-8")
    with pytest.raises(OutputError, match=r"exhibits/a\.json: is not a file of exhibits"):
        read_exhibits(tmp_path, ["a"])


@pytest.mark.parametrize(
    ("questions", "left"), [(("a",), {"b-one"}), ((), {"a-first", "a-second", "b-one"}), (None, set())]
)
def test_exhibits_are_forgotten_by_question(tmp_path: Path, questions: tuple[str, ...] | None, left: set[str]) -> None:
    write_exhibits(FILE, tmp_path)
    write_exhibits(ExhibitFile("b", (Exhibit("b-one", "values", (), ()),), (), 10, 5), tmp_path)
    forget_exhibits(tmp_path, questions)
    assert set(read_exhibits(tmp_path, ["a", "b"])) == left
