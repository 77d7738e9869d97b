"""`open_study`: a study file in, a checked study with its checked tables out, or everything that is wrong.

What costs time to import (pandas, pyarrow, pandera) is imported after the study file is found right, so that a wrong
study is refused at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wijklab.contract.answers import StudyCard
from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import Problem, SourceError, StudyError
from wijklab.sources.holding import held, staged
from wijklab.sources.remote import bring
from wijklab.sources.study_file import read_study

if TYPE_CHECKING:
    from wijklab.contract.check import Examined
    from wijklab.contract.tables import OpenStudy, Tables
    from wijklab.sources.files import Delivery


def open_study(params: str | Path, outputs: str | Path | None = None) -> OpenStudy:
    """The study of that file, checked as a whole. StudyError or SourceError holds every problem that was found.

    Refused rows are listed in `refused.csv` in the study's outputs, whether they stop the study or are left out.
    In a job of a batch it is the study as the batch opened it, and its outputs are the job's own folder (`holding`).
    """
    if (open_already := held(params, outputs)) is not None:
        return open_already
    study, place = read_study(params, outputs)
    return open_asked(study, staged(place))


def open_asked(study: Study, place: StudyPlace) -> OpenStudy:
    """As `open_study`, of a study file that was read already."""
    from wijklab.sources.refused import write_refused

    opened, examined = _examined(study, place)
    write_refused(examined.refused, place.outputs)
    if opened is None:
        raise SourceError(problem for problem in examined.problems if problem.severity == "refusal")
    return opened


def check_study(params: str | Path, outputs: str | Path | None = None) -> tuple[OpenStudy | None, tuple[Problem, ...]]:
    """The study where it can be opened, and all that is wrong or worth knowing; nothing is raised or written."""
    try:
        study, place = read_study(params, outputs)
        opened, examined = _examined(study, place)
    except StudyError as error:
        return None, error.problems
    return opened, examined.problems


def card_of(study: Study, areas: Mapping[str, str]) -> StudyCard:
    """What every page says of the study. `areas` gives names by area code."""
    return StudyCard(
        id=study.id,
        title=study.title,
        subtitle=study.subtitle or "",
        language=study.language,
        edition=study.edition,
        status=study.status,
        synthetic=study.synthetic is not None,
        authors_inside=study.authors.inside,
        authors_outside=study.authors.outside,
        period_from=study.period.first,
        period_to=study.period.last,
        cutoff=study.cutoff,
        areas=areas,
        pages=study.notebooks,
    )


def _examined(study: Study, place: StudyPlace) -> tuple[OpenStudy | None, Examined]:
    """Gather all tables, check them together, and open the study where nothing stops it."""
    from wijklab.contract.check import examine
    from wijklab.contract.tables import OpenStudy

    delivery = _gathered(study, place)
    examined = examine(study, delivery.tables, delivery.inputs, delivery.problems)
    if examined.tables is None:
        return None, examined
    return OpenStudy(study, examined.tables, place, card_of(study, _names(examined.tables))), examined


def _gathered(study: Study, place: StudyPlace) -> Delivery:
    """Delivered files, area figures of others, and the residents of the generator where the study is synthetic."""
    from wijklab.sources.context import read_context
    from wijklab.sources.files import Delivery, find_tables

    try:
        bring(study)
    except SourceError as error:
        return Delivery(problems=list(error.problems))
    delivery = find_tables(study, place)
    if study.synthetic:
        from wijklab.sources.synthetic import make_tables

        delivery.tables.extend(make_tables(study))
    try:
        tables, inputs, notices = read_context(study, place)
    except SourceError as error:
        delivery.problems.extend(error.problems)
        return delivery
    delivery.tables.extend(tables)
    delivery.inputs.extend(inputs)
    delivery.problems.extend(notices)
    return delivery


def _names(tables: Tables) -> dict[str, str]:
    """Names of areas by code; the study's own neighbourhoods win from what others call them."""
    names: dict[str, str] = {}
    for table, code in (("context", "area"), ("neighbourhoods", "code")):
        if table in tables:
            named = tables[table].dropna(subset=["name"])
            names |= dict(zip(named[code], named["name"], strict=True))
    return names
