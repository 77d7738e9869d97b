"""What an edition is kept as, with which kept edition the next is compared, and what it then says otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_story import FACT, FACTS, FRAGMENTS, THEME, Tell

from wijklab.contract.answers import Quantity
from wijklab.contract.history import Changes, CitedFact, History, Note
from wijklab.contract.tables import OpenStudy
from wijklab.errors import StoryError
from wijklab.sources.edition_file import EditionRecord, previous_of, read_edition, record_of, theme_text, write_edition
from wijklab.story import check_story, tell_history

DAY = dt.date(2023, 6, 30)


@pytest.fixture
def kept(tmp_path: Path) -> EditionRecord:
    """The record of the small story as the edition of a year earlier, before it is written anywhere."""
    from small_story import make_story_in

    history = tell_history(make_story_in(tmp_path / "earlier"))
    return replace(record_of(history, DAY), edition="2023", cutoff=DAY)


def keep(record: EditionRecord, study: OpenStudy, name: str = "2023") -> OpenStudy:
    write_edition(record, study.place.root / "verhaal" / "editions" / f"{name}.json")
    return study


def without(record: EditionRecord, id: str) -> EditionRecord:
    """The record as if that edition had not cited this fact."""
    facts = tuple(fact for fact in record.facts if fact.quantity.id != id)
    return replace(record, facts=facts, noticeable=tuple(other for other in record.noticeable if other != id))


def noticed(record: EditionRecord, number: Quantity) -> EditionRecord:
    """The record as if that number had been a noticeable result of its edition too."""
    fact = CitedFact(number, "wellbeing", "wellbeing-change")
    return replace(record, facts=(*record.facts, fact), noticeable=(*record.noticeable, number.id))


def changed(study: OpenStudy) -> Changes:
    changes = tell_history(study).changes
    assert changes is not None
    return changes


def test_without_an_earlier_edition_there_is_nothing_to_compare_with(make_story: Tell) -> None:
    assert tell_history(make_story()).changes is None


def test_the_same_story_a_year_later_changed_in_nothing(make_story: Tell, kept: EditionRecord) -> None:
    changes = changed(keep(kept, make_story()))
    assert (changes.previous, changes.cutoff) == ("2023", DAY)
    assert (changes.results, changes.themes, changes.answered, changes.withdrawn_quotes) == ((), (), (), 0)


def test_a_number_that_is_another_now_stands_beside_what_it_was(make_story: Tell, kept: EditionRecord) -> None:
    study = keep(kept, make_story(facts=(replace(FACT, value=3.1, low=2.9), *FACTS[1:])))
    (change,) = changed(study).results
    assert change.id == FACT.id
    values = [cited and cited.quantity.value for cited in (change.before, change.now)]
    assert values == [3.9, 3.1]


def test_a_noticeable_result_that_is_new_has_no_before(make_story: Tell, kept: EditionRecord) -> None:
    (change,) = changed(keep(without(kept, FACT.id), make_story())).results
    assert (change.id, change.before) == (FACT.id, None)


def test_a_number_that_is_new_and_not_noticeable_is_no_news(make_story: Tell, kept: EditionRecord) -> None:
    study = keep(without(kept, "wellbeing.difference.proeftuin-traditional"), make_story())
    assert changed(study).results == ()


GONE = "wellbeing.change.traditional"
GONE_NOW = (
    # what became of a number that this edition does not cite, whether it is told what it was
    (replace(FACT, id=GONE), True),
    (replace(FACT, id=GONE, value=None, missing="suppressed_small", suppressed=True), False),
    (None, False),
)


@pytest.mark.parametrize(("now", "told"), GONE_NOW)
def test_a_number_of_then_is_repeated_only_while_it_is_published(
    make_story: Tell, kept: EditionRecord, now: object, told: bool
) -> None:
    then = noticed(kept, replace(kept.facts[0].quantity, id=GONE))
    changes = changed(keep(then, make_story(facts=(*FACTS, now) if now else FACTS)))
    assert [(change.id, change.now) for change in changes.results] == ([(GONE, None)] if told else [])


@pytest.mark.parametrize(("basis", "n", "told"), [("people", 4, False), ("people", None, False), ("area", None, True)])
def test_a_number_of_then_over_too_few_people_is_not_repeated(
    make_story: Tell, kept: EditionRecord, basis: str, n: int | None, told: bool
) -> None:
    small = replace(kept.facts[0], quantity=replace(kept.facts[0].quantity, value=1.0, basis=basis, n=n))
    changes = changed(keep(replace(kept, facts=(small, *kept.facts[1:])), make_story()))
    assert bool(changes.results) is told


CASES = (
    # consent in the earlier edition, and now, whether the number of then is told once more
    ("published", "published", True),
    ("yes", "yes", False),
    ("published", "yes", False),
    ("yes", "published", False),
)


def with_case(study: OpenStudy) -> OpenStudy:
    """The study with the micro-analysis that the facts of these tests are of."""
    row = {"case": "fiets", "title": "", "wants": "", "can": "", "needs": "", "actions": "", "consent": "yes"}
    cases = pd.DataFrame([row | {"source": ""}])
    return replace(study, tables=replace(study.tables, frames={**study.tables.frames, "cases": cases}))


@pytest.mark.parametrize(("then", "now", "told"), CASES)
def test_a_case_is_repeated_only_where_a_source_published_it(
    make_story: Tell, kept: EditionRecord, then: str, now: str, told: bool
) -> None:
    case = replace(FACT, id="cases.saving.fiets", basis="case", n=1, consent=now)
    study = keep(noticed(kept, replace(case.quantity(), consent=then)), with_case(make_story(facts=(*FACTS, case))))
    assert bool(changed(study).results) is told


@pytest.mark.parametrize(("consent", "kept_ids"), [("yes", 0), ("published", 1)])
def test_a_record_keeps_no_number_of_one_person_but_a_published_one(
    make_story: Tell, consent: str, kept_ids: int
) -> None:
    case = replace(FACT, id="cases.saving.fiets", basis="case", n=1, consent=consent)
    theme = THEME.replace("## Samen beginnen\n", "## Samen beginnen\n\n{{ fact: cases.saving.fiets }}\n")
    history = tell_history(with_case(make_story({"themes/tuin.md": theme}, facts=(*FACTS, case))))
    assert sum(fact.quantity.id == case.id for fact in record_of(history, DAY).facts) == kept_ids


THEMES = (
    # the theme now, what it is called
    (THEME.replace("Het opvallende", "Iets anders"), [("tuin", "rewritten")]),
    (THEME.replace("valence: trots", "valence: vastgelopen"), [("tuin", "turned")]),
    (THEME.replace("title: De tuin", "title: Het plein\nid: plein"), [("plein", "new"), ("tuin", "gone")]),
    (THEME.replace("{{ quote: F1 }}\n", ""), []),
    (THEME.replace("goals: [better_health]", "goals: []"), []),
)


@pytest.mark.parametrize(("theme", "expected"), THEMES)
def test_themes_that_changed_are_named(
    make_story: Tell, kept: EditionRecord, theme: str, expected: list[tuple[str, str]]
) -> None:
    changes = changed(keep(kept, make_story({"themes/tuin.md": theme}, theme="x")))
    assert [(change.id, change.change) for change in changes.themes] == expected


def test_what_was_open_and_was_answered_is_told_with_its_answer(kept: EditionRecord, make_story: Tell) -> None:
    from wijklab.story.changes import changes_since

    history = tell_history(make_story())
    waiting, answered = Note("n1", "S1", "question", "Wie?"), Note("n2", "S1", "question", "Wat?", status="answered")
    held = replace(history.sessions[0], notes=(waiting, answered, replace(answered, id="n3")))
    now = replace(history, sessions=(held,))
    before = replace(kept, open_notes=("n1", "n2", "gone"))
    assert [note.id for note in changes_since(before, now, {}, make_story().asked.privacy).answered] == ["n2"]


def test_quotes_that_were_withdrawn_since_are_counted_and_not_named(make_story: Tell, kept: EditionRecord) -> None:
    assert kept.quotes.withdrawn == 1
    one_more = (*FRAGMENTS, ("F7", "bewoner", "resident", "Geheim.", "withdrawn", "yes", 90))
    assert changed(keep(kept, make_story(fragments=one_more))).withdrawn_quotes == 1
    assert changed(keep(kept, make_story(fragments=FRAGMENTS[:4]))).withdrawn_quotes == 0


def test_a_record_holds_no_word_of_anybody_and_nothing_to_find_it_back_by(make_story: Tell, tmp_path: Path) -> None:
    history = tell_history(make_story())
    text = write_edition(record_of(history, DAY), tmp_path / "edition.json").read_text("utf-8")
    for fragment in FRAGMENTS:
        assert str(fragment[3]) not in text
        assert f'"{fragment[0]}"' not in text
    without = tell_history(make_story({"themes/tuin.md": THEME.replace("{{ quote: F1 }}\n", "")}))
    assert [theme_text(one) for one in without.themes] == [theme_text(one) for one in history.themes]


def test_a_record_comes_back_as_it_was_and_twice_the_same_bytes(make_story: Tell, tmp_path: Path) -> None:
    record = record_of(tell_history(make_story()), DAY)
    path = write_edition(record, tmp_path / "edition.json")
    first = path.read_bytes()
    assert read_edition(path, "x") == record
    assert write_edition(record, path).read_bytes() == first


CHOSEN = (
    # kept records as (edition, cutoff), the one that an edition '2024' of 2024-06-30 is compared with
    ((), None),
    ((("2024", "2023-06-30"),), None),
    ((("2025", "2025-06-30"),), None),
    ((("2022", "2022-06-30"), ("2023", "2023-06-30")), "2023"),
    ((("2023", "2023-06-30"), ("2023b", "2023-06-30")), "2023b"),
    ((("2023", "2023-06-30"), ("2024", "2024-06-30")), "2023"),
    ((("herdruk", "2024-06-30"),), "herdruk"),
)


@pytest.mark.parametrize(("records", "expected"), CHOSEN)
def test_the_previous_edition_is_the_latest_of_another_name(
    kept: EditionRecord, records: tuple[tuple[str, str], ...], expected: str | None
) -> None:
    found = [replace(kept, edition=name, cutoff=dt.date.fromisoformat(day)) for name, day in records]
    chosen = previous_of(found, "2024", dt.date(2024, 6, 30))
    assert (chosen and chosen.edition) == expected


BROKEN = (
    "",
    "[]",
    "{}",
    '{"format": "wijklab editie 9"}',
    "nul",
    "[" * 100_000,
    '{"facts": [NaN]}',
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_is_no_record_stops_the_story_by_name(make_story: Tell, text: str) -> None:
    study = make_story({"editions/oud.json": text})
    with pytest.raises(StoryError, match=r"verhaal/editions/oud\.json: is not the record of an edition"):
        tell_history(study)


def test_a_record_with_a_number_that_is_none_is_refused(make_story: Tell, kept: EditionRecord) -> None:
    study = keep(kept, make_story())
    path = study.place.root / "verhaal" / "editions" / "2023.json"
    path.write_text(path.read_text("utf-8").replace("3.9", "Infinity"), "utf-8")
    with pytest.raises(StoryError, match="is not the record of an edition"):
        tell_history(study)


def test_a_record_of_another_study_is_a_notice_and_is_not_compared_with(make_story: Tell, kept: EditionRecord) -> None:
    study = keep(replace(kept, study="ander"), make_story())
    (notice,) = [problem for problem in check_story(study) if "editions/" in problem.where]
    assert (notice.severity, notice.where) == ("notice", "verhaal/editions/2023.json")
    history: History = tell_history(study)
    assert history.changes is None


OLD_TITLES = (("De kwartiermaker", "names a role"), ("Dit is nu ingetrokken", "holds words of a quote"))


@pytest.mark.parametrize(("title", "said"), OLD_TITLES)
def test_the_title_of_a_theme_that_is_gone_points_at_nobody(
    make_story: Tell, kept: EditionRecord, title: str, said: str
) -> None:
    study = keep(replace(kept, themes=(replace(kept.themes[0], id="oud", title=title),)), make_story())
    study.tables["fragments"].loc[4, "text"] = "Dit is nu ingetrokken."
    with pytest.raises(StoryError, match=f"theme 'oud' of the kept edition '2023': {said}"):
        tell_history(study)
