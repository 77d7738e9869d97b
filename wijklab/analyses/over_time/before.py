"""Before the start: did the neighbourhoods already drift apart, and would this study have seen it if they did?"""

from __future__ import annotations

import numpy as np

from wijklab.analyses.over_time.pairs import UNTREATED, compared
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.analyses.over_time.paths import Paths, difference_in_points, event_study, in_points, line_up, started_arms
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.method import p_given
from wijklab.stats.few.two_arms import Compared
from wijklab.stats.over_time.pre_trends import bias_of_drift, detectable_by_t, joint_test_of_areas, slopes_of_areas


def pre_trend_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """By how much the difference between an arm and the traditional way already grew in the years before the start.

    The drift over those years by the method that the rule allows, and what it would have taken to see one (Roth 2022);
    the joint test of Hotelling on those years where its p may be printed. The years themselves stand in `since_start`.
    """
    lined = [paths for arm in started_arms(panel) if (paths := line_up(panel, arm)) and paths.before > 1]
    if not lined:
        return Parts(notes=[Finding("over_time.finding.no_years_before")])
    quantities = [quantity for paths in lined for quantity in (*_drift(paths), *_joint(paths))]
    made = {quantity.id for quantity in quantities}
    return Parts(quantities, (_slopes(lined, made), *_tests(lined, made)), [Finding("over_time.finding.drift_test")])


def _drift(paths: Paths) -> list[Quantity]:
    """The drift from the first to the last measured year before the start, and which drift would have been seen."""
    years = paths.since[: paths.before].astype(float)
    span = float(years[-1] - years[0])
    rows = [span * slopes_of_areas(means[:, : paths.before], years) for means in (paths.first, paths.second)]
    stem = f"difference_in_slopes_times_{span:g}_years"
    own = difference_in_points(paths, f"over_time.drift.{paths.id}", rows[0], rows[1], stem)
    return [own, *_detectable(paths, compared(rows[0], rows[1]), span)]


def _detectable(paths: Paths, found: Compared, span: float) -> list[Quantity]:
    """The drifts over the same years that would have been seen half and 80 % of the time, and what the first would add
    to the mean difference after the start if it went on."""
    if found.error is None or found.df is None:
        return []
    half, most = (detectable_by_t(found.error, found.df, power=power) for power in (0.5, 0.8))
    after = (paths.since[paths.before :] - paths.since[paths.before - 1]).astype(float)
    carried = bias_of_drift(half / span, after, np.full(after.size, 1 / after.size))
    said = {"drift_seen_half": half, "drift_seen_most": most, "drift_carried": carried}
    method = f"power_of_slope_t{round(found.df, 1):g}"
    return [in_points(paths, f"over_time.{name}.{paths.id}", value, method) for name, value in said.items()]


def _joint(paths: Paths) -> list[Quantity]:
    """All years before the start together, where a p-value may be printed and degrees of freedom are left."""
    if not p_given(len(paths.first), len(paths.second)) or paths.before - 1 >= paths.df:
        return []
    study = event_study(paths, widened=False)
    try:
        found = joint_test_of_areas(
            study.values[: study.n_pre], study.covariance[: study.n_pre, : study.n_pre], paths.df
        )
    except ValueError:
        return []
    return [
        Quantity(
            id=f"over_time.before_joint.{paths.id}",
            value=found.statistic,
            unit="index",
            basis="people",
            n=paths.people,
            p=found.p,
            method=f"hotelling_f{found.df}_{found.df_rest}",
            strength="comparative",
        )
    ]


def _slopes(lined: list[Paths], made: set[str]) -> Exhibit:
    rows = tuple(Row(Label("pair", paths.id), (f"over_time.drift.{paths.id}",)) for paths in lined)
    says = [finding for paths in lined for finding in _said(paths, made)]
    return Exhibit("over_time-drift", "intervals", (Label("measure", "difference"),), rows, tuple(says))


def _said(paths: Paths, made: set[str]) -> list[Finding]:
    """What the slope was, and which slope it would have taken to be seen."""
    names = {"first": Label("arm", paths.arm), "second": Label("arm", UNTREATED)}
    names["years"] = Label("text", str(paths.before))
    slope = Finding("over_time.finding.drift", {"drift": f"over_time.drift.{paths.id}"}, names)
    parts = ("drift_seen_half", "drift_seen_most", "drift_carried")
    facts = {name: f"over_time.{name}.{paths.id}" for name in parts}
    unseen = [Finding("over_time.finding.unseen", facts, names)] if set(facts.values()) <= made else []
    return [slope, *unseen]


def _tests(lined: list[Paths], made: set[str]) -> tuple[Exhibit, ...]:
    rows = tuple(
        Row(Label("pair", paths.id), (id,)) for paths in lined if (id := f"over_time.before_joint.{paths.id}") in made
    )
    return (Exhibit("over_time-joint", "values", (Label("measure", "joint_test"),), rows),) if rows else ()
