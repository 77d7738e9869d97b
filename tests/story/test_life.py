"""The life of a quote: which of its answers counts on the day of an edition, and what becomes of it then."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_story import THEME, Tell, make_story_in

from wijklab.contract.history import Perspectives, QuoteCounts
from wijklab.contract.tables import OpenStudy
from wijklab.errors import StoryError
from wijklab.story import check_story, tell_history
from wijklab.story.life import lives

LIFE = ["fragment", "date", "status", "text", "expires"]
TOLD_ON = "2024-06-30"  # the cutoff of the small study


def lived(study: OpenStudy, *answers: tuple[str, str, str, str | None, str | None], **columns: object) -> OpenStudy:
    """The study with these answers, and with other values for columns of F1."""
    frame = pd.DataFrame(answers, columns=LIFE)
    for name in ("date", "expires"):
        frame[name] = pd.to_datetime(frame[name])
    fragments = study.tables["fragments"].assign(expires=pd.NaT, event=None, speaker=None, interview=None)
    for name, value in columns.items():
        fragments[name] = fragments[name].astype(object)
        fragments.loc[0, name] = value
    return replace(
        study, tables=replace(study.tables, frames={**study.tables.frames, "quote_life": frame, "fragments": fragments})
    )


WORDS = "We gingen gewoon op de koffie."
DAY = pd.Timestamp
CASES = (
    # what it shows, columns of the fragment, answers, what becomes of it, its words
    ("as written down", {}, (), "shown", WORDS),
    ("a concept", {"status": "concept"}, (), "concept", WORDS),
    ("presented", {"status": "concept"}, (("2024-01-01", "presented", None, None),), "presented", WORDS),
    ("agreed later", {"status": "concept"}, (("2024-01-01", "agreed", None, None),), "shown", WORDS),
    ("changed", {}, (("2024-01-01", "changed", "Anders.", None),), "shown", "Anders."),
    ("changed without words", {}, (("2024-01-01", "changed", None, None),), "shown", WORDS),
    (
        "changed, then agreed",
        {},
        (("2024-02-01", "agreed", None, None), ("2024-01-01", "changed", "Anders.", None)),
        "shown",
        "Anders.",
    ),
    ("withdrawn", {}, (("2024-01-01", "withdrawn", None, None),), "withdrawn", WORDS),
    ("withdrawn after the edition", {}, (("2030-01-01", "withdrawn", None, None),), "withdrawn", WORDS),
    (
        "withdrawn after the edition, and agreed to after that",
        {},
        (("2030-01-01", "withdrawn", None, None), ("2030-02-01", "agreed", None, None)),
        "withdrawn",
        WORDS,
    ),
    (
        "withdrawn, and back",
        {},
        (("2023-01-01", "withdrawn", None, None), ("2023-02-01", "agreed", None, None)),
        "shown",
        WORDS,
    ),
    (
        "agreed and withdrawn on one day",
        {},
        (("2024-01-01", "withdrawn", None, None), ("2024-01-01", "agreed", None, None)),
        "withdrawn",
        WORDS,
    ),
    ("withdrawn in its own row", {"status": "withdrawn"}, (("2024-01-01", "agreed", None, None),), "withdrawn", WORDS),
    ("agreed after the edition", {"status": "concept"}, (("2024-07-01", "agreed", None, None),), "concept", WORDS),
    ("agreed on its day", {"status": "concept"}, ((TOLD_ON, "agreed", None, None),), "shown", WORDS),
    ("on its last day", {"expires": DAY(TOLD_ON)}, (), "shown", WORDS),
    ("a day after it", {"expires": DAY("2024-06-29")}, (), "expired", WORDS),
    (
        "longer, by an answer",
        {"expires": DAY("2024-01-31")},
        (("2024-01-01", "agreed", None, "2025-01-01"),),
        "shown",
        WORDS,
    ),
    ("shorter, by an answer", {}, (("2024-01-01", "agreed", None, "2024-02-01"),), "expired", WORDS),
    (
        "no end in a later answer",
        {"expires": DAY("2024-01-31")},
        (("2024-01-01", "agreed", None, None),),
        "expired",
        WORDS,
    ),
    ("without consent", {"consent": "no"}, (("2024-01-01", "agreed", None, None),), "no_consent", WORDS),
    ("withdrawn without consent", {"consent": "no"}, (("2024-01-01", "withdrawn", None, None),), "withdrawn", WORDS),
    ("a concept that ended", {"status": "concept", "expires": DAY("2020-01-01")}, (), "concept", WORDS),
)


@pytest.mark.parametrize(
    ("columns", "answers", "fate", "words"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_becomes_of_a_quote(make_story: Tell, columns: dict, answers: tuple, fate: str, words: str) -> None:
    study = lived(make_story(), *(("F1", *answer) for answer in answers), **columns)
    on = dt.date.fromisoformat(TOLD_ON)
    told = lives(study.tables, on)["F1"]
    assert (told.fate(on, concept_edition=False), told.text) == (fate, words)


@pytest.mark.parametrize(
    ("columns", "answers", "fate", "words"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_it_is_told_left_out_or_refused(make_story: Tell, columns: dict, answers: tuple, fate: str, words: str) -> None:
    study = lived(make_story(), *(("F1", *answer) for answer in answers), **columns)
    if fate in ("shown", "withdrawn", "expired"):
        history = tell_history(study)
        ids = [voice.id for voice in history.themes[0].moments[0].voices]
        assert ids == (["E1", "F1"] if fate == "shown" else ["E1"])
        assert (words in repr(history)) is (fate == "shown")
        notices = [problem.where for problem in check_story(study) if problem.severity == "notice"]
        assert notices == ([] if fate == "shown" else ["verhaal/themes/tuin.md, line 15"])
    else:
        with pytest.raises(StoryError, match=r"tuin\.md, line 15: quote 'F1' "):
            tell_history(study)


def test_a_quote_that_is_gone_leaves_no_trace(make_story: Tell) -> None:
    study = lived(make_story(), ("F1", "2024-01-01", "withdrawn", None, None), speaker="SPR-1", interview="INT-1")
    told = repr(tell_history(study))
    assert not [trace for trace in ("F1", WORDS, "opbouwwerker", "SPR-1", "INT-1") if trace in told]
    (notice,) = check_story(study)
    assert "F1" not in str(notice)


def test_counts_are_by_what_became_of_them(make_story: Tell) -> None:
    study = lived(make_story(), ("F2", "2024-01-01", "withdrawn", None, None), expires=DAY("2020-01-01"))
    counts = tell_history(study).quotes
    assert counts == QuoteCounts(shown=0, concept=1, presented=1, no_consent=1, withdrawn=2, expired=1)
    assert counts.withheld == 6


@pytest.mark.parametrize(("codes", "number"), [(("G1", "G1"), 1), (("G1", "G2"), 2), (("G1", None), None)])
def test_conversations_are_counted_where_each_quote_names_one(
    make_story: Tell, codes: tuple[str | None, str | None], number: int | None
) -> None:
    study = lived(make_story())
    study.tables["fragments"].loc[:1, "interview"] = list(codes)
    study.tables["fragments"].loc[2:, "interview"] = "G9"
    history = tell_history(study)
    assert history.interviews == number
    assert "G1" not in repr(history)


def test_check_tells_of_consent_that_ended_since_the_edition(make_story: Tell) -> None:
    study = lived(make_story(), expires=DAY("2024-09-01"))
    assert check_story(study, dt.date(2024, 9, 1)) == ()
    (notice,) = check_story(study, dt.date(2024, 9, 2))
    assert notice.severity == "notice"
    assert "consent for 1 quote(s) of this edition has ended by 2024-09-02: F1" in notice.what
    assert WORDS not in str(notice)


def test_perspectives_hold_what_may_be_quoted_about_an_event_in_order_of_level(make_story: Tell) -> None:
    study = lived(make_story({"themes/tuin.md": THEME + "\n{{ perspectives: E1 }}\n"}))
    fragments = study.tables["fragments"]
    fragments["event"] = "E1"
    fragments.loc[3, "status"] = "agreed"  # F4, of a resident
    seen = tell_history(study).themes[0].moments[0].voices[-1]
    assert isinstance(seen, Perspectives)
    assert [(quote.id, quote.role) for quote in seen.quotes] == [
        ("F4", "bewoner"),
        ("F1", "opbouwwerker"),
        ("F2", "manager"),
    ]
    assert check_story(study) == ()


@pytest.mark.parametrize(("about", "number"), [(("F1",), 1), ((), 0)])
def test_perspectives_of_fewer_than_two_are_told(make_story: Tell, about: tuple[str, ...], number: int) -> None:
    study = lived(make_story({"themes/tuin.md": THEME + "\n{{ perspectives: E1 }}\n"}))
    fragments = study.tables["fragments"]
    fragments["event"] = ["E1" if id in about else None for id in fragments["fragment"]]
    (notice,) = check_story(study)
    assert (notice.severity, notice.where) == ("notice", "verhaal/themes/tuin.md, line 22")
    assert f"hold {number} quote(s)" in notice.what
    assert len(tell_history(study).themes[0].moments[0].voices[-1].quotes) == number


def test_a_quote_that_is_gone_stands_in_no_perspectives(make_story: Tell) -> None:
    text = THEME + "\n{{ perspectives: E1 }}\n"
    study = lived(make_story({"themes/tuin.md": text}), ("F1", "2024-01-01", "withdrawn", None, None))
    study.tables["fragments"]["event"] = "E1"
    assert [q.id for q in tell_history(study).themes[0].moments[0].voices[-1].quotes] == ["F2"]


LEAKS = (
    # words of a theme, whether they are those of the withdrawn quote
    ("Zo ging het: we gingen gewoon op de koffie.", True),
    ("Zo ging het: We gingen gewoon\nop de koffie!", True),
    ("We gingen op de koffie.", False),
)


@pytest.mark.parametrize(("line", "leaks"), LEAKS)
def test_words_of_a_quote_that_is_gone_may_not_be_typed_either(make_story: Tell, line: str, leaks: bool) -> None:
    study = lived(make_story({"themes/tuin.md": f"{THEME}\n{line}\n"}), ("F1", "2024-01-01", "withdrawn", None, None))
    refused = [problem for problem in check_story(study) if problem.severity == "refusal"]
    assert [problem.where for problem in refused] == (["verhaal/themes/tuin.md, line 22"] if leaks else [])
    assert not [problem for problem in refused if "koffie" in str(problem)]


def test_a_session_may_not_hold_them_either(make_story: Tell) -> None:
    study = lived(make_story(), ("F1", "2024-01-01", "withdrawn", None, None))
    study.tables["sessions"].loc[0, "eye_openers"] = "Iemand zei: 'We gingen gewoon op de koffie.'"
    with pytest.raises(StoryError, match="session 'S1': holds words of a quote that may not be shown"):
        tell_history(study)


def test_a_story_may_name_the_day_of_its_edition(make_story: Tell) -> None:
    study = lived(make_story(), ("F1", "2024-09-01", "agreed", None, "2024-10-01"), status="concept")
    with pytest.raises(StoryError, match="is a concept"):
        tell_history(study)
    for day, shown in ((dt.date(2024, 9, 1), True), (dt.date(2024, 10, 1), True), (dt.date(2024, 10, 2), False)):
        story = study.asked.story.model_copy(update={"told_on": day})
        history = tell_history(replace(study, asked=study.asked.model_copy(update={"story": story})))
        assert (WORDS in repr(history)) is shown


ANSWERS = st.tuples(
    st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31)).map(str),
    st.sampled_from(("presented", "agreed", "changed", "withdrawn")),
    st.none(),
    st.none(),
)


@given(st.lists(ANSWERS, max_size=6, unique_by=lambda answer: answer[:2]), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_rows_does_not_matter_and_the_last_withdrawal_holds(
    bare: OpenStudy, answers: list[tuple[str, str, None, None]], chance: random.Random
) -> None:
    on = dt.date.fromisoformat(TOLD_ON)
    shuffled = chance.sample(answers, len(answers))
    told = [lives(lived(bare, *(("F1", *answer) for answer in some)).tables, on)["F1"] for some in (answers, shuffled)]
    assert told[0] == told[1]
    later = max((answer[0] for answer in answers), default=TOLD_ON)
    withdrawn = lived(bare, *(("F1", *answer) for answer in answers), ("F1", later, "withdrawn", None, None))
    assert lives(withdrawn.tables, on)["F1"].status == "withdrawn"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    return make_story_in(tmp_path_factory.mktemp("kaal"))


SAID_BEFORE = "Ik was de enige die de wethouder nooit iets vroeg."


@pytest.mark.parametrize(
    ("status", "text", "typed", "leaks"),
    [
        ("changed", "Ik vroeg het nooit.", SAID_BEFORE, True),
        ("changed", "Ik vroeg het nooit.", "Ik vroeg het nooit.", False),
        ("changed", f"{SAID_BEFORE} Vroeger niet.", SAID_BEFORE, False),
        ("agreed", " ".join(SAID_BEFORE.split()), SAID_BEFORE, False),
    ],
)
def test_words_that_a_speaker_changed_may_not_be_typed(
    make_story: Tell, status: str, text: str, typed: str, leaks: bool
) -> None:
    story = make_story({"themes/tuin.md": f"{THEME}\n{typed}\n"})
    study = lived(story, ("F1", "2024-01-01", status, text, None), text=SAID_BEFORE)
    assert any("holds words of a quote" in problem.what for problem in check_story(study)) is leaks


def test_all_words_that_a_withdrawn_quote_had_are_kept_out(make_story: Tell) -> None:
    answers = (("F1", "2024-01-01", "changed", "Anders.", None), ("F1", "2024-02-01", "withdrawn", None, None))
    study = lived(make_story({"themes/tuin.md": f"{THEME}\n{WORDS}\n"}), *answers)
    with pytest.raises(StoryError, match="holds words of a quote that may not be shown"):
        tell_history(study)


@pytest.mark.parametrize(
    "code", ["Zie P01.", "Gesprek G01-2 was lang.", "In Q-7a staat het ook."], ids=["speaker", "interview", "quote"]
)
def test_codes_of_speakers_and_conversations_stand_nowhere(make_story: Tell, code: str) -> None:
    study = lived(make_story({"themes/tuin.md": f"{THEME}\n{code}\n"}), speaker="P01", interview="G01-2")
    study.tables["fragments"].loc[2, "fragment"] = "Q-7a"  # a concept
    with pytest.raises(StoryError, match="line 22: holds the code of a speaker"):
        tell_history(study)


def test_a_code_that_may_be_a_word_stops_nothing(make_story: Tell) -> None:
    study = lived(make_story({"themes/tuin.md": f"{THEME}\nDe tuin, G4 en 2016.\n"}), speaker="tuin", interview="G4")
    assert not check_story(study)


def test_of_a_role_the_smallest_number_of_holders_counts(make_story: Tell) -> None:
    study = lived(make_story())
    study.tables["fragments"].loc[1, "role"] = " Opbouwwerker"  # one row says six, this one says one
    quote = tell_history(study).themes[0].moments[0].voices[1]
    assert quote.role == "uitvoerder"
