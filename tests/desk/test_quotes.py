"""Quotes to their speakers and back: what a sheet shows, what an answer does, and what is refused as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from wijklab.contract.tables import OpenStudy
from wijklab.desk.quotes import Heard, hear_answers, write_sheets
from wijklab.errors import OutputError, SourceError
from wijklab.sources.opening import open_study
from wijklab.story.life import lives

FRAGMENTS = """\
fragment;datum;rol;niveau;thema;gebeurtenis;tekst;status;toestemming;rolhouders;gesprek;spreker
F1;2023-02-06;opbouwwerker;uitvoerder;tuin;E1;=1+1 is wat ik zei.;concept;ja;6;G1;P1
F2;2023-02-06;opbouwwerker;uitvoerder;tuin;;Het begon met koffie.;voorgelegd;ja;6;G1;P1
F3;2023-02-06;directeur;manager;tuin;;Ik tekende zelf.;concept;nee;1;G2;P2
F4;2023-02-06;bewoner;bewoner;tuin;;Niemand weet wie ik ben.;concept;ja;90;;
F5;2023-02-06;bewoner;bewoner;tuin;;Dit is al goed.;akkoord;ja;90;G3;P3
"""
EVENTS = "gebeurtenis;datum;titel;effect\nE1;2018-01-01;De tuin gaat open;helpend\n"
HISTORY = "---\nquotes: invented\n---\n\nEen inleiding.\n"
THEME = """\
---
title: De tuin
level: uitvoerder
valence: trots
---

Wat opvalt.

## Het begin

{{ perspectives: E1 }}
{{ quote: F2 }}
{{ fact: x.y.z }}
"""
MADE, CAME = dt.date(2024, 5, 1), dt.date(2024, 5, 20)
HEAD = 10
"""The row of the headers on a sheet."""

Made = Callable[..., OpenStudy]


@pytest.fixture(params=["nl"])
def study(request: pytest.FixtureRequest, make_study: Callable[..., Path], tmp_path: Path) -> OpenStudy:
    """The small study with five quotes and a story; in another language where a test asks for it."""
    story = tmp_path / "verhaal" / "themes"
    story.mkdir(parents=True)
    (story.parent / "history.md").write_text(HISTORY, "utf-8")
    (story / "tuin.md").write_text(THEME, "utf-8")
    file = make_study(
        ("notebooks:", "story:\n  folder: verhaal\nnotebooks:"),
        ("language: nl", f"language: {request.param}"),
        tables={"fragmenten": FRAGMENTS, "gebeurtenissen": EVENTS},
    )
    return open_study(file)


def again(study: OpenStudy) -> OpenStudy:
    return open_study(study.place.file)


def sheet(path: Path) -> dict[str, list[str]]:
    """The rows of a sheet by id of the quote."""
    page = openpyxl.load_workbook(path).worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    return {row[0]: row for row in rows[HEAD:] if row[0]}


def fill(path: Path, answers: Mapping[str, tuple[object, ...]], edits: Mapping[str, object] | None = None) -> Path:
    """Answers as a speaker would type them, by id: answer, new words, last day; `edits` changes any cell."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in range(HEAD + 1, page.max_row + 1):
        for column, value in enumerate(answers.get(str(page.cell(row, 1).value), ()), 7):
            page.cell(row, column).value = value
    for cell, value in (edits or {}).items():
        page[cell] = value
    book.save(path)
    return path


@pytest.fixture
def sheets(study: OpenStudy, tmp_path: Path) -> Path:
    write_sheets(study, tmp_path / "heen", MADE)
    return tmp_path / "heen"


def test_each_speaker_gets_his_own_quotes_that_wait_and_no_others(sheets: Path) -> None:
    assert sorted(file.name for file in sheets.iterdir()) == ["citaat-f4.xlsx", "citaten-p1.xlsx", "citaten-p2.xlsx"]
    assert list(sheet(sheets / "citaten-p1.xlsx")) == ["F1", "F2"]
    assert list(sheet(sheets / "citaat-f4.xlsx")) == ["F4"]


def test_a_speaker_sees_what_a_reader_would_see(sheets: Path) -> None:
    first = sheet(sheets / "citaten-p1.xlsx")["F1"]
    assert first[1:4] == ["=1+1 is wat ik zei.", "opbouwwerker", "De tuin"]
    assert first[4] == "Het begin. Gebeurtenis: De tuin gaat open. Er staat ook een cijfer bij."
    assert sheet(sheets / "citaten-p2.xlsx")["F3"][2:5] == ["manager", "De tuin", "Nog niet in het verhaal."]


def test_a_sheet_can_be_printed_and_holds_no_formula(sheets: Path) -> None:
    book = openpyxl.load_workbook(sheets / "citaten-p1.xlsx")
    page = book.worksheets[0]
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert page.print_title_rows == f"${HEAD}:${HEAD}"
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert book.worksheets[1].sheet_state == "hidden"
    assert any("altijd intrekken" in str(row[0]) for row in page.iter_rows(max_row=HEAD, values_only=True))


def test_only_what_a_speaker_fills_in_can_be_changed(sheets: Path) -> None:
    page = openpyxl.load_workbook(sheets / "citaten-p1.xlsx").worksheets[0]
    assert page.protection.sheet
    assert [cell.protection.locked for cell in page[HEAD + 1]] == [True] * 6 + [False] * 3


def test_the_same_day_gives_the_same_bytes(study: OpenStudy, sheets: Path, tmp_path: Path) -> None:
    write_sheets(study, tmp_path / "weer", MADE)
    assert all((tmp_path / "weer" / file.name).read_bytes() == file.read_bytes() for file in sheets.iterdir())


def test_all_holds_every_quote(study: OpenStudy, tmp_path: Path) -> None:
    assert write_sheets(study, tmp_path / "alles", MADE, every=True).quotes == 5


def test_old_sheets_are_not_written_over_and_outputs_are_no_place(study: OpenStudy, sheets: Path) -> None:
    with pytest.raises(OutputError, match=r"citaten-p1\.xlsx: stands there already, and may hold answers"):
        write_sheets(study, sheets, MADE)
    with pytest.raises(OutputError, match="which readers get"):
        write_sheets(study, study.place.outputs / "citaten", MADE)


def test_presenting_is_noted_once(study: OpenStudy, tmp_path: Path) -> None:
    assert write_sheets(study, tmp_path / "a", MADE, present=True).presented == 3
    assert write_sheets(again(study), tmp_path / "b", MADE, present=True).presented == 0
    assert {told.status for told in lives(again(study).tables, MADE).values()} == {"presented", "agreed"}


ANSWERED = {
    "citaten-p1.xlsx": {
        "F1": ("Akkoord ", None, None),
        "F2": ("gewijzigd", "Het begon met thee.", dt.datetime(2026, 1, 1)),
    },
    "citaten-p2.xlsx": {"F3": ("ingetrokken", "doet er niet toe", "volgend jaar")},
    "citaat-f4.xlsx": {},
}


def answered(sheets: Path) -> list[Path]:
    return [fill(sheets / name, answers) for name, answers in ANSWERED.items()]


def test_answers_come_into_the_study(study: OpenStudy, sheets: Path) -> None:
    heard = hear_answers(study, answered(sheets), CAME)
    assert (heard.added, heard.known, heard.silent) == ({"agreed": 1, "changed": 1, "withdrawn": 1}, 0, 1)
    told = lives(again(study).tables, CAME)
    assert [told[id].status for id in ("F1", "F2", "F3", "F4")] == ["agreed", "changed", "withdrawn", "concept"]
    assert (told["F2"].text, told["F2"].expires) == ("Het begon met thee.", dt.date(2026, 1, 1))
    assert told["F3"].text == "Ik tekende zelf."


def test_the_same_answers_twice_are_added_once(study: OpenStudy, sheets: Path) -> None:
    files = answered(sheets)
    file = hear_answers(study, files, CAME).file
    assert file is not None
    before = file.read_bytes()
    later = hear_answers(again(study), files, CAME + dt.timedelta(days=9))
    assert later == Heard({}, known=3, silent=1, file=None)
    assert file.read_bytes() == before


def test_an_old_sheet_brings_nothing_back(study: OpenStudy, sheets: Path, tmp_path: Path) -> None:
    old = fill(sheets / "citaten-p1.xlsx", {"F1": ("akkoord",), "F2": ("akkoord",)})
    hear_answers(study, [old], CAME)
    write_sheets(again(study), tmp_path / "weer", CAME, every=True)
    late = CAME + dt.timedelta(days=1)
    hear_answers(again(study), [fill(tmp_path / "weer" / "citaten-p1.xlsx", {"F1": ("ingetrokken",)})], late)
    assert hear_answers(again(study), [old], late + dt.timedelta(days=1)).added == {}
    assert lives(again(study).tables, late)["F1"].status == "withdrawn"
    other = fill(old, {"F1": ("gewijzigd", "Iets anders.")})
    with pytest.raises(SourceError, match="withdrawn after this sheet was made"):
        hear_answers(again(study), [other], late)


def test_who_came_back_to_it_is_heard_on_a_new_sheet(study: OpenStudy, sheets: Path, tmp_path: Path) -> None:
    hear_answers(study, [fill(sheets / "citaat-f4.xlsx", {"F4": ("ingetrokken",)})], CAME)
    later = CAME + dt.timedelta(days=3)
    write_sheets(again(study), tmp_path / "weer", later, every=True)
    hear_answers(again(study), [fill(tmp_path / "weer" / "citaat-f4.xlsx", {"F4": ("akkoord",)})], later)
    assert lives(again(study).tables, later)["F4"].status == "agreed"


def test_agreement_without_consent_is_told(study: OpenStudy, sheets: Path) -> None:
    (notice,) = hear_answers(study, [fill(sheets / "citaten-p2.xlsx", {"F3": ("akkoord",)})], CAME).notices
    assert "quote 'F3'" in str(notice)
    assert "no consent" in str(notice)


WRONG = (
    # answers by id, cells that were changed, what is said
    ({"F1": ("misschien",)}, {}, "row 11: has no answer that is one of the list"),
    ({"F1": (None, "Nieuw.")}, {}, "row 11: has no answer that is one of the list"),
    ({"F1": ("gewijzigd",)}, {}, "row 11: says changed, without new words"),
    ({"F1": ("gewijzigd", "=1+1 is  wat ik zei.")}, {"H11": "'=1+1 is wat ik zei."}, "the new words are the old ones"),
    ({"F1": ("akkoord", "Nieuw.")}, {}, "row 11: says agreed, and new words stand beside it"),
    ({"F1": ("gewijzigd", "Om\u202egekeerd.")}, {}, "turn the reading direction"),
    ({"F1": ("gewijzigd", "x" * 3001)}, {}, "more than 3000 signs"),
    ({"F1": ("akkoord", None, "ooit")}, {}, "has a last day that is not a date"),
    ({"F1": ("akkoord", None, "01-05-2024")}, {}, "has a last day before the day of the answer"),
    ({"F1": ("akkoord",)}, {"A11": "F9"}, "row 11: answers a quote that the study does not hold"),
    ({"F1": ("akkoord",)}, {"A11": "F3"}, "row 11: answers a quote of another speaker"),
    ({"F1": ("akkoord",), "F2": ("akkoord",)}, {"A11": "F2"}, "row 12: answers a quote that a row above answers too"),
    ({"F1": ("akkoord",)}, {"A11": "F2"}, "row 11: does not hold the words of the quote with that number"),
    ({"F1": ("akkoord",)}, {"B11": "Heel andere woorden."}, "does not hold the words of the quote with that number"),
    ({"F1": ("akkoord",)}, {"A10": "nr"}, "has no row with the headers"),
    ({"F1": ("akkoord",)}, {"H11": "=1+1"}, "holds a formula"),
    ({"F1": ("gewijzigd", "Bel mij: 06-12345678")}, {}, "looks like a phone number"),
)


@pytest.mark.parametrize(("answers", "edits", "said"), WRONG)
def test_a_wrong_answer_is_refused_and_nothing_is_added(
    study: OpenStudy, sheets: Path, answers: dict, edits: dict, said: str
) -> None:
    good = fill(sheets / "citaten-p2.xlsx", {"F3": ("ingetrokken",)})
    # A speaker whose program turned text into a formula: the cell is set last.
    path = fill(sheets / "citaten-p1.xlsx", answers, edits)
    with pytest.raises(SourceError) as refused:
        hear_answers(study, [good, path], CAME)
    assert said in str(refused.value)
    assert "wat ik zei" not in str(refused.value)
    assert "quote_life" not in again(study).tables


def test_files_that_are_no_sheets_are_refused(study: OpenStudy, sheets: Path, tmp_path: Path) -> None:
    (tmp_path / "los.xlsx").write_bytes(b"PK\x03\x04 kapot")
    (tmp_path / "tekst.csv").write_text("a;b", "utf-8")
    book = openpyxl.Workbook()
    book.save(tmp_path / "leeg.xlsx")
    files = [tmp_path / name for name in ("los.xlsx", "tekst.csv", "leeg.xlsx", "weg.xlsx")]
    with pytest.raises(SourceError) as refused:
        hear_answers(study, files, CAME)
    assert [problem.where for problem in refused.value.problems] == [file.name for file in files]
    assert all("is not a sheet with quotes" in problem.what for problem in refused.value.problems[:3])
    assert refused.value.problems[3].what == "does not exist"


def mark(path: Path, cell: str, value: str) -> Path:
    book = openpyxl.load_workbook(path)
    book["wijklab"][cell] = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("B1", "wijklab citaten 9", "not a sheet with quotes of this version"),
        ("B2", "anders", "is a sheet of another study"),
        ("B5", "gisteren", "does not say when it was made"),
        ("B5", "2024-06-01", "was made on 2024-06-01, after the day of the answer"),
        ("B3", "P3", "answers a quote of another speaker"),
    ],
)
def test_a_sheet_of_something_else_is_refused(study: OpenStudy, sheets: Path, cell: str, value: str, said: str) -> None:
    path = mark(fill(sheets / "citaten-p1.xlsx", {"F1": ("akkoord",)}), cell, value)
    with pytest.raises(SourceError, match=said):
        hear_answers(study, [path], CAME)


def test_two_sheets_with_the_same_quote_are_not_read_together(study: OpenStudy, sheets: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kopie.xlsx"
    copy.write_bytes(fill(sheets / "citaten-p1.xlsx", {"F1": ("akkoord",)}).read_bytes())
    fill(copy, {"F1": ("ingetrokken",)})
    with pytest.raises(
        SourceError, match=r"kopie\.xlsx, row 11: answers a quote that citaten-p1\.xlsx, row 11 answers"
    ):
        hear_answers(study, [sheets / "citaten-p1.xlsx", copy], CAME)


def test_two_answers_of_one_kind_on_one_day_are_not_both_kept(study: OpenStudy, sheets: Path) -> None:
    path = fill(sheets / "citaten-p1.xlsx", {"F1": ("gewijzigd", "Eén.")})
    hear_answers(study, [path], CAME)
    with pytest.raises(SourceError, match="another answer of the same kind on the same day"):
        hear_answers(again(study), [fill(path, {"F1": ("gewijzigd", "Twee.")})], CAME)


def test_words_that_were_agreed_to_stay_what_they_were(study: OpenStudy, sheets: Path) -> None:
    hear_answers(study, [fill(sheets / "citaten-p1.xlsx", {"F1": ("akkoord",), "F2": ("akkoord",)})], CAME)
    file = study.place.root / "params" / "klein" / "fragmenten.csv"
    file.write_text(file.read_text("utf-8").replace("met koffie", "met ruzie"), "utf-8")
    told = lives(again(study).tables, CAME)
    assert [told[id].text for id in ("F1", "F2")] == ["=1+1 is wat ik zei.", "Het begon met koffie."]
    (notice,) = [p for p in again(study).tables.notices if "agreed to are shown" in p.what]
    assert (notice.column, notice.rows) == ("tekst", (3,))


@pytest.mark.parametrize("study", ["en"], indirect=True)
def test_an_english_study_speaks_english(study: OpenStudy, tmp_path: Path) -> None:
    write_sheets(study, tmp_path / "out", MADE)
    path = tmp_path / "out" / "quotes-p1.xlsx"
    assert sheet(path)["F1"][4] == "Het begin. Event: De tuin gaat open. A figure stands beside it too."
    heard = hear_answers(study, [fill(path, {"F1": ("agreed",), "F2": ("ingetrokken",)})], CAME)
    assert heard.added == {"agreed": 1, "withdrawn": 1}


def test_titles_on_a_sheet_point_at_nobody(study: OpenStudy, tmp_path: Path) -> None:
    page = tmp_path / "verhaal" / "themes" / "tuin.md"
    page.write_text(page.read_text("utf-8").replace("## Het begin", "## Wat de directeur\u00ad zei"), "utf-8")
    with pytest.raises(OutputError, match="a role that too few people hold"):
        write_sheets(study, tmp_path / "heen", MADE)
    assert not (tmp_path / "heen").exists()


def test_a_damaged_or_locked_sheet_is_told_of(study: OpenStudy, sheets: Path, tmp_path: Path) -> None:
    whole = (sheets / "citaten-p1.xlsx").read_bytes()
    for start in range(40, 400, 12):  # within the first member: what is packed there can no longer be unpacked
        (tmp_path / "kapot.xlsx").write_bytes(whole[:start] + b"\xff" * 6 + whole[start + 6 :])
        with suppress(SourceError):
            hear_answers(study, [tmp_path / "kapot.xlsx"], CAME)
    (tmp_path / "slot.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(SourceError, match="password"):
        hear_answers(study, [tmp_path / "slot.xlsx"], CAME)


def test_new_words_that_look_like_personal_data_are_refused_by_file_and_row(study: OpenStudy, sheets: Path) -> None:
    path = fill(sheets / "citaten-p1.xlsx", {"F1": ("gewijzigd", "Mail naar iemand@voorbeeld.nl")})
    with pytest.raises(SourceError) as refused:
        hear_answers(study, [path], CAME)
    (problem,) = refused.value.problems
    assert problem.where == f"citaten-p1.xlsx, row {HEAD + 1}"
    assert "voorbeeld" not in str(refused.value)


def test_sheets_are_written_all_or_none(study: OpenStudy, tmp_path: Path) -> None:
    lock = study.place.root / study.asked.data.folder / ".~lock.citaatverloop.csv#"
    lock.touch()
    with pytest.raises(OutputError, match="open in a spreadsheet"):
        write_sheets(study, tmp_path / "uit", MADE, present=True)
    assert not list((tmp_path / "uit").iterdir())
    lock.unlink()
    assert write_sheets(study, tmp_path / "uit", MADE, present=True).files


def test_a_folder_whose_name_is_too_long_is_told_of(study: OpenStudy, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_sheets(study, tmp_path / ("x" * 300), MADE)
