"""The shape of a learning history: what stands right, left and over the full width, and who is named beside a quote."""

from __future__ import annotations

import pytest
from small_story import FRAGMENTS, HISTORY, THEME, Tell

from wijklab.contract.history import Event, Quote
from wijklab.errors import StoryError
from wijklab.story import tell_history
from wijklab.story.frontmatter import split
from wijklab.story.markdown import blocks, curtain, moments

BODIES = (
    # body, the pieces as (kind, text, line); the body begins on line 3
    ("", ()),
    ("woord", (("paragraph", "woord", 3),)),
    ("een\ntwee\n\ndrie", (("paragraph", "een\ntwee", 3), ("paragraph", "drie", 6))),
    ("? Waarom?\nEn nu?", (("question", "Waarom?\nEn nu?", 3),)),
    ("? Een?\n? Twee?", (("question", "Een?", 3), ("question", "Twee?", 4))),
    ("?geen vraag", (("paragraph", "?geen vraag", 3),)),
    ("{{ quote: F1 }}", (("quote", "F1", 3),)),
    ("  {{quote:F1}}  ", (("quote", "F1", 3),)),
    ("{{ event: E1 }}\nwoord", (("event", "E1", 3), ("paragraph", "woord", 4))),
    ("{{ fact: a.b-c_d }}", (("fact", "a.b-c_d", 3),)),
    ("Het is {{ fact: a }} nu", (("paragraph", "Het is {{ fact: a }} nu", 3),)),
    ("{{ fact: a }} {{ fact: b }}", (("paragraph", "{{ fact: a }} {{ fact: b }}", 3),)),
    ("## Kop\nwoord", (("heading", "Kop", 3), ("paragraph", "woord", 4))),
    ("## Kop ##", (("heading", "Kop", 3),)),
    ("- een\n- twee", (("paragraph", "- een\n- twee", 3),)),
)


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_a_body_falls_into_pieces(body: str, expected: tuple[tuple[str, str, int], ...]) -> None:
    pieces = blocks(split(f"---\n---\n{body}", "x.md"))
    assert tuple((piece.kind, piece.text, piece.line) for piece in pieces) == expected


def test_moments_open_with_a_heading_and_hold_what_follows() -> None:
    parts = blocks(split("---\n---\nvooraf\n\n## Een\n{{ quote: F1 }}\n\n## Twee\n? Wat?\n", "x.md"))
    assert [block.text for block in curtain(parts)] == ["vooraf"]
    assert [(title, [block.kind for block in under]) for title, under in moments(parts)] == [
        ("Een", ["quote"]),
        ("Twee", ["question"]),
    ]


def test_a_theme_that_cannot_be_read_is_a_problem_and_not_a_crash(make_story: Tell) -> None:
    study = make_story({"themes/map.md/los.txt": "x"})
    with pytest.raises(StoryError, match=r"themes/map\.md: this file cannot be read"):
        tell_history(study)


def test_a_theme_with_capitals_in_its_ending_is_not_passed_over(make_story: Tell) -> None:
    study = make_story({"themes/B.MD": THEME.replace("title: De tuin", "id: b\ntitle: Nog een")})
    assert [theme.id for theme in tell_history(study).themes] == ["b", "tuin"]


def test_facts_stand_full_width_voices_right_words_of_the_historian_left(make_story: Tell) -> None:
    theme = tell_history(make_story()).themes[0]
    moment = theme.moments[0]
    assert (theme.id, theme.level, theme.valence) == ("tuin", "practitioner", "proud")
    assert theme.curtain.markdown == "Het opvallende, en de spanning."
    assert [fact.quantity.id for fact in moment.facts] == ["wellbeing.change.proeftuin"]
    assert [(type(voice), voice.id) for voice in moment.voices] == [(Event, "E1"), (Quote, "F1")]
    assert [passage.markdown for passage in moment.questions] == ["Wat herkent u hierin?"]
    assert [passage.markdown for passage in moment.commentary] == [
        "Een gedachte bij [[fact:0]]\ndie op een tweede regel verdergaat."
    ]


def test_a_cited_number_comes_with_its_interval_question_and_exhibit(make_story: Tell) -> None:
    cited = tell_history(make_story()).themes[0].moments[0].commentary[0].facts[0]
    assert (cited.quantity.value, cited.quantity.low, cited.quantity.high) == (2.1, 1.2, 3.0)
    assert (cited.question, cited.exhibit) == ("wellbeing", "wellbeing-change")


def test_several_facts_in_one_passage_are_numbered_in_order(make_story: Tell) -> None:
    line = "Eerst {{ fact: wellbeing.difference.proeftuin-traditional }}, dan {{ fact: wellbeing.change.proeftuin }}."
    passage = tell_history(make_story({"history.md": HISTORY + line + "\n"})).introduction
    assert passage.markdown.count("[[fact:") == 3
    assert passage.markdown.endswith("Eerst [[fact:1]], dan [[fact:2]].")
    assert [fact.quantity.id.split(".")[1] for fact in passage.facts] == ["change", "difference", "change"]


def test_the_timeline_and_the_sessions_stand_in_order_of_time(make_story: Tell) -> None:
    history = tell_history(make_story())
    assert [event.id for event in history.timeline] == ["E1", "E2"]
    assert history.timeline[1].source == ""
    session = history.sessions[0]
    assert (session.id, session.participants, session.actions, session.open_questions) == ("S1", None, "", "Een vraag?")


def test_themes_stand_in_their_declared_order(make_story: Tell) -> None:
    later = THEME.replace("valence: trots", "valence: trots\norder: 9")
    history = tell_history(make_story({"themes/aarde.md": later, "themes/zon.md": THEME}))
    assert [theme.id for theme in history.themes] == ["tuin", "zon", "aarde"]


@pytest.mark.parametrize(("status", "withheld"), [("final", 4), ("concept", 3)])
def test_withheld_quotes_are_counted_and_a_concept_also_shows_presented_ones(
    make_story: Tell, status: str, withheld: int
) -> None:
    assert tell_history(make_story(status=status)).quotes.withheld == withheld


def test_a_presented_quote_keeps_its_status_in_a_concept(make_story: Tell) -> None:
    study = make_story({"themes/tuin.md": THEME + "\n{{ quote: F4 }}\n"}, status="concept")
    assert tell_history(study).themes[0].moments[0].voices[-1].status == "presented"


@pytest.mark.parametrize("holders", [1, 2, None])
def test_a_rare_role_never_appears(make_story: Tell, holders: int | None) -> None:
    rows = (*FRAGMENTS[:1], (*FRAGMENTS[1][:6], holders), *FRAGMENTS[2:])
    history = tell_history(make_story({"themes/tuin.md": THEME + "\n{{ quote: F2 }}\n"}, fragments=rows))
    assert history.themes[0].moments[0].voices[-1].role == "manager"
    assert "kwartiermaker" not in repr(history)


def test_a_role_that_three_people_hold_is_named(make_story: Tell) -> None:
    rows = (*FRAGMENTS[:1], (*FRAGMENTS[1][:6], 3), *FRAGMENTS[2:])
    history = tell_history(make_story({"themes/tuin.md": THEME + "\n{{ quote: F2 }}\n"}, fragments=rows))
    assert history.themes[0].moments[0].voices[-1].role == "kwartiermaker"


@pytest.mark.parametrize(("line", "expected"), [("", False), ("quotes: spoken\n", False), ("quotes: invented\n", True)])
def test_invented_quotes_are_declared_by_the_historian(make_story: Tell, line: str, expected: bool) -> None:
    study = make_story({"history.md": HISTORY.replace("---\n", f"---\n{line}", 1)})
    assert tell_history(study).example_quotes is expected


def test_the_same_story_is_the_same_history(make_story: Tell) -> None:
    assert tell_history(make_story()) == tell_history(make_story())
