"""The example study teaches: its story reads without a hint, cites only what exists, and shows what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wijklab.contract.history import CaseBox, Event, History, Moment, Perspectives, Quote, Theme, Voice
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import FRAMES, LEVELS, NOTE_KINDS, NOTE_STATUSES
from wijklab.sources.fact_file import Fact, write_facts
from wijklab.sources.opening import open_study
from wijklab.story import check_story, tell_history
from wijklab.story.citations import cited_in_body, cited_in_front
from wijklab.story.editions import edition_of
from wijklab.story.script import Script, read_script

ROOT = Path(__file__).resolve().parents[2]
FACT_IDS = re.compile(
    r"published\.wellbeing\.\w+|cases\.break_even\.\w+|wijkfoto\.health_good_percent\.(WK082806|GM0828)"
    r"|missing\.wellbeing_left_share\.proeftuin\.long_term|budget\.collective_people\.20(18|21)"
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
        assert {type(voice) for voice in _heard(theme)} >= {Event, Quote}
        assert sum(len(moment.questions) for moment in theme.moments) >= 2
        assert all(_has_something_to_say(moment) for moment in theme.moments)


def test_quotes_are_declared_as_invented_and_some_are_withheld(history: History) -> None:
    assert history.example_quotes
    assert history.quotes.shown == 54
    counts = history.quotes
    withheld = (counts.concept, counts.presented, counts.no_consent, counts.withdrawn, counts.expired)
    assert withheld == (1, 1, 1, 2, 1)
    assert not [id for id in ("F27", "F28", "F29", "F30", "F59", "F60") if f"'{id}'" in repr(history)]
    assert "toch niet meer" not in repr(history), "the words of F60, which was withdrawn"


def test_it_is_as_large_as_a_real_one(study: OpenStudy, history: History) -> None:
    assert (history.interviews, len(study.tables["fragments"])) == (10, 60)
    assert (len(history.themes), len(history.timeline), len(history.sessions)) == (8, 25, 6)


def test_words_that_a_speaker_changed_are_the_new_ones(history: History) -> None:
    told = {quote.id: quote for quote in _quotes(history)}
    assert {told["F40"].status, told["F53"].status} == {"changed"}
    assert "helpen sjouwen" in told["F40"].text
    assert "gewoon lastig" not in repr(history), "what F40 said at first"


def test_every_frame_has_a_theme(history: History) -> None:
    used = {(name, id) for theme in history.themes for name, ids in theme.frames.items() for id in ids}
    assert used == {(name, id) for name, ids in FRAMES.items() for id in ids}


def test_three_events_are_seen_from_three_levels(history: History) -> None:
    seen = [voice for voice in _voices(history) if isinstance(voice, Perspectives)]
    assert {voice.event.id for voice in seen} == {"E05", "E09", "E11"}
    assert all(len({quote.level for quote in voice.quotes}) >= 3 for voice in seen)


def test_cases_stand_in_boxes_with_what_somebody_wants_can_and_needs(history: History) -> None:
    boxes = {voice.id: voice for voice in _voices(history) if isinstance(voice, CaseBox)}
    assert set(boxes) == {"fiets", "koffie", "oprit", "post"}
    assert all(box.wants and box.can and box.needs and box.source for box in boxes.values())


def test_notes_are_of_every_kind_and_status_and_hang_where_they_say(study: OpenStudy, history: History) -> None:
    notes = [note for session in history.sessions for note in session.notes]
    assert {session.level for session in history.sessions if session.notes} == set(LEVELS)
    assert {note.kind for note in notes} == set(NOTE_KINDS)
    assert {note.status for note in notes} == set(NOTE_STATUSES)
    places = {(theme.id, moment.id) for theme in history.themes for moment in theme.moments}
    assert {(note.theme, note.moment) for note in notes if note.moment} <= places
    assert len(notes) == len(study.tables["session_notes"])


EDITIONS = {
    "resident": {"huis-van-de-wijk", "straat"},
    "practitioner": {"een-vraag", "overkant", "tellen", "huis-van-de-wijk", "straat"},
    "manager": {"geld", "een-team", "een-vraag", "overkant", "tellen", "straat"},
    "executive": {"gewoon-werk", "geld", "een-team", "tellen"},
}
"""By level, the themes of its edition: its own, what climbs from the level below, and what a session of the level
below left open of what climbed to it (the street to the managers, counting to the executives)."""


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_has_an_edition_of_its_own(history: History, level: str) -> None:
    edition = edition_of(history, level)
    assert {theme.id for theme in edition.themes} == EDITIONS[level]
    assert len(edition.elsewhere) == 8 - len(EDITIONS[level])


@pytest.mark.parametrize("level", ["resident", "practitioner", "manager"])
def test_answers_come_down_to_who_asked(history: History, level: str) -> None:
    notes = [note for session in edition_of(history, level).sessions for note in session.notes]
    assert [note for note in notes if note.kind == "question" and note.status == "answered" and note.answer]


def _voices(history: History) -> list[Voice]:
    return [voice for theme in history.themes for voice in _heard(theme)]


def _heard(theme: Theme) -> list[Voice]:
    return [voice for moment in theme.moments for voice in moment.voices]


def _quotes(history: History) -> list[Quote]:
    """Every quote of the page, also those that stand side by side."""
    return [quote for voice in _voices(history) for quote in _quotes_in(voice)]


def _quotes_in(voice: Voice) -> tuple[Quote, ...]:
    if isinstance(voice, Perspectives):
        return voice.quotes
    return (voice,) if isinstance(voice, Quote) else ()


def test_rare_roles_are_generalised(history: History) -> None:
    told = repr(history).lower()
    assert "wethouder" not in told
    assert "contractmanager" not in told
    assert "wijkagent" not in told
    roles = {quote.role for quote in _quotes(history)}
    assert {"manager", "bestuurder", "uitvoerder", "wijkverpleegkundige", "bewoner"} <= roles


def test_the_timeline_runs_over_the_years_and_names_its_sources(history: History) -> None:
    assert len(history.timeline) >= 12
    assert (history.timeline[0].date.year, history.timeline[-1].date.year) == (2016, 2023)
    assert {event.effect for event in history.timeline} == {"helping", "hindering", "context"}
    assert all(event.source for event in history.timeline)


def test_the_sessions_leave_eye_openers_actions_and_questions(history: History) -> None:
    levels = ["resident", "practitioner", "manager", "executive", "resident", "practitioner"]
    assert [session.level for session in history.sessions] == levels
    assert all(s.eye_openers and s.actions and s.open_questions for s in history.sessions)
    assert all("verzonnen" in session.eye_openers.lower() for session in history.sessions)


def test_every_quotable_fragment_has_its_place_in_the_story(study: OpenStudy, history: History, script: Script) -> None:
    shown = {quote.id for quote in _quotes(history)}
    assert len(shown) == len(_quotes(history)) == history.quotes.shown, "none is left out, none stands there twice"
    events = {event.id for event in history.timeline}
    assert _cited(script, "event") | _cited(script, "perspectives") >= events - {"E13", "E14"}
    fragments = study.tables["fragments"]
    assert set(fragments["theme"]) == {page.front.id for page in script.themes if page.front}


def _has_something_to_say(moment: Moment) -> bool:
    return bool(moment.commentary and moment.questions and moment.voices + moment.facts)
