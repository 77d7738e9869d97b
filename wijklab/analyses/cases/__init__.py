"""Micro-analyses: one person's story in numbers, how it went where it was measured often, and all of them together.

A saving without a stated probability takes the avoided cost for certain; what the source leaves out is said out loud.
Behind each box stand how far its outcome may be off and who pays for whom; all cases added up count a shared cost once.
Only cases with consent (or published ones) take part, in their own box and in the mean over all: beside the boxes, a
mean that held one case more would give that case away.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.cases.box import box, not_stated_limits
from wijklab.analyses.cases.case import Case, consenting
from wijklab.analyses.cases.chances import chance_exhibit, chance_quantities
from wijklab.analyses.cases.course import Course, course_limits, course_of, course_quantities
from wijklab.analyses.cases.measures import measure_quantities
from wijklab.analyses.cases.money import money_quantities
from wijklab.analyses.cases.phases import phases_exhibit
from wijklab.analyses.cases.pockets import pocket_exhibit, pocket_quantities
from wijklab.analyses.cases.ranges import range_exhibit, range_quantities
from wijklab.analyses.cases.reckoning import discount_quantities, present_quantities, reckoning_notes
from wijklab.analyses.cases.rows import row_quantities, rows_exhibit
from wijklab.analyses.cases.together import mean_change_exhibit, mean_changes, silent_cases
from wijklab.analyses.cases.total import no_total, total_exhibits, total_of, total_quantities
from wijklab.analyses.cases.wellbeing import score_quantities, starts_exhibit
from wijklab.contract.answers import Estimates, Exhibit, Finding, Quantity
from wijklab.contract.tables import OpenStudy

QUESTION = "cases"
_BEHIND = (rows_exhibit, range_exhibit, chance_exhibit, pocket_exhibit)


def analyse_cases(study: OpenStudy) -> Estimates:
    """Each consenting micro-analysis as a box, its course where it was measured often, and all of them together."""
    if not has_tables(study, "cases"):
        return no_data(study, QUESTION)
    cases = consenting(study)
    if not cases:
        return no_data(study, QUESTION, "no_consent")
    courses = {case.id: course for case in cases if (course := course_of(study, case))}
    own = [quantity for case in cases for quantity in _own(case)]
    often = [q for course in courses.values() for q in (*course_quantities(course), *measure_quantities(course))]
    pooled, silent = mean_changes(study, cases), silent_cases(study, len(cases))
    total, discount = total_of(study, cases), discount_quantities(study, cases)
    boxes = (exhibit for case in cases for exhibit in (box(case), *_often(courses.get(case.id)), *_behind(case)))
    notes = (
        *not_stated_limits(cases),
        *no_total(cases, total),
        Finding("cases.finding.chosen"),
        Finding("cases.finding.one_person"),
        *course_limits(courses.values()),
        *(Finding("cases.finding.without_consent", {"silent": quantity.id}) for quantity in silent),
        *reckoning_notes(study, cases),
    )
    quantities = by_id([*own, *often, *pooled, *silent, *total_quantities(total), *discount])
    exhibits = (*boxes, *total_exhibits(total), *starts_exhibit(cases), mean_change_exhibit(pooled))
    return Estimates(QUESTION, study.card, quantities, exhibits, notes)


def _own(case: Case) -> tuple[Quantity, ...]:
    """All numbers of one case: its marks, its money, how far that may be off, and whose it is."""
    money = (money_quantities, present_quantities, range_quantities, chance_quantities, pocket_quantities)
    makers = (score_quantities, *money, row_quantities)
    return tuple(quantity for make in makers for quantity in make(case))


def _behind(case: Case) -> tuple[Exhibit, ...]:
    """What stands behind the box of a case: its rows, each input after the other, any chance, and who pays for whom."""
    return tuple(exhibit for make in _BEHIND for exhibit in make(case))


def _often(course: Course | None) -> tuple[Exhibit, ...]:
    """What a case that was measured often shows besides its box."""
    return (phases_exhibit(course),) if course else ()
