"""Strength of claim: the design decides it, the sentences follow it, and nothing is a cause without its ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.analyses.factories import ask, measured, opened, words_of
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.costs import compare_costs
from wijklab.analyses.ladder import compare_ladder
from wijklab.analyses.wellbeing import compare_wellbeing
from wijklab.contract.answers import Estimates
from wijklab.contract.study_parts import Design
from wijklab.contract.vocabulary import ASSUMPTIONS
from wijklab.disclosure import release
from wijklab.report.facts import facts

DRAWN: Mapping[str, Any] = {"assignment": "drawn"}
ASSUMED: Mapping[str, Any] = {"assumptions": ASSUMPTIONS}
SOME: Mapping[str, Any] = {"assumptions": ASSUMPTIONS[:3]}


@pytest.mark.parametrize(
    ("design", "has_interval", "p_floor", "strength"),
    [
        ({}, True, 0.029, "comparative"),
        ({}, False, None, "descriptive"),
        (DRAWN, True, 0.029, "causal"),
        (DRAWN, True, 0.05, "causal"),
        (DRAWN, True, 0.1, "comparative"),  # a draw among six neighbourhoods cannot be a test of its own
        (DRAWN, True, None, "comparative"),
        (DRAWN, False, 0.029, "descriptive"),
        (SOME, True, 0.029, "comparative"),
        (ASSUMED, True, 0.1, "causal"),
        (ASSUMED, False, 0.1, "descriptive"),
    ],
)
def test_the_rule(design: Mapping[str, Any], has_interval: bool, p_floor: float | None, strength: str) -> None:
    assert strength_of(Design.model_validate(design), has_interval=has_interval, p_floor=p_floor) == strength


def answer(arms: tuple[int, int], design: Mapping[str, Any]) -> tuple[Estimates, Any]:
    study = ask({"proeftuin": arms[0], "traditional": arms[1]}, design=design)
    changes = [3 + 0.1 * k for k in range(arms[0])] + [1 + 0.1 * k for k in range(arms[1])]
    delivered = opened(study, measured(study, changes))
    return compare_wellbeing(delivered), delivered


@pytest.mark.parametrize(
    ("arms", "design", "says", "note"),
    [
        ((4, 4), {}, "gaat samen met de werkwijze", "not_drawn"),
        ((4, 4), DRAWN, "komt door de werkwijze, als klopt wat hieronder is aangenomen", "drawn"),
        ((3, 3), DRAWN, "gaat samen met de werkwijze", "drawn"),
        ((3, 3), ASSUMED, "komt door de werkwijze, als klopt wat hieronder is aangenomen", "not_drawn_assumed"),
        ((3, 3), SOME, "gaat samen met de werkwijze", "not_drawn"),
    ],
)
def test_sentences_follow_the_strength(arms: tuple[int, int], design: Mapping[str, Any], says: str, note: str) -> None:
    found, study = answer(arms, design)
    said = next(text for text in words_of(found, study, "nl") if "hoger uit dan bij ‘traditioneel’. De marge" in text)
    assert says in said
    keys = [finding.key for finding in found.notes]
    assert f"limits.{note}" in keys
    assert keys.count("limits.assumed") == len(design.get("assumptions", ()))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("compare", [compare_wellbeing, compare_ladder, compare_costs])
@pytest.mark.parametrize("design", [DRAWN, ASSUMED, {}])
def test_every_question_has_the_words_of_every_strength(compare: Any, design: Mapping[str, Any], language: str) -> None:
    study = ask({"proeftuin": 4, "samenwerkwijze": 1, "traditional": 4}, design=design)
    delivered = opened(study, measured(study, [3, 3.1, 3.2, 3.3, 2, 1, 1.1, 1.2, 1.3]))
    said = " ".join(words_of(compare(delivered), delivered, language))
    assert "{" not in said


def test_without_an_interval_it_only_describes_and_goes_with_nothing() -> None:
    found, study = answer((1, 1), ASSUMED)
    difference = found.quantities["wellbeing.difference.proeftuin-traditional"]
    assert (difference.strength, difference.low) == ("descriptive", None)
    said = " ".join(words_of(found, study, "nl")[2:])
    assert "Dit verschil gaat samen" not in said
    assert "Dit verschil komt door" not in said


def test_a_fact_carries_its_strength() -> None:
    found, study = answer((4, 4), DRAWN)
    told = facts(release(found, study))
    assert told["wellbeing.difference.proeftuin-traditional"].strength == "causal"
    assert told["wellbeing.change.proeftuin"].strength == "descriptive"
