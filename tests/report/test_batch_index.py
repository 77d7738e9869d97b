"""The page of all studies: each in one row, the worst first, true to what lies on disk, and no word of an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_runs import run_left
from reading import Element, read

from wijklab.report.batch_index import write_batch_index


def page(base: Path) -> str:
    """The page of these outputs."""
    written = write_batch_index(base)
    assert written == base / "index.html"
    return written.read_text("utf-8")


def table(html: str) -> list[list[str]]:
    """The words of its rows, cell by cell."""
    return [[" ".join(cell.text.split()) for cell in row.all("th", "td")] for row in rows(html)]


def rows(html: str) -> list[Element]:
    return read(html).one("tbody").all("tr")


def test_every_study_has_a_row_and_the_worst_stand_above(tmp_path: Path) -> None:
    run_left(tmp_path, "a-goed", {"ladder": "done", "costs": "unchanged"})
    run_left(tmp_path, "b-deels", {"ladder": "done", "costs": "failed", "cases": "left_out"})
    run_left(tmp_path, "c-niet", {"ladder": "failed"})
    run_left(tmp_path, "d-half", {"ladder": "done", "wellbeing": "stopped", "missing": "stopped"})
    run_left(tmp_path, "e-kapot", {"ladder": "done"}).joinpath("run.json").write_text("{", "utf-8")
    when = "22 november 2026, 09:14"
    fault = "een stap in de notebook ging mis (logboek)"
    assert table(page(tmp_path)) == [
        ["Wijk c-niet c-niet", "mislukt", "0", f"1Meedoen: {fault}", when],
        ["Wijk b-deels b-deels", "deels mislukt", "1: Meedoen",
         f"2Kosten: {fault}Niet gevraagd of geen gegevens: Casussen", when],
        ["Wijk d-half d-half", "niet afgemaakt", "1: Meedoen",
         "2Niet afgemaakt: Welbevinden, Wie niet opnieuw is gemeten", when],
        ["e-kapot", "onbekend", "1: Meedoen",
         "Het verslag van deze studie is niet te lezen. Draai de studie opnieuw.", ""],
        ["Wijk a-goed a-goed", "gelukt", "2: Meedoen, Kosten (1 ongewijzigd)", "0", when],
    ]  # fmt: skip


def test_a_study_that_was_refused_stands_on_top_with_why_and_with_what_was_made_before(tmp_path: Path) -> None:
    run_left(tmp_path, "a-nieuw", {}, refused="SourceError")
    run_left(tmp_path, "b-eerder", {"ladder": "done"}, refused="OutputError")
    html = page(tmp_path)
    when, kept = "22 november 2026, 09:14", "Wat er eerder van was gemaakt, is gebleven."
    assert table(html) == [
        ["Wijk a-nieuw a-nieuw", "geweigerd", "0", f"Niet gedraaid: een geleverde tabel klopt niet. {kept}", when],
        ["Wijk b-eerder b-eerder", "geweigerd", "1: Meedoen",
         f"Niet gedraaid: een resultaat kon niet worden bewaard. {kept}", when],
    ]  # fmt: skip
    assert [a.attributes["href"] for row in rows(html) for a in row.all("a")] == [
        "b-eerder/index.html", "b-eerder/ladder.html",
    ]  # fmt: skip


def test_links_lead_to_what_there_is(tmp_path: Path) -> None:
    for name in ("oost", "west"):
        folder = run_left(tmp_path, name, {"ladder": "done", "costs": "failed", "wellbeing": "done"})
    (folder / "wellbeing.html").unlink()
    (folder / "logs" / "costs.log").unlink()
    links = [a.attributes["href"] for row in rows(page(tmp_path)) for a in row.all("a")]
    assert links == [
        *("oost/index.html", "oost/wellbeing.html", "oost/ladder.html", "oost/logs/costs.log"),
        *("west/index.html", "west/ladder.html"),
    ]
    assert all((tmp_path / link).is_file() for link in links)


def test_with_very_many_pages_only_the_studies_are_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijklab.report.batch_index.LINKED", 3)
    for name in ("oost", "west"):
        run_left(tmp_path, name, {"ladder": "done", "costs": "done"})
    links = [a.attributes["href"] for row in rows(page(tmp_path)) for a in row.all("a")]
    assert links == ["oost/index.html", "west/index.html"]
    assert table(page(tmp_path))[0][2] == "2: Meedoen, Kosten"


def test_no_word_of_an_error_and_no_markup_of_a_title_comes_through(tmp_path: Path) -> None:
    run_left(tmp_path, "oost", {"ladder": "failed"}, title="<script>alert(1)</script> & co")
    run_left(tmp_path, "west", {"ladder": "failed"})
    html = page(tmp_path)
    assert "Jansen" not in html
    assert "<script>alert(1)</script>" not in html
    assert table(html)[0][0] == "<script>alert(1)</script> & co oost"
    assert html.count("<script>") == 1


@pytest.mark.parametrize(("names", "there"), [((), False), (("oost",), False), (("oost", "west"), True)])
def test_a_page_of_all_studies_needs_two(tmp_path: Path, names: tuple[str, ...], there: bool) -> None:
    for name in names:
        run_left(tmp_path, name, {"ladder": "done"})
    (tmp_path / "no-study").mkdir()
    (tmp_path / ".stage").mkdir()
    assert (write_batch_index(tmp_path) is not None) is there
    assert (tmp_path / "index.html").exists() is there


def test_the_page_goes_when_its_studies_went_and_what_others_wrote_stays(tmp_path: Path) -> None:
    for name in ("oost", "west"):
        run_left(tmp_path, name, {"ladder": "done"})
    page(tmp_path)
    shutil.rmtree(tmp_path / "west")
    assert write_batch_index(tmp_path) is None
    assert not (tmp_path / "index.html").exists()
    (tmp_path / "index.html").write_text("<p>mine</p>", "utf-8")
    assert write_batch_index(tmp_path) is None
    assert (tmp_path / "index.html").is_file()


def test_outputs_that_do_not_exist_have_no_page(tmp_path: Path) -> None:
    assert write_batch_index(tmp_path / "nowhere") is None


def test_a_folder_that_is_a_link_is_left_out(tmp_path: Path) -> None:
    for name in ("oost", "west"):
        run_left(tmp_path, name, {"ladder": "done"})
    run_left(tmp_path / "elsewhere", "zuid", {"ladder": "done"})
    (tmp_path / "zuid").symlink_to(tmp_path / "elsewhere" / "zuid")
    assert len(rows(page(tmp_path))) == 2


@pytest.mark.parametrize(
    ("languages", "lang", "title"),
    [(("nl", "en"), "nl", "2 studies bij elkaar"), (("en", "en"), "en", "2 studies together")],
)
def test_it_is_in_dutch_unless_every_study_is_in_english(
    tmp_path: Path, languages: tuple[str, str], lang: str, title: str
) -> None:
    for name, language in zip(("oost", "west"), languages, strict=True):
        run_left(tmp_path, name, {"ladder": "done"}, language=language)
    tree = read(page(tmp_path))
    assert tree.one("html").attributes["lang"] == lang
    assert tree.one("title").text == tree.one("h1").text == title
    foreign = [a.attributes.get("lang") for row in tree.one("tbody").all("tr") for a in row.all("a")[:1]]
    assert foreign == [None if language == lang else language for language in languages]


def test_the_sums_stand_above_and_in_the_choice(tmp_path: Path) -> None:
    run_left(tmp_path, "oost", {"ladder": "failed"})
    for name in ("west", "zuid"):
        run_left(tmp_path, name, {"ladder": "done"})
    tree = read(page(tmp_path))
    assert [one.text for one in tree.one("dl").all("dt", "dd")] == ["mislukt", "1", "gelukt", "2"]
    assert [one.text for one in tree.one("select").all("option")] == ["alle studies", "mislukt (1)", "gelukt (2)"]


def test_the_page_twice_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("oost", "west"):
        run_left(tmp_path, name, {"ladder": "done"})
    assert page(tmp_path) == page(tmp_path)


def test_thousands_of_studies_weigh_little_each(tmp_path: Path) -> None:
    for number in range(300):
        run_left(tmp_path, f"w{number:04}", {"wijkfoto": "done"})
    whole = len(page(tmp_path))
    for number in range(200):
        (tmp_path / f"w{number:04}" / "run.json").unlink()
    assert (whole - len(page(tmp_path))) / 200 < 350
