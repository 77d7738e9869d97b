"""Studies by the hundred: what `batch.py` runs. No two are alike, and the same number gives the same bytes.

Three sizes. Small and middle ones are written here; a large one is the example study with residents of its own. What
the seeded generator makes of residents is written down as CSV, so that these studies are delivered and not synthetic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from made_example import as_example
from open_data import COUNTED_AREAS, OPEN_DATA, copy_open_data

from wijklab.contract.study import QUESTIONS
from wijklab.sources.study_file import read_study
from wijklab.sources.synthetic import make_tables

STUDY: Final = """\
id: {id}
title: Gemaakt onderzoek {number}
edition: "2024"
period: {{from: 2016-01-01, to: 2023-12-31}}
cutoff: 2024-06-30
data:
  folder: params/{id}
  context:
    - {{reader: rivm_50120ned, file: {health}}}
    - {{reader: cbs_kwb_2024, file: {people}}}
seed: {seed}
synthetic:
  residents_per_neighbourhood: {residents}
arms:
{arms}
moments:
  baseline: {{from: 2017-01-01, to: 2017-12-31}}
  long_term: {{from: 2023-01-01, to: 2023-12-31}}
outcomes:
  wijkfoto: {{area: {area}, municipality: {municipality}}}
  wellbeing: {{instrument: rapportcijfer, baseline: baseline, follow_up: long_term}}
  ladder: {{baseline: baseline, follow_up: long_term}}
  costs: {{baseline_year: 2017, follow_up_year: 2023, price_year: 2023}}
notebooks: [{questions}]
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Of how many neighbourhoods each of the arms is, with how many residents (or up to 40 more), and what is asked."""

    arms: tuple[str, ...]
    neighbourhoods: int
    residents: int
    questions: tuple[str, ...]


SIZES: Final = {
    "small": Size(("proeftuin", "traditional"), 2, 40, ("wijkfoto", "wellbeing", "reporting")),
    "middle": Size(
        ("proeftuin", "samenwerkwijze", "traditional"),
        2,
        80,
        ("wijkfoto", "wellbeing", "over_time", "ladder", "costs", "missing"),
    ),
    "large": Size(("proeftuin", "samenwerkwijze", "traditional"), 3, 250, QUESTIONS),
}
"""The large size is that of the example study: all thirteen questions, its tables, its story."""

IN_TEN: Final = ("small", "middle", "small", "middle", "small", "middle", "small", "middle", "small", "large")
"""The sizes of ten studies after one another: 52 reports."""


@dataclass(frozen=True, slots=True)
class MadeStudy:
    """A study that was written: its number, size and file, and the questions that it asks."""

    number: int
    size: str
    file: Path
    questions: tuple[str, ...]


def write_studies(root: Path, count: int) -> tuple[MadeStudy, ...]:
    """Studies 1 up to `count` under that folder, with the open data they read."""
    copy_open_data(root)
    return tuple(write_study(root, number) for number in range(1, count + 1))


def write_study(root: Path, number: int) -> MadeStudy:
    """One study: its file in `params`, its tables in a folder beside it."""
    name = IN_TEN[(number - 1) % len(IN_TEN)]
    file = root / "params" / f"made-{number:04d}.yaml"
    folder = file.with_suffix("")
    folder.mkdir(parents=True)
    residents = SIZES[name].residents + 10 * (number % 5)
    text = as_example(number, residents, folder) if name == "large" else _own(file.stem, number, residents, SIZES[name])
    file.write_text(text, "utf-8")
    for table in make_tables(read_study(file)[0]):
        table.frame.to_csv(folder / f"{table.name}.csv", sep=";", index=False)
    file.write_text(_delivered(text), "utf-8")
    return MadeStudy(number, name, file, SIZES[name].questions)


def _own(id: str, number: int, residents: int, size: Size) -> str:
    area = COUNTED_AREAS[number % len(COUNTED_AREAS)]
    return STUDY.format(
        id=id,
        number=number,
        seed=number,
        residents=residents,
        arms="\n".join(_arm(arm, place, size) for place, arm in enumerate(size.arms)),
        area=area,
        municipality=f"GM{area[2:6]}",
        questions=", ".join(size.questions),
        health=OPEN_DATA["rivm_50120ned"],
        people=OPEN_DATA["cbs_kwb_2024"],
    )


def _arm(arm: str, place: int, size: Size) -> str:
    codes = (f"WK9999{place * size.neighbourhoods + own + 1:02d}" for own in range(size.neighbourhoods))
    start = "" if arm == "traditional" else ", start: 2018-07-01"
    return f"  {arm}: {{neighbourhoods: [{', '.join(codes)}]{start}}}"


def _delivered(text: str) -> str:
    """The study without its generator: what it made stands in the tables now."""
    return re.sub(r"(?m)^synthetic:.*\n(?:[ \t]+.*\n)+", "", text)
