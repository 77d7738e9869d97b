"""A costs table that stays in its file gives the same numbers and the same refusals as one that is read into memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from tests.small_study import GOOD_STUDY, edited, good_tables
from wijklab.analyses.arms.amounts import SPLITS, asked_amounts
from wijklab.analyses.arms.residents import every_resident
from wijklab.analyses.costs import compare_costs
from wijklab.contract.check import Examined
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release
from wijklab.errors import Problem, SourceError
from wijklab.sources import files
from wijklab.sources.large import LargeFile, large_file, scan
from wijklab.sources.large.scan import connected
from wijklab.sources.opening import _examined
from wijklab.sources.study_file import read_study

Spoil = Callable[[str], str]
HEADER = "bewoner;jaar;kostensoort;betaler;bedrag;prijsjaar\n"
MORE = "r1-001;2017;wmo_support;gemeente;1.250,75;2023\nr1-002;2023;wmo_day_care;gemeente;2.000,00;2023\n"
"""Amounts with thousands, beside those of the small study."""


def delivered(folder: Path, costs: str, study: str = GOOD_STUDY, **more: str) -> Path:
    tables = folder / "params" / "klein"
    tables.mkdir(parents=True)
    for name, text in {**good_tables(), "kosten": costs, **more}.items():
        (tables / f"{name}.csv").write_text(text, "utf-8")
    (folder / "params" / "klein.yaml").write_text(study, "utf-8")
    return folder / "params" / "klein.yaml"


def examined(params: Path) -> tuple[OpenStudy | None, Examined]:
    study, place = read_study(params, params.parent / "outputs")
    return _examined(study, place)


@pytest.fixture
def both_ways(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[object, ...]]:
    """A study opened with its costs in memory, and with its costs in their file."""

    def open_both(params: Path) -> tuple[object, ...]:
        small = examined(params)
        with monkeypatch.context() as patched:
            patched.setattr(files, "large_file", partial(large_file, more_than=0))
            large = examined(params)
        return *small, *large

    return open_both


def numbers(study: OpenStudy) -> list[bytes]:
    """Euro per resident in each year, in all and by category and bearer: every bit of it."""
    asked = study.asked.outcomes.costs
    amounts = asked_amounts(study, asked)
    panel = every_resident(study, amounts)
    parts = [("", ""), *((split, value) for split in SPLITS for value in amounts.used(split))]
    euro = [amounts.per_resident(panel, year, *part) for year in amounts.years for part in parts]
    return [repr((panel.codes, amounts.payers(), parts)).encode(), *(each.tobytes() for each in euro)]


def page(study: OpenStudy) -> str:
    """All released numbers of the page, as they would be written."""
    shown = release(compare_costs(study), study)
    return json.dumps({id: asdict(quantity) for id, quantity in shown.quantities.items()}, sort_keys=True)


def told(problems: tuple[Problem, ...]) -> set[Problem]:
    return {problem for problem in problems if problem.severity == "refusal"}


GOOD = good_tables()["kosten"] + MORE


ENGLISH = GOOD.replace("1.250,75", "1,250.75").replace("2.000,00", "2000.00").replace(",50;", ".50;")
"""The same amounts with a decimal point, one of them with a comma that parts thousands."""


@pytest.mark.parametrize(
    "costs",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD + "\n\n",
        GOOD.replace(";huisarts;", ';" Huisarts ";'),
        ENGLISH,
        HEADER + "".join(sorted(GOOD.splitlines(keepends=True)[1:], reverse=True)),
    ],
    ids=["as it is", "windows lines", "with a mark", "empty at the end", "quoted", "decimal points", "another order"],
)
def test_the_same_numbers_to_the_last_bit(tmp_path: Path, both_ways: Callable, costs: str) -> None:
    small, _, large, found = both_ways(delivered(tmp_path, costs))
    assert large is not None, found.problems
    assert set(large.tables.large) == {"costs"}
    assert large.tables.rows() == small.tables.rows()
    assert repr(large.tables) == repr(small.tables)
    assert large.tables.inputs == small.tables.inputs
    assert numbers(large) == numbers(small)


def test_threads_change_no_number(tmp_path: Path, both_ways: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"r1-001;{year};wmo_support;gemeente;{year},10;2023\n" for year in range(2000, 2017))
    params = delivered(tmp_path, GOOD + rows)
    found = []
    for threads in (1, 4):
        monkeypatch.setattr(scan, "THREADS", threads)
        found.append(numbers(both_ways(params)[2]))
    assert found[0] == found[1]


def test_the_same_page(tmp_path: Path, both_ways: Callable) -> None:
    small, _, large, _ = both_ways(delivered(tmp_path, GOOD))
    assert page(large) == page(small)


SPOILED: dict[str, Spoil] = {
    "negative": lambda text: edited(text, ("100,50", "-100,50")),
    "no number": lambda text: edited(text, ("100,50", "honderd"), ("110,50", "12_5")),
    "too large": lambda text: edited(text, ("100,50", "9" * 16)),
    "empty amount": lambda text: edited(text, ("100,50", "")),
    "error of Excel": lambda text: edited(text, ("100,50", "#DEEL/0!")),
    "unknown category": lambda text: edited(text, (";huisarts;", ";tandarts;")),
    "unknown bearer": lambda text: edited(text, (";zorgverzekeraar;", ";buurman;")),
    "no year": lambda text: edited(text, (";2017;", ";17;")),
    "a year too early": lambda text: edited(text, (";2017;", ";1917;")),
    "another price year": lambda text: edited(text, (";2023\n", ";2019\n")),
    "price year empty": lambda text: edited(text, (";2023\n", ";\n")),
    "unknown resident": lambda text: edited(text, ("r1-001", "r9-001"), ("r2-003", "r9-002")),
    "no resident": lambda text: edited(text, ("r1-001", "")),
    "one cost twice": lambda text: text + "r1-001; 2017;Huisarts;zorgverzekeraar;5,00;2023\n",
    "several at once": lambda text: edited(text, ("r1-001", "r9-001"), ("110,50", "-1,00"), (";huisarts;", ";x;")),
    "a missing column": lambda text: edited(text, (";prijsjaar", ";jaartal")),
    "a bsn": lambda text: edited(text, ("bewoner;", "bsn;")),
    "rows of spaces": lambda text: edited(text, ("110,50", "-1,00")) + " ; ; ; ; ; \n\t;;;;;\n",
    "no row that can be used": lambda text: text.replace(";2023\n", ";\n"),
    "a year too early, twice": lambda text: text.replace(";2017;", ";1917;").replace(";2023;h", ";1917;h"),
    "digits of another script": lambda text: edited(text, ("100,50", "１２")),
    "powers of ten": lambda text: edited(text, ("100,50", "1e99"), ("110,50", "1e14"), ("120,50", "-1e15")),
    "good numbers beside odd space": lambda text: edited(text, ("100,50", "\N{NO-BREAK SPACE}100,50"), ("110,50", "x")),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_the_same_rows_are_refused_with_the_same_remedy(tmp_path: Path, both_ways: Callable, spoil: Spoil) -> None:
    small, found, large, found_large = both_ways(delivered(tmp_path, spoil(GOOD)))
    assert small is None
    assert large is None
    assert told(found_large.problems) == told(found.problems)
    assert {(item.table, item.problem) for item in found_large.refused} == {
        (item.table, item.problem) for item in found.refused
    }


@pytest.mark.parametrize(
    "name", ["negative", "unknown category", "unknown resident", "one cost twice", "several at once"]
)
def test_leaving_out_leaves_the_same_rows(tmp_path: Path, both_ways: Callable, name: str) -> None:
    study = edited(GOOD_STUDY, ("  folder: params/klein\n", "  folder: params/klein\n  refused_rows: leave_out\n"))
    small, _, large, found = both_ways(delivered(tmp_path, SPOILED[name](GOOD), study))
    assert large is not None, found.problems
    assert large.tables.left_out == small.tables.left_out
    assert large.tables.rows() == small.tables.rows()
    assert numbers(large) == numbers(small)


def test_a_refused_resident_takes_its_costs_along(tmp_path: Path, both_ways: Callable) -> None:
    study = edited(GOOD_STUDY, ("  folder: params/klein\n", "  folder: params/klein\n  refused_rows: leave_out\n"))
    people = edited(good_tables()["bewoners"], ("r1-002;WK999901", "r1-002;999901"))
    small, _, large, _ = both_ways(delivered(tmp_path, GOOD, study, bewoners=people))
    assert large.tables.left_out == small.tables.left_out
    assert numbers(large) == numbers(small)


@pytest.mark.parametrize("cut", ["", "r3-", "r3-001"], ids=["whole", "no row of a neighbourhood", "a row less"])
def test_a_year_that_was_not_delivered_is_told_of(tmp_path: Path, both_ways: Callable, cut: str) -> None:
    lines = GOOD.splitlines(keepends=True)
    kept = "".join(line for line in lines if not cut or not (line.startswith(cut) and ";2017;" in line))
    small, found, large, found_large = both_ways(delivered(tmp_path, kept))
    assert set(found_large.problems) == set(found.problems)
    assert numbers(large) == numbers(small)


USED = "bewoner;jaar;kostensoort;betaler;prijscode;aantal\n{who};2017;huisarts;zorgverzekeraar;consult;2\n"
PRICES = "prijscode;eenheid;bedrag;prijsjaar;bron;licentie\nconsult;consult;30;2023;Verzonnen;CC0\n"


@pytest.mark.parametrize("who", ["r1-001", "r1-0011"], ids=["the same cost", "nobody"])
def test_a_cost_that_stands_in_two_tables(tmp_path: Path, both_ways: Callable, who: str) -> None:
    use = USED.format(who=who)
    _, found, _, found_large = both_ways(delivered(tmp_path, GOOD, zorggebruik=use, prijzen=PRICES))
    assert told(found.problems)
    assert told(found_large.problems) == told(found.problems)


@pytest.mark.parametrize("typed", ["text", "numbers", "decimals"])
def test_parquet_as_it_types_its_cells(tmp_path: Path, both_ways: Callable, typed: str) -> None:
    params = delivered(tmp_path, GOOD)
    file = params.parent / "klein" / "kosten.csv"
    frame = pd.read_csv(file, sep=";", dtype=str)
    if typed != "text":
        plain = frame["bedrag"].str.replace(".", "").str.replace(",", ".")
        kind = "float64" if typed == "numbers" else pd.ArrowDtype(__import__("pyarrow").decimal128(12, 2))
        frame = frame.assign(bedrag=plain.astype(kind), jaar=frame["jaar"].astype(int))
    frame.to_parquet(file.with_suffix(".parquet"))
    file.unlink()
    small, _, large, found = both_ways(params)
    assert large is not None, found.problems
    assert numbers(large) == numbers(small)


@pytest.mark.parametrize("cell", [-1.0, np.nan, np.inf, 1e16], ids=str)
def test_odd_numbers_of_parquet(tmp_path: Path, both_ways: Callable, cell: float) -> None:
    params = delivered(tmp_path, GOOD)
    file = params.parent / "klein" / "kosten.csv"
    frame = pd.read_csv(file, sep=";", decimal=",", thousands=".")
    frame.loc[3, "bedrag"] = cell
    frame.to_parquet(file.with_suffix(".parquet"))
    file.unlink()
    _, found, large, found_large = both_ways(params)
    assert large is None
    assert told(found_large.problems) == told(found.problems)


@pytest.mark.parametrize("code", ["-99", "99", "onbekend"])
def test_the_codes_of_the_study_for_missing(tmp_path: Path, both_ways: Callable, code: str) -> None:
    study = edited(
        GOOD_STUDY,
        ("  folder: params/klein\n", f'  folder: params/klein\n  missing: {{"{code}": refused_to_answer}}\n'),
    )
    _, found, large, found_large = both_ways(delivered(tmp_path, edited(GOOD, ("100,50", code)), study))
    assert large is None
    assert told(found_large.problems) == told(found.problems)


@pytest.mark.parametrize("row", [0, 3], ids=["first", "later"])
@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 1e16, -1e16], ids=str)
def test_parquet_that_tells_of_no_nan(tmp_path: Path, both_ways: Callable, row: int, cell: float) -> None:
    """The least and most that a Parquet file tells of its columns leave out NaN: DuckDB must not believe them."""
    params = delivered(tmp_path, GOOD)
    file = params.parent / "klein" / "kosten.csv"
    frame = pd.read_csv(file, sep=";", decimal=",", thousands=".")
    euro = frame["bedrag"].to_numpy(dtype=float).copy()
    euro[row] = cell
    columns = {name: pa.array(euro if name == "bedrag" else frame[name]) for name in frame}
    arrow_parquet.write_table(pa.table(columns), file.with_suffix(".parquet"))
    file.unlink()
    _, found, large, found_large = both_ways(params)
    assert large is None
    assert told(found.problems)
    assert told(found_large.problems) == told(found.problems)


def test_parquet_headers_of_any_kind(tmp_path: Path, both_ways: Callable) -> None:
    """A column without a name, and two that differ in capitals only."""
    params = delivered(tmp_path, GOOD)
    file = params.parent / "klein" / "kosten.csv"
    frame = pd.read_csv(file, sep=";", dtype=str)
    table = pa.Table.from_pandas(frame.assign(leeg="", x="1", X="2"), preserve_index=False)
    named = ["" if name == "leeg" else name for name in table.column_names]
    arrow_parquet.write_table(table.rename_columns(named), file.with_suffix(".parquet"))
    file.unlink()
    small, found, large, found_large = both_ways(params)
    assert large is not None, found_large.problems
    assert set(found_large.problems) == set(found.problems)
    assert numbers(large) == numbers(small)


def test_what_duckdb_cannot_do_is_said_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError) as caught:
        scan.answers("SELECT CAST('GEHEIM' AS INTEGER)")
    assert "GEHEIM" not in str(caught.value)
    monkeypatch.setattr(scan, "MEMORY", "1MB")
    with pytest.raises(SourceError, match="TMPDIR"):
        scan.answers("SELECT list(i) FROM range(9000000) AS rows(i)")


BROKEN = {
    "too many fields": ("110,50;2023\n", "110,50;2023;x\n", "another number of fields", (4,)),
    "too few fields": ("110,50;2023\n", "110,50\n", "another number of fields", (4,)),
    "an empty line": ("110,50;2023\n", "110,50;2023\n\n", "lines without anything", (5,)),
}


@pytest.mark.parametrize(("old", "new", "what", "rows"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_by_row(tmp_path: Path, old: str, new: str, what: str, rows: tuple[int, ...]) -> None:
    file = tmp_path / "kosten.csv"
    file.write_text(edited(good_tables()["kosten"], (old, new)), "utf-8")
    found = large_file(file, "costs", "kosten.csv", more_than=0)
    assert found is not None
    assert what in found.refused[0].what
    assert found.refused[0].rows == rows


def test_a_quotation_mark_that_does_not_close_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kosten.csv"
    file.write_text(edited(GOOD, (";huisarts;", ';"huisarts;')), "utf-8")
    with pytest.raises(SourceError, match="quotation mark that does not close"):
        large_file(file, "costs", "kosten.csv", more_than=0)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kosten.csv"
    file.write_bytes(GOOD.replace("huisarts", "hüisarts").encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8"):
        large_file(file, "costs", "kosten.csv", more_than=0)


def test_a_table_that_fits_in_memory_is_read(tmp_path: Path) -> None:
    file = tmp_path / "kosten.csv"
    file.write_text(GOOD, "utf-8")
    assert large_file(file, "costs", "kosten.csv") is None
    assert isinstance(large_file(file, "costs", "kosten.csv", more_than=len(GOOD.splitlines()) - 2), LargeFile)
    assert large_file(file, "costs", "kosten.csv", more_than=len(GOOD.splitlines()) - 1) is None


def test_duckdb_draws_nothing() -> None:
    assert scan.answers("SELECT current_setting('enable_progress_bar')") == [(False,)]


def test_ctrl_c_in_duckdb_is_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt), connected():
        raise RuntimeError("Query interrupted")


def test_duckdb_reaches_no_network_and_keeps_no_file() -> None:
    with connected() as connection:
        names = ("autoinstall_known_extensions", "autoload_known_extensions", "temp_directory")
        install, load, spill = (connection.execute(f"SELECT current_setting('{name}')").fetchone()[0] for name in names)
        assert (install, load) == (False, False)
        assert Path(spill).is_dir()
    assert not Path(spill).exists()
