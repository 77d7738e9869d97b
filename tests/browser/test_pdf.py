"""Pages on paper: a tagged PDF with bookmarks, language and title, that says all that the page says."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import html5lib
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination
from typer.testing import CliRunner

from wijklab import cli
from wijklab.batch.pdf import undated

PRINTED = ("learning_history", "learning_history-executive", "session-manager")


def export(*arguments: object) -> str:
    """What `wijklab export --pdf` says; it has to end well. In a thread of its own: in this one a browser runs."""
    with ThreadPoolExecutor(1) as apart:
        done = apart.submit(CliRunner().invoke, cli.app, ["export", "--pdf", *map(str, arguments)]).result()
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


@pytest.fixture(scope="module")
def printed(outputs: Path, browser_is_here: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each page printed, by its name."""
    folder = tmp_path_factory.mktemp("pdf")
    return {name: Path(export(outputs / f"{name}.html", "--to", folder / f"{name}.pdf")) for name in PRINTED}


@pytest.fixture(scope="module")
def sheets(printed: dict[str, Path]) -> list[str]:
    """The text of every sheet of the whole history."""
    return [sheet.extract_text() for sheet in PdfReader(printed["learning_history"]).pages]


@pytest.mark.parametrize("name", PRINTED)
def test_it_is_tagged_and_says_its_language_and_title(name: str, printed: dict[str, Path], outputs: Path) -> None:
    reader = PdfReader(printed[name])
    root = reader.root_object
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nl"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == _tree(outputs, name).find(".//title").text


@pytest.mark.parametrize("name", PRINTED)
def test_its_bookmarks_are_the_headings_of_the_page(name: str, printed: dict[str, Path], outputs: Path) -> None:
    headings = [_flat(node) for node in _tree(outputs, name).iter() if node.tag in {"h1", "h2", "h3", "h4"}]
    bookmarks = [" ".join(title.split()) for title in _titles(PdfReader(printed[name]).outline)]
    assert bookmarks[0] == headings[0]
    assert set(bookmarks) <= set(headings)
    assert [title for title in headings if title in set(bookmarks)] == bookmarks
    assert len(bookmarks) >= 10


def test_every_quote_is_printed_with_its_role(sheets: list[str], outputs: Path) -> None:
    """On one page, the words first and the role right after."""
    printed = [_letters(sheet) for sheet in sheets]
    quotes = list(_tree(outputs, "learning_history").iter("blockquote"))
    assert len(quotes) >= 20
    for quote in quotes:
        words, role = _letters(_flat(quote.find("p"))), _letters(_flat(quote.find("footer")))
        assert any(words + role in sheet for sheet in printed), "a quote without its role"


def test_all_that_stands_on_the_page_stands_in_print(sheets: list[str], outputs: Path) -> None:
    """Every frame, case and table, but the tables that are folded behind a drawing, for the drawing says it on paper,
    and to what a theme belongs, for the list of frames behind the story says it there."""
    text = _letters("".join(sheets))
    tree = _tree(outputs, "learning_history").find(".//main")
    behind = set(tree.iterfind(".//section[@class='figures']//details//details//*"))
    folded = behind | set(tree.iterfind(".//details[@class='belongs']//*"))
    told = [node for node in tree.iter() if node.tag in {"td", "th", "caption", "dd", "dt"} and _flat(node)]
    assert [_flat(node) for node in told if node not in folded and _letters(_flat(node, {"hear"})) not in text] == []
    captions = [_letters(_flat(node)) for node in behind if node.tag == "caption"]
    assert captions
    assert not [caption for caption in captions if caption in text]


def test_a_table_that_a_reader_opened_is_printed(outputs: Path, browser_is_here: None, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    html = (outputs / "learning_history-executive.html").read_text("utf-8")
    page.write_text(html.replace("<details>", "<details open>"), "utf-8")
    sheets = PdfReader(Path(export(page, "--to", tmp_path / "page.pdf"))).pages
    text = _letters("".join(sheet.extract_text() for sheet in sheets))
    captions = list(_tree(tmp_path, "page").iterfind(".//section[@class='figures']//details//details//caption"))
    assert captions
    assert [_flat(one) for one in captions if _letters(_flat(one)) not in text] == []


def test_the_whole_example_is_a_booklet_and_not_a_book(sheets: list[str]) -> None:
    assert len(sheets) <= 56


def test_every_sheet_has_its_number_and_the_stamp(sheets: list[str]) -> None:
    for number, sheet in enumerate(sheets, 1):
        assert f"{number} / {len(sheets)}" in sheet
        assert "Synthetische gegevens" in sheet


def test_it_is_a4_and_holds_no_path_and_no_moment(printed: dict[str, Path], outputs: Path) -> None:
    for file in printed.values():
        reader = PdfReader(file)
        assert {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in reader.pages} <= {
            (595, 842),
            (842, 595),
        }
        links = [
            note.get_object().get("/A", {}).get("/URI", "")
            for sheet in reader.pages
            for note in sheet.get("/Annots", [])
        ]
        assert [link for link in links if not re.match(r"https?:|mailto:|$", str(link))] == []
        assert str(outputs.parent).encode() not in file.read_bytes()
        assert b"Date (D:" not in file.read_bytes()


def test_the_same_page_gives_the_same_bytes(printed: dict[str, Path], outputs: Path, tmp_path: Path) -> None:
    again = export(outputs / "learning_history-executive.html", "--to", tmp_path / "again.pdf")
    assert Path(again).read_bytes() == printed["learning_history-executive"].read_bytes()


def test_a_notebook_is_printed_as_its_page(outputs: Path, browser_is_here: None, tmp_path: Path) -> None:
    said = export(outputs / "notebooks" / "cases.ipynb", "--to", tmp_path / "cases.pdf")
    assert "fiets" in PdfReader(said).pages[0].extract_text() + PdfReader(said).pages[1].extract_text()


def test_taking_the_dates_out_moves_no_byte() -> None:
    dated = (
        b"1 0 obj\n<</Title (x)\n/CreationDate (D:20261122061949+00'00')\n/ModDate (D:20261122061949+00'00')>>\nxref"
    )
    assert len(undated(dated)) == len(dated)
    assert b"2026" not in undated(dated)
    assert undated(dated).startswith(b"1 0 obj\n<</Title (x)")


def _tree(outputs: Path, name: str):
    return html5lib.parse((outputs / f"{name}.html").read_text("utf-8"), namespaceHTMLElements=False)


def _flat(node, without: frozenset[str] | set[str] = frozenset()) -> str:
    def parts(one):
        if one.get("class") in without or one.tag in {"template", "script", "style"}:
            return
        yield one.text or ""
        for child in one:
            yield from parts(child)
            yield child.tail or ""

    return " ".join("".join(parts(node)).split())


def _letters(text: str) -> str:
    """Only letters and digits: how a line is broken, hyphenated or joined (one sign for fi) is no difference."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).replace("\N{SOFT HYPHEN}", ""))


def _titles(outline: list) -> list[str]:
    return [title for one in outline for title in ([str(one.title)] if isinstance(one, Destination) else _titles(one))]
