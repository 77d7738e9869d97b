"""Neighbourhoods for tests: checked studies with a known effect, through the same check as delivered tables."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wijklab.contract.answers import Estimates
from wijklab.contract.check import check_tables
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import OpenStudy, RawTable
from wijklab.disclosure import release
from wijklab.report.labels import heading
from wijklab.report.sentences import sentence
from wijklab.report.tables import exhibit_text
from wijklab.sources.opening import card_of
from wijklab.sources.synthetic import make_tables
from wijklab.text import phrase

MOMENTS = {
    "baseline": {"from": "2017-01-01", "to": "2017-12-31"},
    "short_term": {"from": "2020-01-01", "to": "2020-12-31"},
    "long_term": {"from": "2023-01-01", "to": "2023-12-31"},
}
STARTS = {"proeftuin": "2018-01-01", "samenwerkwijze": "2018-07-01"}
OUTCOMES = {
    "wellbeing": {"instrument": "rapportcijfer"},
    "ladder": {},
    "costs": {"baseline_year": 2017, "follow_up_year": 2023, "price_year": 2023},
}
Arms = Mapping[str, int]
_OPENED: dict[bytes, OpenStudy] = {}


def ask(areas: Arms, /, **more: Any) -> Study:
    """A study with that many neighbourhoods in each arm: `ask({"proeftuin": 2, "traditional": 3})`."""
    codes = iter(f"WK9999{number:02d}" for number in range(1, 100))
    declared = {
        arm: {"neighbourhoods": [next(codes) for _ in range(n)]} | ({"start": STARTS[arm]} if arm in STARTS else {})
        for arm, n in areas.items()
    }
    base: dict[str, Any] = {
        "id": "test",
        "title": "Een toets",
        "edition": "2024",
        "period": {"from": "2016-01-01", "to": "2023-12-31"},
        "cutoff": "2024-06-30",
        "arms": declared,
        "moments": MOMENTS,
        "outcomes": OUTCOMES,
    }
    return Study.model_validate(base | more)


def opened(study: Study, tables: Mapping[str, pd.DataFrame]) -> OpenStudy:
    """The study with those tables, as text, through the check."""
    raw = [
        RawTable(name, f"{name}.csv", frame.astype(object), tuple(range(2, len(frame) + 2)))
        for name, frame in tables.items()
    ]
    return _open(study, raw)


def synthetic(seed: int = 2016, arms: Arms | None = None, residents: int = 150, **more: Any) -> OpenStudy:
    """A made study of three neighbourhoods in each of three arms, unless told otherwise."""
    asked = ask(
        arms or {"proeftuin": 3, "samenwerkwijze": 3, "traditional": 3},
        seed=seed,
        synthetic={"residents_per_neighbourhood": residents},
        **more,
    )
    return _open(asked, make_tables(asked))


def two_proeftuinen_three_controls(effect: float = 0.4, residents: int = 12) -> OpenStudy:
    """Five neighbourhoods without chance: everyone rises by 1 plus a tenth of the neighbourhood's number, and by
    `effect` more in the two proeftuinen. Scores are not whole; everyone stays where they stood on the ladder."""
    study = ask({"proeftuin": 2, "traditional": 3})
    return opened(study, measured(study, [1 + 0.1 * k + (effect if k < 2 else 0) for k in range(5)], residents))


def measured(study: Study, changes: Sequence[float], residents: int = 12) -> dict[str, pd.DataFrame]:
    """Tables in which the residents of neighbourhood k start at 3, 4 or 5 and rise by `changes[k]`, all alike."""
    codes = [code for declared in study.arms.values() for code in declared.neighbourhoods]
    people = [(f"r{k}-{i:03d}", code, k, i) for k, code in enumerate(codes) for i in range(residents)]
    scores = [
        (name, day, moment, "rapportcijfer", f"{3 + i % 3 + (changes[k] if moment == 'long_term' else 0):.10g}")
        for name, _, k, i in people
        for moment, day in (("baseline", "2017-06-01"), ("long_term", "2023-06-01"))
    ]
    levels = [
        (name, day, moment, str(1 + i % 4))
        for name, _, _, i in people
        for moment, day in (("baseline", "2017-06-01"), ("long_term", "2023-06-01"))
    ]
    euro = [
        (name, year, "gp", "health_insurer", str(100 + (10 * k if year == "2023" else 0)), "2023")
        for name, _, k, _ in people
        for year in ("2017", "2023")
    ]
    return {
        "neighbourhoods": table(
            "code name municipality", [(c, f"Wijk {k}", "Voorbeeldstad") for k, c in enumerate(codes)]
        ),
        "residents": table("resident neighbourhood", [(name, code) for name, code, _, _ in people]),
        "wellbeing": table("resident date moment instrument score", scores),
        "ladder": table("resident date moment level", levels),
        "costs": table("resident year category bearer amount_eur price_year", euro),
    }


def table(columns: str, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Rows under those columns, in the order given."""
    return pd.DataFrame(list(rows), columns=columns.split(), dtype=object)


def shuffled(tables: Mapping[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """The same tables with their rows in another order."""
    chance = np.random.default_rng(seed)
    return {name: frame.iloc[chance.permutation(len(frame))] for name, frame in tables.items()}


def _open(study: Study, raw: Sequence[RawTable]) -> OpenStudy:
    """Each different delivery is checked once: an analysis changes nothing of what it is given."""
    delivered = pickle.dumps((study.model_dump_json(), raw))
    if delivered not in _OPENED:
        _OPENED[delivered] = _checked(study, raw)
    return _OPENED[delivered]


def _checked(study: Study, raw: Sequence[RawTable]) -> OpenStudy:
    tables = check_tables(study, raw)
    areas = dict(zip(tables["neighbourhoods"]["code"], tables["neighbourhoods"]["name"], strict=True))
    place = StudyPlace(file=Path("params/test.yaml"), root=Path("root"), outputs=Path("root/outputs/test"))
    return OpenStudy(study, tables, place, card_of(study, areas))


def words_of(estimates: Estimates, study: OpenStudy, language: str) -> list[str]:
    """Every sentence, title, caption and label that a reader of this answer would see, after release."""
    shown = release(replace(estimates, card=replace(estimates.card, language=language)), study)
    findings = [*shown.notes, *(finding for exhibit in shown.exhibits for finding in exhibit.findings)]
    texts = [exhibit_text(exhibit, shown, part) for exhibit in shown.exhibits for part in ("title", "caption")]
    rows = [label for exhibit in shown.exhibits for label in (*exhibit.columns, *(row.label for row in exhibit.rows))]
    head = [phrase(language, f"{estimates.question}.{part}") for part in ("title", "lead")]
    return [
        *head,
        *(sentence(finding, shown) for finding in findings),
        *texts,
        *(heading(row, shown.card) for row in rows),
    ]
