"""What many studies read from the same published files, the warm parent reads once, before it forks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wijklab.batch import warm_workers
from wijklab.batch.jobs import RunOptions
from wijklab.batch.warm.parent import Parent
from wijklab.batch.warm_workers import OFTEN, WarmWorkers
from wijklab.sources import published

AREAS = "Key,Title\nWK000101  ,Noord\n"


class Asked:
    """Stands for a warm parent that notes which files it is told to know."""

    def __init__(self) -> None:
        self.known: list[list[str]] = []

    def know(self, files: list[str]) -> None:
        self.known.append(files)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> published.Kept:
    """An empty memory in place of the one of this process."""
    own = published.Kept()
    monkeypatch.setattr(published.know, "__defaults__", (own,))
    return own


def test_a_warm_parent_parses_what_it_is_told_to_know(kept: published.Kept, tmp_path: Path) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text(AREAS, "utf-8")
    parent = Parent({})
    try:
        parent.answer({"do": "know", "files": [str(areas), str(tmp_path / "absent.csv")]})
        parent.answer({"do": "know"})
        assert (len(kept.read), parent.busy) == (1, False)
    finally:
        parent.close()


def test_only_what_several_studies_read_is_read_for_the_others_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    monkeypatch.setattr(warm_workers.WarmParent, "start", classmethod(lambda *_: asked))
    batch: Any = WarmWorkers(RunOptions(), "")
    for number in range(2 * OFTEN):
        batch._heed((Path("shared.csv"), Path(f"own {number}.csv")))
    assert asked.known == [["shared.csv"]]
