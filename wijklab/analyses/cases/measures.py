"""How far the marks after the start lie from those before it: overlap, corrected for a rise that had begun already.

Higher marks are better. Errors and intervals take measurements of one person for independent, which they seldom are;
only where the start was drawn by lot is there a p-value, and only where the lot could have come below .05.
"""

from __future__ import annotations

from typing import Final

from scipy.special import ndtri

from wijklab.analyses.cases.course import Course
from wijklab.contract.answers import Quantity
from wijklab.stats.few.areas import HIGHEST_FLOOR
from wijklab.stats.single_case.overlap import ird, nap, pand, pem, pnd, tau
from wijklab.stats.single_case.sizes import Size, log_response_ratio, smd
from wijklab.stats.single_case.trend import tau_bc, tau_u, trend_tau

OVERLAP: Final = {"ird": ird, "pnd": pnd, "pand": pand, "pem": pem}
TAU_U: Final = {"tau_u": "a_vs_b_minus_trend_a", "tau_u_full": "a_vs_b_plus_trend_b_minus_trend_a"}
SIZES: Final = {"smd": smd, "lrr": log_response_ratio}
_DRAWN: Final = "difference_of_phase_means_drawn_start_two_sided"
_Z: Final = float(ndtri(0.975))


def measure_quantities(course: Course) -> list[Quantity]:
    """All measures of overlap and size of one course, the difference in means, and what the lot tells of it."""
    before, after = course.before, course.after
    found = nap(before, after)
    pairs = course.quantity("pairs", float(round(100 * found.estimate)), "count", method="nap_per_100_pairs")
    overlap = course.quantity("nap", found.estimate, "index", method="nap_newcombe_5", low=found.low, high=found.high)
    corrected = tau_bc(before, after, times=course.months)
    plain = {
        "tau": (tau(before, after), "tau_a_vs_b"),
        "trend_before": (trend_tau(before), "kendall_tau_a"),
        "tau_bc": (corrected.estimate, "tau_after_theil_sen_always_corrected"),
        **{name: (tau_u(variant, before, after), f"tau_u_{variant}") for name, variant in TAU_U.items()},
        **{name: (measure(before, after), name) for name, measure in OVERLAP.items()},
    }
    counted = {"measured_before": before.size, "measured_after": after.size}
    return [
        *(course.quantity(name, float(size), "count") for name, size in counted.items()),
        pairs,
        overlap,
        *(course.quantity(name, value, "index", method=method) for name, (value, method) in plain.items()),
        *(_size(course, name, measure(before, after)) for name, measure in SIZES.items()),
        *_difference(course),
    ]


def _size(course: Course, name: str, size: Size | None) -> Quantity:
    if size is None:
        return course.quantity(name, None, "index", missing="not_computable")
    ends = {"low": size.estimate - _Z * size.error, "high": size.estimate + _Z * size.error}
    return course.quantity(name, size.estimate, "index", method=f"{name}_normal", **ends)


def _difference(course: Course) -> list[Quantity]:
    """Mean after minus mean before, in points; where the start was drawn, how many starts give as much."""
    value, drawn = float(course.after.mean() - course.before.mean()), course.drawn
    if drawn is None:
        return [course.quantity("phase_difference", value, "points", method="difference_of_phase_means")]
    told = {"p": drawn.p, "p_floor": drawn.floor} if can_tell(course) else {}
    chance = [course.quantity("start_p", drawn.p, "index", method=_DRAWN)] if can_tell(course) else []
    return [
        course.quantity("phase_difference", value, "points", method=_DRAWN, **told),
        course.quantity("starts", float(drawn.starts), "count", basis="design", method="admissible_starts"),
        course.quantity("starts_as_large", float(round(drawn.p * drawn.starts)), "count", method="ties_count"),
        course.quantity("start_floor", drawn.floor, "index", basis="design", method="one_over_admissible_starts"),
        *chance,
    ]


def can_tell(course: Course) -> bool:
    """Whether the lot could have come below .05, so that a p-value may stand."""
    return course.drawn is not None and course.drawn.floor <= HIGHEST_FLOOR
