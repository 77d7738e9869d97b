"""Which questions run, in which order, on which notebook, and why others do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wijklab.batch.jobs import Job, LeftOut
from wijklab.batch.plan import plan
from wijklab.batch.reasons import why_left_out
from wijklab.contract.study import QUESTIONS
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.errors import StudyError
from wijklab.sources.opening import open_study


@pytest.fixture
def study(make_study: Callable[..., Path]) -> OpenStudy:
    """A study that lists every notebook, and delivers what wellbeing, ladder and costs count from."""
    return open_study(make_study(("[wellbeing, ladder, costs]", f"[{', '.join(reversed(QUESTIONS))}]")))


def test_jobs_stand_in_the_order_of_the_questions_with_the_story_last(study: OpenStudy) -> None:
    assert [step.question for step in plan(study)] == list(QUESTIONS)


def test_what_cannot_be_answered_is_left_out_and_says_why(study: OpenStudy) -> None:
    left_out = {step.question: (step.why, step.names) for step in plan(study) if isinstance(step, LeftOut)}
    assert left_out == {
        "wijkfoto": ("not_asked", ("outcomes.wijkfoto",)),
        "cost_effectiveness": ("not_asked", ("outcomes.cost_effectiveness",)),
        "social_return": ("not_asked", ("outcomes.social_return",)),
        "budget": ("not_asked", ("outcomes.budget",)),
        "cases": ("not_delivered", ("cases",)),
        "learning_history": ("not_asked", ("story",)),
    }


def test_a_question_without_its_table_is_left_out(study: OpenStudy) -> None:
    frames = {name: frame for name, frame in study.tables.frames.items() if name != "ladder"}
    (ladder,) = plan(replace(study, tables=Tables(frames)), ("ladder",))
    assert ladder == LeftOut("klein", "ladder", "not_delivered", ("ladder",))


def test_help_that_was_used_may_stand_for_costs(study: OpenStudy) -> None:
    frames = dict(study.tables.frames)
    frames["service_use"] = frames.pop("costs")
    assert isinstance(plan(replace(study, tables=Tables(frames)), ("costs",))[0], Job)
    del frames["service_use"]
    assert plan(replace(study, tables=Tables(frames)), ("costs",))[0] == LeftOut(
        "klein", "costs", "not_delivered", ("costs",)
    )


def test_euro_per_effect_needs_the_costs_to_be_asked(make_study: Callable[..., Path]) -> None:
    costs = ("  costs: {baseline_year: 2017, follow_up_year: 2023, price_year: 2023}\n", "  cost_effectiveness: {}\n")
    params = make_study(costs, ("[wellbeing, ladder, costs]", "[cost_effectiveness]"))
    (step,) = plan(open_study(params))
    assert step == LeftOut("klein", "cost_effectiveness", "not_asked", ("outcomes.costs",))


def test_costs_without_any_effect_weigh_nothing(make_study: Callable[..., Path]) -> None:
    wellbeing = ("  wellbeing: {instrument: rapportcijfer, baseline: baseline, follow_up: long_term}\n", "")
    ladder = ("  ladder: {baseline: baseline, follow_up: long_term}\n", "  cost_effectiveness: {}\n")
    pages = ("[wellbeing, ladder, costs]", "[cost_effectiveness]")
    (step,) = plan(open_study(make_study(wellbeing, ladder, pages)))
    lacking = ("outcomes.wellbeing", "outcomes.ladder")
    assert step == LeftOut("klein", "cost_effectiveness", "not_asked", lacking)
    both = (ladder[0], ladder[0] + ladder[1])
    study = open_study(make_study(wellbeing, both, pages))
    assert isinstance(plan(study)[0], Job)
    unmeasured = Tables({name: frame for name, frame in study.tables.frames.items() if name != "ladder"})
    (step,) = plan(replace(study, tables=unmeasured))
    assert step == LeftOut("klein", "cost_effectiveness", "not_delivered", ("ladder",))


def test_a_job_has_paths_that_read_the_same_on_every_machine(study: OpenStudy) -> None:
    (job,) = plan(study, ("ladder",))
    assert isinstance(job, Job)
    assert dict(job.parameters) == {"params": "params/klein.yaml", "outputs": None}
    assert job.root == study.place.root
    assert job.page == study.place.root / "outputs" / "klein" / "ladder.html"


def test_another_folder_for_outputs_goes_on_to_the_notebook(make_study: Callable[..., Path], tmp_path: Path) -> None:
    params = make_study()
    inside = plan(open_study(params, tmp_path / "elders"), ("ladder",))[0]
    outside = plan(open_study(params, tmp_path.parent / f"{tmp_path.name}-elders"), ("ladder",))[0]
    assert isinstance(inside, Job)
    assert isinstance(outside, Job)
    assert inside.parameters["outputs"] == "elders"
    assert outside.parameters["outputs"] == str(tmp_path.parent / f"{tmp_path.name}-elders")


def test_the_studys_own_notebook_goes_before_the_one_that_comes_with_wijklab(study: OpenStudy) -> None:
    own = study.place.root / "notebooks" / "ladder.ipynb"
    own.parent.mkdir()
    own.write_text("{}", "utf-8")
    ladder, costs = plan(study, ("ladder", "costs"))
    assert isinstance(ladder, Job)
    assert isinstance(costs, Job)
    assert (ladder.notebook, costs.notebook) == (own, ROOT / "notebooks" / "costs.ipynb")


def test_only_what_the_study_lists_can_be_asked_for(make_study: Callable[..., Path]) -> None:
    with pytest.raises(
        StudyError, match="'cases' is not one of its notebooks\n    -> choose from: wellbeing, ladder, costs"
    ):
        plan(open_study(make_study()), ("wellbeing", "cases"))


@pytest.mark.parametrize(
    ("step", "language", "said"),
    [
        (
            LeftOut("x", "cases", "not_delivered", ("cases", "case_costs")),
            "nl",
            "niet geleverd of leeg: casussen, casuskosten",
        ),
        (LeftOut("x", "cases", "not_delivered", ("cases",)), "en", "not delivered, or empty: cases"),
        (
            LeftOut("x", "costs", "not_asked", ("outcomes.costs",)),
            "nl",
            "niet gevraagd: in het studiebestand ontbreekt outcomes.costs",
        ),
        (LeftOut("x", "costs", "not_run"), "nl", "nog niet gedraaid"),
    ],
)
def test_a_reader_is_told_in_their_own_language(step: LeftOut, language: str, said: str) -> None:
    assert why_left_out(step, language) == said
