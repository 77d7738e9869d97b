"""Numbers as words: what a reader sees of a released quantity, and what nobody sees of a hidden one."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from reading import read
from samples import CARD, cases, costs, history, in_english, ladder, people, published, released, wellbeing, wijkfoto

from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.errors import DisclosureError
from wijklab.report import words
from wijklab.report.csv_text import csv_bytes, harmless
from wijklab.report.exporter import export
from wijklab.report.facts import facts
from wijklab.report.figures import FIGURES, figure
from wijklab.report.labels import about
from wijklab.report.payload import MIME, dump, load
from wijklab.report.records import records
from wijklab.report.sentences import sentence, variant
from wijklab.report.showing import bundle, publish, show
from wijklab.report.tables import table
from wijklab.sources.fact_file import read_facts

SAMPLES = {"wellbeing": wellbeing, "ladder": ladder, "costs": costs, "cases": cases, "wijkfoto": wijkfoto}


def quantity(value, unit, basis="people", **more):
    return Quantity("q.m.x", value, unit, basis, n=100, **more)


@pytest.mark.parametrize(
    ("number", "in_cell", "in_sentence"),
    [
        (quantity(2.24, "points"), "+2,2", "2,2 punten"),
        (quantity(-0.5, "points"), "−0,5", "−0,5 punten"),
        (quantity(-1.0, "percentage_points"), "−1", "−1 procentpunt"),
        (quantity(1240.4, "eur"), "€\N{NO-BREAK SPACE}1.240", "€\N{NO-BREAK SPACE}1.240"),
        (quantity(33.6, "percent"), "34%", "34%"),
        (quantity(62.7, "percent", "area"), "62,7%", "62,7%"),
        (quantity(4.1875, "percent", "case"), "4,19%", "4,19%"),
        (quantity(9.0, "grade", "case"), "9", "een 9"),
        (quantity(23.8806, "ratio", "case"), "23,88", "23,88 keer"),
        (quantity(23.8, "eur_thousand", "area"), "€\N{NO-BREAK SPACE}23.800", "€\N{NO-BREAK SPACE}23.800"),
        (quantity(1.0, "persons"), "1", "1 mens"),
        (published(), "< +2", "minder dan 2 punten"),
        (quantity(None, "points", missing="suppressed_small"), "<10", "niet getoond"),
        (quantity(None, "points", missing="suppressed_secondary"), "×", "niet getoond"),
        (quantity(None, "percent", "area", missing="unknown"), "onbekend", "niet getoond"),
        (quantity(None, "points", "published", missing="not_stated"), "niet vermeld", "niet getoond"),
    ],
)
def test_a_number_in_a_cell_and_in_a_sentence(number, in_cell, in_sentence):
    assert words.cell(number, "nl", 10) == in_cell
    assert words.saying(number, "nl") == in_sentence


def test_the_mark_of_a_hidden_number_is_the_threshold_of_the_study():
    assert words.cell(quantity(None, "persons", "count", missing="suppressed_small"), "nl", 20) == "<20"


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        (None, "plain"),
        (quantity(None, "points", missing="suppressed_small"), "hidden"),
        (quantity(1.0, "points"), "plain"),
        (quantity(1.0, "points", low=-0.1, high=2.1), "unclear"),
        (quantity(1.0, "points", low=0.0, high=2.0), "unclear"),
        (quantity(1.0, "points", low=0.1, high=1.9), "more"),
        (quantity(-1.0, "points", low=-1.9, high=-0.1), "less"),
    ],
)
def test_a_finding_never_says_more_than_its_interval(main, expected):
    assert variant(main) == expected


def test_a_sentence_fills_in_value_interval_and_names():
    shown = wellbeing()
    said = [sentence(finding, shown) for finding in shown.exhibits[0].findings]
    assert "2,2 punten" in said[0]
    assert "1,2 tot 3,2" in said[0]
    assert all("{" not in words and words[0].isupper() for words in said)


@pytest.mark.parametrize(
    ("id", "who"),
    [
        ("wellbeing.change.proeftuin", "proeftuin"),
        ("wellbeing.difference.proeftuin-traditional", "proeftuin vergeleken met traditioneel"),
        ("wellbeing.neighbourhood.WK999901", "Molenveld"),
        ("costs.category.proeftuin.gp.baseline", "proeftuin, huisarts, nulmeting"),
        ("cases.break_even.fiets", "casus fiets"),
        ("cases.mean_change", ""),
    ],
)
def test_a_fact_tells_from_its_id_whom_it_is_about(id, who):
    assert about(id, CARD) == who


# Tables and CSV


def test_a_table_holds_every_number_of_its_figure_with_interval_and_n():
    shown = wellbeing()
    made = table(shown.exhibits[0], shown)
    assert made.headers == ("Waarde", "Marge", "Aantal mensen (n)")
    assert [cell.text for cell in made.lines[0].cells] == ["+2,2", "+1,2 tot +3,2", "450"]
    assert [line.header for line in made.lines if line.part] == list(CARD.areas.values())


def test_a_published_figure_without_n_says_so():
    column = (Label("measure", "change"),)
    exhibit = Exhibit("wellbeing-change", "values", column, (Row(Label("arm", "traditional"), (published().id,)),))
    shown = released(Estimates("wellbeing", CARD, {published().id: published()}, (exhibit,)))
    assert [cell.text for cell in table(exhibit, shown).lines[0].cells] == ["< +2", "onbekend"]


def test_a_hidden_cell_carries_its_reason_and_a_footnote():
    shown = ladder()
    made = table(shown.exhibits[1], shown)
    marks = {cell.text: cell.why for line in made.lines for cell in line.cells if cell.why}
    assert marks.keys() <= {"<10", "×"}
    assert marks
    assert all("minder dan 10 mensen" in why for why in marks.values())
    assert all(sum(note.startswith(f"{mark} betekent: verborgen") for note in made.notes) == 1 for mark in marks)


def test_too_few_neighbourhoods_for_a_p_value_is_said():
    shown = wellbeing()
    assert table(shown.exhibits[1], shown).lines[0].cells[-1].text == "te weinig wijken"


def test_csv_opens_in_a_dutch_spreadsheet():
    shown = wellbeing()
    text = csv_bytes(records(shown.exhibits[0], shown), "nl").decode("utf-8")
    first, second = text.splitlines()[:2]
    assert first.startswith("\ufeffrij;kolom;grens;waarde;marge_van;marge_tot;eenheid;aantal_mensen")
    assert second.startswith("Proeftuin;;;2,21;1,18;3,24;punten;450")
    assert "synthetisch" in second


def test_csv_opens_in_an_english_spreadsheet():
    shown = in_english(wellbeing())
    assert ",2.21,1.18,3.24,points,450," in csv_bytes(records(shown.exhibits[0], shown), "en").decode("utf-8")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_stays_text(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert csv_bytes([{f"{start}kop": f"{start}1"}], "nl").decode("utf-8-sig").count(f"'{start}") == 2


def test_a_negative_number_is_a_number():
    assert csv_bytes([{"waarde": -0.5}], "nl").decode("utf-8-sig").splitlines() == ["waarde", "-0,5"]


# Figures


@pytest.mark.parametrize("name", SAMPLES)
def test_a_figure_is_the_same_bytes_twice_and_well_formed(name):
    for exhibit in SAMPLES[name]().exhibits:
        once, again = (str(figure(exhibit, SAMPLES[name](), "Titel 1", "Zin 2")) for _ in range(2))
        assert once == again
        assert "style=" not in once
        assert bool(once) == (exhibit.kind in FIGURES)
        read(once)


def test_ways_of_working_differ_in_shape_and_not_in_colour_alone():
    shown = wellbeing()
    tree = read(str(figure(shown.exhibits[0], shown, "t", "d")))
    marks = [e for e in tree.all() if "mark" in e.attributes.get("class", "").split()]
    assert [mark.name for mark in marks] == ["circle", "polygon", "rect"]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_of_a_figure_lies_outside_it(name):
    shown = SAMPLES[name]()
    for exhibit in shown.exhibits:
        if exhibit.kind in FIGURES:
            _all_inside(read(str(figure(exhibit, shown, "t", "d"))).one("svg"))


def _all_inside(svg):
    _, _, width, height = map(float, svg.attributes["viewbox"].split())
    for element in svg.all("text", "rect", "circle", "line"):
        xs = [float(element.attributes[name]) for name in ("x", "x1", "x2", "cx") if name in element.attributes]
        ys = [float(element.attributes[name]) for name in ("y", "y1", "y2", "cy") if name in element.attributes]
        assert all(-1 <= x <= width + 1 for x in xs), element
        assert all(-1 <= y <= height + 1 for y in ys), element


def test_a_figure_of_hidden_numbers_only_is_not_drawn():
    shown = wellbeing(n=3)
    assert all(not figure(exhibit, shown, "t", "d") for exhibit in shown.exhibits)
    tree = read(export(_notebook(shown)))
    assert "<10" in tree.all("table")[0].text


# What is hidden is nowhere


SECRET = 123.456


def _notebook(shown):
    return new_notebook(cells=[new_code_cell("", outputs=[new_output("display_data", data={MIME: dump(shown)})])])


def test_the_digits_of_a_hidden_number_are_nowhere(tmp_path):
    shown = wellbeing(small=SECRET)
    publish(shown, SimpleNamespace(place=SimpleNamespace(outputs=tmp_path)))
    shows = bundle(shown)
    written = [path.read_text("utf-8") for path in tmp_path.rglob("*.*") if path.is_file()]
    for text in (json.dumps(shows[MIME]), shows["text/html"], export(_notebook(shown)), *written):
        assert not [digits for digits in ("123.4", "123,4", "123.5", "123,5", "123%") if digits in text]


def test_the_reason_of_a_hidden_number_is_there(tmp_path):
    publish(wellbeing(small=SECRET), SimpleNamespace(place=SimpleNamespace(outputs=tmp_path)))
    fact = read_facts(tmp_path)["wellbeing.change.traditional"]
    assert (fact.value, fact.n, fact.suppressed, fact.missing) == (None, None, True, "suppressed_small")


# show and publish


@pytest.mark.parametrize("thing", [None, 3, "tekst", [1]])
def test_only_what_was_released_is_shown(thing):
    with pytest.raises(DisclosureError, match="not released"):
        show(thing)
    with pytest.raises(DisclosureError, match="not released"):
        publish(thing, None)


def test_estimates_are_not_shown():
    estimates = Estimates("wellbeing", CARD, {"a": people("a", SECRET)}, ())
    with pytest.raises(DisclosureError, match="not released") as refusal:
        show(estimates)
    assert str(SECRET) not in str(refusal.value)


def test_of_a_history_its_record_is_published_and_no_fact(tmp_path):
    asked = SimpleNamespace(story=None, cutoff=CARD.cutoff)
    publish(history(), SimpleNamespace(asked=asked, place=SimpleNamespace(outputs=tmp_path)))
    assert [path.name for path in tmp_path.rglob("*")] == ["edition.json"]


def test_one_output_in_two_forms():
    shows = bundle(wellbeing())
    assert set(shows) == {MIME, "text/html"}
    assert shows[MIME]["kind"] == "answer"
    assert bundle(history())[MIME]["kind"] == "history"
    assert "<style>" in shows["text/html"]
    assert "script" not in shows["text/html"]


def test_show_displays_one_output(monkeypatch):
    displayed = []
    monkeypatch.setattr("wijklab.report.showing.display", lambda data, raw: displayed.append((data, raw)))
    assert show(wellbeing()) is None
    assert [(sorted(data), raw) for data, raw in displayed] == [([MIME, "text/html"], True)]


@pytest.mark.parametrize("make", [*SAMPLES.values(), history])
def test_json_comes_back_as_it_went(make):
    assert load(json.loads(json.dumps(dump(make())))) == make()


def test_an_answer_that_was_tampered_with_is_not_shown():
    shown = wellbeing()
    few = {id: replace(number, n=3) for id, number in shown.quantities.items()}
    with pytest.raises(DisclosureError, match="too few people"):
        dump(replace(shown, quantities=few))


def test_facts_know_where_they_stand_and_what_they_may_carry():
    found = facts(wellbeing())
    change = found["wellbeing.change.proeftuin"]
    assert (change.exhibit, change.question, change.unit, change.n) == ("wellbeing-change", "wellbeing", "points", 450)
    assert change.synthetic
    assert found["wellbeing.difference.proeftuin-traditional"].strength == "comparative"
    assert change.quantity() == wellbeing().quantities["wellbeing.change.proeftuin"]


def test_area_figures_of_a_synthetic_study_are_not_synthetic():
    assert not any(fact.synthetic for fact in facts(wijkfoto()).values())


def test_a_finding_without_words_is_a_defect():
    with pytest.raises(KeyError, match="no phrase"):
        sentence(Finding("wellbeing.finding.does_not_exist"), wellbeing())
