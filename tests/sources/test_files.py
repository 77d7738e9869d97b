from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijklab.errors import SourceError
from wijklab.sources.csv_file import read_csv
from wijklab.sources.files import find_tables, read_table
from wijklab.sources.parquet import read_parquet
from wijklab.sources.study_file import read_study
from wijklab.sources.workbook import read_workbook

CONTRACT_FOLDER = "params/klein"


def write(tmp_path, content, name="x.csv"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return file


def cells(raw):
    return [list(raw.frame.columns), *raw.frame.to_numpy().tolist()]


def refused(read, file):
    with pytest.raises(SourceError) as error:
        read(file, file.name)
    return [(problem.what, problem.column, problem.rows) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        (b"a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        (b"a\tb\n1\t2", [["a", "b"], ["1", "2"]]),
        (b"a;b\r1;2\r", [["a", "b"], ["1", "2"]]),
        (b"\xef\xbb\xbfa;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\né;2\n".encode("utf-16"), [["a", "b"], ["é", "2"]]),
        (b'a;b\n"1;1";"een ""twee"""\n', [["a", "b"], ["1;1", 'een "twee"']]),
        (b'"a;x",b,c\n1,2,3\n', [["a;x", "b", "c"], ["1", "2", "3"]]),
        (b"a;b\n 0363 ;NA\n;   .\n", [["a", "b"], [" 0363 ", "NA"], ["", "   ."]]),  # untouched: nothing is null here
        (b"a;b\n", [["a", "b"]]),
        (b"a\n1\n2\n", [["a"], ["1"], ["2"]]),
    ],
)
def test_a_csv_file_is_read_as_delivered(tmp_path, content, expected):
    (raw,) = read_csv(write(tmp_path, content), "x.csv")
    assert cells(raw) == expected
    assert raw.rows == tuple(range(2, len(expected) + 1))
    assert raw.notices == raw.refused == ()


@pytest.mark.parametrize(
    ("content", "said"), [("a;b\né;2\n".encode("latin-1"), "Windows-1252"), (b"a;b\n\x81;2\n", "Latin-1")]
)
def test_another_encoding_is_read_and_told_of(tmp_path, content, said):
    (raw,) = read_csv(write(tmp_path, content), "x.csv")
    assert [notice.what for notice in raw.notices] == [f"is not UTF-8: read as {said}"]
    assert raw.notices[0].severity == "notice"


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_broken_ones_never_padded(tmp_path):
    content = 'a;b\n1;2\n3\n\n4;5;6\n7;"twee\nregels"\n8;9\n'
    (raw,) = read_csv(write(tmp_path, content), "x.csv")
    assert raw.rows == (2, 4, 6, 7)
    assert cells(raw)[1:] == [["1", "2"], ["", ""], ["7", "twee\nregels"], ["8", "9"]]
    assert [(problem.what, problem.rows) for problem in raw.refused] == [
        ("has more fields than the header (2)", (5,)),
        ("has fewer fields than the header (2)", (3,)),
    ]


def test_row_numbers_hold_in_a_file_of_many_blocks(tmp_path):
    (raw,) = read_csv(write(tmp_path, "a;b\n" + "11;22\n" * 300_000 + "3\n" + "4;5\n"), "x.csv")
    assert raw.refused[0].rows == (300_002,)
    assert raw.rows[-1] == 300_003


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("is empty", "", ())),
        (b" \n\n", ("is empty", "", ())),
        (b"a;b;a \n1;2;3\n", ("stands twice in the header", "a", ())),
        (b"\na;b\n1;2\n", ("has no header in its first row", "", ())),
        (b";;\n1;2;3\n", ("has no header in its first row", "", ())),
        (b"PK\x03\x04\x00\x00", ("is not a text file", "", ())),
        ("a;b\n1;2\n".encode("utf-16")[:-1], ("is not a text file", "", ())),
        ("a;b\n1;2\n".encode("utf-32"), ("is not a text file", "", ())),
        # an open quote would swallow the rows after it
        (b'a;b\n1;2\n3;"4\n5;6\n', ("has a quotation mark that does not close, or text after one that does", "", (3,))),
        (
            b'a;b\n1;2\n3;"4"x\n5;6\n',
            ("has a quotation mark that does not close, or text after one that does", "", (3,)),
        ),
    ],
)
def test_a_csv_file_that_is_no_table_is_refused(tmp_path, content, expected):
    assert refused(read_csv, write(tmp_path, content)) == [expected]


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL), max_size=8), st.sampled_from(";,\t"))
def test_no_cell_is_changed_on_its_way_in(tmp_path, rows, delimiter):
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [("a", "b"), *rows]]
    (raw,) = read_csv(write(tmp_path, "\n".join(quoted) + "\n"), "x.csv")
    assert cells(raw)[1:] == [list(row) for row in rows]


REAL = {
    "rivm_50120NED_ervaren_gezondheid_2022_nl_gemeente_wijk_buurt.csv": (18_003, 9, 0),
    "cbs_maatwerk_inkomen_per_gemeente_en_wijk_2020.latin1.csv": (3_694, 6, 1),
    "cbs_85542NED_welzijn_kerncijfers_2013_2024.csv": (900, 69, 0),
    "cbs_85163NED_ses_woa_2019_amsterdam.csv": (579, 9, 0),
    "cbs_kwb2017_83765NED_nederland_amsterdam_alle_kolommen.csv": (580, 110, 0),
    "cbs_kwb2019_84583NED_nederland_amsterdam_alle_kolommen.csv": (580, 118, 0),
    "leefbaarometer3_amstelveen_wijken_2014_2022.csv": (56, 11, 0),
    "vektis_zvw_2015_gemeente_seedgemeenten.csv": (799, 27, 0),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files_come_in_whole(shared, name):
    (raw,) = read_csv(shared / "data" / name, name)
    rows, columns, notices = REAL[name]
    assert raw.frame.shape == (rows, columns)
    assert (len(raw.notices), raw.refused) == (notices, ())


def workbook(tmp_path, *sheets, name="x.xlsx"):
    file = tmp_path / name
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "dd-mm-yyyy"})
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell == "=1/0":
                    sheet.write_formula(number, place, cell, None, "#DIV/0!")
                elif cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return file


def test_a_workbook_gives_a_table_per_sheet_as_excel_types_it(tmp_path):
    rows = [["bewoner", "datum", "trede", "casus"], ["0012", dt.datetime(2017, 12, 31), 7, True], [], [12, None, 7.5]]
    first, second = read_workbook(
        workbook(tmp_path, ("Ladder", rows), ("Leeg", []), ("Wijken", [["code"], ["WK1"]])), "x.xlsx"
    )
    assert (first.name, first.where, second.name) == ("Ladder", "x.xlsx, sheet 'Ladder'", "Wijken")
    assert cells(first) == [
        rows[0],
        ["0012", dt.date(2017, 12, 31), 7.0, True],
        ["", "", "", ""],
        [12.0, "", 7.5, ""],
    ]
    assert first.rows == (2, 3, 4)


def rewritten(file, old, new):
    """The same workbook with a piece of its sheets replaced: what other programs than Excel write."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(old, new) if name.startswith("xl/worksheets/") else part)
    return file


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["a", "a"], [1, 2]], ("stands twice in the header", "a", ())),
        ([[None, None], ["a", "b"]], ("has no header in its first row", "", ())),
        ([["a", "b"], [1, "=1/0"]], ("holds errors of Excel (such as #N/A)", "", (2,))),
    ],
)
def test_a_sheet_that_is_no_table_is_refused(tmp_path, rows, expected):
    assert refused(read_workbook, workbook(tmp_path, ("Blad1", rows))) == [expected]


def test_a_formula_that_was_never_calculated_is_not_an_empty_cell(tmp_path):
    file = rewritten(workbook(tmp_path, ("Blad1", [["a", "b"], [1, 777]])), b"<v>777</v>", b"<f>1+2</f><v></v>")
    assert refused(read_workbook, file) == [("holds formulas without a result", "", (2,))]


def test_a_formula_that_gives_no_text_is_an_empty_cell(tmp_path):
    file = workbook(tmp_path, ("Blad1", [["a", "b"], [1, 777]]))
    calculated = b'<c r="B2" t="str"><f>IF(A2=1,"","x")</f><v></v></c>'
    (raw,) = read_workbook(rewritten(file, b'<c r="B2"><v>777</v></c>', calculated), "x.xlsx")
    assert cells(raw) == [["a", "b"], [1.0, ""]]


def test_one_stray_cell_far_away_does_not_take_all_memory(tmp_path):
    file = rewritten(workbook(tmp_path, ("Blad1", [["a"], [777]])), b'<row r="2"', b'<row r="1048576"')
    file = rewritten(file, b'<c r="A2"', b'<c r="XFD1048576"')
    assert refused(read_workbook, file) == [("has cells as far as row 1048576 and column 16384", "", ())]


def test_cells_beside_the_table_are_refused_by_row(tmp_path):
    (raw,) = read_workbook(workbook(tmp_path, ("Blad1", [["a"], [1], [2, "let op"], [3]])), "x.xlsx")
    assert raw.rows == (2, 4)
    assert [(problem.what, problem.rows) for problem in raw.refused] == [
        ("has cells to the right of the last header", (3,))
    ]


def test_what_is_no_workbook_or_parquet_is_refused(tmp_path):
    file = write(tmp_path, "a;b\n")
    assert refused(read_workbook, file)[0][0] == "cannot be read as an Excel workbook"
    assert refused(read_parquet, file)[0][0] == "cannot be read as a Parquet file"


def test_a_parquet_file_keeps_its_types_and_gaps(tmp_path):
    columns = {
        "a": pa.array([1, None, 2**53 + 1]),
        "b": pa.array(["x", None, "x"]).dictionary_encode(),
        "c": pa.array([dt.date(2017, 1, 1), None, None]),
    }
    arrow_parquet.write_table(pa.table(columns), tmp_path / "x.parquet")
    (raw,) = read_parquet(tmp_path / "x.parquet", "x.parquet")
    assert cells(raw) == [["a", "b", "c"], [1, "x", dt.date(2017, 1, 1)], [None, None, None], [2**53 + 1, "x", None]]


def test_a_parquet_file_with_lists_is_refused(tmp_path):
    arrow_parquet.write_table(pa.table({"a": [[1], [2]]}), tmp_path / "x.parquet")
    assert refused(read_parquet, tmp_path / "x.parquet") == [("holds lists, structures or bytes", "a", ())]


@pytest.mark.parametrize(
    ("column", "what"),
    [
        (pa.array([b"x"]), "holds lists, structures or bytes"),
        (pa.array([2**61], pa.timestamp("us")), "holds values that cannot be read"),  # after the year 9999
        (pa.array([b"\xff"]).view(pa.string()), "holds values that cannot be read"),  # not UTF-8
    ],
    ids=["bytes", "far date", "broken text"],
)
def test_a_parquet_column_that_gives_no_values_is_refused_by_name(tmp_path, column, what):
    arrow_parquet.write_table(pa.table({"a": column}), tmp_path / "x.parquet")
    ((said, name, _),) = refused(read_parquet, tmp_path / "x.parquet")
    assert (said.startswith(what), name) == (True, "a")


def found(file):
    study, place = read_study(file)
    delivery = find_tables(study, place)
    told = [(problem.where, problem.what, problem.severity) for problem in delivery.problems]
    return {raw.name: raw.where for raw in delivery.tables}, told, delivery.inputs


def test_tables_are_found_by_their_names_in_the_folder(make_study):
    file = make_study()
    tables, told, inputs = found(file)
    assert tables == {
        "residents": "params/klein/bewoners.csv",
        "costs": "params/klein/kosten.csv",
        "ladder": "params/klein/participatieladder.csv",
        "wellbeing": "params/klein/welbevinden.csv",
        "neighbourhoods": "params/klein/wijken.csv",
    }
    assert told == []
    assert [item.path for item in inputs] == sorted(tables.values())
    content = (file.parent / "klein" / "bewoners.csv").read_bytes()
    assert inputs[0].sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("metingen.csv", ("params/klein/metingen.csv", "is not a table of the contract: not read", "notice")),
        ("lijst.docx", ("params/klein/lijst.docx", "is not a table of the contract: not read", "notice")),
        (
            "kosten.ods",
            ("params/klein/kosten.ods", "has the name of a table, but is of a kind that cannot be read", "notice"),
        ),
        (
            "Wellbeing.csv",
            (
                "params/klein/welbevinden.csv",
                "holds the table wellbeing, which params/klein/Wellbeing.csv holds too",
                "refusal",
            ),
        ),
    ],
)  # fmt: skip
def test_files_that_are_unknown_or_there_twice(make_study, name, told):
    file = make_study()
    write(file.parent / "klein", "a;b\n1;2\n", name)
    assert found(file)[1] == [told]


def test_hidden_files_and_stories_are_left_alone(make_study):
    file = make_study()
    for name in (".DS_Store", "~$wijken.xlsx", "lees.md"):
        write(file.parent / "klein", "x", name)
    assert found(file)[1] == []


@pytest.mark.parametrize(
    ("new", "where", "what"),
    [
        ("folder: params/weg", "params/weg", "does not exist as a folder"),
        ("workbook: params/weg.xlsx", "params/weg.xlsx", "cannot be read as an Excel workbook"),
        ("tables: {wellbeing: params/weg.csv}", "params/weg.csv", "does not exist"),
        ("tables: {wellbeing: params/klein.yaml}", "params/klein.yaml", "is of a kind that cannot be read"),
        ("tables: {wellbeing: params}", "params", "is of a kind that cannot be read"),
    ],
)
def test_a_declared_file_that_is_absent_is_refused(make_study, new, where, what):
    assert found(make_study(("folder: params/klein", new)))[1] == [(where, what, "refusal")]


def test_a_workbook_with_dutch_sheet_names(make_study, tmp_path):
    file = make_study(("folder: params/klein", "workbook: params/alles.xlsx"))
    workbook(tmp_path / "params", ("Wijken", [["wijkcode"], ["x"]]), ("Toelichting", [["a"]]), name="alles.xlsx")
    tables, told, inputs = found(file)
    assert tables == {"neighbourhoods": "params/alles.xlsx, sheet 'Wijken'"}
    assert told == [("params/alles.xlsx, sheet 'Toelichting'", "is not a table of the contract: not read", "notice")]
    assert [item.path for item in inputs] == ["params/alles.xlsx"]


def test_a_file_named_for_a_table_is_not_sought_in_the_folder_too(make_study):
    file = make_study(
        ("data:\n", "data:\n  tables: {wellbeing: params/klein/metingen.csv}\n"), tables={"welbevinden": None}
    )
    write(file.parent / "klein", "a;b\n1;2\n", "metingen.csv")
    tables, told, _ = found(file)
    assert tables["wellbeing"] == "params/klein/metingen.csv"
    assert told == []


def test_one_table_of_a_workbook_by_the_name_of_its_sheet(tmp_path):
    file = workbook(tmp_path, ("Blad1", [["a"], [1]]), ("Kosten", [["b"], [2]]))
    assert list(read_table(file, "costs", "x.xlsx").frame.columns) == ["b"]
    with pytest.raises(SourceError, match="has no single sheet with the table ladder"):
        read_table(file, "ladder", "x.xlsx")


@pytest.mark.parametrize(
    ("text", "delivered", "told"),
    [
        ("bewoner;jaar\n", False, ["tables with headers only count as not delivered: kosten"]),
        ("bewoner;jaar\n1\n2\n", True, []),  # rows there were, but none that could be read: they are refused, not gone
    ],
)
def test_a_table_with_headers_only_counts_as_not_delivered(make_study, text, delivered, told):
    tables, problems, _ = found(make_study(tables={"kosten": text}))
    assert ("costs" in tables) is delivered
    assert [what for _, what, _ in problems] == told


def test_a_damaged_workbook_is_refused_and_never_a_defect(tmp_path):
    whole = workbook(tmp_path, ("Wijken", [["code"], *[[f"WK{row}"] for row in range(200)]])).read_bytes()
    for start in range(30, len(whole) - 8, 61):
        (tmp_path / "kapot.xlsx").write_bytes(whole[:start] + b"\xff" * 6 + whole[start + 6 :])
        with suppress(SourceError):
            read_workbook(tmp_path / "kapot.xlsx", "kapot.xlsx")
