"""The sheets of a facilitator: three hours, tables where all can speak, and cards that still say what they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from pydantic import TypeAdapter, ValidationError
from reading import read
from samples import history

from wijklab.contract.history import Note, Perspectives, Quote, Session
from wijklab.contract.session_file import Owner, Words
from wijklab.contract.vocabulary import LEVELS
from wijklab.report import cards
from wijklab.report.history.notes import LONGEST_OWNER, LONGEST_TEXT, notebook_view
from wijklab.report.slips import slips_of

NOTES = (
    Note("2024-03-01-manager-1", "2024-03-01-manager", "question", "Wie betaalt dit?"),
    Note(
        "2024-03-01-manager-2",
        "2024-03-01-manager",
        "action",
        "Bel de corporatie",
        owner="gemeente",
        due=dt.date(2024, 6, 1),
    ),
    Note(
        "2024-03-01-manager-3", "2024-03-01-manager", "question", "Mag dit?", status="answered", answer="Ja, dit mag."
    ),
    Note("2024-03-01-manager-4", "2024-03-01-manager", "eye_opener", "Wij keken niet."),
)


def of_managers(participants: int | None = 14):
    session = Session("2024-03-01-manager", dt.date(2024, 3, 1), "manager", participants, "", "", "", NOTES)
    return replace(history(), level="manager", sessions=(session,))


@pytest.fixture(scope="module")
def tree():
    return read(cards.session_page(of_managers()))


def test_a_session_takes_three_hours(tree):
    assert sum(cards.STEPS.values()) == 180
    times = [row.one("th").text for row in tree.all("tbody")[0].all("tr")]
    assert (times[0], times[-1]) == ("0:00", "2:50")


@pytest.mark.parametrize("people", range(3, 41))
def test_at_each_table_sit_three_to_eight(people):
    tables = cards.tables_for(people)
    assert 3 <= people // tables <= -(-people // tables) <= 8


@pytest.mark.parametrize(("came", "told"), [(14, "14 deelnemers. Zoveel tafels legt u dan klaar"), (None, "")])
def test_says_how_many_came_the_last_time(came, told):
    page = cards.session_page(of_managers(came))
    assert told in page
    assert ("De vorige keer" in page) == bool(came)


def test_the_agenda_tells_what_was_done_and_what_waits(tree):
    carried = [
        item.text.strip()
        for listed in tree.all("ul")
        for item in listed.all("li")
        if listed.attributes.get("class") == "carried"
    ]
    assert carried == [
        "vraag: Mag dit? → Ja, dit mag.",
        "vraag: Wie betaalt dit?",
        "actie: Bel de corporatie (gemeente · voor 1 juni 2024)",
    ]


def test_has_a_card_of_every_kind(tree):
    kinds = {
        word for item in tree.all("li") for word in item.attributes.get("class", "").split() if word.startswith("slip-")
    }
    assert {f"slip-{kind}" for kind in ("event", "fact", "theme", "quote", "question", "open", "empty")} <= kinds


def test_no_sheet_holds_more_than_fits(tree):
    sheets = [one for one in tree.all("div") if "sheet" in one.attributes.get("class", "").split()]
    assert sheets
    for sheet in sheets:
        assert len(sheet.all("li")) <= int(sheet.attributes["class"].rpartition("-")[2])


def test_every_fact_card_says_what_may_not_be_concluded():
    facts = slips_of("fact", history())
    assert len({(one.title, str(one.html)) for one in facts}) == len(facts) > 2
    assert all(one.limit for one in facts)


def test_every_quote_card_says_who_speaks_in_role_and_level_and_whether_it_was_made_up():
    quotes = slips_of("quote", history())
    assert all(one.below[0] for one in quotes)
    assert all("voorbeeldcitaat" in one.mark for one in quotes) == history().example_quotes


def test_voices_beside_each_other_are_cards_of_their_own():
    whole = history()
    both = (
        Quote("P1", "Zo zag ik het.", "bewoner", "resident", "agreed"),
        Quote("P2", "En ik zo.", "", "manager", "agreed"),
    )
    theme = whole.themes[0]
    moment = replace(theme.moments[0], voices=(Perspectives(whole.timeline[0], both),))
    slips = slips_of("quote", replace(whole, themes=(replace(theme, moments=(moment,)),)))
    assert [one.html.striptags() for one in slips] == ["“Zo zag ik het.”", "“En ik zo.”"]


def test_a_quote_is_text_on_a_card():
    whole = history()
    theme = whole.themes[0]
    moment = replace(theme.moments[0], voices=(Quote("X", "<script>x</script> =1+1 \u202e", "", "resident", "agreed"),))
    page = cards.session_page(replace(whole, themes=(replace(theme, moments=(moment,)),)))
    assert "<script>x" not in page
    assert '<p dir="auto">“&lt;script&gt;x&lt;/script&gt; =1+1 \u202e”</p>' in page


@pytest.mark.parametrize(("length", "size"), [(40, "short"), (300, "middling"), (900, "long")])
def test_long_words_are_written_smaller(length, size):
    whole = history()
    event = replace(whole.timeline[0], title="", description="x" * length, source="")
    assert slips_of("event", replace(whole, timeline=(event,)))[0].size == size


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_there_is_a_page_for_every_level_in_both_languages(level, language):
    whole = history()
    page = cards.session_page(replace(whole, level=level, card=replace(whole.card, language=language)))
    assert f'<html lang="{language}">' in page
    assert " style=" not in page
    assert cards.session_file(level) == f"session-{level}.html"


def test_ids_are_unique_and_headings_skip_no_level(tree):
    ids = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    levels = [int(one.name[1]) for one in tree.all() if one.name in ("h1", "h2", "h3", "h4")]
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize(("kind", "longest"), [(Words, LONGEST_TEXT), (Owner, LONGEST_OWNER)])
def test_the_form_takes_what_the_study_takes(kind, longest):
    assert TypeAdapter(kind).validate_python("x" * longest)
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python("x" * (longest + 1))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_script_gets_all_its_words(language):
    whole = history()
    words = dict(notebook_view(replace(whole, card=replace(whole.card, language=language))).words)
    assert words["counter"].count("{n}") == words["counter"].count("{total}") == 1
    assert all(words.values())
