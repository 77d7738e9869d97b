"""Did wellbeing rise, and did it rise more in one way of working than in another?

Estimand: the change between two moments among residents measured at both, on one instrument; each neighbourhood counts
once. Three arms, all pairs; a start at 3 regresses to the mean, so a comparison on the same start stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wijklab.analyses.arms import (
    Measure,
    Panel,
    arm_row,
    at_moment,
    by_id,
    compared_in,
    difference_quantity,
    dot_quantities,
    has_tables,
    make_panel,
    mean_quantity,
    measure,
    no_data,
    pair_id,
    pair_row,
)
from wijklab.analyses.limits import declared, design_limits, drop_limits, dropped, method_limits, shock_limits
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS, INSTRUMENTS, MOMENTS, Instrument
from wijklab.stats.areas import adjusted_means

QUESTION = "wellbeing"
_DOTS = "wellbeing.neighbourhood"


@dataclass(frozen=True, slots=True)
class WellbeingSpec:
    """The choices behind one comparison of wellbeing."""

    instrument: Instrument
    baseline: str
    follow_up: str
    moments: tuple[str, ...]


def compare_wellbeing(study: OpenStudy) -> Estimates:
    """Mean change per arm and difference in change between arms, on neighbourhood means."""
    spec = _spec(study)
    if spec is None or not has_tables(study, "residents", "wellbeing"):
        return no_data(study, QUESTION)
    scores = _scores(study, spec)
    before, after = scores[spec.baseline], scores[spec.follow_up]
    panel = make_panel(study, before, after)
    if not panel.codes:
        return no_data(study, QUESTION)
    change = measure(panel, panel.after - panel.before, "points")
    levels = _levels(panel, scores, spec)
    differences, adjusted = _differences(study, change), _adjusted(study, panel)
    gone, other = dropped(study, QUESTION, before, after), _other_instrument(study, spec)
    published = _published(study)
    quantities = by_id([*_changes(change), *levels, *differences, *adjusted, *gone, *other, *published])
    exhibits = (*_own_exhibits(panel, spec, quantities), *_published_exhibit(study, panel, published))
    notes = (
        *method_limits(panel, differences),
        *_start_limits(panel, spec),
        *drop_limits(gone),
        *(Finding("wellbeing.finding.other_instrument", {"other": quantity.id}) for quantity in other),
        *shock_limits(study, declared(study, spec.moments)),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, quantities, exhibits, notes)


def _spec(study: OpenStudy) -> WellbeingSpec | None:
    asked = study.asked.outcomes.wellbeing
    if asked is None:
        return None
    moments = tuple(moment for moment in MOMENTS if moment in study.asked.moments)
    return WellbeingSpec(INSTRUMENTS[asked.instrument], asked.baseline, asked.follow_up, moments)


def _scores(study: OpenStudy, spec: WellbeingSpec) -> dict[str, pd.Series]:
    frame = study.tables["wellbeing"]
    own = frame[frame["instrument"] == spec.instrument.id]
    return {moment: at_moment(own, moment, "score") for moment in spec.moments}


def _changes(change: Measure) -> list[Quantity]:
    arms = change.panel.present()
    means = [
        mean_quantity(
            f"wellbeing.change.{arm}",
            change,
            arm,
            dots=_DOTS,
            sums_in=(_change_line(arm), *compared_in("wellbeing.difference", change.panel, arm)),
        )
        for arm in arms
    ]
    return [*means, *(dot for arm in arms for dot in dot_quantities(_DOTS, change, arm))]


def _change_line(arm: str) -> str:
    """The line of a change: itself, the level before and the level after."""
    return f"line.wellbeing.change.{arm}"


def _differences(study: OpenStudy, change: Measure) -> list[Quantity]:
    return [
        difference_quantity(f"wellbeing.difference.{pair_id(pair)}", change, pair, study, dots=_DOTS)
        for pair in change.panel.pairs()
    ]


def _adjusted(study: OpenStudy, panel: Panel) -> list[Quantity]:
    """The same differences, had every neighbourhood started at the same score."""
    means = adjusted_means(panel.after - panel.before, panel.before, panel.area, len(panel.codes))
    same_start = Measure(panel, means, "points")
    found = [
        difference_quantity(f"wellbeing.adjusted_difference.{pair_id(pair)}", same_start, pair, study)
        for pair in panel.pairs()
    ]
    return [replace(quantity, method=f"{quantity.method}_same_start") for quantity in found]


def _levels(panel: Panel, scores: dict[str, pd.Series], spec: WellbeingSpec) -> list[Quantity]:
    """Mean score per arm and moment, of the people behind the change: at every moment the same ones, if measured."""
    return [
        quantity
        for moment in spec.moments
        for quantity in _levels_at(panel, scores[moment].reindex(panel.resident).to_numpy(dtype=float), moment, spec)
    ]


def _levels_at(panel: Panel, score: np.ndarray, moment: str, spec: WellbeingSpec) -> list[Quantity]:
    seen = ~np.isnan(score)
    then = replace(panel, resident=panel.resident[seen], area=panel.area[seen])
    level = measure(then, score[seen], "grade")
    compared = moment in (spec.baseline, spec.follow_up)
    return [_level(level, arm, moment, (_change_line(arm),) if compared else ()) for arm in panel.present()]


def _level(level: Measure, arm: str, moment: str, sums_in: tuple[str, ...]) -> Quantity:
    id = f"wellbeing.level.{arm}.{moment}"
    if np.isnan(level.of(arm)).any():
        return Quantity(id, None, "grade", "people", missing="not_measured")
    return replace(
        mean_quantity(id, level, arm, sums_in=sums_in), low=None, high=None, method="mean_of_neighbourhood_means"
    )


def _other_instrument(study: OpenStudy, spec: WellbeingSpec) -> list[Quantity]:
    frame = study.tables["wellbeing"]
    others = frame.loc[frame["instrument"] != spec.instrument.id, "resident"].nunique()
    return [Quantity("wellbeing.other_instrument", float(others), "persons", "count")] if others else []


def _published(study: OpenStudy) -> list[Quantity]:
    """Figures quoted from a source, as what they are: nothing is reckoned with them."""
    return [
        Quantity(
            id=f"published.{figure.id}",
            value=figure.value,
            unit=figure.unit,
            basis="published",
            n=figure.n,
            bound=figure.bound,
            method="quoted",
            strength="published",
            source=figure.source,
        )
        for figure in study.asked.published
        if figure.id.split(".")[0] == QUESTION
    ]


def _own_exhibits(panel: Panel, spec: WellbeingSpec, quantities: dict[str, Quantity]) -> tuple[Exhibit, ...]:
    arms, pairs = panel.present(), panel.pairs()
    changes = tuple(
        arm_row("wellbeing.change", arm, (f"wellbeing.neighbourhood.{code}" for code in panel.codes_of(arm)))
        for arm in arms
    )
    levels = tuple(Row(Label("arm", arm), tuple(f"wellbeing.level.{arm}.{m}" for m in spec.moments)) for arm in arms)
    columns = tuple(Label("moment", moment) for moment in spec.moments)
    own = (
        Exhibit("wellbeing-change", "intervals", (Label("measure", "change"),), changes, _change_findings(arms)),
        Exhibit("wellbeing-levels", "values", columns, levels),
    )
    return own if not pairs else (own[0], *_difference_exhibits(pairs), own[1])


def _difference_exhibits(pairs: tuple[tuple[str, str], ...]) -> tuple[Exhibit, Exhibit]:
    column = (Label("measure", "difference"),)
    plain = tuple(pair_row("wellbeing.difference", pair) for pair in pairs)
    same = tuple(pair_row("wellbeing.adjusted_difference", pair) for pair in pairs)
    return (
        Exhibit("wellbeing-difference", "intervals", column, plain, _difference_findings("difference", pairs)),
        Exhibit("wellbeing-same-start", "intervals", column, same, _difference_findings("adjusted_difference", pairs)),
    )


def _change_findings(arms: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding("wellbeing.finding.change", {"change": f"wellbeing.change.{arm}"}, {"arm": Label("arm", arm)})
        for arm in arms
    )


def _difference_findings(name: str, pairs: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            f"wellbeing.finding.{name}",
            {"difference": f"wellbeing.{name}.{pair_id(pair)}"},
            {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])},
        )
        for pair in pairs
    )


def _published_exhibit(study: OpenStudy, panel: Panel, published: list[Quantity]) -> tuple[Exhibit, ...]:
    quoted = {
        figure.arm: f"published.{figure.id}" for figure in study.asked.published if figure.id.split(".")[0] == QUESTION
    }
    arms = [arm for arm in ARMS if arm in quoted]
    if not arms:
        return ()
    own = {arm: f"wellbeing.change.{arm}" if arm in panel.arms else None for arm in arms}
    columns = (Label("measure", "published"), Label("measure", "own"))
    rows = tuple(Row(Label("arm", arm), (quoted[arm], own[arm])) for arm in arms)
    return (Exhibit("wellbeing-published", "values", columns, rows, (Finding("wellbeing.finding.published"),)),)


def _start_limits(panel: Panel, spec: WellbeingSpec) -> list[Finding]:
    """A low start rises by itself, and ends under the top of the scale: said of the arm that starts lowest."""
    starts = {arm: panel.before[panel.in_arm(arm)].mean() for arm in panel.present()}
    lowest = min(starts, key=lambda arm: starts[arm])
    if starts[lowest] >= (spec.instrument.low + spec.instrument.high) / 2:
        return []
    fact = {"start": f"wellbeing.level.{lowest}.{spec.baseline}"}
    return [Finding("wellbeing.finding.low_start", fact, {"arm": Label("arm", lowest)})]
