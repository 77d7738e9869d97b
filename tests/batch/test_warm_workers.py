"""A study process serves one study after another, and is not used again when it is worn or gone."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from small_jobs import readers_files

from wijklab.batch import study_process, warm_workers
from wijklab.batch.jobs import Reporter, RunOptions
from wijklab.batch.parcels import packed
from wijklab.batch.run import run_batch
from wijklab.batch.study_process import StudyProcess
from wijklab.batch.warm import parent
from wijklab.batch.warm.wire import Channel, pair
from wijklab.batch.warm_workers import MANY, WarmWorkers
from wijklab.sources import remote

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
LOOK = RunOptions(dry_run=True)


@pytest.fixture
def workers() -> Iterator[WarmWorkers]:
    """Workers for studies of which only is looked what would be done."""
    workers = WarmWorkers(LOOK, "")
    yield workers
    workers.close()


@pytest.fixture
def studies(make_study: Callable[..., Path]) -> list[Path]:
    """Three studies, each with an id and a title of its own."""
    text = make_study().read_text("utf-8")
    files = [make_study().with_name(f"klein-{number}.yaml") for number in range(3)]
    for number, file in enumerate(files):
        file.write_text(text.replace("id: klein", f"id: klein-{number}").replace("title: ", f"title: {number} "))
    return files


def looked_at(workers: WarmWorkers, path: Path) -> tuple[str, int, int]:
    """What is heard of a study, and how many processes are free and how many are not, by then."""
    workers.open(path)
    heard = workers.news.get(timeout=60)
    return heard.event, len(workers._free), len(workers._busy)


def forks(workers: Any) -> set[psutil.Process]:
    """The processes that its warm parent has forked."""
    return set(psutil.Process(workers._parent._parent.pid).children())


def test_a_process_that_is_done_with_a_study_is_given_the_next(workers: WarmWorkers, studies: list[Path]) -> None:
    before = forks(workers)
    assert [looked_at(workers, path) for path in studies] == [("opened", 1, 0)] * 3
    assert len(forks(workers) - before) == 1


def test_also_when_it_refused_the_study(workers: WarmWorkers, studies: list[Path]) -> None:
    studies[0].write_text("id: [", "utf-8")
    assert [looked_at(workers, path) for path in studies] == [("refused", 1, 0), ("opened", 1, 0), ("opened", 1, 0)]


def test_one_that_died_meanwhile_is_not_given_a_study(workers: WarmWorkers, studies: list[Path]) -> None:
    before = forks(workers)
    looked_at(workers, studies[0])
    (killed,) = forks(workers) - before
    killed.kill()
    while workers._free:
        os.sched_yield()
    assert looked_at(workers, studies[1]) == ("opened", 1, 0)
    assert workers.news.empty()


def test_one_that_dies_just_then_is_gone_with_the_study_that_it_was_given(
    workers: WarmWorkers, studies: list[Path]
) -> None:
    before = forks(workers)
    looked_at(workers, studies[0])
    (killed,) = forks(workers) - before
    assert workers._given_to_one_that_is_free(studies[1])
    killed.kill()
    heard = workers.news.get(timeout=60)
    assert (heard.path, heard.event, workers._free, workers._busy) == (studies[1], "gone", [], {})


def test_when_the_batch_is_over_none_is_left(studies: list[Path]) -> None:
    workers = WarmWorkers(LOOK, "")
    before = forks(workers)
    looked_at(workers, studies[0])
    left = forks(workers) - before
    workers.close()
    assert psutil.wait_procs(left, timeout=60)[1] == []


class Asked:
    """Stands for a warm parent that notes how often it was told that there will be many forks."""

    alive = True
    many = 0

    def expect_many(self) -> None:
        self.many += 1


@pytest.mark.parametrize(("studies", "many"), [(1, 0), (MANY - 1, 0), (MANY, 1)])
def test_forks_are_made_cheap_where_there_will_be_many(
    monkeypatch: pytest.MonkeyPatch, studies: int, many: int
) -> None:
    asked = Asked()
    monkeypatch.setattr(warm_workers.WarmParent, "start", classmethod(lambda *_: asked))
    WarmWorkers(LOOK, "", studies)
    assert asked.many == many


def test_a_warm_parent_makes_them_cheap_when_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    gathered = []
    monkeypatch.setattr(parent, "use_large_pages", lambda: gathered.append(1))
    forks = parent.Parent({})
    for _ in range(2):
        forks.answer({"do": "expect"})
    forks.close()
    assert gathered == [1]


@pytest.mark.parametrize(("limit", "value"), [("MOST_STUDIES", 2), ("MOST_GROWN", -1), ("threads", lambda: 2)])
def test_a_worn_process_says_that_it_is_the_end(
    monkeypatch: pytest.MonkeyPatch, studies: list[Path], limit: str, value: Any
) -> None:
    monkeypatch.setattr(study_process, "threads", lambda: 1)
    monkeypatch.setattr(study_process, limit, value)
    ours, theirs = map(Channel, pair())
    process = StudyProcess(theirs)
    told = []
    while not process._ended:
        process.begin(packed((studies[len(told)], LOOK, "")))
        told.append((ours.receive(60) or {})["free"])
    assert told == ([True, False] if limit == "MOST_STUDIES" else [False])
    ours.close()
    theirs.close()


def test_what_was_fetched_for_one_study_is_fetched_anew_for_the_next(
    monkeypatch: pytest.MonkeyPatch, studies: list[Path]
) -> None:
    monkeypatch.setattr(remote, "_copies", {"https://x.nl/a.csv": Path("a.csv")})
    monkeypatch.setattr(remote, "_urls", {Path("a.csv"): "https://x.nl/a.csv"})
    ours, theirs = map(Channel, pair())
    StudyProcess(theirs).begin(packed((studies[0], LOOK, "")))
    assert (remote._copies, remote._urls) == ({}, {})
    ours.close()
    theirs.close()


def test_studies_through_one_process_leave_what_each_leaves_by_itself(studies: list[Path], tmp_path: Path) -> None:
    made = []
    for batch in ([studies], [[study] for study in studies]):
        for paths in batch:
            run_batch(paths, RunOptions(jobs=1), NOON, Reporter())
        made.append([readers_files(tmp_path / "outputs" / study.stem) for study in studies])
        shutil.rmtree(tmp_path / "outputs")
    assert made[0] == made[1]
    assert min(map(len, made[0])) > 20
