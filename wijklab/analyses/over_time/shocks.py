"""The calendar years that a declared shock touches, such as those of corona."""

from __future__ import annotations

from wijklab.analyses.over_time.panel import YearPanel
from wijklab.contract.tables import OpenStudy


def shaken_years(study: OpenStudy, panel: YearPanel) -> tuple[int, ...]:
    """The years of the panel that overlap a shock of the study."""
    return tuple(
        int(year)
        for year in panel.years
        if any(shock.period.first.year <= year <= shock.period.last.year for shock in study.asked.shocks)
    )
