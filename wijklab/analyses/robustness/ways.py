"""The same difference, over the same people, reckoned in every way that few neighbourhoods allow."""

from __future__ import annotations

from dataclasses import dataclass

from wijklab.analyses.arms.panel import Measure, Panel, measure, pair_id
from wijklab.analyses.arms.quantities import evidence, method_name
from wijklab.analyses.arms.same_start import at_same_start
from wijklab.analyses.arms.strength import strength_of
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.evidence import Compared, Evidence
from wijklab.stats.few.method import beside_interval
from wijklab.stats.mixed.random_intercept import MixedDifference, random_intercept

Pair = tuple[str, str]
DOTS = "robustness.neighbourhood"


@dataclass(frozen=True, slots=True)
class Frame:
    """What all ways of reckoning one pair share: the study, the arms, and how few people stand behind an arm."""

    study: OpenStudy
    pair: Pair
    people: int
    p_floor: float

    def quantity(self, way: str, found: Compared, stem: str, **more: object) -> Quantity:
        """`robustness.way.<pair>.<way>`, in points."""
        return Quantity(
            id=f"robustness.way.{pair_id(self.pair)}.{way}",
            value=found.estimate,
            unit="points",
            basis="people",
            n=self.people,
            low=found.low,
            high=found.high,
            method=method_name(stem, found),
            strength=strength_of(self.study.asked.design, has_interval=found.low is not None, p_floor=self.p_floor),
            **more,  # type: ignore[arg-type]
        )


def frame_of(study: OpenStudy, of: Measure, pair: Pair) -> Frame:
    """The frame of a pair in one measure."""
    return Frame(study, pair, min(of.people(arm) for arm in pair), evidence(of, pair, study).p_floor)


def same_people(study: OpenStudy, panel: Panel, pair: Pair) -> list[Quantity]:
    """All ways over the panel of the page on wellbeing; those that the design does not allow are left out."""
    change = measure(panel, panel.after - panel.before, "points")
    weighed, frame = evidence(change, pair, study), frame_of(study, change, pair)
    other = ("pooled", weighed.on_means) if weighed.method == "welch_on_means" else ("welch", weighed.welch)
    adjusted = evidence(at_same_start(panel, "points"), pair, study).headline
    ways = [
        _headline(frame, weighed),
        *_with_interval(frame, *other, "difference_of_neighbourhood_means"),
        *_person_weighted(frame, weighed),
        *_randomisation(frame, weighed),
        frame.quantity("same_start", adjusted, "difference_of_neighbourhood_means_same_start"),
    ]
    return [*ways, mixed_model(frame, change)]


def mixed_model(frame: Frame, change: Measure) -> Quantity:
    """The random-intercept model; without an interval where it finds no variance between neighbourhoods."""
    found = random_intercept(*(change.sums_of(arm) for arm in frame.pair))
    compared = Compared(found.estimate, found.error, found.low, found.high, found.df, None)
    return frame.quantity("mixed", compared, "random_intercept_reml" + _boundary(found))


def _boundary(found: MixedDifference) -> str:
    return "_on_boundary" if found.on_boundary else ""


def _headline(frame: Frame, weighed: Evidence) -> Quantity:
    stem = "difference_of_neighbourhood_means" + ("_welch" if weighed.method == "welch_on_means" else "")
    return frame.quantity("means", weighed.headline, stem, p=weighed.p, p_floor=weighed.p_floor)


def _with_interval(frame: Frame, way: str, found: Compared, stem: str) -> list[Quantity]:
    return [frame.quantity(way, found, f"{stem}_{way}")] if found.low is not None else []


def _person_weighted(frame: Frame, weighed: Evidence) -> list[Quantity]:
    """CR2 with its own degrees of freedom; the p is that of the wild bootstrap, where a p may be given at all.

    That p is never smaller than the interval's own.
    """
    if weighed.weighted.low is None:
        return []
    given = weighed.wild if weighed.p is not None else None
    p = {"p": beside_interval(given.p, weighed.weighted.p), "p_floor": given.p_floor} if given else {}
    return [frame.quantity("people", weighed.weighted, "people_weighted_cr2" + ("_wild_p" if given else ""), **p)]


def _randomisation(frame: Frame, weighed: Evidence) -> list[Quantity]:
    """All differences that dealing the arms out anew does not reject."""
    if weighed.inverted is None or weighed.p is None:
        return []
    found = Compared(weighed.estimate, None, *weighed.inverted, None, None)
    return [frame.quantity("randomisation", found, "randomisation_inverted", p=weighed.p, p_floor=weighed.p_floor)]
