"""What others published about wellbeing in these arms, quoted beside the study's own change."""

from __future__ import annotations

from wijklab.analyses.arms.panel import Panel
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.study_parts import Published
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS


def published_quantities(study: OpenStudy) -> list[Quantity]:
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
        for figure in _figures(study)
    ]


def published_exhibit(study: OpenStudy, panel: Panel) -> tuple[Exhibit, ...]:
    """Published change beside own change, per arm of which a figure was published; none where there is no such arm."""
    quoted = {figure.arm: f"published.{figure.id}" for figure in _figures(study)}
    arms = [arm for arm in ARMS if arm in quoted]
    if not arms:
        return ()
    own = {arm: f"wellbeing.change.{arm}" if arm in panel.arms else None for arm in arms}
    columns = (Label("measure", "published"), Label("measure", "own"))
    rows = tuple(Row(Label("arm", arm), (quoted[arm], own[arm])) for arm in arms)
    return (Exhibit("wellbeing-published", "values", columns, rows, (Finding("wellbeing.finding.published"),)),)


def _figures(study: OpenStudy) -> list[Published]:
    return [figure for figure in study.asked.published if figure.id.split(".")[0] == "wellbeing"]
