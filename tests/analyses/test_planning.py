"""Planning: right numbers from the study file alone, assumptions stated, nothing promised that a design cannot keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.analyses.factories import ask
from wijklab.analyses.planning import plan_power
from wijklab.analyses.planning.assumed import make_plan
from wijklab.contract.answers import Estimates
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import Released, safe_to_show
from wijklab.report.sentences import sentences
from wijklab.report.tables import table
from wijklab.sources.opening import card_of
from wijklab.stats.planning.power import detectable


def planned(areas: dict[str, int], **more: Any) -> Estimates:
    study = ask(areas, **more)
    return plan_power(study, card_of(study, {}))


def shown(answer: Estimates, language: str = "nl") -> Released:
    card = replace(answer.card, language=language)
    safe = safe_to_show(answer.quantities, Privacy())
    return Released("power", card, safe, answer.exhibits, answer.notes, 10, 5)


def said(answer: Estimates, language: str = "nl") -> str:
    found = shown(answer, language)
    return " ".join(words for exhibit in found.exhibits for words in sentences(exhibit.findings, found))


def test_the_numbers_of_a_pair() -> None:
    power = {"residents_per_neighbourhood": "60", "follow_up_loss": "0.25", "sd": "2", "icc": "0.04"}
    answer = planned({"proeftuin": 2, "traditional": 5}, power=power)
    plan = make_plan(ask({"proeftuin": 2, "traditional": 5}, power=power))
    assert (plan.sampling.people, plan.wish) == (45, 1.0)
    found = answer.quantities["power.detectable.proeftuin-traditional"]
    assert found.value == pytest.approx(detectable(plan.sampling, 2, 5, plan.demand), abs=1e-4)
    assert (found.basis, found.method, found.n) == ("design", "noncentral_t5", None)
    assert answer.quantities["power.floor.proeftuin-traditional"].value == pytest.approx(1 / 21, abs=1e-4)


def test_three_against_three_can_never_come_below_ten_percent() -> None:
    words = said(planned({"proeftuin": 3, "samenwerkwijze": 3, "traditional": 3}))
    assert "Met 3 wijken tegen 3 wijken kan een p-waarde nooit onder 0,10 komen" in words
    assert words.count("nooit onder") == 1, "once for each size, not once for each pair"


def test_a_low_floor_is_said_to_be_low_enough() -> None:
    words = said(planned({"proeftuin": 6, "traditional": 6}))
    assert "minder dan 0,01" in words
    assert "nooit onder" not in words


def test_each_assumption_that_the_study_left_open_is_said() -> None:
    left = said(planned({"proeftuin": 3, "traditional": 3}))
    given = said(planned({"proeftuin": 3, "traditional": 3}, power={"icc": "0.02", "sd": "1.2"}))
    assert "(icc). In zorgonderzoek" in left
    assert "(icc). In zorgonderzoek" not in given
    assert "een zesde van de schaal" in left
    assert "een zesde van de schaal" not in given


def test_what_cannot_be_attained_is_said_so_and_is_no_number() -> None:
    answer = planned({"proeftuin": 2, "traditional": 2})
    needed = answer.quantities["power.needed_residents.1.proeftuin-traditional"]
    assert (needed.value, needed.missing) == (None, "not_attainable")
    exhibit = next(exhibit for exhibit in answer.exhibits if exhibit.id == "power-needed")
    found = table(exhibit, shown(answer))
    assert "niet haalbaar" in {cell.text for line in found.lines for cell in line.cells}
    assert any(note.startswith("Niet haalbaar") for note in found.notes)


def test_nobody_is_asked_to_measure_fewer_than_may_be_shown() -> None:
    answer = planned({"proeftuin": 9, "traditional": 9}, power={"follow_up_loss": "0.5"})
    assert answer.quantities["power.needed_residents.3.proeftuin-traditional"].value == 20


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("areas", [{}, {"proeftuin": 1, "traditional": 1}, {"proeftuin": 1, "traditional": 9}])
def test_every_design_has_its_words(areas: dict[str, int], language: str) -> None:
    answer = planned(areas)
    words = said(answer, language)
    assert "{" not in words
    assert "None" not in words
    cited = {id for exhibit in answer.exhibits for row in exhibit.rows for id in row.cells if id}
    assert cited <= set(answer.quantities)


def test_without_two_arms_only_the_general_is_said() -> None:
    answer = planned({"proeftuin": 3})
    assert [exhibit.id for exhibit in answer.exhibits] == ["power-course", "power-needed", "power-assumed"]
    assert "power.finding.no_pairs" in {note.key for note in answer.notes}


def test_the_ladder_is_planned_where_it_is_asked() -> None:
    with_ladder = planned({"proeftuin": 4, "traditional": 4})
    without = planned({"proeftuin": 4, "traditional": 4}, outcomes={"wellbeing": {}})
    assert "power.share_detectable.proeftuin-traditional" in with_ladder.quantities
    assert not [id for id in without.quantities if "share" in id]


def test_another_instrument_has_another_scale() -> None:
    assert make_plan(ask({}, outcomes={"wellbeing": {"instrument": "who5"}})).sampling.sd == pytest.approx(100 / 6)
