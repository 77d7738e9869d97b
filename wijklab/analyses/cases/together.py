"""All cases together: their mean change, and that of their neighbourhoods, each of which then counts once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wijklab.analyses.cases.case import Case
from wijklab.analyses.cases.wellbeing import change_of
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.areas import area_means, mean_of_areas

_FEWEST = 2  # neighbourhoods: the spread of one is not known


def mean_changes(study: OpenStudy, cases: list[Case]) -> list[Quantity]:
    """Mean change from before to the long term over people who were chosen, not drawn: per case, and per neighbourhood.

    The first weighs every case alike and has no interval: cases of one neighbourhood resemble each other. The second
    weighs neighbourhoods alike, over the cases of which the neighbourhood is known, with a t(G-1) interval.
    """
    changes = [change for case in cases if (change := change_of(case)) is not None]
    value, missing = (float(np.mean(changes)), None) if changes else (None, "not_stated")
    pooled = Quantity(
        "cases.mean_change", value, "points", "people", len(changes), method="mean_of_cases", missing=missing
    )
    return [pooled, *_by_neighbourhood(cases, study.asked.privacy.threshold)]


def mean_change_exhibit(pooled: list[Quantity]) -> Exhibit:
    """The mean over all cases, and over their neighbourhoods where there are several."""
    says = (
        Finding("cases.finding.mean_change", {"change": pooled[0].id}),
        *(Finding("cases.finding.mean_change_areas", {"change": quantity.id}) for quantity in pooled[1:]),
    )
    rows = tuple(Row(Label("measure", quantity.id.split(".")[1]), (quantity.id,)) for quantity in pooled)
    return Exhibit("cases-mean-change", "values", (Label("measure", "change"),), rows, says)


def silent_cases(study: OpenStudy, n_consented: int) -> list[Quantity]:
    """How many cases there are without consent; nothing where there are none."""
    silent = len(study.tables["cases"]) - n_consented
    return [Quantity("cases.without_consent", float(silent), "persons", "count")] if silent else []


def _by_neighbourhood(cases: list[Case], fewest: int) -> list[Quantity]:
    """Nothing where it would be hidden, as a mean over few people, or has one neighbourhood only."""
    known = [(case, change_of(case)) for case in cases if not pd.isna(case.row["neighbourhood"])]
    placed = [(str(case.row["neighbourhood"]), change) for case, change in known if change is not None]
    codes, area = np.unique([code for code, _ in placed], return_inverse=True)
    if codes.size < _FEWEST or len(placed) < fewest:
        return []
    found = mean_of_areas(area_means(np.array([change for _, change in placed]), area, codes.size))
    return [
        Quantity(
            "cases.mean_change_areas",
            found.estimate,
            "points",
            "people",
            len(placed),
            low=found.low,
            high=found.high,
            method=f"mean_of_neighbourhood_means_t{found.df}"
            if found.low is not None
            else "mean_of_neighbourhood_means",
        )
    ]
