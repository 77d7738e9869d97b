"""The exhibit of a case that was measured often: the figure of its course, what it says, and every number behind it."""

from __future__ import annotations

from wijklab.analyses.cases.course import Course
from wijklab.analyses.cases.measures import OVERLAP, SIZES, TAU_U, can_tell
from wijklab.contract.answers import Exhibit, Finding, Label, Row
from wijklab.contract.vocabulary import PHASES
from wijklab.stats.single_case.trend import theil_sen

_COLUMNS = (Label("measure", "month"), Label("measure", "score"), Label("measure", "value"))
_FIRST = ("measured_before", "measured_after", "pairs", "nap", "tau", "trend_before", "tau_bc")
_LOT = ("starts", "starts_as_large", "start_floor")


def phases_exhibit(course: Course) -> Exhibit:
    """The middle marks, the measures, and the marks over time, each phase by its name."""
    middles = tuple(Row(Label("phase_median", phase), _value(course, f"median_{phase}")) for phase in PHASES)
    measures = tuple(Row(Label("measure", name), _value(course, name)) for name in _measures(course))
    places = [phase for phase, marks in course.phases() for _ in marks]
    marks = tuple(
        Row(Label("phase", phase), (course.id("month", str(place)), course.id("score", str(place)), None))
        for place, phase in enumerate(places, 1)
    )
    rows, texts = (*middles, *measures, *marks), {"title": course.case.text("title")}
    return Exhibit(f"phases-{course.case.slug}", "phases", _COLUMNS, rows, _findings(course), texts)


def _value(course: Course, name: str) -> tuple[str | None, ...]:
    return (None, None, course.id(name))


def _measures(course: Course) -> tuple[str, ...]:
    """The measures in the order of the table: the plain ones first, the lot last."""
    lot = (*_LOT, *(("start_p",) if can_tell(course) else ())) if course.drawn else ()
    return (*_FIRST, *TAU_U, *OVERLAP, *SIZES, "phase_difference", *lot)


def _findings(course: Course) -> tuple[Finding, ...]:
    """In words: the middle marks, pairs, the interval, a rise that had begun already, and the lot."""
    says = [
        Finding("cases.finding.course", {phase: course.id(f"median_{phase}") for phase in PHASES}),
        Finding("cases.finding.pairs", {"pairs": course.id("pairs")}),
        Finding("cases.finding.nap", {"nap": course.id("nap")}),
    ]
    if theil_sen(course.before, course.months[: course.start]).slope > 0:
        facts = {"left": course.id("tau_bc"), "all": course.id("tau")}
        says.append(Finding("cases.finding.rose_before", facts))
    return (*says, *_lot(course))


def _lot(course: Course) -> tuple[Finding, ...]:
    """What the lot tells, or that it could fall on too few measurements to tell anything."""
    if course.drawn is None:
        return ()
    facts = {"starts": course.id("starts")}
    if not can_tell(course):
        return (Finding("cases.finding.start_drawn_few", facts),)
    facts |= {"as_large": course.id("starts_as_large"), "p": course.id("start_p"), "floor": course.id("start_floor")}
    return (Finding("cases.finding.start_drawn", facts),)
