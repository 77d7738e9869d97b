from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from small_study import edited, good_tables

from wijklab.contract.leaving_out import Refused
from wijklab.errors import OutputError, Problem, SourceError, StudyError
from wijklab.sources.opening import check_study, open_study
from wijklab.sources.refused import refused_csv, write_refused

GOOD = good_tables()
WRONG_LADDER = {"participatieladder": edited(GOOD["participatieladder"], ("nulmeting;1\n", "nulmeting;7\n"))}
LEAVE_OUT = ("data:\n", "data:\n  refused_rows: leave_out\n")


def lines(file):
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.reader(text))


def test_a_good_study_opens(make_study):
    study = open_study(make_study())
    shapes = "costs 144x6, ladder 144x5, neighbourhoods 6x9, residents 72x6, wellbeing 144x6"
    assert repr(study) == f"OpenStudy('klein', '2024': Tables({shapes}))"
    assert study.card.areas["WK999901"] == "Wijk 1"
    assert (study.card.synthetic, study.card.pages) == (False, ("wellbeing", "ladder", "costs"))
    assert study.tables.inputs[0].path == "params/klein/bewoners.csv"
    assert not study.place.outputs.exists()


def test_a_wrong_study_is_a_study_error(make_study):
    with pytest.raises(StudyError, match="titel is not a key of a study"):
        open_study(make_study(("title:", "titel:")))


def test_wrong_files_and_wrong_rows_are_told_together(make_study):
    file = make_study(tables=WRONG_LADDER | {"wijken": "", "kosten": GOOD["kosten"].replace("jaar;", "bedrag;")})
    with pytest.raises(SourceError) as refused:
        open_study(file)
    assert [(problem.where, problem.what) for problem in refused.value.problems] == [
        ("params/klein/kosten.csv", "stands twice in the header"),
        ("params/klein/wijken.csv", "is empty"),
        ("params/klein/bewoners.csv", "needs the table neighbourhoods, which was not delivered"),
        ("params/klein/participatieladder.csv", "is outside 1 to 6"),
    ]


@pytest.mark.parametrize("edits", [(), (LEAVE_OUT,)], ids=["stop", "leave_out"])
def test_refused_rows_are_listed_without_a_value(make_study, tmp_path, edits):
    file = make_study(*edits, tables=WRONG_LADDER)
    if edits:
        assert dict(open_study(file).tables.left_out) == {"ladder": 1}
    else:
        with pytest.raises(SourceError, match=r"column 'trede': is outside 1 to 6 \(row 2\)"):
            open_study(file)
    assert lines(tmp_path / "outputs" / "klein" / "refused.csv") == [
        ["table", "file", "row", "column", "reason"],
        ["ladder", "params/klein/participatieladder.csv", "2", "trede", "is outside 1 to 6"],
    ]


def test_a_list_of_refused_rows_goes_when_they_are_mended(make_study, tmp_path):
    open_study(make_study(LEAVE_OUT, tables=WRONG_LADDER))
    assert (tmp_path / "outputs" / "klein" / "refused.csv").exists()
    open_study(make_study())
    assert list((tmp_path / "outputs" / "klein").iterdir()) == []


def test_outputs_go_where_the_user_says(make_study, tmp_path):
    study = open_study(make_study(LEAVE_OUT, tables=WRONG_LADDER), tmp_path / "elders")
    assert study.place.outputs == tmp_path / "elders" / "klein"
    assert (tmp_path / "elders" / "klein" / "refused.csv").exists()


def test_outputs_that_cannot_be_written_are_told_of(make_study, tmp_path):
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "klein").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="cannot be written"):
        open_study(make_study(LEAVE_OUT, tables=WRONG_LADDER), tmp_path / "elders")


@pytest.mark.parametrize(
    ("edits", "tables", "opens", "severities"),
    [
        ((), {}, True, set()),
        ((("title:", "titel:"),), {}, False, {"refusal"}),
        ((), WRONG_LADDER, False, {"refusal"}),
        ((), WRONG_LADDER | {"kosten": None}, False, {"refusal", "notice"}),
        ((), {"kosten": None}, True, {"notice"}),
    ],
)
def test_check_study_raises_nothing_and_writes_nothing(make_study, tmp_path, edits, tables, opens, severities):
    study, problems = check_study(make_study(*edits, tables=tables))
    assert (study is not None) is opens
    assert {problem.severity for problem in problems} == severities
    assert not (tmp_path / "outputs").exists()


def test_a_synthetic_study_makes_its_residents_and_says_so(make_study):
    wijken = dict.fromkeys(GOOD)
    study = open_study(
        make_study(("data:\n  folder: params/klein\n", "synthetic: {residents_per_neighbourhood: 20}\n"), tables=wijken)
    )
    assert study.card.synthetic
    assert {"neighbourhoods", "residents", "wellbeing", "ladder", "costs"} <= set(study.tables.frames)


def test_personal_data_stop_a_study_even_where_rows_may_be_left_out(make_study):
    bewoners = GOOD["bewoners"].replace("\n", ";x\n").replace("wijkcode;x", "wijkcode;bsn")
    with pytest.raises(SourceError, match=r"column 'bsn': looks like a citizen service number"):
        open_study(make_study(LEAVE_OUT, tables={"bewoners": bewoners}))


def test_a_refused_list_starts_no_formula():
    problem = Problem("=cmd.csv", "is outside 1 to 6", "correct it", "@kolom", (2, 3))
    assert refused_csv([Refused("ladder", problem)]).splitlines()[1:] == [
        "ladder,'=cmd.csv,2,'@kolom,is outside 1 to 6",
        "ladder,'=cmd.csv,3,'@kolom,is outside 1 to 6",
    ]


def test_a_refused_list_leaves_nothing_beside_it(tmp_path):
    refused = [Refused("ladder", Problem("a.csv", "is wrong", "correct it", rows=(2,)))]
    write_refused(refused, tmp_path / "klein")
    assert [file.name for file in (tmp_path / "klein").iterdir()] == ["refused.csv"]


def test_the_example_study_opens_without_a_refusal(request, shared):
    study, problems = check_study(request.config.rootpath / "params" / "ruwaard.yaml")
    assert study is not None
    assert [problem for problem in problems if problem.severity == "refusal"] == []


def as_excel_saves_it(text):
    """Semicolons, BOM, Windows line ends, headers in capitals, trailing rows of nothing."""
    header, *rows = text.splitlines()
    empty = ";" * header.count(";")
    return "\ufeff" + "\r\n".join([header.upper(), *rows, empty, empty]) + "\r\n"


def as_a_publisher_pads_it(text):
    """Codes padded to ten signs, figures set to the right."""
    return "\n".join(";".join(f"{cell:<10}" if cell.startswith("WK") else f"{cell:>8}" for cell in line.split(";"))
                     for line in text.splitlines())  # fmt: skip


def as_dutch_days(text):
    return text.replace("2017-06-01", "01-06-2017").replace("2023-06-01", "1/6/2023")


def as_another_program_writes_it(text):
    """Commas, a decimal point, every cell between quotes."""
    rows = [[cell.replace(",", ".") for cell in line.split(";")] for line in text.splitlines()]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)


@pytest.mark.parametrize(
    "dress", [as_excel_saves_it, as_a_publisher_pads_it, as_dutch_days, as_another_program_writes_it]
)
def test_the_same_tables_in_another_dress_are_the_same_tables(make_study, dress):
    plain = open_study(make_study()).tables
    dressed = open_study(make_study(tables={name: dress(text) for name, text in GOOD.items()})).tables
    for name, frame in plain.frames.items():
        assert_frame_equal(frame, dressed[name])


def test_the_same_tables_as_a_workbook_or_as_parquet_are_the_same_tables(make_study, tmp_path):
    plain = open_study(make_study()).tables
    frames = {name: read_delivered(text) for name, text in GOOD.items()}
    with pd.ExcelWriter(tmp_path / "params" / "alles.xlsx", engine="xlsxwriter") as book:
        for name, frame in frames.items():
            frame.to_excel(book, sheet_name=name.capitalize(), index=False)
    workbook = open_study(make_study(("folder: params/klein", "workbook: params/alles.xlsx"))).tables
    for name, frame in frames.items():
        frame.to_parquet(tmp_path / "params" / "klein" / f"{name}.parquet")
        (tmp_path / "params" / "klein" / f"{name}.csv").unlink()
    parquet = open_study(make_study(tables=dict.fromkeys(GOOD))).tables
    for name, frame in plain.frames.items():
        assert_frame_equal(frame, workbook[name])
        assert_frame_equal(frame, parquet[name])


def read_delivered(text):
    """A delivered table with the types that a program would give its cells."""
    frame = pd.read_csv(io.StringIO(text), sep=";", decimal=",")
    return frame.assign(datum=pd.to_datetime(frame["datum"])) if "datum" in frame else frame
