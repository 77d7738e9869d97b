"""The publishers' files as they are, against the figures that they published (shared domain.md, section 6)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from wijklab.contract.columns import TABLES
from wijklab.contract.outcomes import Outcomes, ProfileOutcome
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.study_parts import ContextSource, Data
from wijklab.contract.vocabulary import MISSING_REASONS
from wijklab.errors import SourceError
from wijklab.sources.context import areas_needed, read_context
from wijklab.sources.open_data import READERS
from wijklab.sources.open_data.cbs_kwb_2024 import TOPICS, find_topic, withholding_rule

ROOT = Path(__file__).resolve().parents[2]
FALLBACK = ROOT / "params" / "ruwaard" / "context.csv"
KWB = "kwb2024_85984NED/gemeenten_en_wijken_8_kolommen.json"
FILES = {
    "rivm_50120ned": "rivm_50120NED_ervaren_gezondheid_2022_nl_gemeente_wijk_buurt.csv",
    "cbs_income_2020": "cbs_maatwerk_inkomen_per_gemeente_en_wijk_2020.latin1.csv",
    "cbs_kwb_2024": KWB,
    "cbs_85542ned": "cbs_85542NED_welzijn_kerncijfers_2013_2024.csv",
}
NAMES = "kwb2022_85318NED/WijkenEnBuurten_seedgemeenten.csv"
RUWAARD = ProfileOutcome(area="WK082806", beside=("WK082801", "WK082807"), municipality="GM0828")

PUBLISHED = [
    # area, inhabitants, dwellings, health (very) good %, income per inhabitant x EUR 1000, lowest-40 % households
    ("GM0828", 94_634, 42_122, 68.2, 26.8, 37.0),
    ("WK082806", 13_595, 6_285, 62.7, 23.8, 43.0),
    ("WK082801", 10_575, 4_980, 63.9, 24.4, 48.2),
    ("WK082807", 13_145, 5_851, 68.0, 27.9, 30.1),
]
MEASURES = [
    ("cbs_kwb_2024", "inhabitants", "2024"),
    ("cbs_kwb_2024", "dwellings", "2024"),
    ("rivm_50120ned", "health_good_percent", "2022"),
    ("cbs_income_2020", "income_per_inhabitant_eur_thousand", "2020"),
    ("cbs_income_2020", "households_lowest_40_percent", "2020"),
]


@pytest.fixture(scope="module")
def read(shared: Path) -> dict[str, pd.DataFrame]:
    """Every real file, read once."""
    return {reader: READERS[reader](shared / "data" / file) for reader, file in FILES.items()}


def value(table: pd.DataFrame, area: str, indicator: str, period: str) -> float:
    rows = table[(table["area"] == area) & (table["indicator"] == indicator) & (table["period"] == period)]
    assert len(rows) == 1
    return rows["value"].item()


@pytest.mark.parametrize("area", [row[0] for row in PUBLISHED])
def test_reads_the_published_figures_exactly(read: dict[str, pd.DataFrame], area: str) -> None:
    expected = next(row[1:] for row in PUBLISHED if row[0] == area)
    found = tuple(value(read[reader], area, indicator, period) for reader, indicator, period in MEASURES)
    assert found == expected


@pytest.mark.parametrize("reader", FILES)
def test_gives_the_table_of_the_contract(read: dict[str, pd.DataFrame], reader: str) -> None:
    table = read[reader]
    assert list(table.columns) == [column.name for column in TABLES["context"].columns]
    assert not table.duplicated(["area", "indicator", "period"]).any()
    assert table["area"].str.fullmatch(r"NL01|GM\d{4}|WK\d{4}\w\w|BU\d{8}").all()
    assert (table["value"].isna() == table["missing_reason"].notna()).all()
    assert set(table["missing_reason"].dropna()) <= set(MISSING_REASONS)


@pytest.mark.parametrize(
    ("reader", "rows", "unknown", "cannot_occur"),
    [
        ("rivm_50120ned", 18_003, 855, 0),  # counted with grep: lines that end in `       .`
        ("cbs_income_2020", 3 * 3_694, 832, 0),  # counted with awk: cells that are `.`
        ("cbs_kwb_2024", 8 * 3_735, 37, 3),  # density withheld under 10 inhabitants; dwellings without a rule
        ("cbs_85542ned", 2 * 3 * 12, 0, 0),
    ],
)
def test_what_is_missing_keeps_its_reason_and_is_never_zero(
    read: dict[str, pd.DataFrame], reader: str, rows: int, unknown: int, cannot_occur: int
) -> None:
    table = read[reader]
    assert len(table) == rows
    assert (table["missing_reason"] == "unknown").sum() == unknown
    assert (table["missing_reason"] == "cannot_occur").sum() == cannot_occur


def test_national_life_satisfaction_is_7_5_to_7_7_in_every_year(read: dict[str, pd.DataFrame]) -> None:
    """CBS 85542NED, total population, 2013-2024; the middle lies within its own 95 % interval."""
    table = read["cbs_85542ned"].pivot(index="period", columns="indicator", values="value")
    score = table["life_satisfaction_score"]
    assert list(score.index) == [str(year) for year in range(2013, 2025)]
    assert score.between(7.5, 7.7).all()
    assert (table["life_satisfaction_score_low"] <= score).all()
    assert (score <= table["life_satisfaction_score_high"]).all()


def test_income_shares_are_of_the_national_lowest_40_and_highest_20_percent(read: dict[str, pd.DataFrame]) -> None:
    """Weighted by dwellings (2024, so within half a point) all municipalities make 40 and 20 % of the country."""
    both = pd.concat([read["cbs_income_2020"], read["cbs_kwb_2024"]])
    wide = (
        both[both["area"].str.startswith("GM")].pivot(index="area", columns="indicator", values="value").astype(float)
    )
    weight = wide["dwellings"] / wide["dwellings"].sum()
    assert len(wide) == 342
    assert (wide["households_lowest_40_percent"] * weight).sum() == pytest.approx(40, abs=0.5)
    assert (wide["households_highest_20_percent"] * weight).sum() == pytest.approx(20, abs=0.5)


def test_a_wijk_without_a_name_of_its_own_does_not_get_that_of_its_municipality(read: dict[str, pd.DataFrame]) -> None:
    names = read["rivm_50120ned"].set_index("area")["name"]
    assert names["GM0828"] == "Oss"
    assert names["WK082806"] is None


def test_names_survive_latin_1(read: dict[str, pd.DataFrame]) -> None:
    assert "Súdwest-Fryslân" in set(read["cbs_income_2020"]["name"])


def test_rows_are_numbered_as_in_the_file(read: dict[str, pd.DataFrame], shared: Path) -> None:
    lines = (shared / "data" / FILES["rivm_50120ned"]).read_text("utf-8-sig").splitlines()
    row = read["rivm_50120ned"].query("area == 'WK082806'").index.item()
    assert "WK082806" in lines[row - 1]


def test_the_fallback_says_what_the_files_say(read: dict[str, pd.DataFrame]) -> None:
    """The figures in params were typed in: each of them equals that of the publisher's file, as does its unit."""
    files = pd.concat(read.values()).set_index(["area", "indicator", "period"])
    typed = pd.read_csv(FALLBACK, dtype={"period": str}).set_index(["area", "indicator", "period"])
    assert len(typed) == 4 * 5 + 1 + 12
    assert typed.index.is_unique
    for key, row in typed.iterrows():
        assert (row["value"], row["unit"], row["source"]) == tuple(files.loc[key, ["value", "unit", "source"]]), key


# --- The metadata of KWB ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def properties(shared: Path) -> list[dict[str, object]]:
    return json.loads((shared / "data" / KWB).with_name("DataProperties.json").read_bytes())


def test_topics_are_found_whatever_number_their_key_ends_in(properties: list[dict[str, object]]) -> None:
    renumbered = [entry | {"Key": f"{str(entry['Key']).rpartition('_')[0]}_999"} for entry in properties]
    for topic in TOPICS:
        assert find_topic(topic, renumbered, Path("x"))["Key"] == f"{topic.stem}_999"


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("AantalInwoners_5", None),
        ("Woningvoorraad_35", None),
        ("Bevolkingsdichtheid_34", "indien er 10 of meer inwoners"),
        ("PercentageMeergezinswoning_45", "vermeld bij minimaal 20 woningen"),
        ("GemiddeldInkomenPerInwoner_83", "vermeld bij minimaal 2.500 personen"),
    ],
)
def test_the_publishers_own_rule_is_read_from_the_description(
    properties: list[dict[str, object]], key: str, rule: str | None
) -> None:
    found = withholding_rule(next(entry for entry in properties if entry["Key"] == key))
    assert found is None if rule is None else rule in str(found)


# --- Files that are something else -------------------------------------------------------------------------------

RIVM = "ID;Leeftijd;Marges;WijkenEnBuurten;Perioden;Gemeentenaam_1;SoortRegio_2;ErvarenGezondheidGoedZeerGoed_4\n"
INCOME = "Gemeentecode;Wijkcode;Regionaam;Gemiddeld;40% huishoudens;20% huishoudens\n"
WELLBEING = "Kenmerken,Marges,Perioden,ScoreGeluk_1,ScoreTevredenheidMetHetLeven_5\n"

BAD = [
    ("rivm_50120ned", "", "has no rows", ()),
    ("rivm_50120ned", RIVM, "has no rows", ()),
    ("rivm_50120ned", "naam;score\nJansen;4\n", "has no column 'Leeftijd'", ()),
    ("rivm_50120ned", RIVM.replace("_4", "_4;ErvarenGezondheidGoedZeerGoed_5") + "1;20300;;NL01;2022JJ00;N;Land;1;2\n",
     "has more than one column 'ErvarenGezondheidGoedZeerGoed'", ()),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;NL01;2022JJ00;Nederland;Land\n", "not as many cells", (2,)),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;NL01;2022JJ00;Neder;land;Land;69\n", "not as many cells", (2,)),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;NL01;2022JJ00;Nederland;Land;zeven\n", "neither a number", (2,)),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;NL01;2022JJ00;Nederland;Land;inf\n", "neither a number", (2,)),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;NL01;2022JJ00;Nederland;Land;69,0\n", "neither a number", (2,)),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;828;2022JJ00;Oss;Gemeente;69.0\n", "no code of a municipality", (2,)),
    ("rivm_50120ned", RIVM + "1;20300;MW00000;NL01;2022KW01;Nederland;Land;69.0\n", "no calendar year", (2,)),
    ("rivm_50120ned", RIVM + "1;53115;MW00000;NL01;2022JJ00;Nederland;Land;69.0\n", "has no row for adults", ()),
    ("rivm_50120ned", RIVM + '1;20300;"MW00000;NL01\n', "is no table", ()),
    ("cbs_income_2020", INCOME.replace("Gemiddeld", "Inkomen") + "GM0828;Totaal;Oss;26,8;37;20\n", "has no column", ()),
    ("cbs_income_2020", INCOME + "GM0828;Totaal;Oss;26,8;37;20,4\n;;Ruwaard;23,8;43;13\n", "no code of", (3,)),
    ("cbs_income_2020", INCOME + "GM0828;Totaal;Oss;1.026,8;37;20,4\n", "neither a number", (2,)),
    ("cbs_85542ned", WELLBEING.replace(",", ";") + "T009002;MW00000;2024JJ00;7.7;7.6\n", "has no column", ()),
    ("cbs_85542ned", WELLBEING + "H008859,MW00000,2024JJ00,7.7,7.6\n", "has no row for everyone", ()),
    ("cbs_kwb_2024", "{", "is not JSON", ()),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "text", "what", "rows"), BAD)
def test_another_file_is_refused_with_place_and_remedy(
    tmp_path: Path, reader: str, text: str, what: str, rows: tuple[int, ...]
) -> None:
    file = tmp_path / "bestand.csv"
    file.write_text(text, "utf-8")
    write_kwb_metadata(tmp_path)
    with pytest.raises(SourceError) as refused:
        READERS[reader](file)
    problem = refused.value.problems[0]
    assert what in problem.what
    assert problem.where == "bestand.csv"
    assert problem.rows == rows
    assert "open-data.md" in problem.todo or "download" in problem.todo
    assert "zeven" not in str(problem)
    assert "Jansen" not in str(problem)


NASTY = [
    # cell, value, reason: StatLine's cells with all the space they come with
    ("    62.7", 62.7, None),
    ("       .", None, "unknown"),
    ("        ", None, "cannot_occur"),
    ("     0.0", 0.0, None),
    ("    -1.5", -1.5, None),
    ("     100", 100.0, None),
]


@pytest.mark.parametrize(("cell", "number", "reason"), NASTY)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cells_as_statline_pads_them(
    tmp_path: Path, cell: str, number: float | None, reason: str | None, encoding: str, end: str
) -> None:
    file = tmp_path / "rivm.csv"
    line = f"9;20300;MW00000;WK082806  ;2022JJ00;Oss          ;Wijk      ;{cell}\n\n"
    file.write_bytes((RIVM + line).replace("\n", end).encode(encoding))
    found = READERS["rivm_50120ned"](file).iloc[0]
    assert found["area"] == "WK082806"
    assert (None if pd.isna(found["value"]) else found["value"]) == number
    assert found["missing_reason"] == reason


KWB_FAULTS = [
    ("cells.json", lambda cells: {"WK082806": {}}, "does not give 'AantalInwoners_5'"),
    ("cells.json", lambda cells: [cells], "is not JSON of area code"),
    ("cells.json", lambda cells: {"WK082806": dict.fromkeys(cells["WK082806"], "veel")}, "something else than numbers"),
    ("cells.json", lambda cells: {"0828": cells["WK082806"]}, "no code of a municipality"),
    ("DataProperties.json", lambda entries: entries[:-1], "not exactly one topic 'Oppervlakte / OppervlakteWater'"),
    ("DataProperties.json", lambda entries: [e | {"Unit": "x 1 000"} for e in entries], "in unit 'aantal'"),
    (
        "TableInfos.json",
        lambda infos: [{"Identifier": "85318NED"}],
        "does not describe table 85984NED",
    ),
    ("TableInfos.json", None, "is absent"),
]


@pytest.mark.parametrize(("file", "spoil", "what"), KWB_FAULTS)
def test_kwb_files_that_do_not_belong_together_are_refused(tmp_path: Path, file: str, spoil, what: str) -> None:
    write_kwb_metadata(tmp_path)
    cells = {topic["Key"]: 1 for topic in _kwb_properties() if topic["Type"] == "Topic"}
    (tmp_path / "cells.json").write_text(json.dumps({"WK082806": cells}))
    assert len(READERS["cbs_kwb_2024"](tmp_path / "cells.json")) == len(TOPICS)
    if spoil is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(json.dumps(spoil(json.loads((tmp_path / file).read_text()))))
    with pytest.raises(SourceError, match=what):
        READERS["cbs_kwb_2024"](tmp_path / "cells.json")


def _kwb_properties() -> list[dict[str, object]]:
    """The topics that the reader knows, below their groups, as CBS writes them."""
    entries: list[dict[str, object]] = []
    for topic in TOPICS:
        parent = None
        for title in topic.above:
            entries.append({"ID": len(entries), "ParentID": parent, "Type": "TopicGroup", "Key": "", "Title": title})
            parent = len(entries) - 1
        entries.append(
            {
                "ID": len(entries), "ParentID": parent, "Type": "Topic", "Key": f"{topic.stem}_{5 + len(entries) - 1}",
                "Title": topic.stem, "Description": None, "Unit": topic.cbs_unit, "Default": "Impossible",
            }
        )  # fmt: skip
    return entries


def write_kwb_metadata(folder: Path) -> None:
    (folder / "DataProperties.json").write_text(json.dumps(_kwb_properties()))
    (folder / "TableInfos.json").write_text(json.dumps([{"Identifier": "85984NED", "Period": "2024"}]))


# --- What a study gets of it -------------------------------------------------------------------------------------


def study_of(files: dict[str, str], fallback: str | None, asked: ProfileOutcome | None = RUWAARD) -> Study:
    context = tuple(ContextSource(reader=reader, file=file) for reader, file in files.items())  # type: ignore[arg-type]
    return Study(
        id="ruwaard",
        title="Ruwaard",
        edition="proef",
        period={"from": "2016-01-01", "to": "2023-12-31"},
        cutoff="2024-01-01",
        data=Data(context=context, context_fallback=fallback),
        outcomes=Outcomes(wijkfoto=asked),
    )


def place_of(root: Path) -> StudyPlace:
    return StudyPlace(file=root / "ruwaard.yaml", root=root, outputs=root / "outputs" / "ruwaard")


def test_a_study_gets_its_areas_from_every_file(shared: Path) -> None:
    study = study_of({reader: f"data/{file}" for reader, file in FILES.items()}, None)
    tables, files, notices = read_context(study, place_of(shared))
    cells = pd.concat([table.frame for table in tables])
    assert notices == []
    assert {table.name for table in tables} == {"context"}
    assert [file.path for file in files if file.path.endswith("TableInfos.json")] == [
        "data/kwb2024_85984NED/TableInfos.json"
    ]
    wijken = cells[cells["area"].str.startswith("WK")]
    assert set(wijken["area"]) == {f"WK0828{number:02d}" for number in range(23)}
    assert set(cells["area"]) - set(wijken["area"]) == {"GM0828", "NL01"}
    assert set(cells.loc[cells["area"] == "WK082806", "name"]) == {"Ruwaard"}
    assert all(len(table.rows) == len(table.frame) for table in tables)
    assert not cells.isin([float("inf")]).any(axis=None)
    assert cells.loc[cells["value"].isna(), "value"].map(lambda cell: cell is None).all()


def test_a_list_of_areas_names_what_the_figures_call_by_code(shared: Path) -> None:
    """Geffen (WK082822) has figures of RIVM, which names the municipality only."""
    files = {"rivm_50120ned": f"data/{FILES['rivm_50120ned']}", "cbs_area_names": f"data/{NAMES}"}
    tables, inputs, _ = read_context(study_of(files, None), place_of(shared))
    names = dict(zip(tables[0].frame["area"], tables[0].frame["name"], strict=True))
    assert len(tables) == 1
    assert (names["WK082822"], names["WK082806"], names["NL01"]) == ("Geffen", "Ruwaard", "Nederland")
    assert [file.path for file in inputs] == list(files.values())


def test_only_the_areas_that_are_asked_are_kept() -> None:
    codes = pd.Series(["NL01", "GM0828", "WK082822", "BU08280600", "GM0363", "WK036300", "WK082801"])
    assert list(codes[areas_needed(codes, RUWAARD)]) == ["NL01", "GM0828", "WK082822", "WK082801"]


def test_a_study_without_wijkfoto_reads_no_open_data(tmp_path: Path) -> None:
    assert read_context(study_of(FILES, "context.csv", None), place_of(tmp_path)) == ([], [], [])


def test_an_absent_file_without_a_fallback_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        read_context(study_of(FILES, "params/context.csv"), place_of(tmp_path))
    assert [problem.where for problem in refused.value.problems] == [*FILES.values(), "params/context.csv"]
    assert "absent" in refused.value.problems[0].what


def test_everything_wrong_in_all_files_is_told_at_once(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("naam;score\nx;4\n", "utf-8")
    with pytest.raises(SourceError) as refused:
        read_context(study_of({"rivm_50120ned": "a.csv", "cbs_income_2020": "b.csv"}, None), place_of(tmp_path))
    assert [problem.where for problem in refused.value.problems] == ["a.csv", "b.csv"]


def test_where_a_file_is_absent_the_published_figures_serve_and_say_so(tmp_path: Path) -> None:
    shutil.copy(FALLBACK, tmp_path / "context.csv")
    tables, files, notices = read_context(study_of({"rivm_50120ned": "rivm.csv"}, "context.csv"), place_of(tmp_path))
    assert [len(table.rows) for table in tables] == [33]
    assert [file.path for file in files] == ["context.csv"]
    assert [(notice.where, notice.severity) for notice in notices] == [("rivm.csv", "notice")]
    assert "context.csv serve instead" in notices[0].what
