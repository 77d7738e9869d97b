"""Micro-analyses in a story: who agreed, which numbers stand in the box, and what never does."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from small_story import FACT, FACTS, THEME, Tell

from wijklab.contract.history import CaseBox
from wijklab.contract.tables import OpenStudy
from wijklab.errors import StoryError
from wijklab.story import check_story, tell_history

ROW = {
    "case": "De fiets",
    "neighbourhood": "WK999901",
    "title": "De fiets",
    "wants": "Naar school.",
    "can": "Hem leren fietsen.",
    "needs": "Een fietsje.",
    "actions": None,
    "wellbeing_before": 3.0,
    "consent": "published",
    "source": "Een bron",
}
NUMBERS = tuple(
    replace(FACT, id=f"cases.{name}.{case}", question="cases", exhibit=f"case-{case}", value=value)
    for name, case, value in (
        ("cost", "de-fiets", 5025.0),
        ("wellbeing_before", "de-fiets", 3.0),
        ("row_euro", "de-fiets.1", 25.0),
        ("cost", "post", 1.0),
    )
)


def told(make_story: Tell, cited: str = "De-fiets", **row: object) -> OpenStudy:
    text = f"{THEME}\n{{{{ case: {cited} }}}}\n"
    hidden = replace(FACT, id="cases.saving.de-fiets", value=None, missing="not_stated")
    study = make_story({"themes/tuin.md": text}, facts=(*FACTS, *NUMBERS, hidden))
    cases = pd.DataFrame([{**ROW, **row}])
    return replace(study, tables=replace(study.tables, frames={**study.tables.frames, "cases": cases}))


@pytest.mark.parametrize("consent", ["yes", "published"])
def test_a_case_stands_in_a_box_with_its_own_numbers(make_story: Tell, consent: str) -> None:
    box = tell_history(told(make_story, "de-fiets", consent=consent)).themes[0].moments[0].voices[-1]
    assert isinstance(box, CaseBox)
    assert (box.id, box.title, box.wants, box.actions) == ("de-fiets", "De fiets", "Naar school.", "")
    assert [fact.quantity.id for fact in box.facts] == ["cases.wellbeing_before.de-fiets", "cases.cost.de-fiets"]


def test_where_somebody_lives_stays_in_the_table(make_story: Tell) -> None:
    assert "WK999901" not in repr(tell_history(told(make_story, "de-fiets")))


FAULTS = (
    ({"consent": "no"}, "de-fiets", "case 'de-fiets' has no consent of the person whom it is about"),
    ({}, "de-fits", "case 'de-fits' does not exist; the nearest is 'de-fiets'"),
    ({"wants": "De kwartiermaker spreken."}, "de-fiets", "names a role that too few people hold"),
)


@pytest.mark.parametrize(("row", "cited", "said"), FAULTS)
def test_a_case_that_may_not_be_told_stops_the_story(make_story: Tell, row: dict, cited: str, said: str) -> None:
    with pytest.raises(StoryError) as refused:
        tell_history(told(make_story, cited, **row))
    assert said in str(refused.value)
    assert ("tuin.md, line 22" in str(refused.value)) is ("wants" not in row)


def test_a_case_without_published_numbers_is_told_in_words(make_story: Tell) -> None:
    study = told(make_story, "post", case="post", consent="yes")
    assert [fact.quantity.id for fact in tell_history(study).themes[0].moments[0].voices[-1].facts] == [
        "cases.cost.post"
    ]
    assert check_story(told(make_story, "niets", case="niets")) == ()


def test_words_of_a_withdrawn_quote_may_not_stand_in_a_box(make_story: Tell) -> None:
    study = told(make_story, can="Hem eindelijk leren fietsen.")
    study.tables["fragments"].loc[4, "text"] = "Hem eindelijk leren fietsen."
    with pytest.raises(StoryError, match="case 'de-fiets': holds words of a quote that may not be shown"):
        tell_history(study)


@pytest.mark.parametrize("left", ["no", None], ids=["consent taken back", "row taken out"])
def test_numbers_of_an_earlier_run_do_not_outlive_consent(make_story: Tell, left: str | None) -> None:
    study = told(make_story, "De-fiets")
    facts = [one for one in NUMBERS if ".de-fiets" in one.id]
    study = make_story(facts=(*FACTS, *(replace(one, basis="case") for one in facts)))
    row = {**ROW, "case": "De fiets" if left else "Een ander", "consent": left or "yes"}
    study = replace(study, tables=replace(study.tables, frames={**study.tables.frames, "cases": pd.DataFrame([row])}))
    assert [problem.severity for problem in check_story(study)] == ["notice"]
    with pytest.raises(StoryError, match=r"facts.json: holds numbers of somebody who gives no consent any more"):
        tell_history(study)


def test_totals_over_cases_are_of_nobody_in_particular(make_story: Tell) -> None:
    total = replace(FACT, id="cases.total_pays.municipality", question="cases", basis="case")
    assert not check_story(make_story(facts=(*FACTS, total)))
