"""The page as a whole: self-contained, in order, in its own language, and made of nothing but what was released."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from reading import Element, read
from samples import cases, costs, history, in_english, ladder, wellbeing, wijkfoto

from wijklab.errors import DisclosureError, NotebookError
from wijklab.report.exporter import LearningHistoryExporter, export
from wijklab.report.payload import MIME, dump
from wijklab.report.render import page
from wijklab.report.words import unbroken

SAMPLES = {
    "wellbeing": wellbeing,
    "ladder": ladder,
    "costs": costs,
    "cases": cases,
    "wijkfoto": wijkfoto,
    "history": history,
}
SECRET = "kernel-geheim"


def notebook(*shown, cells=()):
    released = [new_code_cell(f"wl.show({SECRET!r})", outputs=[output(one)]) for one in shown]
    return new_notebook(cells=[*cells, *released])


def output(shown):
    return new_output("display_data", data={MIME: dump(shown), "text/html": f"<p>{SECRET}</p>"})


@pytest.fixture(params=SAMPLES)
def html(request) -> str:
    return export(notebook(SAMPLES[request.param]()))


@pytest.fixture
def tree(html) -> Element:
    return read(html)


def test_is_one_self_contained_file(html, tree):
    assert html.startswith("<!doctype html>")
    assert not tree.all("link", "iframe", "object", "embed", "img", "base")
    assert not [form for form in tree.all("form") if {"action", "method", "target"} & set(form.attributes)]
    assert not re.search(r"url\(|@import|javascript:", html)
    assert not [
        e for e in tree.all() if "src" in e.attributes or e.attributes.get("href", "").startswith(("http", "//"))
    ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "−€\N{NO-BREAK SPACE}460 tot +€\N{NO-BREAK SPACE}3",
            "−\u2060€\N{NO-BREAK SPACE}460 tot +\u2060€\N{NO-BREAK SPACE}3",
        ),
        (
            "meer dan > 99%, < +2 en < €2",
            "meer dan >\N{NO-BREAK SPACE}99%, <\N{NO-BREAK SPACE}+2 en <\N{NO-BREAK SPACE}€2",
        ),
        ("a < b en 2 − 1", "a < b en 2 − 1"),
    ],
)
def test_an_amount_never_breaks_over_two_lines(said, kept):
    """A browser may break between two signs, such as a minus and a euro; a word joiner forbids it."""
    assert unbroken(said) == kept


def test_no_page_has_a_sign_apart_from_its_euro(html):
    assert not re.search("[+−]€", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))


def test_policy_allows_its_own_style_and_script_only(tree):
    policy = next(e.attributes["content"] for e in tree.all("meta") if e.attributes.get("http-equiv"))
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(tree.one(name).text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert not [e for e in tree.all() if "style" in e.attributes or any(a.startswith("on") for a in e.attributes)]


def test_has_a_language_a_title_and_one_road_of_headings(tree):
    assert tree.one("html").attributes["lang"] == "nl"
    assert tree.one("head").one("title").text.strip()
    assert tree.one("main").attributes["id"] == "content"
    levels = [int(e.name[1]) for e in tree.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_everything_that_is_pointed_at_exists(tree):
    ids = [e.attributes["id"] for e in tree.all() if "id" in e.attributes]
    pointed = [id for e in tree.all() for id in e.attributes.get("aria-labelledby", "").split()]
    links = [e.attributes["href"][1:] for e in tree.all("a") if e.attributes["href"].startswith("#")]
    assert len(ids) == len(set(ids))
    assert set(pointed) | set(links) <= set(ids)


def test_every_figure_states_its_finding(tree):
    for svg in tree.all("svg"):
        title, description = svg.one("title"), svg.one("desc")
        assert svg.attributes["role"] == "img"
        assert svg.attributes["aria-labelledby"] == f"{title.attributes['id']} {description.attributes['id']}"
        assert len(title.text) > 20 or any(c.isdigit() for c in title.text)
        assert any(c.isdigit() for c in description.text)
        assert "No description" not in title.text


def test_every_table_says_what_it_is_and_what_its_headers_head(tree):
    for table in tree.all("table"):
        assert table.one("caption").text.strip()
        assert all(th.attributes.get("scope") in ("col", "row") and th.text.strip() for th in table.all("th"))
        widths = {len([c for c in row.children if isinstance(c, Element)]) for row in table.all("tr")}
        assert len(widths) == 1


def test_every_exhibit_has_its_table(tree):
    figures = tree.all("figure")
    assert all(figure.all("table") and figure.all("figcaption") for figure in figures)


def test_says_that_the_data_are_synthetic_and_the_text_a_concept(html, tree):
    assert "Synthetische gegevens:" in tree.one("body").text
    assert "Concept:" in tree.one("body").text
    assert '@top-center { content: "Synthetische gegevens · Concept' in html


def test_a_final_edition_of_real_data_carries_no_stamp():
    shown = wellbeing()
    body = read(export(notebook(replace(shown, card=replace(shown.card, synthetic=False, status="final")))))
    assert "Synthetische" not in body.one("body").text
    assert "@top-center" not in body.one("style").text


def test_the_furniture_stays_small():
    empty = page(wellbeing().card, here="wellbeing", title="Titel", lead="", body=[], privacy=["Zo."])
    assert len(empty.encode()) <= 80_000


def test_the_same_notebook_twice_is_the_same_bytes(html, request):
    assert export(notebook(SAMPLES[request.node.callspec.params["html"]]())) == html


def test_navigation_names_the_page_one_is_on(tree):
    pages = next(nav for nav in tree.all("nav") if nav.attributes.get("class") == "pages")
    current = [a.text for a in pages.all("a") if a.attributes.get("aria-current") == "page"]
    assert len(current) == 1


def test_english_pages_are_english():
    tree = read(export(notebook(in_english(wellbeing()))))
    assert tree.one("html").attributes["lang"] == "en"
    assert "What you may not conclude from this" in tree.text


# What does not go through


def test_code_prints_and_foreign_outputs_stay_behind(caplog):
    noisy = new_code_cell(
        SECRET,
        outputs=[
            new_output("stream", name="stdout", text=SECRET),
            new_output("stream", name="stderr", text=SECRET),
            new_output("execute_result", data={"text/plain": SECRET}, execution_count=1),
            new_output("display_data", data={"text/html": f"<script>{SECRET}</script>", "image/png": SECRET}),
        ],
    )
    with caplog.at_level(logging.WARNING):
        html = export(notebook(wellbeing(), cells=[noisy]))
    assert SECRET not in html
    assert SECRET not in caplog.text
    assert html.count("Een uitvoer is niet getoond: zij is niet vrijgegeven.") == 2


@pytest.mark.parametrize("tag", ["researcher", "parameters", "injected-parameters"])
def test_cells_for_the_researcher_stay_behind(tag):
    cell = new_markdown_cell(f"# {SECRET}", metadata={"tags": [tag]})
    assert SECRET not in export(notebook(wellbeing(), cells=[cell]))


def test_own_words_go_through_without_their_html():
    cell = new_markdown_cell(
        "# Vooraf\n\n### Dieper\n\n<img src=x onerror=alert(1)> [weg](javascript:alert(1)) ![p](http://x/y.png)"
    )
    tree = read(export(notebook(wellbeing(), cells=[cell])))
    prose = next(e for e in tree.all("div") if e.attributes.get("class") == "prose")
    assert [e.name for e in prose.all("h2", "h3", "h4")] == ["h2", "h3"]
    assert "<img src=x onerror=alert(1)>" in prose.text
    assert [a.attributes["href"] for a in prose.all("img", "a")] == ["http://x/y.png"]  # a picture becomes a link


def test_two_answers_on_one_page_keep_the_road_of_headings():
    tree = read(export(notebook(wellbeing(), ladder())))
    levels = [int(e.name[1]) for e in tree.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_notebook_that_failed_makes_no_page():
    failed = new_code_cell("1/0", outputs=[new_output("error", ename="E", evalue=SECRET, traceback=[SECRET])])
    with pytest.raises(NotebookError, match="a cell ended in an error") as refusal:
        export(notebook(wellbeing(), cells=[failed]))
    assert SECRET not in str(refusal.value)


def test_a_notebook_that_shows_nothing_released_makes_no_page():
    with pytest.raises(NotebookError, match="shows nothing that was released"):
        export(notebook(cells=[new_markdown_cell("# Alleen tekst")]))


def test_json_of_another_version_is_refused():
    old = new_code_cell("", outputs=[new_output("display_data", data={MIME: dump(wellbeing()) | {"format": 0}})])
    with pytest.raises(NotebookError, match="run the notebook again"):
        export(notebook(cells=[old]))


def test_json_that_is_no_answer_is_refused():
    bad = new_code_cell(
        "", outputs=[new_output("display_data", data={MIME: {"kind": "answer", "body": {"question": SECRET}}})]
    )
    with pytest.raises(NotebookError, match="not what show"):
        export(notebook(cells=[bad]))


def test_json_with_a_number_over_too_few_people_is_refused():
    tree = dump(wellbeing())
    tree["body"]["quantities"]["wellbeing.change.proeftuin"]["n"] = 4
    forged = new_code_cell("", outputs=[new_output("display_data", data={MIME: tree})])
    with pytest.raises(DisclosureError, match="too few people"):
        export(notebook(cells=[forged]))


HOSTILE = ("<script>alert(1)</script>", "=1+1", "‮omgekeerd", "{{ 7*7 }}", '"><svg onload=x>')


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(words):
    tree = read(export(notebook(history(quote=words))))
    quote = tree.all("blockquote")[0]
    assert quote.one("p").text == words
    assert quote.one("p").attributes["dir"] == "auto"
    assert len(tree.all("script")) == 1


def test_hostile_words_in_a_case_are_words():
    tree = read(export(notebook(cases(title="<b>{title}</b>", wants="<script>x</script>"))))
    assert "<script>x</script>" in tree.one("main").text
    assert not tree.one("main").all("b", "script")


def test_the_exporter_is_one_of_nbconvert():
    exporter = LearningHistoryExporter()
    html, resources = exporter.from_notebook_node(notebook(wellbeing()))
    assert html.startswith("<!doctype html>")
    assert resources["output_extension"] == ".html"
    assert exporter.output_mimetype == "text/html"
    assert exporter.export_from_notebook


# The learning history


def test_facts_voices_and_reflection_stand_apart_in_that_order():
    tree = read(export(notebook(history())))
    for moment in tree.all("article"):
        order = ("facts", "voices", "many-sides", "reflection", "noted")
        kinds = [e.attributes["class"] for e in moment.all("ul", "div") if e.attributes.get("class") in order]
        assert kinds == [kind for kind in order if kind in kinds]
        reflections = [e for e in moment.all("div") if e.attributes.get("class") == "reflection"]
        assert not [quote for part in reflections for quote in part.all("blockquote")]


def test_a_cited_number_links_to_its_figure():
    tree = read(export(notebook(history())))
    links = [a for a in tree.all("a") if a.attributes.get("class") == "fact"]
    assert {a.attributes["href"] for a in links} == {"#wellbeing-change"}
    assert links[0].text == "2,2 punten (1,2 tot 3,2)"
    assert "[[fact:" not in tree.text


def test_events_say_in_words_whether_they_helped():
    tree = read(export(notebook(history())))
    effects = [e.text for e in tree.all("span") if e.attributes.get("class", "").startswith("effect ")]
    assert effects
    assert all(re.search("helpend|hinderend|omstandigheid", effect) for effect in effects)


def test_a_history_says_what_is_unsure_and_what_was_withheld():
    text = read(export(notebook(history()))).text
    assert "2 citaten staan er niet in." in text
    assert "Eén citaat is nog niet aan de spreker voorgelegd." in text
    assert "voorgelegd, nog niet akkoord" in text
    assert "Voorbeeldcitaten:" in text
    assert text.count("Wat u er niet uit mag opmaken") == 3
