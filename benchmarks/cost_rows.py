"""Ten million cost rows, checked and added up where they lie, beside pandas: part of `make bench`. Figures, not a test.

A run each, in a process of its own: the check of such a study with all its tables; the check and the euro per resident
by year, category and bearer; the whole of `wijklab run --only costs`; and pandas, which only reads the same file and
groups it, and checks nothing. 100,000 residents, 7 years, 14 categories; made anew each time, nobody's.
With `--write` the table goes into README.md; a number of rows may be named: `cost_rows.py 1000000`.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet
from example_study import WIJKLAB, Measured, measure

README: Final = Path(__file__).with_name("README.md")
ROWS: Final = 10_000_000
YEARS: Final = tuple(range(2017, 2024))
PAID: Final[Mapping[str, str]] = {
    "wmo_support": "municipality",
    "wmo_day_care": "municipality",
    "wmo_domestic_help": "municipality",
    "youth_care": "municipality",
    "debt_support": "municipality",
    "social_assistance": "municipality",
    "shelter": "municipality",
    "gp": "health_insurer",
    "district_nursing": "health_insurer",
    "mental_health": "health_insurer",
    "hospital": "health_insurer",
    "pharmacy": "health_insurer",
    "long_term_care": "care_office",
    "police": "state",
}
"""Who pays each category in the table that is made."""

STUDY: Final = """\
id: tien-miljoen
title: Tien miljoen regels
language: nl
edition: "2024"
period: {from: 2017-01-01, to: 2023-12-31}
cutoff: 2024-06-30
data: {folder: params/tabellen}
arms:
  proeftuin: {neighbourhoods: [WK999901, WK999902, WK999903], start: 2018-01-01}
  traditional: {neighbourhoods: [WK999904, WK999905, WK999906]}
outcomes:
  costs: {baseline_year: 2017, follow_up_year: 2023, price_year: 2023}
notebooks: [costs]
"""

_CHECK: Final = "from wijklab.sources.opening import open_study; import sys; study = open_study(*sys.argv[1:])"
_ADD: Final = (
    "; from wijklab.analyses.arms.amounts import asked_amounts; from wijklab.analyses.arms.residents import *"
    "; amounts = asked_amounts(study, study.asked.outcomes.costs); panel = every_resident(study, amounts)"
)
_READ: Final = {
    "parquet": "frame = pd.read_parquet(sys.argv[1])",
    "csv": "frame = pd.read_csv(sys.argv[1], sep=';', decimal=',')",
}
_PANDAS: Final = (
    "import sys; import pandas as pd; {read}; frame = frame[frame.jaar.isin((2017, 2023))]; "
    "frame.groupby(['bewoner', 'jaar', 'kostensoort', 'betaler'])['bedrag'].sum()"
)


def make_study(folder: Path, rows: int, kind: str) -> Path:
    """A study whose costs are so many rows of that kind of file; returns the path of its file."""
    tables = folder / kind / "params" / "tabellen"
    tables.mkdir(parents=True)
    people = -(-rows // (len(YEARS) * len(PAID)))
    areas = "".join(f"WK99990{number};Wijk {number};Voorbeeldstad\n" for number in range(1, 7))
    homes = "".join(f"r{person:07d};WK99990{1 + person % 6}\n" for person in range(people))
    (tables / "wijken.csv").write_text(f"wijkcode;wijknaam;gemeente\n{areas}", "utf-8")
    (tables / "bewoners.csv").write_text(f"bewoner;wijkcode\n{homes}", "utf-8")
    _write(_costs(rows), tables / f"kosten.{kind}")
    study = folder / kind / "params" / "tien-miljoen.yaml"
    study.write_text(STUDY, "utf-8")
    return study


def _costs(rows: int) -> pa.Table:
    place, chance = np.arange(rows), np.random.default_rng(4)
    category = place % len(PAID)
    cents = np.round(100 * np.exp(chance.normal(5, 1.2, rows))).astype(np.int64)
    names, payers = pa.array(list(PAID)), pa.array(list(PAID.values()))
    return pa.table(
        {
            "bewoner": pa.array([f"r{person:07d}" for person in range(rows // 98 + 1)]).take(pa.array(place // 98)),
            "jaar": pa.array(YEARS[0] + place // len(PAID) % len(YEARS), pa.int16()),
            "kostensoort": names.take(pa.array(category)),
            "betaler": payers.take(pa.array(category)),
            "bedrag": pa.array(cents / 100),
            "prijsjaar": pa.array(np.full(rows, 2023), pa.int16()),
        }
    )


def _write(table: pa.Table, file: Path) -> None:
    """As Parquet, or as CSV as Excel in Dutch writes it: semicolons, a decimal comma."""
    if file.suffix == ".parquet":
        arrow_parquet.write_table(table, file)
        return
    comma = pa.compute.replace_substring(table["bedrag"].cast(pa.string()), ".", ",")
    options = arrow_csv.WriteOptions(delimiter=";", quoting_style="none")
    arrow_csv.write_csv(table.set_column(4, "bedrag", comma), file, options)


def measured(rows: int) -> list[str]:
    """A row for each way and each kind of file: seconds and peak memory, of the process and its children."""
    lines = ["| what | file | seconds | peak memory (MiB) |", "|---|---|--:|--:|"]
    with tempfile.TemporaryDirectory(prefix="wijklab-bench-") as scratch:
        for kind in ("parquet", "csv"):
            study = make_study(Path(scratch), rows, kind)
            file, outputs = study.parent / "tabellen" / f"kosten.{kind}", study.parent.parent / "outputs"
            ways = {
                "checked where it lies": [sys.executable, "-c", _CHECK, str(study), str(outputs)],
                "checked and added up where it lies": [sys.executable, "-c", _CHECK + _ADD, str(study), str(outputs)],
                "`wijklab run --only costs`, the page and all": [
                    *WIJKLAB, "run", str(study), "--only", "costs", "--quiet", "--outputs", str(outputs),
                ],
                "pandas: read and grouped, nothing checked": [
                    sys.executable, "-c", _PANDAS.format(read=_READ[kind]), str(file),
                ],
            }  # fmt: skip
            for what, command in ways.items():
                lines.append(_line(what, file, measure(command)))
                print(lines[-1], flush=True)
    return lines


def _line(what: str, file: Path, found: Measured) -> str:
    size = f"{file.suffix[1:]}, {file.stat().st_size / 2**20:.0f} MiB"
    failed = "" if found.code == 0 else f" (exit code {found.code})"
    return f"| {what}{failed} | {size} | {found.seconds:.1f} | {found.peak_mib:.0f} |"


def write(lines: list[str]) -> None:
    """Between the two markers of README.md."""
    text = README.read_text("utf-8")
    begin, end = "<!-- cost rows: written by cost_rows.py --write -->\n", "<!-- /cost rows -->"
    head, rest = text.split(begin)
    README.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1], "utf-8")


def main() -> None:
    """Measure, print, and write where that is asked."""
    rows = next((int(word) for word in sys.argv[1:] if word.isdigit()), ROWS)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "pandas", "pyarrow"))
    told = f"{dt.date.today()}, {rows:,} rows, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
    lines = [f"{told}Python {platform.python_version()}, {versions}.", "", *measured(rows)]
    if "--write" in sys.argv[1:]:
        write(lines)


if __name__ == "__main__":
    main()
