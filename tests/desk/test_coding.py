"""Coding in another program: themes go out and are known again, codes become themes, selections become fragments."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from typer.testing import CliRunner, Result

from tests.sources.refi_files import Mark, Text, guid, put, qdpx, schema_faults
from wijklab import cli
from wijklab.contract.vocabulary import FRAMES
from wijklab.desk.coding.codes import add_codes
from wijklab.desk.coding.fragments import LONGEST, NewFragments, add_fragments
from wijklab.desk.coding.said import Given
from wijklab.desk.coding.themes import write_themes
from wijklab.errors import OutputError, SourceError, StoryError
from wijklab.sources.opening import open_study
from wijklab.sources.refi_qda.codebook import codebook_bytes, read_codebook
from wijklab.sources.refi_qda.shapes import Code, Codebook, CodeSet
from wijklab.story.check import check_story

THEME = "---\ntitle: {}\nlevel: uitvoerder\nvalence: trots\n---\n\nWat opvalt.\n\n## Een begin\n\n? Wat herkent u?\n"
STORY = {
    "history.md": "---\n---\n\nEen inleiding.\n",
    "themes/tuin.md": THEME.format("De tuin"),
    "themes/geld.md": THEME.format("Geld dat niet beweegt").replace("uitvoerder", "manager"),
}
FIRST = "Maanden praatten we over wie wat betaalt."
SECOND = "Vóór het café werd het écht gezellig."
TALK = f"Vraag: en toen?\n{FIRST}\nTussenin.\n{SECOND}\n"
BOTH = Given(level="uitvoerder", role="opbouwwerker", date="2023-02-06")


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Path:
    file = make_study(("notebooks:", "story: {folder: verhaal}\nnotebooks:"))
    for name, text in STORY.items():
        (file.parent.parent / "verhaal" / name).parent.mkdir(parents=True, exist_ok=True)
        (file.parent.parent / "verhaal" / name).write_text(text, "utf-8")
    return file


def themes_folder(study: Path) -> Path:
    return study.parent.parent / "verhaal" / "themes"


def mark(words: str, *codes: str, text: str = TALK) -> Mark:
    return Mark(text.index(words), text.index(words) + len(words), codes or ("De tuin",), name=words)


def bring(
    study: Path, folder: Path, *texts: Text, given: Given = BOTH, theme: str = "", **more: object
) -> NewFragments:
    more.setdefault("codes", ("De tuin", "De tuin/Kas", "Overig"))
    return add_fragments(study, put(folder, "p.qdpx", qdpx(texts, **more)), given, theme=theme)


def rows(study: Path) -> list[dict[str, str]]:
    with (study.parent / "klein" / "fragmenten.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


# --- Themes out ----------------------------------------------------------------------------------------------


def test_themes_and_frames_go_out_as_codes_of_the_standard(study: Path, tmp_path: Path) -> None:
    file, number = write_themes(study, tmp_path / "uit.qdc")
    book = read_codebook(file, "uit.qdc")
    assert number == 2
    assert [code.name for code in book.codes[:2]] == ["Geld dat niet beweegt", "De tuin"]
    assert len(list(book.lines())) == 2 + len(FRAMES) + sum(map(len, FRAMES.values()))
    assert [group.name for group in book.sets] == ["Thema’s van uitvoerder", "Thema’s van manager"]
    assert list(schema_faults(fromstring(file.read_bytes()))) == []


def test_guids_are_the_same_every_time_and_follow_the_id_not_the_title(study: Path, tmp_path: Path) -> None:
    first, _ = write_themes(study, tmp_path / "een.qdc")
    theme = themes_folder(study) / "tuin.md"
    theme.write_text(theme.read_text("utf-8").replace("De tuin", "Een andere titel"), "utf-8")
    second, _ = write_themes(study, tmp_path / "twee.qdc")
    guids = [{line[-1].guid for line in read_codebook(file, "c").lines()} for file in (first, second)]
    assert guids[0] == guids[1]


def test_a_codebook_is_never_written_over(study: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="exists already"):
        write_themes(study, put(tmp_path, "mijn.qdc", b"van mij"))
    assert (tmp_path / "mijn.qdc").read_bytes() == b"van mij"


def test_a_study_without_themes_has_no_codebook(study: Path, tmp_path: Path) -> None:
    for file in themes_folder(study).iterdir():
        file.unlink()
    with pytest.raises(StoryError, match="no themes yet"):
        write_themes(study, tmp_path / "uit.qdc")


def test_a_codebook_cannot_go_under_a_name_that_is_too_long(study: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_themes(study, tmp_path / ("x" * 300))


# --- Codes in ------------------------------------------------------------------------------------------------

HOSTILE = "# Kop\n> van iemand\n<script>alert(1)</script>\n{{ quote: F1 }} [[fact:0]]\n---\n? vraag"


def codes_file(folder: Path, *codes: Code) -> Path:
    return put(folder, "codes.qdc", codebook_bytes(Codebook(codes)))


def test_what_went_out_comes_back_as_known(study: Path, tmp_path: Path) -> None:
    file, _ = write_themes(study, tmp_path / "uit.qdc")
    made = add_codes(study, file, level="practitioner")
    assert (made.files, made.known) == ((), 2 + len(FRAMES))


def test_a_new_code_becomes_a_theme_that_passes_the_check(study: Path, tmp_path: Path) -> None:
    under = (Code(guid("kas"), "Kas & café", "Over de kas."), Code(guid("schuur"), "Schuur"))
    book = codes_file(tmp_path, Code(guid("nieuw"), 'Eén "nieuw" thema: of niet?', "Wat ik zag.", codes=under))
    (file,) = add_codes(study, book, level="resident").files
    text = file.read_text("utf-8")
    assert file.name == "een-nieuw-thema-of-niet.md"
    assert "level: bewoner " in text
    assert "\n## Kas & café\n\nOver de kas.\n\n? " in text
    assert [problem for problem in check_story(open_study(study)) if "themes/" in problem.where] == []


def test_a_code_in_the_set_of_a_level_gets_that_level(study: Path, tmp_path: Path) -> None:
    group = CodeSet(guid("set"), "Thema’s van bewoner", (guid("a"),))
    book = Codebook((Code(guid("a"), "Kas"), Code(guid("b"), "Schuur")), (group,))
    add_codes(study, put(tmp_path, "codes.qdc", codebook_bytes(book)), level="manager")
    assert "level: bewoner " in (themes_folder(study) / "kas.md").read_text("utf-8")
    assert "level: manager " in (themes_folder(study) / "schuur.md").read_text("utf-8")


def test_a_description_may_hold_anything(study: Path, tmp_path: Path) -> None:
    book = codes_file(
        tmp_path, Code(guid("x"), "Iets # raars: <b>", HOSTILE, codes=(Code(guid("y"), "## {{", HOSTILE),))
    )
    (file,) = add_codes(study, book, level="practitioner").files
    refused = [problem for problem in check_story(open_study(study)) if problem.severity == "refusal"]
    assert [problem for problem in refused if "themes/" in problem.where] == []
    assert "<script>" not in file.read_text("utf-8")


def test_no_theme_is_ever_written_over(study: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in themes_folder(study).iterdir()}
    book = codes_file(tmp_path, Code(guid("a"), "Kas"), Code(guid("b"), "KAS"), Code(guid("c"), "Tuin!"))
    made = add_codes(study, book, level="practitioner")
    assert [file.name for file in made.files] == ["kas.md", "kas-2.md"]
    assert {name: (themes_folder(study) / name).read_bytes() for name in before} == before
    assert add_codes(study, book, level="practitioner").files == ()


def test_a_code_without_letters_is_refused(study: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no letters or digits"):
        add_codes(study, codes_file(tmp_path, Code(guid("a"), "???")), level="practitioner")


# --- Selections in -------------------------------------------------------------------------------------------


def test_selections_become_concepts_without_consent(study: Path, tmp_path: Path) -> None:
    made = bring(study, tmp_path, Text("A", TALK, (mark(FIRST), mark(SECOND, "De tuin/Kas"))))
    assert (made.added, made.already, made.notices) == (2, 0, ())
    first, second = rows(study)
    assert (first["tekst"], second["tekst"]) == (FIRST, SECOND)
    assert {row["thema"] for row in (first, second)} == {"tuin"}
    assert (first["status"], first["toestemming"], first["rol"], first["datum"]) == (
        "concept", "nee", "opbouwwerker", "2023-02-06",
    )  # fmt: skip
    assert first["gesprek"] == second["gesprek"] != ""
    read = open_study(study).tables["fragments"]
    assert (list(read["level"]), list(read["consent"])) == (["practitioner"] * 2, ["no"] * 2)


def test_the_same_project_twice_adds_nothing_even_with_new_guids(study: Path, tmp_path: Path) -> None:
    bring(study, tmp_path, Text("A", TALK, (mark(FIRST), mark(SECOND))))
    before = (study.parent / "klein" / "fragmenten.csv").read_bytes()
    again = bring(study, tmp_path, Text("een andere naam", TALK.replace("\n", "\r\n"), (mark(SECOND), mark(FIRST))))
    assert (again.added, again.already) == (0, 2)
    assert (study.parent / "klein" / "fragmenten.csv").read_bytes() == before


def test_words_that_stand_in_the_study_are_not_added_under_another_id(study: Path, tmp_path: Path) -> None:
    bring(study, tmp_path, Text("A", TALK, (mark(FIRST),)))
    longer = TALK + "Later toegevoegd.\n"
    made = bring(study, tmp_path, Text("A", longer, (mark(FIRST, text=longer), mark(SECOND, text=longer))))
    assert (made.added, made.already) == (1, 1)


def test_the_same_words_said_twice_are_two_fragments(study: Path, tmp_path: Path) -> None:
    text = "Ja, precies zo. En dan nog: Ja, precies zo."
    marks = (Mark(0, 15, ("De tuin",)), Mark(28, 43, ("De tuin",)))
    assert bring(study, tmp_path, Text("A", text, marks)).added == 2
    assert len({row["fragment"] for row in rows(study)}) == 2


@pytest.mark.parametrize("where", ["source", "case"])
def test_variables_go_before_what_was_given(study: Path, tmp_path: Path, where: str) -> None:
    values = {"Niveau": "Bewoner", "ROL": "vrijwilliger", "rolhouders": "12", "Datum": "2023-05-01T10:00:00Z"}
    text = Text("Jan Jansen", TALK, (mark(FIRST),), values=values if where == "source" else {})
    bring(study, tmp_path, text, cases={"Jan Jansen": values} if where == "case" else None)
    (row,) = rows(study)
    said = (row["niveau"], row["rol"], row["rolhouders"], row["datum"])
    assert said == ("bewoner", "vrijwilliger", "12", "2023-05-01")
    assert bool(row["spreker"]) == (where == "case")
    assert "Jan" not in str(row)


@pytest.mark.parametrize(
    ("given", "values", "what"),
    [
        (Given(role="r", date="2023-01-01"), {}, "has no level"),
        (Given(level="manager", date="2023-01-01"), {}, "has no role"),
        (Given(level="manager", role="r"), {}, "has no date"),
        (Given(level="baas", role="r", date="2023-01-01"), {}, "level that cannot be read"),
        (Given(level="manager", role="r", date="1 mei"), {}, "date that cannot be read"),
        (Given(level="manager", role="r", date="2023-02-31"), {}, "date"),
        (BOTH, {"niveau": "Geheim123"}, "level that cannot be read"),
        (BOTH, {"rolhouders": "veel"}, "holders that cannot be read"),
    ],
)
def test_who_spoke_and_when_must_be_known(
    study: Path, tmp_path: Path, given: Given, values: dict[str, str], what: str
) -> None:
    with pytest.raises(SourceError) as caught:
        bring(study, tmp_path, Text("A", TALK, (mark(FIRST), mark(SECOND)), values=values), given=given)
    (problem,) = caught.value.problems
    assert what in f"{problem.what} {problem.column} {problem}".replace("datum", "date")
    assert "Geheim123" not in str(problem)
    assert not (study.parent / "klein" / "fragmenten.csv").exists()


LONG = "woord " * (LONGEST // 6 + 1)


@pytest.mark.parametrize(
    ("text", "chosen", "why"),
    [
        (TALK, mark(FIRST, "Overig"), "the code 'Overig' is no theme"),
        (TALK, Mark(16, 16 + len(FIRST), ()), "has no code"),
        (LONG, Mark(0, len(LONG), ("De tuin",)), "longer than"),
        ("Bel me: 06-12345678 dus.", Mark(0, 24, ("De tuin",)), "a phone number"),
        ("Mail j.jansen@voorbeeld.nl maar.", Mark(0, 32, ("De tuin",)), "an e-mail address"),
    ],
)
def test_what_cannot_be_a_quote_is_left_out_and_told_of(
    study: Path, tmp_path: Path, text: str, chosen: Mark, why: str
) -> None:
    good = Text("B", TALK, (mark(SECOND),))
    made = bring(study, tmp_path, Text("A", text, (chosen,)), good)
    assert made.added == 1
    notices = [notice for notice in made.notices if "cannot be checked" not in notice.what]
    assert [why in notice.what for notice in notices] == [True]
    assert guid("mark A 0") in notices[0].where
    assert "12345678" not in str(notices[0])


def test_a_theme_may_be_given_for_codes_that_are_none(study: Path, tmp_path: Path) -> None:
    bring(study, tmp_path, Text("A", TALK, (mark(FIRST, "Overig"), mark(SECOND))), theme="geld")
    assert [row["thema"] for row in rows(study)] == ["geld", "tuin"]
    with pytest.raises(SourceError, match="no theme of this study"):
        bring(study, tmp_path, Text("A", TALK, (mark(FIRST),)), theme="onzin")


def test_a_selection_of_two_themes_takes_the_first_and_says_so(study: Path, tmp_path: Path) -> None:
    codes = ("geld", "De tuin")
    made = bring(study, tmp_path, Text("A", TALK, (mark(FIRST, "geld", "De tuin"),)), codes=codes)
    assert ([row["thema"] for row in rows(study)], "several themes" in made.notices[0].what) == (["geld"], True)


def test_a_formula_stays_text(study: Path, tmp_path: Path) -> None:
    text = "=1+1 zei hij, en dat was alles."
    bring(study, tmp_path, Text("A", text, (Mark(0, len(text), ("De tuin",)),)))
    assert not rows(study)[0]["tekst"].startswith("=")
    assert list(open_study(study).tables["fragments"]["text"]) == [text]


# --- The commands --------------------------------------------------------------------------------------------


def wijklab(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["qda", *map(str, arguments)])


def test_the_commands_go_the_whole_way(study: Path, tmp_path: Path) -> None:
    assert "2 themes" in wijklab("themes", study, "--to", tmp_path / "uit.qdc").stdout
    assert "0 new themes" in wijklab("codes", study, tmp_path / "uit.qdc").stdout
    project = put(tmp_path, "p.qdpx", qdpx([Text("A", TALK, (mark(FIRST),))], codes=("De tuin",)))
    who = ("--level", "bewoner", "--role", "bewoner", "--date", "2023-01-01")
    assert "1 fragments added, 0 stood" in wijklab("fragments", study, project, *who).stdout
    assert "0 fragments added, 1 stood" in wijklab("fragments", study, project, *who).stdout


@pytest.mark.parametrize("command", ["themes", "codes", "fragments"])
def test_help_shows_examples(command: str) -> None:
    assert f"wijklab qda {command} params/ruwaard.yaml" in wijklab(command, "--help").stdout


def test_a_refused_file_ends_with_the_code_of_its_kind(study: Path, tmp_path: Path) -> None:
    result = wijklab("fragments", study, put(tmp_path, "p.qdpx", b"x"))
    assert result.exit_code == SourceError.exit_code
    assert "no whole zip archive" in result.stderr
    assert wijklab("codes", study, put(tmp_path, "c.qdc", b"x"), "--level", "baas").exit_code == 2
