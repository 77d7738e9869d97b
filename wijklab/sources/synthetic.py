"""Residents made by a seeded generator, for a study that declares `synthetic:`; `docs/synthetic-data.md` tells how.

Residents' measurements do not exist in the open, so the example study is made, with a truth that is known: `TRUTH`. The
tables come out as a delivered CSV would, text in every cell, and go through the same check. Every mean is exact by
construction: a score is 1 plus a binomial draw out of 9, so the ceiling at ten needs no clipping and moves no mean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.study import Period, Study
from wijklab.contract.tables import RawTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ArmTruth:
    """What is true of an arm: change of the score from start to long term (points), the chance to climb the ladder, and
    what is left of the yearly cost (1 is all of it)."""

    wellbeing_change: float
    climbs: float
    cost_left: float


@dataclass(frozen=True, slots=True)
class CostKind:
    """A kind of cost: who bears it, the share of residents who have it in a year, and its mean amount in euro."""

    category: str
    bearer: str
    share: float
    mean_eur: float


TRUTH: Final[Mapping[str, ArmTruth]] = MappingProxyType(
    {
        "proeftuin": ArmTruth(wellbeing_change=4.0, climbs=0.45, cost_left=0.85),
        "samenwerkwijze": ArmTruth(wellbeing_change=3.0, climbs=0.35, cost_left=0.91),
        "traditional": ArmTruth(wellbeing_change=1.8, climbs=0.22, cost_left=0.98),
    }
)

START: Final = 3.4
START_SPREAD: Final = 0.10
CHANGE_SPREAD: Final = 0.25
PERSISTENCE: Final = 0.3
SHORT_TERM_PART: Final = 0.6
SHOCK_DIP: Final = 0.5
DROP_OUT: Final = {"baseline": 0.0, "short_term": 0.20, "long_term": 0.14}
DROP_PER_POINT: Final = 0.02

LADDER_START: Final = (0.30, 0.34, 0.22, 0.10, 0.04, 0.0)
FALLS: Final = 0.07
TWO_STEPS: Final = 0.2
LADDER_SPREAD: Final = 0.03

COSTS: Final = (
    CostKind("gp", "health_insurer", 0.85, 220),
    CostKind("wmo_support", "municipality", 0.30, 3600),
    CostKind("wmo_day_care", "municipality", 0.14, 5200),
    CostKind("mental_health", "health_insurer", 0.22, 2900),
    CostKind("youth_care", "municipality", 0.12, 4800),
    CostKind("social_assistance", "municipality", 0.26, 9500),
    CostKind("debt_support", "municipality", 0.15, 1800),
    CostKind("rent_arrears", "housing_corporation", 0.18, 900),
    CostKind("police", "state", 0.06, 2400),
)
COST_SPREAD: Final = 0.02
STAYS_IN_CARE: Final = 0.7

MUNICIPALITY: Final = "Voorbeeldstad"
_FIRST: Final = ("Kersen", "Otter", "Regen", "Zilver", "Klaver", "Merel", "Wolken", "Honing", "Pauwen")
_LAST: Final = ("hout", "kreek", "dreef", "horst", "akker")
_AGE_BANDS: Final = ("18-26", "27-44", "45-66")


@dataclass(frozen=True, slots=True, repr=False)
class Crowd:
    """The made residents: pseudonyms, and for each the place of its neighbourhood in `codes`, shape (n_residents,)."""

    study: Study
    codes: tuple[str, ...]
    names: NDArray[np.object_]
    area: Ints

    def truth(self, of: str) -> Floats:
        """A truth of each neighbourhood's arm, shape (n_areas,)."""
        return np.array([getattr(TRUTH[self.study.arm_of(code) or "traditional"], of) for code in self.codes])


def make_tables(study: Study) -> list[RawTable]:
    """Neighbourhoods, residents and the tables that the study's outcomes ask for; one study, always the same bytes."""
    crowd = _crowd(study)
    frames = {"neighbourhoods": _neighbourhoods(crowd), "residents": _residents(crowd)}
    if study.outcomes.wellbeing:
        frames["wellbeing"] = _wellbeing(crowd)
    if study.outcomes.ladder:
        frames["ladder"] = _ladder(crowd)
    if study.outcomes.costs:
        frames["costs"] = _costs(crowd)
    return [_raw(name, frame) for name, frame in frames.items()]


def _raw(name: str, frame: pd.DataFrame) -> RawTable:
    return RawTable(name, f"synthetic {name}", frame.astype(object), tuple(range(2, len(frame) + 2)))


def _chance(study: Study, what: str) -> np.random.Generator:
    """A stream of its own for each thing that is drawn, so that a new one never shifts another."""
    return np.random.default_rng(np.random.SeedSequence([study.seed, crc32(f"synthetic:{what}".encode())]))


def _spread(study: Study, what: str, n_areas: int, size: float) -> Floats:
    """What neighbourhoods differ from their arm: normal, mean 0, cut off on both sides alike so that a score fits."""
    return size * np.clip(_chance(study, what).standard_normal(n_areas), -1.8, 1.8)


def _crowd(study: Study) -> Crowd:
    codes = tuple(code for declared in study.arms.values() for code in declared.neighbourhoods)
    each = study.synthetic.residents_per_neighbourhood if study.synthetic else 150
    n = len(codes) * each
    names = np.array([f"s{number:06d}" for number in range(1, n + 1)], dtype=object)
    return Crowd(study, codes, names, np.repeat(np.arange(len(codes)), each))


def _neighbourhoods(crowd: Crowd) -> pd.DataFrame:
    inhabitants = 100 * _chance(crowd.study, "inhabitants").integers(40, 160, len(crowd.codes))
    starts = [crowd.study.start_of(code) for code in crowd.codes]
    return pd.DataFrame(
        {
            "code": crowd.codes,
            "name": [_name(place) for place in range(len(crowd.codes))],
            "municipality": MUNICIPALITY,
            "arm": [crowd.study.arm_of(code) for code in crowd.codes],
            "start": [start.isoformat() if start else "" for start in starts],
            "inhabitants": [str(n) for n in inhabitants],
        }
    )


def _name(place: int) -> str:
    """Invented names, each once: Kersenhout, Otterkreek, Regendreef, ..."""
    names = [first + last for shift in range(len(_LAST)) for first, last in zip(_FIRST, _turned(shift), strict=False)]
    again, which = divmod(place, len(names))
    return names[which] if again == 0 else f"{names[which]} {again + 1}"


def _turned(shift: int) -> tuple[str, ...]:
    turned = _LAST[shift:] + _LAST[:shift]
    return turned * 2


def _residents(crowd: Crowd) -> pd.DataFrame:
    band = _chance(crowd.study, "age_band").choice(3, crowd.area.size, p=(0.2, 0.4, 0.4))
    return pd.DataFrame(
        {
            "resident": crowd.names,
            "neighbourhood": np.array(crowd.codes, dtype=object)[crowd.area],
            "case": "nee",
            "age_band": np.array(_AGE_BANDS, dtype=object)[band],
        }
    )


def _wellbeing(crowd: Crowd) -> pd.DataFrame:
    base, start = _start_scores(crowd)
    rows = []
    for moment in crowd.study.moments:
        score = start if moment == "baseline" else _later_scores(crowd, moment, base, start)
        rows.append(
            _measured(crowd, "wellbeing", moment, base - start, {"instrument": "rapportcijfer", "score": score})
        )
    return pd.concat(rows, ignore_index=True)


def _start_scores(crowd: Crowd) -> tuple[Floats, Ints]:
    """The mean start of each resident's neighbourhood and the resident's own first score, each shape (n_residents,)."""
    base = START + _spread(crowd.study, "start of neighbourhood", len(crowd.codes), START_SPREAD)[crowd.area]
    return base, 1 + _chance(crowd.study, "start").binomial(9, (base - 1) / 9)


def _later_scores(crowd: Crowd, moment: str, base: Floats, start: Ints) -> Ints:
    """Regression to the mean: a third of what someone starts above or below the neighbourhood is left later on."""
    spread = _spread(crowd.study, "change of neighbourhood", len(crowd.codes), CHANGE_SPREAD)
    change = (crowd.truth("wellbeing_change") + spread)[crowd.area]
    if moment == "short_term":
        change = SHORT_TERM_PART * change - (SHOCK_DIP if _shaken(crowd.study, moment) else 0.0)
    mean = base + change + PERSISTENCE * (start - base)
    return 1 + _chance(crowd.study, f"score {moment}").binomial(9, np.clip((mean - 1) / 9, 0, 1))


def _shaken(study: Study, moment: str) -> bool:
    window = study.moments[moment]  # type: ignore[index]
    return any(window.first <= shock.period.last and shock.period.first <= window.last for shock in study.shocks)


def _ladder(crowd: Crowd) -> pd.DataFrame:
    start = 1 + _chance(crowd.study, "ladder start").choice(6, crowd.area.size, p=LADDER_START)
    rows = []
    for moment in crowd.study.moments:
        level = start if moment == "baseline" else _later_levels(crowd, moment, start)
        rows.append(_measured(crowd, "ladder", moment, np.zeros(start.size), {"level": level}))
    return pd.concat(rows, ignore_index=True)


def _later_levels(crowd: Crowd, moment: str, start: Ints) -> Ints:
    """Climb with the chance of the arm (half of it on the short term), fall with the same small chance everywhere."""
    part = 0.5 if moment == "short_term" else 1.0
    spread = _spread(crowd.study, "ladder of neighbourhood", len(crowd.codes), LADDER_SPREAD)
    climbs = part * (crowd.truth("climbs") + spread)[crowd.area]
    chance = _chance(crowd.study, f"ladder {moment}")
    draw, two = chance.random(start.size), chance.random(start.size) < TWO_STEPS
    up = np.where(draw < climbs, np.where(two, 2, 1), 0)
    return np.clip(start + up - (draw >= 1 - FALLS), 1, 6)


def _measured(crowd: Crowd, table: str, moment: str, below: Floats, columns: Mapping[str, object]) -> pd.DataFrame:
    """The rows of who took part: who starts lower drops out a little more often. Text in every cell."""
    drop = np.clip(DROP_OUT[moment] + DROP_PER_POINT * below, 0, 1) if moment != "baseline" else np.zeros(below.size)
    stays = _chance(crowd.study, f"drop-out {table} {moment}").random(below.size) >= drop
    days = np.array(_dates(crowd, table, moment), dtype=object)
    frame = pd.DataFrame({"resident": crowd.names, "date": days, "moment": moment, **columns})
    return frame[stays].astype(str)


def _dates(crowd: Crowd, table: str, moment: str) -> list[str]:
    windows = [_window(crowd.study, code, moment) for code in crowd.codes]
    first = np.array([window.first.toordinal() for window in windows])[crowd.area]
    last = np.array([window.last.toordinal() for window in windows])[crowd.area]
    days = _chance(crowd.study, f"date {table} {moment}").integers(first, last + 1)
    return [dt.date.fromordinal(int(day)).isoformat() for day in days]


def _window(study: Study, code: str, moment: str) -> Period:
    """The declared window of a moment, as far as it lies before (start) or after (follow-up) the start of the arm."""
    window, start = study.moments[moment], study.start_of(code)  # type: ignore[index]
    if start is None or not window.first < start <= window.last:
        return window
    if moment == "baseline":
        return Period.model_validate({"from": window.first, "to": start - dt.timedelta(days=1)})
    return Period.model_validate({"from": start, "to": window.last})


def _costs(crowd: Crowd) -> pd.DataFrame:
    asked = crowd.study.outcomes.costs
    assert asked is not None
    years = (asked.baseline_year, asked.follow_up_year)
    parts = [
        _cost_rows(crowd, kind, year, euro, asked.price_year)
        for kind in COSTS
        for year, euro in zip(years, _amounts(crowd, kind), strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _amounts(crowd: Crowd, kind: CostKind) -> tuple[Floats, Floats]:
    """Euro before and after, shape (n_residents,): many zeros, a long tail, and most who were in care still are."""
    chance = _chance(crowd.study, f"cost {kind.category}")
    n = crowd.area.size
    need, new_need, stays = chance.random(n), chance.random(n), chance.random(n) < STAYS_IN_CARE
    amount = kind.mean_eur * chance.gamma(1.2, 1 / 1.2, n)
    spread = _spread(crowd.study, "cost of neighbourhood", len(crowd.codes), COST_SPREAD)
    left = (crowd.truth("cost_left") + spread)[crowd.area]
    later = np.where(stays, need, new_need)
    return np.where(need < kind.share, amount, 0.0), np.where(later < kind.share * left, amount, 0.0)


def _cost_rows(crowd: Crowd, kind: CostKind, year: int, euro: Floats, price_year: int) -> pd.DataFrame:
    whole = np.rint(euro).astype(int)
    rows = pd.DataFrame(
        {
            "resident": crowd.names,
            "year": year,
            "category": kind.category,
            "bearer": kind.bearer,
            "amount_eur": whole,
            "price_year": price_year,
        }
    )
    return rows[whole > 0].astype(str)
