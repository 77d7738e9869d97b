"""`wijklab power`: what a study can find, before any table exists. A page, its tables, and the same on the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from wijklab.analyses.planning import plan_power
from wijklab.batch.disk.folder import refuse_links
from wijklab.contract.answers import StudyCard
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.disclosure import Released, release
from wijklab.errors import WijklabError
from wijklab.report import render
from wijklab.report.showing import publish
from wijklab.report.views import answer_view
from wijklab.sources.fact_file import write_whole
from wijklab.sources.opening import card_of
from wijklab.sources.study_file import read_study
from wijklab.text import phrase

PAGE = "power.html"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a study can find, and the page that says so."""

    path: Path
    study: Study
    shown: Released
    page: Path


class PlanTeller:
    """Hears what came of planning; the command line has one for people and one for programs."""

    def planned(self, plan: Planned) -> None:
        """The page is there."""

    def refused(self, path: Path, error: WijklabError) -> None:
        """The study file is wrong, or its outputs cannot be written."""


def plan_studies(paths: Iterable[Path], outputs: Path | None, teller: PlanTeller) -> int:
    """Plan study after study; one that is refused stops no other. Gives the worst exit code."""
    worst = 0
    for path in paths:
        try:
            study, place = read_study(path, outputs)
            teller.planned(Planned(path, study, *write_plan(study, place)))
        except WijklabError as error:
            teller.refused(path, error)
            worst = max(worst, error.exit_code)
    return worst


def write_plan(study: Study, place: StudyPlace, links: Collection[str] | None = None) -> tuple[Released, Path]:
    """Write `power.html`, its tables and its facts among the study's outputs. OutputError where that cannot be done.

    `links` are the pages to link to (None: those that are there).
    """
    refuse_links(place.outputs)
    opened = OpenStudy(study, Tables({}), place, _card(study, place, links))
    shown = release(plan_power(study, opened.card), opened)
    publish(shown, opened)
    return shown, write_whole(place.outputs / PAGE, _page(shown).encode("utf-8"))


def _card(study: Study, place: StudyPlace, links: Collection[str] | None) -> StudyCard:
    """The study's card, with links to these pages, or to those that are there already."""
    card = card_of(study, {})
    there = [page for page in card.pages if (place.outputs / f"{page}.html").is_file()] if links is None else links
    return replace(card, pages=tuple(page for page in card.pages if page in there))


def _page(shown: Released) -> str:
    view, language = answer_view(shown), shown.card.language
    return render.page(
        shown.card,
        here=shown.question,
        title=view.title,
        lead=view.lead,
        body=[render.fragment(shown)],
        privacy=[phrase(language, "power.privacy")],
    )
