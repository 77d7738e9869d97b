"""The example study teaches: its story reads without a hint, cites only what exists, and shows what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wijklab.contract.history import Event, History, Quote
from wijklab.contract.tables import OpenStudy
from wijklab.sources.fact_file import Fact, write_facts
from wijklab.sources.opening import open_study
from wijklab.story import check_story, tell_history
from wijklab.story.citations import cited_in_body, cited_in_front
from wijklab.story.script import Script, read_script

ROOT = Path(__file__).resolve().parents[2]
FACT_IDS = re.compile(
    r"published\.wellbeing\.\w+|cases\.break_even\.\w+"
    r"|(wellbeing\.change|ladder\.up|costs\.total_change)\.(proeftuin|samenwerkwijze|traditional)"
    r"|(wellbeing|ladder\.up|costs\.total)[._]difference\.\w+-\w+"
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    return open_study(ROOT / "params" / "ruwaard.yaml", tmp_path_factory.mktemp("outputs"))


@pytest.fixture(scope="module")
def script(study: OpenStudy) -> Script:
    return read_script(study)


@pytest.fixture(scope="module")
def history(study: OpenStudy, script: Script) -> History:
    write_facts({id: _fact(id) for id in _cited(script, "fact")}, "wellbeing", study.place.outputs)
    return tell_history(study)


def _cited(script: Script, kind: str) -> set[str]:
    assert script.history is not None
    assert script.history.front is not None
    in_front = cited_in_front(script.history.document, script.history.front)
    in_bodies = (citation for document in script.documents() for citation in cited_in_body(document))
    return {citation.id for citation in (*in_front, *in_bodies) if citation.kind == kind}


def _fact(id: str) -> Fact:
    stands = {"method": "test", "question": id.split(".")[0], "exhibit": "x", "source": "", "period": ""}
    spread = {
        "value": 1.0,
        "low": 0.5,
        "high": 1.5,
        "confidence": 0.95,
        "p": None,
        "p_floor": None,
        "p_family": None,
        "n": 100,
    }
    kind = {"unit": "points", "basis": "people", "strength": "comparative", "bound": "exactly", "synthetic": True}
    made = {"study_synthetic": True, "consent": "no"}
    return Fact(id=id, missing=None, suppressed=False, **stands, **spread, **kind, **made)  # type: ignore[arg-type]


def test_nothing_is_wrong_with_it_and_no_hint_is_needed(study: OpenStudy) -> None:
    assert check_story(study) == ()


def test_it_cites_only_ids_that_a_question_publishes(script: Script) -> None:
    assert {id for id in _cited(script, "fact") if not FACT_IDS.fullmatch(id)} == set()


def test_each_noticeable_result_says_what_may_not_be_concluded(history: History) -> None:
    assert 3 <= len(history.noticeable) <= 7
    assert all(len(result.may_not_conclude) > 60 for result in history.noticeable)


def test_all_levels_and_valences_have_a_theme(history: History) -> None:
    assert {theme.level for theme in history.themes} == {"resident", "practitioner", "manager", "executive"}
    assert {theme.valence for theme in history.themes} == {"stuck", "proud", "mixed"}
    assert {"een-vraag", "huis-van-de-wijk", "geld", "gewoon-werk"} <= {theme.id for theme in history.themes}


def test_every_theme_has_tension_voices_and_questions(history: History) -> None:
    for theme in history.themes:
        assert len(theme.curtain.markdown) > 200
        voices = [voice for moment in theme.moments for voice in moment.voices]
        assert {type(voice) for voice in voices} == {Event, Quote}
        assert sum(len(moment.questions) for moment in theme.moments) >= 2


def test_quotes_are_declared_as_invented_and_some_are_withheld(history: History) -> None:
    assert history.example_quotes
    assert history.quotes.withheld == 4
    assert {voice.id for t in history.themes for m in t.moments for voice in m.voices}.isdisjoint(
        {"F27", "F28", "F29", "F30"}
    )


def test_rare_roles_are_generalised(history: History) -> None:
    told = repr(history).lower()
    assert "wethouder" not in told
    assert "contractmanager" not in told
    roles = {voice.role for t in history.themes for m in t.moments for voice in m.voices if isinstance(voice, Quote)}
    assert {"manager", "bestuurder", "wijkverpleegkundige", "bewoner"} <= roles


def test_the_timeline_runs_over_the_years_and_names_its_sources(history: History) -> None:
    assert len(history.timeline) >= 12
    assert (history.timeline[0].date.year, history.timeline[-1].date.year) == (2016, 2023)
    assert {event.effect for event in history.timeline} == {"helping", "hindering", "context"}
    assert all(event.source for event in history.timeline)


def test_the_sessions_leave_eye_openers_actions_and_questions(history: History) -> None:
    assert [session.level for session in history.sessions] == ["practitioner", "manager", "executive"]
    assert all(s.eye_openers and s.actions and s.open_questions for s in history.sessions)
    assert all("verzonnen" in session.eye_openers.lower() for session in history.sessions)


def test_every_quotable_fragment_has_its_place_in_the_story(study: OpenStudy, script: Script) -> None:
    fragments = study.tables["fragments"]
    shown = fragments[fragments["status"].isin(["agreed", "changed"]) & (fragments["consent"] == "yes")]
    assert set(shown["fragment"]) == _cited(script, "quote")
    assert set(study.tables["events"]["event"]) >= _cited(script, "event")
    assert set(shown["theme"]) == {page.front.id for page in script.themes if page.front}
