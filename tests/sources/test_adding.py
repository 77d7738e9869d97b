from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from wijklab.batch.workbook import write_workbook
from wijklab.errors import OutputError, SourceError, StudyError
from wijklab.sources.adding import add_all, add_rows
from wijklab.sources.adding_csv import csv_with
from wijklab.sources.adding_workbook import Unalterable, workbook_with
from wijklab.sources.files import find_tables
from wijklab.sources.study_file import read_study

LIFE = "citaatverloop"
HEADER = "fragment;datum;status;tekst;toestemming_tot"
ROW = {"fragment": "F1", "date": "2024-09-12", "status": "agreed"}


def a_study(tmp_path, data="folder: params/klein", files=None):
    (tmp_path / "params" / "klein").mkdir(parents=True, exist_ok=True)
    for name, content in (files or {}).items():
        whole = content if isinstance(content, bytes) else content.encode("utf-8")
        (tmp_path / "params" / name).write_bytes(whole)
    file = tmp_path / "params" / "klein.yaml"
    period = "period: {from: 2017-01-01, to: 2023-12-31}\ncutoff: 2024-06-30"
    file.write_text(f'id: klein\ntitle: Klein\nedition: "2024"\n{period}\ndata:\n  {data}\n', "utf-8")
    return read_study(file)


def read_back(study, place, table="quote_life"):
    (raw,) = [raw for raw in find_tables(study, place).tables if raw.name == table]
    return [list(raw.frame.columns), *raw.frame.fillna("").astype(str).to_numpy().tolist()]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (f"{HEADER}\nF0;2024-01-01;akkoord;;\n", f"{HEADER}\nF0;2024-01-01;akkoord;;\nF1;2024-09-12;akkoord;;\n"),
        (f"{HEADER}\nF0;2024-01-01;akkoord;;", f"{HEADER}\nF0;2024-01-01;akkoord;;\nF1;2024-09-12;akkoord;;\n"),
        (f"{HEADER}\r", f"{HEADER}\rF1;2024-09-12;akkoord;;\r"),
        (f"{HEADER}\r\n", f"{HEADER}\r\nF1;2024-09-12;akkoord;;\r\n"),
        ("date,fragment,stand,status\n", "date,fragment,stand,status\n2024-09-12,F1,,akkoord\n"),
        ("fragment\tstatus\tdatum\n", "fragment\tstatus\tdatum\nF1\takkoord\t2024-09-12\n"),
        ('"fragment";"datum";"status"\n', '"fragment";"datum";"status"\n"F1";"2024-09-12";"akkoord"\n'),
        ("\ufefffragment;datum;status\n", "\ufefffragment;datum;status\nF1;2024-09-12;akkoord\n"),
        ('fragment;datum;status\nF0;2024-01-01;"akkoord"\n', None),
    ],
)
def test_a_csv_gets_its_rows_in_its_own_form(tmp_path, before, expected):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": before})
    path = add_rows(study, place, "quote_life", [ROW])
    assert path.read_bytes().decode("utf-8") == (expected or f"{before}F1;2024-09-12;akkoord\n")
    assert [file.name for file in path.parent.iterdir()] == [f"{LIFE}.csv"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252", "utf-8-sig"])
def test_a_csv_keeps_its_encoding(tmp_path, encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    before = mark + f"{HEADER}\nF0;2024-01-01;gewijzigd;één;\n".encode(encoding)
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": before})
    path = add_rows(study, place, "quote_life", [{**ROW, "status": "changed", "text": "Crème"}])
    assert path.read_bytes().startswith(before)
    assert read_back(study, place)[1:] == [
        ["F0", "2024-01-01", "gewijzigd", "één", ""],
        ["F1", "2024-09-12", "gewijzigd", "Crème", ""],
    ]


def test_a_sign_that_the_encoding_cannot_hold_is_refused_and_nothing_is_written(tmp_path):
    before = f"{HEADER}\nF0;2024-01-01;gewijzigd;één;\n".encode("cp1252")
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": before})
    with pytest.raises(SourceError, match="encoding that cannot hold"):
        add_rows(study, place, "quote_life", [{**ROW, "text": "Łódź"}])
    assert (tmp_path / "params" / "klein" / f"{LIFE}.csv").read_bytes() == before


def test_a_column_that_is_lacking_is_added_and_rows_with_line_breaks_stay_whole(tmp_path):
    before = 'fragment;datum;status;eigen\nF0;2024-01-01;akkoord;"twee\nregels"\n'
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": before})
    path = add_rows(study, place, "quote_life", [{**ROW, "text": "Eén; twee", "expires": ""}])
    assert path.read_text("utf-8") == (
        'fragment;datum;status;eigen;tekst\nF0;2024-01-01;akkoord;"twee\nregels";\nF1;2024-09-12;akkoord;;"Eén; twee"\n'
    )


def test_the_studys_own_headers_are_kept_and_used_for_a_new_file(tmp_path):
    mapped = "folder: params/klein\n  columns: {quote_life: {Nummer: fragment}}"
    study, place = a_study(tmp_path, mapped, {f"klein/{LIFE}.csv": "datum;Nummer;status\n"})
    add_rows(study, place, "quote_life", [ROW])
    assert read_back(study, place) == [["datum", "Nummer", "status"], ["2024-09-12", "F1", "akkoord"]]
    (tmp_path / "params" / "klein" / f"{LIFE}.csv").unlink()
    path = add_rows(study, place, "quote_life", [ROW])
    assert path.read_text("utf-8") == "Nummer;datum;status;tekst;toestemming_tot\nF1;2024-09-12;akkoord;;\n"


def test_text_is_data_and_never_a_formula(tmp_path):
    study, place = a_study(tmp_path)
    row = {**ROW, "status": "changed", "text": '=HYPERLINK("x")\nen "dat"; was het'}
    path = add_rows(study, place, "quote_life", [row])
    assert ';"\N{NO-BREAK SPACE}=HYPERLINK(' in path.read_text("utf-8")
    assert read_back(study, place)[1][3].lstrip("\N{NO-BREAK SPACE}") == row["text"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**ROW, "date": "gisteren"}, "is not a date"),
        ({**ROW, "status": "misschien"}, "is not one of the choices"),
        ({**ROW, "fragment": " "}, "is empty"),
        ({**ROW, "text": "links\u202erechts"}, "signs that cannot be seen"),
        ({**ROW, "text": "x" * 20_001}, "is longer than"),
        ({**ROW, "text": "Mail naar anne@voorbeeld.nl"}, "looks like an e-mail address"),
        ({**ROW, "text": "Bel 06-12345678"}, "looks like a phone number"),
    ],
)
def test_a_row_that_would_not_be_read_back_is_refused_without_its_words(tmp_path, row, said):
    study, place = a_study(tmp_path)
    with pytest.raises(SourceError, match=said) as error:
        add_rows(study, place, "quote_life", [ROW, row])
    assert not any(text in str(error.value) for text in ("anne@", "06-12345678", "gisteren", "rechts"))
    assert "(row 2)" in str(error.value)
    assert not list((tmp_path / "params" / "klein").iterdir())


@pytest.mark.parametrize("there", [f"{HEADER}\nF1;12-09-2024;akkoord;;\n", None])
def test_a_row_that_is_there_already_is_refused(tmp_path, there):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": there} if there else {})
    rows = [ROW] if there else [{**ROW, "fragment": "F0"}, ROW, ROW]
    with pytest.raises(
        SourceError, match=r"has the same fragment \+ date \+ status as a row that is there \(row [13]\)"
    ):
        add_rows(study, place, "quote_life", rows)
    add_rows(study, place, "quote_life", [{**ROW, "status": "withdrawn"}])


def test_rows_are_not_added_to_a_table_that_is_wrong(tmp_path):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": f"{HEADER}\nF0;gisteren;akkoord;;\n"})
    with pytest.raises(SourceError, match="is not a date"):
        add_rows(study, place, "quote_life", [ROW])
    study, place = a_study(tmp_path, "folder: params/klein\n  refused_rows: leave_out")
    assert add_rows(study, place, "quote_life", [ROW]).read_text().endswith("F1;2024-09-12;akkoord;;\n")


def test_a_table_without_a_place_is_told_of(tmp_path):
    study, place = a_study(tmp_path, "columns: {}")
    with pytest.raises(StudyError, match="no folder in which the table citaatverloop"):
        add_rows(study, place, "quote_life", [ROW])


def test_a_table_that_stands_twice_is_refused_but_an_empty_one_gives_way(tmp_path):
    both = f"folder: params/klein\n  tables: {{}}\n  workbook: params/{LIFE}.csv"
    filled = f"{HEADER}\nF0;2024-01-01;akkoord;;\n"
    study, place = a_study(tmp_path, both, {f"klein/{LIFE}.csv": f"{HEADER}\n", f"{LIFE}.csv": filled})
    assert add_rows(study, place, "quote_life", [ROW]) == tmp_path / "params" / f"{LIFE}.csv"
    (tmp_path / "params" / "klein" / f"{LIFE}.csv").write_text(filled)
    with pytest.raises(SourceError, match="holds the table quote_life, which"):
        add_rows(study, place, "quote_life", [ROW])


@pytest.mark.parametrize("lock", [f".~lock.{LIFE}.csv#", f"~${LIFE}.csv", f".{LIFE}.csv.wijklab"])
def test_a_file_that_is_open_elsewhere_is_left_alone(tmp_path, lock):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": f"{HEADER}\n", f"klein/{lock}": "x"})
    with pytest.raises(OutputError, match=r"open in a spreadsheet|being written"):
        add_rows(study, place, "quote_life", [ROW])
    assert (tmp_path / "params" / "klein" / f"{LIFE}.csv").read_text() == f"{HEADER}\n"
    assert (tmp_path / "params" / "klein" / lock).exists()


def test_what_was_typed_meanwhile_is_not_lost(tmp_path, monkeypatch):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": f"{HEADER}\n"})
    file = tmp_path / "params" / "klein" / f"{LIFE}.csv"

    def typed_then_made(*_):
        file.write_text(f"{HEADER}\nF9;2024-09-11;akkoord;;\n")
        return b"ours"

    monkeypatch.setattr("wijklab.sources.adding.csv_with", typed_then_made)
    with pytest.raises(OutputError, match="changed meanwhile"):
        add_rows(study, place, "quote_life", [ROW])
    assert "F9" in file.read_text()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def a_workbook(path):
    """A workbook with a formula, a chart, a list, a note and a table of two rows between other sheets."""
    with xlsxwriter.Workbook(str(path)) as book:
        other = book.add_worksheet("rekenblad")
        other.write_row(0, 0, ["getal", "dubbel"])
        other.write_formula(1, 1, "=A2*2", None, 4)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=rekenblad!$B$2:$B$2"})
        other.insert_chart("D2", chart)
        sheet = book.add_worksheet("Citaatverloop")
        day = book.add_format({"num_format": "yyyy-mm-dd", "bold": True})
        sheet.write_row(0, 0, ["fragment", "datum", "status", "eigen"])
        sheet.write_row(1, 0, ["F0", "2024-01-01", "akkoord", "blijft"], day)
        sheet.write_comment(0, 0, "uitleg")
        sheet.data_validation(1, 2, 100, 2, {"validate": "list", "source": ["akkoord", "ingetrokken"]})
        sheet.write_blank(40, 0, None, day)  # a row with nothing but looks
        sheet.write_blank(2, 1, None, day)
    return path.read_bytes()


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_workbook_keeps_everything_else_byte_for_byte(tmp_path):
    study, place = a_study(tmp_path, "workbook: params/boek.xlsx")
    before = a_workbook(tmp_path / "params" / "boek.xlsx")
    path = add_rows(study, place, "quote_life", [{**ROW, "text": "=1+1 & <b>"}, {**ROW, "fragment": "F2"}])
    old, new = members(before), members(path.read_bytes())
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet2.xml"]
    assert list(old) == list(new)
    header, *rows = read_back(study, place)
    assert header == ["fragment", "datum", "status", "eigen", "tekst"]
    assert rows == [
        ["F0", "2024-01-01", "akkoord", "blijft", ""],
        ["F1", "2024-09-12", "akkoord", "", "\N{NO-BREAK SPACE}=1+1 & <b>"],
        ["F2", "2024-09-12", "akkoord", "", ""],
    ]
    sheet = openpyxl.load_workbook(path)["Citaatverloop"]
    assert sheet["B3"].number_format == sheet["B4"].number_format == "yyyy-mm-dd"
    assert sheet["E3"].data_type == "s"
    assert sheet["A1"].comment.text == "uitleg"
    assert sheet.dimensions == "A1:E41"
    assert len(sheet.data_validations.dataValidation) == 1


def test_the_empty_workbook_of_init_takes_rows_and_again(tmp_path):
    study, place = a_study(tmp_path, "workbook: params/werkmap.xlsx")
    write_workbook(tmp_path / "params" / "werkmap.xlsx")
    for id in ("F1", "F2"):
        add_rows(study, place, "quote_life", [{**ROW, "fragment": id}])
    assert [row[0] for row in read_back(study, place)] == ["fragment", "F1", "F2"]


def test_a_workbook_of_another_writer_with_prefixes_takes_rows(tmp_path):
    study, place = a_study(tmp_path, "workbook: params/boek.xlsx")
    path = tmp_path / "params" / "boek.xlsx"
    a_workbook(path)
    parts = members(path.read_bytes())
    text = parts["xl/worksheets/sheet2.xml"].decode().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    parts["xl/worksheets/sheet2.xml"] = text.replace("xmlns=", "xmlns:x=").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    add_rows(study, place, "quote_life", [ROW])
    with zipfile.ZipFile(path) as archive:
        assert b'<x:c r="A3"' in archive.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet2.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData/></worksheet>"),
        ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row><c/></row></sheetData></worksheet>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/_rels/workbook.xml.rels", b"<geen"),
    ],
)
def test_a_workbook_of_another_make_is_not_touched(tmp_path, part, content):
    parts = members(a_workbook(tmp_path / "boek.xlsx")) | {part: content}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    with pytest.raises(Unalterable):
        workbook_with(whole.getvalue(), "Citaatverloop", 4, ["tekst"], [["F1"]])


def test_a_signed_workbook_and_parquet_get_their_rows_beside_them(tmp_path):
    study, place = a_study(tmp_path, "workbook: params/boek.xlsx")
    path = tmp_path / "params" / "boek.xlsx"
    a_workbook(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<s/>")
    before = path.read_bytes()
    for beside in ("boek-citaatverloop-erbij.csv", "boek-citaatverloop-erbij-2.csv"):
        with pytest.raises(SourceError, match=f"(?s)is signed.*{beside}"):
            add_rows(study, place, "quote_life", [ROW])
        text = (path.parent / beside).read_text("utf-8-sig")
        assert text == "fragment;datum;status;eigen\nF1;2024-09-12;akkoord;\n"
    assert path.read_bytes() == before


def test_parquet_is_left_as_it_is(tmp_path):
    study, place = a_study(tmp_path)
    file = tmp_path / "params" / "klein" / f"{LIFE}.parquet"
    pd.DataFrame({"fragment": ["F0"], "datum": ["2024-01-01"], "status": ["akkoord"]}).to_parquet(file)
    with pytest.raises(SourceError, match="is a Parquet file"):
        add_rows(study, place, "quote_life", [ROW])
    assert (file.parent / f"{LIFE}-{LIFE}-erbij.csv").exists()


def test_no_rows_change_nothing(tmp_path):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": HEADER})
    path = add_rows(study, place, "quote_life", [])
    assert path.read_text() == HEADER


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t;,\"'"), min_size=1, max_size=40
).filter(lambda text: text.strip())


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.sampled_from([";", ",", "\t"]), st.booleans())
def test_whatever_is_added_is_read_back_and_what_stood_there_stays(rows, delimiter, widened):
    before = f'a{delimiter}b\n"één{delimiter}\n""x"""{delimiter}2'.encode()
    added = ["c"] if widened else []
    after = csv_with(before, "x.csv", added, [[*row, *added] for row in rows])
    records = list(csv.reader(io.StringIO(after.decode(), newline=""), delimiter=delimiter))
    assert records[1] == [f'één{delimiter}\n"x"', "2", *([""] if widened else [])]
    assert records[2:] == [[*row, *added] for row in rows]
    assert widened or after.startswith(before)


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch, fault):
    study, place = a_study(tmp_path, files={f"klein/{LIFE}.csv": f"{HEADER}\n"})

    def refuse(*_):
        raise fault

    monkeypatch.setattr("wijklab.sources.replacing.os.fsync", refuse)
    with pytest.raises(OutputError if isinstance(fault, OSError) else KeyboardInterrupt):
        add_rows(study, place, "quote_life", [ROW])
    (left,) = (tmp_path / "params" / "klein").iterdir()
    assert left.read_text() == f"{HEADER}\n"


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path):
    study, place = a_study(tmp_path, files={"klein/bron.csv": f"{HEADER}\n"})
    (tmp_path / "params" / "klein" / "bron.csv").chmod(0o640)
    link = tmp_path / "params" / "klein" / f"{LIFE}.csv"
    link.symlink_to("bron.csv")
    add_rows(study, place, "quote_life", [ROW])
    assert link.is_symlink()
    assert link.resolve().stat().st_mode & 0o777 == 0o640
    assert link.read_text().endswith("F1;2024-09-12;akkoord;;\n")


@pytest.mark.parametrize("begun", [True, False])
def test_rows_of_several_tables_are_added_all_or_none(tmp_path, begun):
    session = {"session": "S1", "date": "2024-09-12", "level": "manager"}
    note = {"note": "S1-1", "session": "S1", "kind": "question", "text": "Wie betaalt?"}
    there = {} if begun else {"klein/leersessies.csv": "sessie;datum;niveau;deelnemers\n"}
    study, place = a_study(tmp_path, files=there)
    folder = tmp_path / "params" / "klein"
    lock = folder / ".~lock.sessienotities.csv#"
    lock.touch()
    with pytest.raises(OutputError, match="is open in a spreadsheet"):
        add_all(study, place, {"sessions": [session], "session_notes": [note]})
    assert sorted(path.name for path in folder.iterdir()) == sorted([lock.name, *(name[6:] for name in there)])
    lock.unlink()
    paths = add_all(study, place, {"sessions": [session], "session_notes": [note]})
    assert [path.name for path in paths] == ["leersessies.csv", "sessienotities.csv"]


def test_two_tables_of_one_workbook_take_their_rows_or_none(tmp_path, monkeypatch):
    session = {"session": "S1", "date": "2024-09-12", "level": "manager"}
    note = {"note": "S1-1", "session": "S1", "kind": "question", "text": "Wie betaalt?"}
    study, place = a_study(tmp_path, "workbook: params/alles.xlsx")
    write_workbook(tmp_path / "params" / "alles.xlsx")
    before = (tmp_path / "params" / "alles.xlsx").read_bytes()
    with pytest.raises(SourceError):
        add_all(study, place, {"sessions": [session], "session_notes": [note, note]})
    assert (tmp_path / "params" / "alles.xlsx").read_bytes() == before
    assert add_all(study, place, {"sessions": [session], "session_notes": [note]}) == (
        place.root / "params/alles.xlsx",
    )


def test_a_link_to_itself_is_told_of(tmp_path):
    study, place = a_study(tmp_path, files={"klein/leersessies.csv": "sessie\n"})
    link = tmp_path / "params" / "klein" / f"{LIFE}.csv"
    link.symlink_to(link)
    assert any(problem.where.endswith(f"{LIFE}.csv") for problem in find_tables(study, place).problems)


def test_a_workbook_that_is_damaged_elsewhere_is_not_touched(tmp_path):
    whole = write_workbook(tmp_path / "werkmap.xlsx").read_bytes()
    row = [["F1", "2024-09-12", "akkoord", "", ""]]
    for start in range(30, len(whole) - 8, 797):
        with suppress(Unalterable):
            workbook_with(whole[:start] + b"\xff" * 6 + whole[start + 6 :], LIFE, 5, [], row)
