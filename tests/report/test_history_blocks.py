"""The blocks of a learning history: what each holds, how they link to one another, and how much the page weighs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from reading import Element, read
from samples import CARD, history
from syrupy.assertion import SnapshotAssertion
from test_report_page import notebook

from wijklab.contract.history import CaseBox, Note, Passage, QuoteCounts
from wijklab.errors import DisclosureError
from wijklab.report.exhibits import fact_name
from wijklab.report.exporter import export
from wijklab.report.glossary import glossary
from wijklab.report.history.cover import cover_lines
from wijklab.report.history.made import made, withheld
from wijklab.report.history.terms import explainer
from wijklab.report.history.themes import theme_view
from wijklab.report.labels import about
from wijklab.report.payload import dump, load
from wijklab.report.render import fragment

BUDGET = 80 * 1024
"""What a page may weigh beside its text, figures and tables, in bytes."""

COSTS = "Verschil in verandering van de kosten per bewoner per jaar"

LEFT_OUT = ("svg", "table", "template")

BLOCKS = {
    "contents": "contents-title",
    "noticeable": "noticeable-title",
    "timeline": "timeline-title",
    "first theme": "theme-een-vraag-title",
    "second theme": "theme-geld-title",
    "frames": "frames-title",
    "figures": "figures-title",
    "made": "made-title",
}


def english():
    """The sample history of a study in English."""
    return replace(history(), card=replace(CARD, language="en"))


@pytest.fixture(scope="module")
def page() -> Element:
    return read(export(notebook(history())))


@pytest.fixture(scope="module")
def page_in_english() -> Element:
    return read(export(notebook(english())))


def labelled(tree: Element, title: str) -> Element:
    """The block that a heading gives its name."""
    return next(e for e in tree.all() if e.attributes.get("aria-labelledby") == title and e.name != "figure")


def classed(tree: Element, name: str) -> list[Element]:
    return [e for e in tree.all() if name in e.attributes.get("class", "").split()]


def outline(element: Element, depth: int = 0) -> Iterator[str]:
    """An element as lines: its name, its class, its address, and its text; figures and tables by name only."""
    kind = "".join(f".{name}" for name in element.attributes.get("class", "").split())
    parts = [
        element.name + kind,
        *(element.attributes[key] for key in ("href", "data-note") if key in element.attributes),
    ]
    yield "  " * depth + " ".join(parts)
    for child in element.children if element.name not in LEFT_OUT else ():
        if isinstance(child, Element):
            yield from outline(child, depth + 1)
        elif said := " ".join(child.split()):
            yield "  " * (depth + 1) + f"“{said}”"


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_is_as_it_was(page: Element, block: str, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(outline(labelled(page, BLOCKS[block]))) == snapshot


@pytest.mark.parametrize("block", ["contents", "made"])
def test_a_block_is_as_it_was_in_english(page_in_english: Element, block: str, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(outline(labelled(page_in_english, BLOCKS[block]))) == snapshot


def test_every_link_within_the_page_has_somewhere_to_go(page: Element) -> None:
    ids = {e.attributes["id"] for e in page.all() if "id" in e.attributes}
    links = {a.attributes["href"][1:] for a in page.all("a") if a.attributes["href"].startswith("#")}
    told = {
        id
        for e in page.all()
        for key in ("aria-describedby", "aria-labelledby")
        for id in e.attributes.get(key, "").split()
    }
    assert links | told <= ids


def test_no_id_stands_twice(page: Element) -> None:
    counted = Counter(e.attributes["id"] for e in page.all() if "id" in e.attributes)
    assert [id for id, times in counted.items() if times > 1] == []


def test_a_cited_number_leads_to_its_figure_on_the_page(page: Element) -> None:
    number = classed(labelled(page, "theme-geld-title"), "number")[0].one("a")
    assert (number.attributes["href"], number.attributes["data-note"]) == ("#case-fiets", "figuur 2")
    figure = next(e for e in page.all("details") if e.attributes.get("id") == "case-fiets")
    assert figure.all("svg")
    assert figure.all("table")
    assert "Wie betaalt, wie merkt het?" in figure.text


def test_a_number_whose_figure_is_not_here_leads_to_its_page() -> None:
    tree = read(str(fragment(replace(history(), exhibits=()))))
    assert {a.attributes["href"] for p in classed(tree, "number") for a in p.all("a")} == {
        "wellbeing.html#wellbeing-change", "wellbeing.html#wellbeing-difference", "cases.html#case-fiets"
    }  # fmt: skip
    assert not classed(tree, "figures")


def test_what_a_number_is_can_be_heard_and_read(page: Element) -> None:
    number = next(a for a in page.all("a") if a.attributes.get("class") == "fact")
    (tip,) = [e for e in page.all("span") if e.attributes.get("id") == number.attributes["aria-describedby"]]
    assert tip.attributes["role"] == "tooltip"
    assert "n 450" in tip.text
    assert "Soort uitspraak" in tip.text


def test_frames_and_themes_link_to_one_another(page: Element) -> None:
    theme, frames = labelled(page, "theme-een-vraag-title"), labelled(page, "frames-title")
    there = [a.attributes["href"] for a in classed(theme, "frames")[0].all("a")]
    assert there == [
        "#frame-goals-better_health",
        "#frame-principles-residents_central",
        "#frame-principles-action_learning",
    ]
    for anchor in there:
        (frame,) = [e for e in frames.all("div") if e.attributes.get("id") == anchor[1:]]
        assert [a.attributes["href"] for a in frame.all("a")] == ["#theme-een-vraag"]
    assert "systemen die beter ondersteunen" in frames.text  # a goal that no theme tells about is named


def test_perspectives_stand_side_by_side_before_the_commentary(page: Element) -> None:
    moment = page.all("article")[0]
    (seen,) = classed(moment, "perspectives")
    assert seen.attributes["aria-label"] == "Meer kanten van: Drie vaste gezichten vertrekken tegelijk"
    assert len(seen.all("blockquote")) == 3
    assert all(quote.one("footer").text.strip() for quote in seen.all("blockquote"))


def test_a_case_says_what_someone_wants_can_and_needs(page: Element) -> None:
    (box,) = classed(page, "case-box")
    assert [dt.text for dt in box.all("dt")] == ["Wat wil ik?", "Wat kan ik?", "Wat heb ik nodig?", "Wat is er gedaan?"]
    assert "Omslagkans: 4,19%" in " ".join(box.text.split())
    assert "Bron: eigen opschrift van het team." in box.text


def test_what_a_session_noted_stands_where_it_was_noted(page: Element) -> None:
    at_theme, at_moment = classed(labelled(page, "theme-een-vraag-title"), "noted")
    assert "Wie houdt de tijd vrij?" in at_theme.text
    assert "Het overleg van dinsdag vervalt." in at_theme.text
    assert "Stil zijn helpt." in at_moment.text
    assert not classed(labelled(page, "theme-geld-title"), "noted")


HOSTILE = ("<script>alert(1)</script>", "=1+1", "\u202eomgekeerd", "{{ 7*7 }}", '"><svg onload=x>', "[[fact:0]]")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_a_note_or_a_case_are_words(words: str) -> None:
    told = history()
    first, second = told.themes
    box = CaseBox("x", words, words, words, words, words, words, ())
    themes = (first, replace(second, moments=(replace(second.moments[0], voices=(box,)),)))
    held = replace(told.sessions[0], notes=(Note("N1", "S1", "question", words, "geld", answer=words, owner=words),))
    tree = read(export(notebook(replace(told, themes=themes, sessions=(held,)))))
    assert len(tree.all("script")) == 1
    assert [dd.text for dd in classed(tree, "case-box")[0].all("dd")] == [words] * 4
    assert words in classed(labelled(tree, "theme-geld-title"), "noted")[0].text


# The words of the glossary


TERMS = (
    # clean HTML, and the words in it that are explained
    ("<p>De marge en de marge.</p>", ["marge"]),
    ("<p>De Marges zijn breed.</p>", ["Marges"]),
    ("<p>Een marginaal verschil.</p>", []),
    ("<h4>De marge</h4><p>niets</p>", []),
    ('<p><a href="x">de marge</a> en <em>de marge</em></p>', ["marge"]),
    ("<p><code>marge</code></p>", []),
    ("<p>Het maatschappelijk rendement (SROI)</p>", ["maatschappelijk rendement"]),
    ("<p>De SROI</p>", ["SROI"]),
    ("<p>n is 4</p>", []),
)


@pytest.mark.parametrize(("html", "expected"), TERMS)
def test_a_word_is_explained_once_and_in_running_text_only(html: str, expected: list[str]) -> None:
    marked = explainer(glossary("nl"))(html)
    assert re.findall(r'<a class="word"[^>]*>(.*?)</a>', marked) == expected
    assert (
        re.sub(r'<span class="term"><a class="word"[^>]*>(.*?)</a><span class="tip".*?</span></span>', r"\1", marked)
        == html
    )


def test_a_word_is_explained_again_in_the_next_theme() -> None:
    told = history()
    themes = tuple(replace(theme, curtain=Passage("De marge en de *marge*.")) for theme in told.themes)
    tree = read(str(fragment(replace(told, themes=themes))))
    for theme in themes:
        block = labelled(tree, f"theme-{theme.id}-title")
        assert [a.text for a in classed(block, "word")] == ["marge"]


# How it was made


WITHHELD = (
    (QuoteCounts(shown=3), ("3 citaten die getoond", "geen citaten weggelaten")),
    (QuoteCounts(shown=1, concept=1), ("één citaat dat", "Eén citaat staat er niet in", "niet aan de spreker")),
    (QuoteCounts(2, 0, 2, 0, 0, 0), ("2 citaten die", "2 citaten staan er niet in", "2 citaten liggen bij")),
    (
        QuoteCounts(2, 0, 0, 2, 1, 3),
        ("2 citaten die", "6 citaten", "Bij 2 citaten geven", "Eén citaat is ingetrokken", "Bij 3 citaten"),
    ),
)
"""Counts (shown, concept, presented, no_consent, withdrawn, expired), and what each sentence holds."""


@pytest.mark.parametrize(("counts", "expected"), WITHHELD)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_withheld_is_counted_by_reason(counts: QuoteCounts, expected: tuple[str, ...], language: str) -> None:
    said = withheld(replace(history(), quotes=counts, card=replace(CARD, language=language)))
    assert len(said) == len(expected)
    assert language == "en" or all(words in sentence for words, sentence in zip(expected, said, strict=True))


def test_the_number_of_conversations_is_told_where_it_is_known() -> None:
    assert "4 gesprekken" in made(history())[0]
    assert "niet opgeschreven" in made(replace(history(), interviews=None))[0]


def test_the_cover_says_where_and_for_whom() -> None:
    assert cover_lines(history()) == (("Gebied", "Molenveld"), ("Voor wie", "iedereen: de volledige editie"))
    assert cover_lines(replace(history(), level="manager", area="")) == (("Voor wie", "managers"),)


# What travels, and what it weighs


def test_a_history_comes_back_from_its_json_with_its_figures() -> None:
    assert load(dump(history())) == history()


def test_a_history_with_a_figure_over_too_few_people_is_refused() -> None:
    cited = history().exhibits[0]
    few = replace(cited, quantities=tuple(replace(number, n=4) for number in cited.quantities))
    with pytest.raises(DisclosureError, match="too few people"):
        dump(replace(history(), exhibits=(few,)))


def furniture(html: str) -> tuple[int, int]:
    """What a page weighs beside its text, figures and tables, strictly: each other byte counts. And its text."""
    rest = re.sub(r"<svg\b.*?</svg>|<table\b.*?</table>", "", html, flags=re.DOTALL)
    seen = re.sub(r"<(style|script|template|title)\b.*?</\1>", "", rest, flags=re.DOTALL)
    text = len(" ".join(re.sub(r"<[^>]*>", " ", seen).split()).encode())
    return len(rest.encode()) - text, text


def test_the_furniture_of_a_page_stays_within_its_budget() -> None:
    """All that a page without a story carries: what a story adds is its text and figures."""
    empty = replace(history(), themes=(), noticeable=(), timeline=(), sessions=(), exhibits=())
    assert furniture(export(notebook(empty)))[0] <= BUDGET


def test_what_a_long_story_adds_stays_within_bounds() -> None:
    """As many moments and quotes as the example has: each adds two kilobytes of markup at most, links and notes too."""
    told = history()
    themes = tuple(replace(one, id=f"{one.id}-{i}") for i in range(12) for one in told.themes)
    short, long = (furniture(export(notebook(replace(told, themes=some)))) for some in (told.themes, themes))
    assert sum(len(theme.moments) for theme in themes) >= 24
    assert long[0] - short[0] <= 2_300 * (sum(len(theme.moments) for theme in themes) - 2)


def test_markup_around_the_words_stays_small(page: Element) -> None:
    """A quote with its role costs the reader of a page less than its own words again."""
    html = str(fragment(history()))
    quotes = re.findall(r"<blockquote>.*?</blockquote>", html, re.DOTALL)
    markup = sum(len("".join(re.findall(r"<[^>]*>", quote))) for quote in quotes)
    assert markup < 120 * len(quotes)
    assert not re.search(r"\sstyle=", html)


@pytest.mark.parametrize(
    ("id", "exhibit", "language", "name"),
    [
        (
            "wijkfoto.health_good_percent.GM0828",
            "wijkfoto-profile",
            "nl",
            "Goede of zeer goede gezondheid, volwassenen",
        ),
        ("costs.total_difference.proeftuin-traditional", "costs-difference", "nl", COSTS),
        ("cases.change.fiets", "cases-plane", "nl", "Verandering van het cijfer op de lange termijn"),
        ("wellbeing.difference.proeftuin-traditional", "", "en", "Difference in change of wellbeing"),
    ],
)
def test_a_number_says_what_it_is_without_its_figure(id: str, exhibit: str, language: str, name: str) -> None:
    assert fact_name(id, id.split(".")[0], exhibit, language) == name


def test_a_number_of_a_year_says_which() -> None:
    assert about("budget.collective_people.2018", CARD) == "2018"


@pytest.mark.parametrize(
    ("climbed_from", "said"),
    [
        ("", "Niveau: uitvoerder"),
        ("practitioner", "Komt van uitvoerders"),
        ("manager", "Komt van uitvoerders, via managers"),
    ],
)
def test_a_theme_says_of_which_level_it_is_or_from_which_it_climbed(climbed_from: str, said: str) -> None:
    theme = replace(history().themes[0], climbed_from=climbed_from)
    assert said == theme_view(theme, 1, history()).whose
