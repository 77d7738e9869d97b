"""Codebooks and coded projects as other programs write them, the right ones and those that must be refused."""

from __future__ import annotations

import io
import stat
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.refi_files import Mark, Text, archive, guid, project_xml, put, qdpx, schema_faults
from wijklab.errors import Problem, SourceError
from wijklab.sources.refi_qda.codebook import codebook_bytes, read_codebook
from wijklab.sources.refi_qda.project import read_project
from wijklab.sources.refi_qda.selections import selections_of
from wijklab.sources.refi_qda.shapes import Code, Codebook, CodeSet, Selection

CODES = Codebook(
    (
        Code(guid("tuin"), "Tuin & café", "Eén zin.\n\nNog een <zin>.", colour="#00AA33"),
        Code(guid("geld"), "Geld", codable=False, codes=(Code(guid("potjes"), "Potjes", "Über 'alles'"),)),
    ),
    (CodeSet(guid("set"), "Uitvoerder", (guid("tuin"), guid("potjes"))),),
    "wijklab",
)
WORDS = "Maanden praatten we over wie wat betaalt."
SPEECH = (
    f"Gesprek\n\nVraag: hoe begon het?\n{WORDS} Toen kwam er koffie bij één mevrouw thuis. 🙂"
    " Daarna wist ik het weer.\n"
)


def spot(text: str, words: str, beside: str | None = None, *, wide: bool = False, by: int = 0) -> Mark:
    """A selection of these words in a text, counted in code points or in units of UTF-16, moved `by` signs."""
    first = text.index(words)
    last = first + len(words)
    if wide:
        first, last = (len(text[:place].encode("utf-16-le")) // 2 for place in (first, last))
    return Mark(first + by, last + by, name=words if beside is None else beside)


def read(folder: Path, texts: Iterable[Text], **more: object) -> tuple[tuple[Selection, ...], tuple[Problem, ...]]:
    project = read_project(put(folder, "p.qdpx", qdpx(texts, **more)), "p.qdpx")
    found, notices = selections_of(project, "p.qdpx")
    return found, (*project.notices, *notices)


def refusal(folder: Path, data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_project(put(folder, "p.qdpx", data), "p.qdpx")
    return caught.value


# --- Codebooks -----------------------------------------------------------------------------------------------


def test_a_codebook_comes_back_as_it_went_and_follows_the_schema(tmp_path: Path) -> None:
    data = codebook_bytes(CODES)
    assert read_codebook(put(tmp_path, "c.qdc", data), "c.qdc") == CODES
    assert list(schema_faults(fromstring(data))) == []
    assert data == codebook_bytes(CODES)


def test_a_codebook_of_another_program_is_read_whatever_its_spelling(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Café één")
    text = f"""<?xml version="1.0" encoding="utf-16"?>
      <q:CodeBook xmlns:q="urn:QDA-XML:codebook:1.0" origin="Een programma 9.1"><q:Codes>
        <q:Code guid="{{{guid("a").upper()}}}" name="{name}&#x202E;" isCodable="1">
          <q:Code guid="{guid("b")}" name="Onder" isCodable="false"/></q:Code></q:Codes>
        <q:Sets><q:Set guid="{guid("s")}" name="Samen"><q:MemberCode targetGUID="{guid("b")}"/></q:Set></q:Sets>
      </q:CodeBook>"""
    book = read_codebook(put(tmp_path, "c.qdc", text.encode("utf-16")), "c.qdc")
    assert [code_line[-1].name for code_line in book.lines()] == ["Café één", "Onder"]
    assert (book.codes[0].guid, book.codes[0].codable, book.codes[0].codes[0].codable) == (guid("a"), True, False)
    assert book.sets[0].members == (guid("b"),)


BOOK = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{}</Codes></CodeBook>'
CODE = f'<Code guid="{guid("a")}" name="A" isCodable="true"/>'
DEEP = "".join(f'<Code guid="{guid(str(n))}" name="A" isCodable="true">' for n in range(60)) + "</Code>" * 60


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no whole XML"),
        ("PK\x03\x04", "is an archive"),
        (BOOK.format(CODE)[:-8], "no whole XML"),
        (f"<!DOCTYPE x [<!ENTITY a 'b'>]>{BOOK.format(CODE)}", "document type"),
        (f"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>{BOOK.format(CODE)}", "document type"),
        (BOOK.format(CODE).replace("codebook:1.0", "codebook:2.0"), "not REFI-QDA"),
        (BOOK.format(CODE).replace("codebook:1.0", "project:1.0"), "not REFI-QDA"),
        (BOOK.format(CODE).replace(guid("a"), "17"), "no guid"),
        (BOOK.format(CODE + CODE), "same guid"),
        (BOOK.format(DEEP), "nested deeper"),
        ('<?xml version="1.0" encoding="no-such"?>' + BOOK.format(CODE), "no whole XML"),
    ],
)
def test_a_wrong_codebook_is_refused_with_a_remedy(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        read_codebook(put(tmp_path, "c.qdc", text.encode()), "c.qdc")
    assert all(problem.where.startswith("c.qdc") and problem.todo for problem in caught.value.problems)


def test_a_codebook_of_more_parts_than_is_sane_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijklab.sources.refi_qda.xml_text.MOST_ELEMENTS", 3)
    with pytest.raises(SourceError, match="more than 3 parts"):
        read_codebook(put(tmp_path, "c.qdc", codebook_bytes(CODES)), "c.qdc")


def test_a_codebook_larger_than_is_sane_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijklab.sources.refi_qda.codebook.MOST_BYTES", 100)
    with pytest.raises(SourceError, match="larger than 100 bytes"):
        read_codebook(put(tmp_path, "c.qdc", codebook_bytes(CODES)), "c.qdc")


def test_a_codebook_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        read_codebook(tmp_path / "c.qdc", "c.qdc")


# --- Projects ------------------------------------------------------------------------------------------------


def test_the_fixtures_follow_the_schema_of_the_standard() -> None:
    texts = [Text("A", SPEECH, (spot(SPEECH, WORDS),), values={"rol": "bewoner"}), Text("B", data=b"x")]
    xml = project_xml(texts, codes=("Tuin", "Tuin/Kas"), cases={"A": {"niveau": "bewoner"}})
    assert list(schema_faults(fromstring(xml))) == []
    spoiled = xml.replace(b"<PlainTextContent>", b"<CodeRef>").replace(b"</PlainTextContent>", b"</CodeRef>")
    assert list(schema_faults(fromstring(spoiled)))


def test_a_project_gives_words_codes_variables_and_case(tmp_path: Path) -> None:
    marks = (spot(SPEECH, WORDS), Mark(*_places(WORDS), codes=("Tuin/Kas",)))
    text = Text("A", SPEECH, marks, values={"rol": "opbouwwerker"})
    (found,), notices = read(tmp_path, [text], codes=("Tuin", "Tuin/Kas"), cases={"A": {"niveau": "uitvoerder"}})
    assert (found.text, found.codes) == (WORDS, (guid("code Tuin"), guid("code Tuin/Kas")))
    assert (found.values, found.case) == ({"rol": "opbouwwerker", "niveau": "uitvoerder"}, guid("case A"))
    assert notices == ()


def _places(words: str) -> tuple[int, int]:
    return SPEECH.index(words), SPEECH.index(words) + len(words)


TAIL = "Daarna wist ik het weer."
CRLF = SPEECH.replace("\n", "\r\n")
NFD = unicodedata.normalize("NFD", SPEECH)
AFTER_NFD = spot(NFD, TAIL)


@pytest.mark.parametrize(
    ("data", "mark", "counted"),
    [
        pytest.param(SPEECH.encode(), spot(SPEECH, TAIL), "", id="code points, the standard"),
        pytest.param(CRLF.encode(), spot(CRLF, TAIL), "", id="line ends of two signs count for two"),
        pytest.param(b"\xef\xbb\xbf" + SPEECH.encode(), spot(SPEECH, TAIL), "", id="the mark does not count"),
        pytest.param(SPEECH.encode("utf-16"), spot(SPEECH, TAIL), "", id="a file in UTF-16 counts the same"),
        pytest.param(NFD.encode(), AFTER_NFD, "", id="accents apart, counted apart"),
        pytest.param(CRLF.encode(), spot(SPEECH, TAIL), "line ends count for one", id="CRLF counts for one"),
        pytest.param(SPEECH.encode(), spot(CRLF, TAIL), "line ends count for two", id="LF counts for two"),
        pytest.param(SPEECH.encode(), spot(SPEECH, TAIL, wide=True), "emoji count for two", id="UTF-16 units"),
        pytest.param(b"\xef\xbb\xbf" + SPEECH.encode(), spot(SPEECH, TAIL, by=1), "mark that opens", id="mark counts"),
        pytest.param(NFD.encode(), spot(SPEECH, TAIL), "accents are composed", id="accents apart, counted composed"),
        pytest.param(SPEECH.encode(), AFTER_NFD, "accents are taken apart", id="accents composed, counted apart"),
        pytest.param(CRLF.encode(), spot(SPEECH, TAIL, wide=True), "one, emoji", id="two departures at once"),
    ],
)
def test_each_known_way_of_counting_is_found_by_the_words_beside(
    tmp_path: Path, data: bytes, mark: Mark, counted: str
) -> None:
    (found,), notices = read(tmp_path, [Text("A", data=data, marks=(mark,))])
    assert found.text == TAIL
    said = " ".join(str(notice) for notice in notices)
    assert (counted in said) if counted else not notices
    assert TAIL not in said


def test_what_two_ways_of_counting_would_cut_differently_is_left_out(tmp_path: Path) -> None:
    text = "Regel een\nen dan 🙂 deze drie woorden.\nEen volgende regel 🙂🙂 met een slot."
    told, unsure = spot(text, "deze drie woorden.", by=1), spot(text, "met een slot.", "", by=2)
    found, notices = read(tmp_path, [Text("A", text, (told, unsure))])
    assert [one.text for one in found] == ["deze drie woorden."]
    assert any("give other words" in notice.what for notice in notices)


def test_names_that_are_cut_off_do_not_hide_another_way_of_counting(tmp_path: Path) -> None:
    """Accents taken apart would fit the shortened names too, but for a space, and lose the last signs."""
    first, last = (
        "Ik had in één week drie rekenbladen, en geen ervan klopte.",
        "Daarna belde de manager zelf, dat nog nooit.",
    )
    text = f"En het geld?\r\n{first}\r\n🙂 {last}\r\n"
    marks = tuple(spot(text, words, f"{words[:30]}...", wide=True) for words in (first, last))
    found, notices = read(tmp_path, [Text("A", data=text.encode(), marks=marks)])
    assert [one.text for one in found] == [first, last]
    assert ["emoji count for two" in notice.what for notice in notices] == [True]


def test_a_space_around_the_words_is_no_fault(tmp_path: Path) -> None:
    first, last = _places(TAIL)
    (found,), notices = read(tmp_path, [Text("A", SPEECH, (Mark(first - 1, last + 1, name=TAIL),))])
    assert (found.text, notices) == (TAIL, ())


def test_a_text_inside_the_project_keeps_its_accents_and_positions(tmp_path: Path) -> None:
    words = "Vóór één uur zei hij: «dat is óns café», ’s morgens."
    text = f"Inleiding 🙂\n\n{words} Einde."
    (found,), notices = read(tmp_path, [Text("A", text, (spot(text, words),))])
    assert (found.text, notices) == (words, ())


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (spot(SPEECH, WORDS, by=3), "3 signs before its positions"),
        (spot(SPEECH, WORDS, by=-1), "1 sign after its positions"),
        (Mark(*_places(WORDS[:-1]), name=WORDS), "do not give the words"),
        (Mark(*_places(WORDS + " To"), name=WORDS), "do not give the words"),
        (Mark(0, 5000, name="Alles"), "outside the text"),
        (Mark(-3, 5), "outside the text"),
        (Mark(9, 9), "hold no words"),
        (Mark(9, 2), "hold no words"),
    ],
)
def test_a_position_that_is_off_is_told_of_and_never_guessed(tmp_path: Path, mark: Mark, why: str) -> None:
    good = spot(SPEECH, "Toen kwam er koffie bij één mevrouw thuis.")
    found, notices = read(tmp_path, [Text("A", SPEECH, (good, mark))])
    assert [one.text for one in found] == ["Toen kwam er koffie bij één mevrouw thuis."]
    assert [why in notice.what for notice in notices] == [True]
    assert guid("mark A 1") in notices[0].where
    assert WORDS not in str(notices[0])


@pytest.mark.parametrize(
    "beside",
    [WORDS, WORDS[:24] + "...", WORDS[:20] + "…", WORDS.upper(), "Tuin", "vraag", "Een aantekening over geld.", ""],
)
def test_labels_and_shortened_names_prove_nothing_wrong(tmp_path: Path, beside: str) -> None:
    found, _ = read(tmp_path, [Text("A", SPEECH, (spot(SPEECH, WORDS, beside),))])
    assert [one.text for one in found] == [WORDS]


def test_the_words_may_stand_in_the_description(tmp_path: Path) -> None:
    first, last = _places(TAIL)
    mark = Mark(first + 1, last + 1, description=TAIL)
    (found,), notices = read(tmp_path, [Text("A", SPEECH, (mark,))])
    assert (found.text, "emoji count for two" in str(notices[0])) == (TAIL, True)


def test_positions_that_nothing_can_check_are_told_of(tmp_path: Path) -> None:
    _, notices = read(tmp_path, [Text("A", SPEECH, (spot(SPEECH, WORDS, ""),))])
    assert "cannot be checked" in notices[0].what


def test_words_lose_line_breaks_and_signs_that_turn_the_reading_direction(tmp_path: Path) -> None:
    text = "Een zin\nop twee \u202eregels\u200f."
    (found,), _ = read(tmp_path, [Text("A", text, (Mark(0, len(text)),))])
    assert found.text == "Een zin op twee regels ."


def test_texts_outside_the_archive_are_left_out_and_told_of(tmp_path: Path) -> None:
    text = Text("A", path="relative:///A.txt", marks=(Mark(0, 3),))
    found, notices = read(tmp_path, [text, Text("B", SPEECH, (spot(SPEECH, WORDS),))])
    assert len(found) == 1
    assert "1 selections in a text that is not in the archive" in notices[0].what


# --- Hostile archives ----------------------------------------------------------------------------------------

GOOD = qdpx([Text("A", SPEECH, (spot(SPEECH, WORDS),))])
QDE = project_xml([Text("A", SPEECH, (spot(SPEECH, WORDS),))])


def link() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        info = zipfile.ZipInfo("Sources/a.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")
        file.writestr("project.qde", QDE)
    return made.getvalue()


def with_path(path: str) -> bytes:
    return qdpx([Text("A", path=path, marks=(Mark(0, 3),))])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param(b"", "no whole zip", id="empty"),
        pytest.param(GOOD[:-40], "no whole zip", id="cut off"),
        pytest.param(GOOD[:50] + b"\x00" * 60 + GOOD[110:], "damaged", id="damaged"),
        pytest.param(archive({"iets.txt": b"x"}), "no project.qde", id="no project"),
        pytest.param(archive({"project.qde": QDE, "../uit.txt": b"x"}), "leads outside", id="parent"),
        pytest.param(archive({"project.qde": QDE, "/etc/x": b"x"}), "leads outside", id="root"),
        pytest.param(archive({"project.qde": QDE, "C:\\x.txt": b"x"}), "leads outside", id="drive"),
        pytest.param(archive({"project.qde": QDE, "a\\..\\x": b"x"}), "leads outside", id="backslashes"),
        pytest.param(link(), "is a link", id="link"),
        pytest.param(archive({"project.qde": QDE, "Project.QDE": QDE}), "twice", id="twice"),
        pytest.param(archive({"project.qde": QDE, "Sources/b.txt": b"\0" * 3_000_000}), "times its size", id="bomb"),
        pytest.param(archive({f"Sources/{n}": b"" for n in range(5_001)}), "more than 5,000 files", id="too many"),
        pytest.param(archive({"project.qde": b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + QDE[39:]}), "document type", id="DTD"),
        pytest.param(archive({"project.qde": QDE[:-9]}), "no whole XML", id="XML cut off"),
        pytest.param(archive({"project.qde": QDE.replace(b"project:1.0", b"x")}), "not REFI-QDA", id="namespace"),
        pytest.param(
            archive({"project.qde": QDE.replace(b'endPosition="', b'endPosition="v')}), "no whole number", id="place"
        ),
        pytest.param(with_path("internal://../../etc/passwd"), "leads outside", id="text outside"),
        pytest.param(with_path("internal://niet-hier.txt"), "not in the archive", id="text missing"),
        pytest.param(qdpx([Text("A", data=b"\xe9\xe9n", marks=(Mark(0, 2),))]), "not UTF-8", id="Latin-1"),
    ],
)
def test_a_hostile_or_broken_archive_is_refused_with_a_remedy(tmp_path: Path, data: bytes, what: str) -> None:
    error = refusal(tmp_path, data)
    assert any(what in problem.what for problem in error.problems), [problem.what for problem in error.problems]
    assert all(problem.where.startswith("p.qdpx") and problem.todo for problem in error.problems)
    assert [file.name for file in tmp_path.iterdir()] == ["p.qdpx"]


def test_a_locked_member_is_refused(tmp_path: Path) -> None:
    locked = bytearray(GOOD)
    locked[GOOD.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(tmp_path, bytes(locked)).problems[0].what


@pytest.mark.parametrize("bound", ["LARGEST_READ", "MOST_READ"])
def test_a_member_is_read_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(f"wijklab.sources.refi_qda.archive.{bound}", 100)
    assert "larger than a project" in refusal(tmp_path, GOOD).problems[0].what


def test_all_members_together_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijklab.sources.refi_qda.archive.MOST_BYTES", 100)
    assert "unpacks to more than" in refusal(tmp_path, GOOD).problems[0].what


@settings(max_examples=150)
@given(st.integers(0, len(QDE) - 1), st.binary(max_size=6), st.integers(0, 12))
def test_whatever_is_changed_in_a_project_it_is_read_or_refused(place: int, put_in: bytes, taken_out: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spoiled = QDE[:place] + put_in + QDE[place + taken_out :]
        file = put(Path(folder), "p.qdpx", archive({"project.qde": spoiled}))
        with suppress(SourceError):
            selections_of(read_project(file, "p.qdpx"), "p.qdpx")


def test_nothing_prints_anyones_words(tmp_path: Path) -> None:
    project = read_project(put(tmp_path, "p.qdpx", GOOD), "p.qdpx")
    (found,), _ = selections_of(project, "p.qdpx")
    assert WORDS not in f"{project!r} {project.sources!r} {found!r}"


def test_a_text_that_is_neither_utf_8_nor_utf_16_is_refused(tmp_path: Path) -> None:
    text = Text(
        "een", marks=(Mark(0, 3),), data="Wij wilden een tuin.".encode("utf-32"), path=f"internal://{guid('een')}.txt"
    )
    with pytest.raises(SourceError, match="is not UTF-8 text"):
        read_project(put(tmp_path, "p.qdpx", qdpx([text])), "p.qdpx")
