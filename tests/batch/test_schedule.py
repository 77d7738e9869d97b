"""What may begin when: the story last, no more studies open than there are places, and what is lost begins again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijklab.batch.jobs import Decision
from wijklab.batch.schedule import Schedule, Step
from wijklab.contract.study_values import STORY

A, B, C, D = (Path(name) for name in "abcd")


def decisions(*questions: str, what: str = "run") -> list[Decision]:
    return [Decision("x", question, what) for question in questions]  # type: ignore[arg-type]


def begun(schedule: Schedule) -> list[tuple[str, str, str]]:
    return [(str(step.path), step.what, step.question) for step in schedule.begin()]


def opened(paths: Iterable[Path], slots: int, *questions: str) -> Schedule:
    """A schedule in which these studies are open and nothing else has begun."""
    schedule = Schedule(paths, slots)
    for step in list(schedule.begin()):
        schedule.opened(step.path, decisions(*questions))
    return schedule


def test_the_story_waits_for_all_others() -> None:
    schedule = opened([A], 3, STORY, "wellbeing", "ladder")
    assert begun(schedule) == [("a", "run", "wellbeing"), ("a", "run", "ladder")]
    schedule.ended(A, "ladder")
    assert begun(schedule) == []
    schedule.ended(A, "wellbeing")
    assert begun(schedule) == [("a", "run", STORY)]
    schedule.ended(A, STORY)
    assert begun(schedule) == [("a", "finish", "")]
    assert not schedule.over
    schedule.closed(A)
    assert schedule.over


def test_what_is_unchanged_or_left_out_never_begins() -> None:
    schedule = Schedule([A], 2)
    assert begun(schedule) == [("a", "open", "")]
    schedule.opened(A, [*decisions("ladder", what="unchanged"), *decisions("costs", what="left_out")])
    assert begun(schedule) == [("a", "finish", "")]


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_no_more_steps_at_once_than_places(slots: int) -> None:
    schedule = Schedule([A, B, C, D], slots)
    assert len(begun(schedule)) == slots
    assert begun(schedule) == []
    assert len(schedule.running()) == slots


def test_what_is_open_goes_before_what_is_not() -> None:
    schedule = Schedule([A, B, C], 2)
    list(schedule.begin())
    schedule.opened(A, decisions("wellbeing", "ladder"))
    assert begun(schedule) == [("a", "run", "wellbeing")]
    schedule.opened(B, decisions("wellbeing"))
    assert begun(schedule) == [("a", "run", "ladder")]
    schedule.ended(A, "wellbeing")
    assert begun(schedule) == [("b", "run", "wellbeing")]


def test_a_halted_batch_finishes_what_is_open_and_begins_nothing() -> None:
    schedule = Schedule([A, B, C], 1)
    list(schedule.begin())
    schedule.opened(A, decisions("wellbeing", "ladder", STORY))
    assert begun(schedule) == [("a", "run", "wellbeing")]
    schedule.halt()
    assert begun(schedule) == []
    schedule.ended(A, "wellbeing")
    assert begun(schedule) == [("a", "finish", "")]
    assert schedule.stopped(A) == ("ladder", STORY)
    schedule.closed(A)
    assert schedule.over
    assert list(schedule.never_begun()) == [B, C]


def test_a_study_that_is_halted_while_it_opens_runs_nothing() -> None:
    schedule = Schedule([A], 1)
    list(schedule.begin())
    schedule.halt()
    assert not schedule.over
    schedule.opened(A, decisions("wellbeing"))
    assert begun(schedule) == [("a", "finish", "")]
    assert schedule.stopped(A) == ("wellbeing",)


def test_a_lost_study_begins_again_once_and_before_others() -> None:
    schedule = opened([A, B], 1, "wellbeing", "ladder")
    list(schedule.begin())
    assert schedule.lost(A)
    assert begun(schedule) == [("a", "open", "")]
    schedule.opened(A, decisions("ladder"))
    assert begun(schedule) == [("a", "run", "ladder")]
    assert not schedule.lost(A), "twice is enough"
    assert begun(schedule) == [("b", "open", "")]


def test_a_study_is_not_held_guilty_of_what_befell_its_parent() -> None:
    schedule = opened([A, B], 1, "wellbeing")
    for _ in range(5):
        list(schedule.begin())
        assert schedule.lost(A, innocent=True)
        assert begun(schedule) == [("a", "open", "")]
        schedule.opened(A, decisions("wellbeing"))
    assert schedule.lost(A)
    assert begun(schedule) == [("a", "open", "")]
    assert not schedule.lost(A)


def test_a_lost_study_does_not_begin_again_in_a_halted_batch() -> None:
    schedule = opened([A], 1, "wellbeing")
    schedule.halt()
    assert not schedule.lost(A)
    assert schedule.over


@given(
    slots=st.integers(1, 4),
    studies=st.lists(st.lists(st.sampled_from(["w", "l", "c", STORY]), unique=True), max_size=5),
    chance=st.randoms(use_true_random=False),
)
def test_whatever_ends_first_every_question_runs_once_and_the_story_last(slots, studies, chance) -> None:  # type: ignore[no-untyped-def]
    asked = {Path(str(number)): questions for number, questions in enumerate(studies)}
    schedule = Schedule(asked, slots)
    order: list[Step] = []
    while not schedule.over:
        order += schedule.begin()
        running = sorted(schedule.running(), key=lambda step: (str(step.path), step.what, step.question))
        assert 0 < len(running) <= slots
        step = chance.choice(running)
        if step.what == "open":
            schedule.opened(step.path, decisions(*asked[step.path]))
        elif step.what == "run":
            schedule.ended(step.path, step.question)
        else:
            schedule.closed(step.path)
    for path, questions in asked.items():
        ran = [step.question for step in order if step.path == path and step.what == "run"]
        assert sorted(ran) == sorted(questions)
        assert STORY not in ran[:-1]
