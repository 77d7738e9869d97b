"""The figures behind a story: those that it cites, once each, in the order in which a reader meets them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from small_story import Tell

from wijklab.contract.answers import Exhibit, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.sources.exhibit_file import ExhibitFile, write_exhibits
from wijklab.story import tell_history
from wijklab.story.place import area_of

IDS = ("wellbeing.change.proeftuin", "wellbeing.difference.proeftuin-traditional")


def released(question: str, *exhibits: str) -> ExhibitFile:
    """Exhibits of a question, each with the two numbers that the small story cites."""
    rows = tuple(Row(Label("arm", "proeftuin"), (id,)) for id in IDS)
    numbers = tuple(Quantity(id, 3.9, "points", "people", n=120) for id in IDS)
    return ExhibitFile(question, tuple(Exhibit(id, "values", (), rows) for id in exhibits), numbers, 10, 5)


def test_a_cited_figure_comes_along_once_with_its_numbers(make_story: Tell) -> None:
    study = make_story()
    write_exhibits(released("wellbeing", "wellbeing-other", "wellbeing-change"), study.place.outputs)
    (cited,) = tell_history(study).exhibits
    assert (cited.question, cited.exhibit.id) == ("wellbeing", "wellbeing-change")
    assert [number.id for number in cited.quantities] == list(IDS)


def test_a_figure_of_the_same_name_on_another_page_is_not_taken_for_it(make_story: Tell) -> None:
    study = make_story()
    write_exhibits(released("ladder", "wellbeing-change"), study.place.outputs)
    assert tell_history(study).exhibits == ()


def test_a_story_without_figures_is_told_all_the_same(make_story: Tell) -> None:
    assert tell_history(make_story()).exhibits == ()


def test_a_study_that_names_no_area_has_none_on_its_cover(make_story: Tell) -> None:
    assert area_of(make_story()) == ""


def test_a_cover_names_three_areas_at_most(make_story: Tell) -> None:
    study = make_story()
    arms = {"proeftuin": SimpleNamespace(neighbourhoods=tuple("abcde"))}
    asked = SimpleNamespace(outcomes=study.asked.outcomes, arms=arms)
    told = SimpleNamespace(asked=asked, card=study.card)
    assert area_of(cast(OpenStudy, told)) == "a, b, c en nog 2"
