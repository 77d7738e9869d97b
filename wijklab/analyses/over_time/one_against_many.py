"""One neighbourhood against many: a mix of comparison neighbourhoods that went the same way before the start.

For each neighbourhood of the proeftuin, and for any other arm that has only one: a synthetic control from the
neighbourhoods that never started (Abadie, Diamond & Hainmueller 2010), the gap by year, and the rank of that gap among
placebos. With several neighbourhoods in an arm the ordinary comparison leads and this is a check on it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.over_time.contrasts import Contrast, arms_to_contrast, contrasts_of
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row, Unit
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.areas import Floats
from wijklab.stats.few.method import HIGHEST_FLOOR

_MEASURES: Final[dict[str, Unit]] = {
    "gap_after": "points",
    "gap_rank": "count",
    "fit_before": "index",
    "gap_ratio": "ratio",
    "ratio_rank": "count",
}
"""What is said of a mix: how far the neighbourhood moved away from it and its place among placebos, how well it fitted
before the start, and the ratio of the paper with its place."""


def one_against_many_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """The gap between a neighbourhood and its mix, per arm that has few enough of them, with the weights of the mix."""
    arms = arms_to_contrast(panel)
    found = [(arm, contrasts) for arm in arms if (contrasts := contrasts_of(panel, arm))]
    if not found:
        return Parts(notes=[Finding("over_time.finding.no_mix")] if arms else [])
    quantities = [quantity for _, contrasts in found for contrast in contrasts for quantity in _quantities(contrast)]
    alone = [contrasts[0] for _, contrasts in found if len(contrasts) == 1]
    quantities += [quantity for contrast in alone for quantity in _placebo_gaps(contrast)]
    exhibits = tuple(exhibit for arm, contrasts in found for exhibit in (_course(arm, contrasts), _fit(arm, contrasts)))
    return Parts(quantities, exhibits, [Finding(f"over_time.finding.why_mix_{'one' if alone else 'more'}")])


def _quantities(contrast: Contrast) -> list[Quantity]:
    """The gap by year, how well the mix fitted, the rank among placebos, and the weights."""
    code, mix, among = contrast.code, contrast.mix, len(contrast.donors) + 1
    placebos, ratio = contrast.placebos, mix.rmspe_ratio if np.isfinite(mix.rmspe_ratio) else None
    values = (mix.shift, float(placebos.rank), mix.rmspe_before, ratio, float(placebos.ratio_rank))
    return [
        *_gaps(contrast, f"over_time.gap.{code}", mix.gaps),
        *(
            _quantity(contrast, f"over_time.{name}.{code}", value, unit)
            for (name, unit), value in zip(_MEASURES.items(), values, strict=True)
        ),
        Quantity(f"over_time.gap_among.{code}", float(among), "neighbourhoods", "design", method="number_of_placebos"),
        *(
            _quantity(contrast, f"over_time.weight.{code}.{donor}", float(weight), "index")
            for donor, weight in zip(contrast.donors, mix.weights, strict=True)
        ),
    ]


def _quantity(contrast: Contrast, id: str, value: float | None, unit: Unit) -> Quantity:
    """A number of the contrast; the rank carries its p-value where its floor allows one."""
    floor = contrast.placebos.p_floor if ".gap_rank." in id else None
    given = floor is not None and floor <= HIGHEST_FLOOR
    return Quantity(
        id=id,
        value=value,
        unit=unit,
        basis="people",
        n=contrast.people,
        p=contrast.placebos.p if given else None,
        p_floor=floor,
        method="synthetic_control",
        missing=None if value is not None else "not_computable",
    )


def _gaps(contrast: Contrast, stem: str, gaps: Floats) -> list[Quantity]:
    return [
        _quantity(contrast, f"{stem}.{year}", float(gap), "points")
        for year, gap in zip(contrast.years, gaps, strict=True)
    ]


def _placebo_gaps(contrast: Contrast) -> list[Quantity]:
    return [
        quantity
        for donor, gaps in zip(contrast.donors, contrast.placebos.gaps, strict=True)
        for quantity in _gaps(contrast, f"over_time.placebo_gap.{contrast.code}.{donor}", gaps)
    ]


def _course(arm: str, contrasts: list[Contrast]) -> Exhibit:
    """The gap of each neighbourhood by year; a single one has its placebos for company."""
    years = sorted({int(year) for contrast in contrasts for year in contrast.years})
    alone = contrasts[0] if len(contrasts) == 1 else None
    rows = [
        Row(Label("arm", arm) if alone else Label("area", one.code), _cells(f"over_time.gap.{one.code}", one, years))
        for one in contrasts
    ]
    if alone:
        stem = f"over_time.placebo_gap.{alone.code}"
        rows += [Row(Label("area", donor), _cells(f"{stem}.{donor}", alone, years)) for donor in alone.donors]
    starts = sorted({contrast.start for contrast in contrasts})
    columns = tuple(Label("text", str(year)) for year in years)
    texts = {"start": ",".join(map(str, starts))}
    return Exhibit(f"over_time-mix-{arm}", "course", columns, tuple(rows), _says(contrasts), texts)


def _cells(stem: str, contrast: Contrast, years: list[int]) -> tuple[str | None, ...]:
    return tuple(f"{stem}.{year}" if year in contrast.years else None for year in years)


def _says(contrasts: list[Contrast]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            "over_time.finding.mix_gap",
            {name: f"over_time.{id}.{one.code}" for name, id in _TOLD.items()},
            {"area": Label("area", one.code)},
        )
        for one in contrasts
    )


_TOLD: Final = {"gap": "gap_after", "rank": "gap_rank", "among": "gap_among"}


def _fit(arm: str, contrasts: list[Contrast]) -> Exhibit:
    """How each mix fits and what it is made of: one column to a neighbourhood."""
    donors = sorted({donor for contrast in contrasts for donor in contrast.donors})
    rows = [
        Row(Label("measure", name), tuple(f"over_time.{name}.{one.code}" for one in contrasts)) for name in _MEASURES
    ]
    rows += [
        Row(
            Label("area", donor),
            tuple(f"over_time.weight.{one.code}.{donor}" if donor in one.donors else None for one in contrasts),
        )
        for donor in donors
    ]
    columns = tuple(Label("area", contrast.code) for contrast in contrasts)
    return Exhibit(f"over_time-weights-{arm}", "values", columns, tuple(rows))
