"""Leavers beside stayers: did people who were not measured again start lower, and are they younger or older?

Only neighbourhoods with enough leavers count, each once, so that nobody's score stands for a neighbourhood. The mean of
everyone at the start is given nowhere: beside that of the stayers it would tell of a few leavers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.missing.answers import Case
from wijklab.analyses.missing.cohort import Bools, Cohort
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.few.areas import area_means, mean_of_areas

SIDES = ("stayed", "left")


def start_quantities(case: Case, left: Mapping[str, float]) -> list[Quantity]:
    """Mean start of stayers and leavers per arm, and leavers minus stayers with t(G-1) on neighbourhood differences.

    `left` are all leavers of each arm: where those in small neighbourhoods are few, the others would tell how many.
    """
    return [quantity for arm in case.cohort.everyone.present() for quantity in _starts(case, arm, left[arm])]


def _starts(case: Case, arm: str, left: float) -> list[Quantity]:
    panel, gone, threshold = case.cohort.everyone, case.cohort.gone, case.study.asked.privacy.threshold
    sides = {"stayed": ~gone, "left": gone}
    people = {side: np.bincount(panel.area[who], minlength=len(panel.codes)) for side, who in sides.items()}
    enough = panel.areas_of(arm) & (people["left"] >= threshold) & (people["stayed"] >= threshold)
    ids = {side: f"missing.start_{side}.{arm}" for side in (*SIDES, "difference")}
    if not enough.any() or 0 < left - people["left"][enough].sum() < threshold:
        units = {"stayed": "grade", "left": "grade", "difference": "points"}
        return [_hidden(id, units[side]) for side, id in ids.items()]
    means = {side: _means(panel, who)[enough] for side, who in sides.items()}
    away = mean_of_areas(means["left"] - means["stayed"])
    line, n = (f"line.missing.start.{arm}",), {side: int(people[side][enough].sum()) for side in SIDES}
    levels = [
        Quantity(
            ids[side],
            float(means[side].mean()),
            "grade",
            "people",
            n[side],
            sums_in=line,
            method="mean_of_neighbourhood_means",
        )
        for side in SIDES
    ]
    difference = Quantity(
        ids["difference"], away.estimate, "points", "people", n["left"], away.low, away.high, sums_in=line
    )
    method = "mean_of_neighbourhood_differences"
    return [*levels, replace(difference, method=f"{method}_t{away.df}" if away.low is not None else method)]


def _hidden(id: str, unit: str) -> Quantity:
    return Quantity(id, None, unit, "people", missing="suppressed_small")  # type: ignore[arg-type]


def _means(panel: Panel, who: Bools) -> np.ndarray:
    return area_means(panel.before[who], panel.area[who], len(panel.codes))


def age_quantities(case: Case) -> list[Quantity]:
    """Stayers and leavers by age band, over all arms together: counts that add up, and shares of them. The leavers are
    hidden with the leavers of any arm: the arms add up to them."""
    bands, arms = _bands(case.cohort), case.cohort.everyone.present()
    told = {"stayed": (), "left": case.told(*arms)}
    return [quantity for side in SIDES for quantity in _ages(case.cohort, side, bands, told[side])]


def _bands(cohort: Cohort) -> list[str]:
    """The bands in order, and empty for who has none or another; none where no band was delivered."""
    bands = sorted(set(cohort.age) - {""})
    return [*bands, *([""] if "" in cohort.age else [])] if bands else []


def _ages(cohort: Cohort, side: str, bands: list[str], told: tuple[str, ...]) -> list[Quantity]:
    """The bands of one side add up to its total."""
    here = cohort.gone if side == "left" else ~cohort.gone
    total, line, people = f"missing.age_total.{side}", (f"line.missing.age.{side}",), int(here.sum())
    found = [Quantity(total, float(people), "persons", "count", sums_in=line, rests_on=told)] if bands else []
    for place, band in enumerate(bands, start=1):
        n, id = float((here & (cohort.age == band)).sum()), f"missing.age_{side}.{place}"
        share, share_id = 100 * n / max(1, people), f"missing.age_share_{side}.{place}"
        found.append(Quantity(id, n, "persons", "count", sums_in=line, rests_on=told))
        found.append(Quantity(share_id, share, "percent", "people", people, share_of=(id, total)))
    return found


def leaver_exhibits(cohort: Cohort) -> tuple[Exhibit, ...]:
    """The difference at the start with its figure, the two means behind it, and ages where they were delivered."""
    arms, bands = cohort.everyone.present(), _bands(cohort)
    differences = tuple(Row(Label("arm", arm), (f"missing.start_difference.{arm}",)) for arm in arms)
    says = tuple(
        Finding("missing.finding.start", {"difference": row.cells[0] or ""}, {"arm": row.label}) for row in differences
    )
    levels = tuple(Row(Label("arm", arm), tuple(f"missing.start_{side}.{arm}" for side in SIDES)) for arm in arms)
    sides = tuple(Label("measure", side) for side in SIDES)
    ages = tuple(
        Row(_age_label(band), tuple(f"missing.age_share_{side}.{i + 1}" for side in SIDES))
        for i, band in enumerate(bands)
    )
    return (
        Exhibit("missing-start", "intervals", (Label("measure", "difference"),), differences, says),
        Exhibit("missing-start-levels", "values", sides, levels),
        *((Exhibit("missing-age", "values", sides, ages),) if bands else ()),
    )


def _age_label(band: str) -> Label:
    return Label("text", band) if band else Label("measure", "age_rest")
