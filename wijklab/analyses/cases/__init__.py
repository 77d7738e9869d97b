"""Micro-analyses: one person's story in numbers, how it went where it was measured often, and all of them together.

A saving without a stated probability takes the avoided cost for certain; what the source leaves out is said out loud.
Only cases with consent (or published ones) take part, in their own box and in the mean over all: beside the boxes, a
mean that held one case more would give that case away.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.cases.box import box, not_stated_limits
from wijklab.analyses.cases.case import consenting
from wijklab.analyses.cases.course import Course, course_limits, course_of, course_quantities
from wijklab.analyses.cases.measures import measure_quantities
from wijklab.analyses.cases.money import money_quantities
from wijklab.analyses.cases.phases import phases_exhibit
from wijklab.analyses.cases.together import mean_change_exhibit, mean_changes, silent_cases
from wijklab.analyses.cases.wellbeing import score_quantities, starts_exhibit
from wijklab.contract.answers import Estimates, Exhibit, Finding
from wijklab.contract.tables import OpenStudy

QUESTION = "cases"


def analyse_cases(study: OpenStudy) -> Estimates:
    """Each consenting micro-analysis as a box, its course where it was measured often, and all of them together."""
    if not has_tables(study, "cases"):
        return no_data(study, QUESTION)
    cases = consenting(study)
    if not cases:
        return no_data(study, QUESTION, "no_consent")
    courses = {case.id: course for case in cases if (course := course_of(study, case))}
    own = [quantity for case in cases for quantity in (*score_quantities(case), *money_quantities(case))]
    often = [q for course in courses.values() for q in (*course_quantities(course), *measure_quantities(course))]
    pooled, silent = mean_changes(study, cases), silent_cases(study, len(cases))
    boxes = (exhibit for case in cases for exhibit in (box(case), *_often(courses.get(case.id))))
    notes = (
        *not_stated_limits(cases),
        Finding("cases.finding.chosen"),
        Finding("cases.finding.one_person"),
        *course_limits(courses.values()),
        *(Finding("cases.finding.without_consent", {"silent": quantity.id}) for quantity in silent),
    )
    exhibits = (*boxes, *starts_exhibit(cases), mean_change_exhibit(pooled))
    return Estimates(QUESTION, study.card, by_id([*own, *often, *pooled, *silent]), exhibits, notes)


def _often(course: Course | None) -> tuple[Exhibit, ...]:
    """What a case that was measured often shows besides its box."""
    return (phases_exhibit(course),) if course else ()
