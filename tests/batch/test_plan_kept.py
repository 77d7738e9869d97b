"""The plan of a study is worked out again only where its file, its links or one of its files changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from made_files import write

from wijklab.batch.disk import plan_kept
from wijklab.batch.disk.folder import clear
from wijklab.batch.disk.plan_kept import keep_plan
from wijklab.contract.study import Study, StudyPlace
from wijklab.sources.study_file import read_study


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The links with which a plan was written, each time that it was."""
    times: list[tuple[str, ...]] = []

    def write_plan(study: Study, place: StudyPlace, links: tuple[str, ...]) -> None:
        times.append(links)
        write(place.outputs / "power.html", "<p>" + " ".join(links))
        write(place.outputs / "facts" / "power.json", '{"facts": {"power.x": {"exhibit": "power-least"}}}')
        write(place.outputs / "tables" / "power-least.csv", "a")

    monkeypatch.setattr(plan_kept, "write_plan", write_plan)
    return times


def test_a_plan_is_written_once(make_study: Callable[..., Path], planned: list[tuple[str, ...]]) -> None:
    study, place = read_study(make_study())
    keep_plan(study, place, ("ladder",))
    keep_plan(study, place, ("ladder",))
    assert planned == [("ladder",)]


def test_a_plan_is_written_again_for_other_links_and_where_the_study_or_a_file_changed(
    make_study: Callable[..., Path], planned: list[tuple[str, ...]]
) -> None:
    file = make_study()
    study, place = read_study(file)
    for change in (
        lambda: None,
        lambda: file.write_text(file.read_text("utf-8") + "\n", "utf-8"),
        lambda: (place.outputs / "tables" / "power-least.csv").unlink(),
        lambda: os.truncate(place.outputs / "power.html", 1),
    ):
        change()
        keep_plan(study, place, ())
        keep_plan(study, place, ())
    keep_plan(study, place, ("ladder",))
    assert planned == [(), (), (), (), ("ladder",)]


def test_a_plan_that_is_not_asked_any_more_is_cleared_away(
    make_study: Callable[..., Path], planned: list[tuple[str, ...]]
) -> None:
    study, place = read_study(make_study())
    keep_plan(study, place, ())
    clear(place.outputs, (), keep=("power",))
    keep_plan(study, place, ())
    assert len(planned) == 1
    clear(place.outputs, (), keep=())
    assert not [path for path in place.outputs.rglob("*") if path.is_file()]
