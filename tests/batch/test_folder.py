"""The outputs folder: nothing stale beside what is new, and nothing outside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wijklab.batch.disk.folder import clear
from wijklab.errors import OutputError
from wijklab.sources.fact_file import Fact, write_facts


def fact(question: str) -> Fact:
    """A fact of that question, which stands in a table of its own."""
    return Fact(
        id=f"{question}.x", value=1.0, low=None, high=None, confidence=0.95, p=None, p_floor=None,
        p_family=None, unit="points", n=20,
        basis="people", method="observed", question=question, exhibit=f"{question}-change", missing=None,
        suppressed=False, strength="descriptive", bound="exactly", source="", period="", synthetic=False,
        study_synthetic=False, consent="no",
    )  # fmt: skip


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The outputs of an earlier run of two questions."""
    outputs = tmp_path / "outputs" / "klein"
    for question in ("wellbeing", "ladder"):
        write_facts({f"{question}.x": fact(question)}, question, outputs)
        _write(outputs / "tables" / f"{question}-change.csv", "a")
        _write(outputs / "notebooks" / f"{question}.ipynb", "{}")
        _write(outputs / f"{question}.html", "<p>")
    for name in ("manifest.json", "run.json"):
        _write(outputs / name, "{}")
    return outputs


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def left(outputs: Path) -> set[str]:
    return {path.relative_to(outputs).as_posix() for path in outputs.rglob("*") if path.is_file()}


def test_a_whole_run_starts_from_nothing(earlier: Path) -> None:
    clear(earlier, ["wellbeing"], keep=())
    assert left(earlier) == set()


def test_a_whole_run_leaves_what_has_not_changed_and_takes_away_what_is_not_asked_any_more(earlier: Path) -> None:
    _write(earlier / "logs" / "wellbeing.log", "x")
    _write(earlier / "tables" / "of-nobody.csv", "x")
    clear(earlier, [], keep=("ladder",))
    assert left(earlier) == {
        "facts.json", "facts/ladder.json", "tables/ladder-change.csv", "notebooks/ladder.ipynb", "ladder.html"
    }  # fmt: skip


def test_a_run_of_one_question_leaves_the_others(earlier: Path) -> None:
    clear(earlier, ["wellbeing"])
    assert left(earlier) == {
        "facts.json", "facts/ladder.json", "tables/ladder-change.csv", "notebooks/ladder.ipynb", "ladder.html"
    }  # fmt: skip
    assert set(json.loads((earlier / "facts.json").read_text("utf-8"))["facts"]) == {"ladder.x"}


STORY = ("learning_history.html", "learning_history-manager.html", "session-manager.html", "edition.json")


@pytest.mark.parametrize(("questions", "keep", "gone"), [
    (["learning_history"], None, True),
    (["wellbeing"], None, False),
    (["wellbeing"], (), True),
    (["wellbeing"], ("learning_history",), False),
])  # fmt: skip
def test_the_editions_of_a_story_go_with_it(
    earlier: Path, questions: list[str], keep: tuple[str, ...] | None, gone: bool
) -> None:
    for name in STORY:
        _write(earlier / name, "x")
    clear(earlier, questions, keep=keep)
    assert left(earlier).isdisjoint(STORY) is gone


@pytest.mark.parametrize("part", ["", "tables", "facts", "exhibits", "notebooks", "logs", ".jobs", ".stage"])
def test_a_link_that_leads_elsewhere_is_refused_and_nothing_there_is_touched(tmp_path: Path, part: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    _write(elsewhere / "kept.csv", "a")
    link = tmp_path / "outputs" / "klein" / part if part else tmp_path / "outputs" / "klein"
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is a link"):
        clear(tmp_path / "outputs" / "klein", ["wellbeing"], keep=())
    assert left(elsewhere) == {"kept.csv"}


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    _write(tmp_path / "outputs", "a file")
    with pytest.raises(OutputError, match="cannot be written"):
        clear(tmp_path / "outputs" / "klein", ["wellbeing"], keep=())
