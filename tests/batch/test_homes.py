"""Which worker of a cluster is asked for a job, and that the jobs of one study leave room for those of others."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from wijklab.batch.cluster.homes import Homes
from wijklab.batch.jobs import Decision
from wijklab.batch.schedule import Schedule


@pytest.mark.parametrize(
    ("jobs", "places", "asked"),
    [
        ("AB", {"x": 1, "y": 1}, "xy"),
        ("AAB", {"x": 2, "y": 2}, "xxy"),
        ("AAA", {"x": 1, "y": 1}, "xyx"),
        ("AB", {"x": 3, "y": 1}, "xx"),
        ("ABAB", {"x": 2, "y": 2}, "xyxy"),
    ],
)
def test_a_job_goes_where_its_study_is_open_unless_there_is_no_place(
    jobs: str, places: dict[str, int], asked: str
) -> None:
    homes = Homes()
    with ExitStack() as running:
        assert [running.enter_context(homes.place(job, places)) for job in jobs] == list(asked)


def test_a_study_stays_at_home_and_moves_when_its_home_is_lost() -> None:
    homes = Homes()
    for places, worker in (({"x": 1, "y": 1}, "x"), ({"x": 1, "y": 1}, "x"), ({"y": 1}, "y"), ({}, None)):
        with homes.place("A", places) as asked:
            assert asked == worker


def test_no_more_jobs_of_a_study_at_once_than_one_worker_can_do_while_another_study_can_begin() -> None:
    a, b = Path("a"), Path("b")
    schedule = Schedule([a, b], 4, together=2)
    questions = [Decision("x", question, "run") for question in ("wellbeing", "ladder", "costs")]
    for step in list(schedule.begin()):
        schedule.opened(step.path, questions)
    begun = [step.path.name for step in schedule.begin()]
    assert begun == ["a", "a", "b", "b"]
    schedule.ended(b, "wellbeing")
    schedule.ended(b, "ladder")
    assert [step.path.name for step in schedule.begin()] == ["b", "a"]
