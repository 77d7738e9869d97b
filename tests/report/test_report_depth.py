"""From answer to detail: what a page folds, what it says of how was reckoned, and what it says only once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.report.reading import read
from tests.report.samples import CARD, people, released, wellbeing
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Row
from wijklab.contract.study import QUESTIONS
from wijklab.report.depth import is_aside
from wijklab.report.figures.svg import BOLD, BOLD_LONG, WIDTH, named
from wijklab.report.labels import capital, words
from wijklab.report.payload import dump, load
from wijklab.report.portal import GROUPS, PageStatus, write_index
from wijklab.report.render import fragment
from wijklab.report.sentences import sentence
from wijklab.report.tables import table
from wijklab.report.views import answer_view

RANK = Finding(
    "ladder.finding.rank",
    {"lead": "ladder.rank_lead.proeftuin-traditional", "chance": "ladder.rank.proeftuin-traditional"},
    {"first": Label("arm", "proeftuin"), "second": Label("arm", "traditional")},
)


def ranked():
    """A lead whose interval holds nought, and the same as a chance, whose interval never does."""
    quantities = [
        people(RANK.facts["lead"], 9.0, "percentage_points", low=-6.0, high=25.0),
        people(RANK.facts["chance"], 54.5, "percent", low=47.0, high=62.5),
    ]
    row = Row(Label("pair", "proeftuin-traditional"), (RANK.facts["lead"],))
    exhibit = Exhibit("ladder-rank", "intervals", (Label("measure", "difference"),), (row,), (RANK,))
    return released(Estimates("ladder", CARD, {quantity.id: quantity for quantity in quantities}, (exhibit,)))


def in_notebook(shown):
    """What is left of an answer after a notebook was written: nbformat sorts every key."""
    return load(json.loads(json.dumps(dump(shown), sort_keys=True)))


def with_notes(*keys):
    return replace(wellbeing(), notes=tuple(Finding(key) for key in keys))


def test_the_first_fact_of_a_finding_is_still_first_after_the_notebook_was_written():
    before, after = ranked(), in_notebook(ranked())
    assert list(after.exhibits[0].findings[0].facts) == ["lead", "chance"]
    assert sentence(after.exhibits[0].findings[0], after) == sentence(RANK, before)
    assert "is niet duidelijk" in sentence(RANK, before)


@pytest.mark.parametrize(
    ("id", "folded"),
    [
        ("wellbeing-difference", False),
        ("ladder-at-least", True),
        ("ladder-at-least-difference", False),
        ("over_time-bounds-proeftuin", True),
        ("costs-category-proeftuin", True),
        ("costs-bearer-proeftuin", True),
        ("costs-levels", False),
    ],
)
def test_checks_and_details_stand_behind_the_answer(id, folded):
    shown = wellbeing()
    assert is_aside(replace(shown.exhibits[0], id=id)) is folded


def test_what_is_folded_has_its_finding_in_sight_and_its_own_table():
    shown = wellbeing()
    page = read(str(fragment(replace(shown, exhibits=(replace(shown.exhibits[0], id="wellbeing-room"),)))))
    aside = next(one for one in page.all("details") if "aside" in one.attributes["class"])
    assert aside.attributes["id"] == "wellbeing-room"
    assert aside.all("summary")[0].one("h3").text.startswith("Proeftuin: het welbevinden steeg")
    assert aside.all("table")


def test_a_figure_that_is_explained_first_still_states_its_finding_to_who_listens():
    shown = wellbeing()
    exhibit = shown.exhibits[0]
    explained = replace(exhibit, findings=(Finding("wellbeing.finding.published"), *exhibit.findings))
    alt = read(str(answer_view(replace(shown, exhibits=(explained,))).exhibits[0].svg)).one("title").text
    assert alt.startswith("Proeftuin: het welbevinden steeg")


def test_how_was_reckoned_is_no_limit():
    view = answer_view(with_notes("limits.method", "limits.method.t_on_means", "limits.no_p", "limits.not_drawn"))
    assert [text.split()[0] for text in view.methods] == ["Elke", "Gekozen", "We"]
    assert view.limits[0].startswith("Er is niet geloot")


def test_that_a_difference_need_not_be_caused_is_said_once():
    said = "niet dat de werkwijze de oorzaak is"
    assert any(said in limit for limit in answer_view(with_notes()).limits)
    assert not any(said in limit for limit in answer_view(with_notes("limits.not_drawn")).limits)


def test_after_a_draw_that_allows_a_cause_no_limit_denies_it():
    shown = with_notes("limits.drawn")
    first = next(iter(shown.quantities))
    causal = replace(shown.quantities[first], strength="causal")
    shown = replace(shown, quantities=dict(shown.quantities) | {first: causal})
    assert not any("niet dat de werkwijze de oorzaak is" in limit for limit in answer_view(shown).limits)


@pytest.mark.parametrize(
    ("text", "begins"),
    [("samenwerkwijze", "Samenwerkwijze"), ("‘proeftuin’ en", "‘Proeftuin’ en"), ("één wijk", "Eén wijk"), ("", "")],
)
def test_a_sentence_begins_with_a_capital_as_dutch_writes_it(text, begins):
    assert capital(text) == begins


@pytest.mark.parametrize(("years", "said"), [("2020", "2020"), ("2020,2021", "2020 en 2021"), ("1,2,3", "1, 2 en 3")])
def test_a_list_in_a_sentence_ends_in_a_word(years, said):
    assert words(Label("listed", years), CARD) == said


@pytest.mark.parametrize("name", ["Proeftuin", "Met iedereen die is gemeten, ook wie maar één keer", "De Wijk " * 12])
def test_a_name_stays_within_the_figure(name):
    lines, cls = named(name, WIDTH)
    letter = BOLD_LONG if "long" in cls else BOLD
    assert all(len(line) * letter <= WIDTH for line in lines)
    assert " ".join(lines).split() == name.split()


def test_counts_of_people_are_their_own_n():
    rows = tuple(
        Row(Label("arm", arm), (f"missing.again.{arm}", f"missing.left.{arm}")) for arm in ("proeftuin", "traditional")
    )
    ids = [id for row in rows for id in row.cells if id]
    counts = {id: people(id, 200.0, "persons") for id in ids}
    columns = (Label("measure", "again"), Label("measure", "left"))
    exhibit = Exhibit("missing-count-wellbeing", "values", columns, rows)
    made = table(exhibit, released(Estimates("missing", CARD, counts, (exhibit,))))
    assert [line.header for line in made.lines] == ["Proeftuin", "Traditioneel"]


def test_the_index_leads_from_the_story_to_how_sure_it_is(tmp_path):
    (tmp_path / "power.html").write_text("", "utf-8")
    pages = [PageStatus(id, "done") for id in ("missing", "wellbeing", "cases", "learning_history")]
    main = read(write_index(CARD, pages, tmp_path).read_text("utf-8")).one("main")
    links = [a.attributes["href"] for a in main.all("a")]
    assert links[:5] == ["learning_history.html", "cases.html", "wellbeing.html", "missing.html", "power.html"]


def test_every_page_has_a_place_on_the_index():
    assert sorted(page for own in GROUPS.values() for page in own) == sorted((*QUESTIONS, "power"))
