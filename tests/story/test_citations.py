"""Every way in which a citation, a page or its front matter can be wrong, and the file and line that is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_story import FACTS, FRAGMENTS, HISTORY, THEME, Tell

from wijklab.errors import StoryError
from wijklab.story import check_story, tell_history

IN_BODY = (
    # what is added after the theme (its last line is 20, so this is line 22), what the message says
    ("{{ fact: wellbeing.change.proeftui }}", "fact 'wellbeing.change.proeftui' does not exist; the nearest is"),
    ("{{ fact: niets }}", "fact 'niets' does not exist\n"),
    ("{{ fact: ladder.count.proeftuin }}", "was suppressed: too few people"),
    ("Zie {{ fact: ladder.count.proeftuin }}.", "was suppressed: too few people"),
    ("{{ fact: costs.total_change.proeftuin }}", "has no value (not_computable)"),
    ("{{ quote: F9 }}", "quote 'F9' does not exist"),
    ("{{ quote: F3 }}", "is a concept that its speaker has not seen"),
    ("{{ quote: F4 }}", "was presented, but its speaker has not agreed"),
    ("{{ perspectives: E9 }}", "perspectives 'E9' does not exist"),
    ("{{ case: fiets }}", "case 'fiets' does not exist"),
    ("{{ quote: F6 }}", "has no consent of its speaker"),
    ("{{ event: E9 }}", "event 'E9' does not exist"),
    ("Hij zei {{ quote: F1 }} tegen mij.", "a quote or event inside a sentence"),
    ("{{ quote: F1 }} {{ quote: F2 }}", "a quote or event inside a sentence"),
    ("{{ cijfer: F1 }}", "braces that are no citation"),
    ("{{ fact: }}", "braces that are no citation"),
    ("Zie {{ fact: x", "braces that are no citation"),
    ("> Dat zei ik niet.", "a blockquote"),
    ("### Te diep", "a heading of another level"),
    ("# Te hoog", "a heading of another level"),
    ("##", "a heading without words"),
    ("## Wel {{ fact: wellbeing.change.proeftuin }}", "a citation in a heading"),
    ("Zie [[fact:0]].", "'[[fact:' is used by the program itself"),
    ("Een <b>vet</b> woord", "HTML"),
    ("[//]: # (P7 zei dit, niet doorvertellen)", "words between brackets with a colon"),
    ("[Zie dit](file:///home/jan/gesprek.docx)", "a link to a file on this computer"),
    ("[Zie dit](C:\\Users\\jan\\gesprek.docx)", "a link to a file on this computer"),
    ("De kwartiermaker kwam langs.", "a role that too few people hold"),
    ("Drie Kwartiermakers.", "a role that too few people hold"),
)


@pytest.mark.parametrize(("line", "said"), IN_BODY)
def test_a_wrong_line_stops_the_story_and_is_named(make_story: Tell, line: str, said: str) -> None:
    study = make_story({"themes/tuin.md": f"{THEME}\n{line}\n"})
    with pytest.raises(StoryError) as refused:
        tell_history(study)
    message = str(refused.value)
    assert "verhaal/themes/tuin.md, line 22: " in message
    assert said in message


IN_FRONT = (
    # old text of the theme's front matter, new text, line, what the message says
    ("title: De tuin", "titel: De tuin", 2, "titel is not a key of this front matter\n    -> did you mean `title`?"),
    ("title: De tuin", "", 3, "title is missing"),
    ("level: uitvoerder", "level: baas", 3, "level is not one of the choices"),
    ("valence: trots", "valence: blij", 4, "valence is not one of the choices"),
    ("goals: [better_health]", "goals: [health]", 5, "is not one of the choices"),
    ("principles: [count_and_tell]", "principles: count_and_tell", 6, "principles is not a list"),
    ("principles: [count_and_tell]", "order: veel", 6, "order is not a whole number"),
    ("title: De tuin", "title: De kwartiermaker", 2, "a role that too few people hold"),
    ("title: De tuin", "title: [", 4, "is not valid YAML"),
    ("title: De tuin", "title: De tuin\ntitle: Twee", 3, "the key title stands twice"),
    ("---\ntitle", "title", 1, "no front matter"),
)


@pytest.mark.parametrize(("old", "new", "line", "said"), IN_FRONT)
def test_wrong_front_matter_stops_the_story_and_is_named(
    make_story: Tell, old: str, new: str, line: int, said: str
) -> None:
    assert old in THEME
    study = make_story({"themes/tuin.md": THEME.replace(old, new, 1)})
    with pytest.raises(StoryError) as refused:
        tell_history(study)
    assert f"verhaal/themes/tuin.md, line {line}: " in str(refused.value)
    assert said in str(refused.value)


IN_HISTORY = (
    ("  - fact: wellbeing.change.proeftuin", "  - fact: ladder.count.proeftuin", 3, "was suppressed"),
    ("  - fact: wellbeing.change.proeftuin", "  - fact: wellbeing.change", 3, "does not exist; the nearest is"),
    ("    may_not_conclude: De werkwijze heeft dit niet bewezen.", "", 3, "noticeable[1].may_not_conclude is missing"),
    ("    may_not", "    might_not", 4, "noticeable[1].might_not_conclude is not a key"),
    ("De inleiding", "## De inleiding", 11, "a heading in the introduction"),
    ("De inleiding", "? De inleiding", 11, "a question in the introduction"),
    ("noticeable:", "quotes: echt\nnoticeable:", 2, "quotes is not one of the choices"),
)


def test_fewer_than_three_noticeable_results_are_worth_knowing(make_story: Tell) -> None:
    one = HISTORY.split("  - fact")[1]
    study = make_story({"history.md": f"---\nnoticeable:\n  - fact{one}---\n\nDe inleiding.\n"})
    (told,) = check_story(study)
    assert (told.severity, told.what) == ("notice", "fewer than three noticeable results")


@pytest.mark.parametrize(("old", "new", "line", "said"), IN_HISTORY)
def test_a_wrong_introduction_stops_the_story_and_is_named(
    make_story: Tell, old: str, new: str, line: int, said: str
) -> None:
    assert old in HISTORY
    study = make_story({"history.md": HISTORY.replace(old, new, 1)})
    with pytest.raises(StoryError) as refused:
        tell_history(study)
    assert f"verhaal/history.md, line {line}: " in str(refused.value)
    assert said in str(refused.value)


def test_everything_wrong_is_said_at_once(make_story: Tell) -> None:
    wrong = {"history.md": HISTORY.replace("change", "chance"), "themes/tuin.md": THEME.replace("E1", "E7")}
    study = make_story(wrong | {"themes/kas.md": "geen voorwerk", "themes/pad.md": THEME.replace("F1", "F3")})
    with pytest.raises(StoryError) as refused:
        tell_history(study)
    places = {problem.where for problem in refused.value.problems}
    assert {"verhaal/history.md, line 3", "verhaal/history.md, line 7", "verhaal/themes/tuin.md, line 14"} <= places
    assert {"verhaal/themes/kas.md, line 1", "verhaal/themes/pad.md, line 15"} <= places


def test_two_themes_may_not_share_an_id(make_story: Tell) -> None:
    study = make_story({"themes/wei.md": THEME.replace("---\ntitle", "---\nid: tuin\ntitle", 1)})
    with pytest.raises(StoryError, match=r"wei\.md, line 2: theme id 'tuin' stands in verhaal/themes/tuin\.md too"):
        tell_history(study)


def test_without_facts_the_story_says_to_run_the_questions_first(make_story: Tell) -> None:
    study = make_story(facts=())
    with pytest.raises(StoryError, match="no facts to cite yet") as refused:
        tell_history(study)
    assert "wijklab run" in str(refused.value)
    assert len(refused.value.problems) == 1
    assert check_story(study) == ()


def test_without_a_story_folder_the_message_says_how_to_make_one(make_story: Tell) -> None:
    study = make_story()
    elsewhere = study.asked.model_copy(update={"story": study.asked.story.model_copy(update={"folder": "weg"})})
    with pytest.raises(StoryError, match="weg: this story folder is missing"):
        tell_history(replace(study, asked=elsewhere))


def test_a_study_that_asks_for_no_story_has_nothing_to_check(make_story: Tell) -> None:
    study = make_story()
    without = replace(study, asked=study.asked.model_copy(update={"story": None}))
    assert check_story(without) == ()
    with pytest.raises(StoryError, match="no key 'story'"):
        tell_history(without)


def test_a_missing_introduction_and_an_absent_theme_are_both_said(make_story: Tell) -> None:
    study = make_story()
    (study.place.root / "verhaal" / "history.md").unlink()
    (study.place.root / "verhaal" / "themes" / "tuin.md").unlink()
    with pytest.raises(StoryError) as refused:
        tell_history(study)
    assert [problem.where for problem in refused.value.problems] == ["verhaal/history.md", "verhaal/themes"]


def test_a_quote_that_names_a_rare_role_is_refused(make_story: Tell) -> None:
    row = ("F7", "bewoner", "resident", "De kwartiermaker belde mij.", "agreed", "yes", 90)
    with pytest.raises(StoryError, match="quote 'F7': names a role that too few people hold"):
        tell_history(make_story(fragments=(*FRAGMENTS, row)))


def test_a_message_never_holds_a_fragments_words(make_story: Tell) -> None:
    study = make_story({"themes/tuin.md": THEME + "\n{{ quote: F5 }}\n{{ quote: F6 }}\nDe kwartiermaker.\n"})
    with pytest.raises(StoryError) as refused:
        tell_history(study)
    assert not [row[3] for row in FRAGMENTS if row[3] in str(refused.value)]
    assert "kwartiermaker" not in str(refused.value)


def test_a_fact_that_is_zero_may_be_cited(make_story: Tell) -> None:
    zero = tuple(replace(fact, value=0.0) for fact in FACTS[:2])
    assert tell_history(make_story(facts=zero)).noticeable[0].fact.quantity.value == 0.0


@pytest.mark.parametrize(("table", "column"), [("events", "description"), ("sessions", "actions")])
def test_an_event_or_session_that_names_a_rare_role_is_refused(make_story: Tell, table: str, column: str) -> None:
    study = make_story()
    study.tables[table].loc[0, column] = "Een gesprek met de kwartiermaker."
    with pytest.raises(StoryError, match=f"{table[:-1]} '..': names a role that too few people hold"):
        tell_history(study)


def test_before_a_run_a_fact_of_the_last_run_that_is_missing_is_a_notice(make_story: Tell) -> None:
    study = make_story({"themes/tuin.md": THEME + "\n{{ fact: ladder.up.proeftuin }}\n{{ quote: F9 }}\n"})
    assert [problem.severity for problem in check_story(study)] == ["notice", "refusal"]


@pytest.mark.parametrize(
    "text",
    [
        "Dat zei de kwartiermaker\nwonen zelf.",
        "De *kwartiermaker* wonen.",
        "De kwartier\u00admaker  wonen.",
        "KWARTIERMAKER WONEN",
    ],
)
def test_a_rare_role_is_found_however_it_is_typed(make_story: Tell, text: str) -> None:
    study = make_story({"themes/tuin.md": f"{THEME}\n{text}\n"})
    study.tables["fragments"].loc[1, "role"] = "kwartiermaker  wonen"
    with pytest.raises(StoryError, match="line 22: a role that too few people hold"):
        tell_history(study)


def test_a_rare_role_that_ends_in_a_sign_is_found_too(make_story: Tell) -> None:
    study = make_story({"themes/tuin.md": f"{THEME}\nDe regisseur (wonen) zei niets.\n"})
    study.tables["fragments"].loc[1, "role"] = "regisseur (wonen)"
    with pytest.raises(StoryError, match="a role that too few people hold"):
        tell_history(study)


def test_a_rare_role_may_not_stand_in_the_title_of_the_study(make_story: Tell) -> None:
    study = make_story()
    asked = study.asked.model_copy(update={"subtitle": "Het jaar van de kwartiermaker"})
    with pytest.raises(StoryError, match=r"klein.yaml: names a role"):
        tell_history(replace(study, asked=asked))
