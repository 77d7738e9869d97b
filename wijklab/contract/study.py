"""The study: what is asked, as one checked, frozen object."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from wijklab.contract.economics import Economics
from wijklab.contract.outcomes import Outcomes
from wijklab.contract.study_parts import (
    ArmDeclaration,
    Authors,
    Data,
    Design,
    PowerPlan,
    Privacy,
    Published,
    Reporting,
    Shock,
    Story,
    Synthetic,
)
from wijklab.contract.study_values import Arm, Day, Language, Line, MomentId, Once, Part, Period, QuestionId, Slug
from wijklab.contract.vocabulary import MOMENTS

QUESTIONS: tuple[QuestionId, ...] = get_args(QuestionId)
"""Every notebook that may run, in the order in which it runs: figures first, the story that cites them last."""


class Study(Part):
    """Everything that is asked, checked as a whole before anything is computed."""

    id: Slug
    title: Line
    subtitle: Line | None = None
    language: Language = "nl"
    edition: Line
    status: Literal["concept", "final"] = "concept"
    authors: Authors = Authors()
    period: Period
    cutoff: Day
    data: Data = Data()
    synthetic: Synthetic | None = None
    arms: dict[Arm, ArmDeclaration] = Field(default={})
    moments: dict[MomentId, Period] = Field(default={})
    design: Design = Design()
    shocks: tuple[Shock, ...] = ()
    outcomes: Outcomes = Outcomes()
    economics: Economics = Economics()
    published: tuple[Published, ...] = ()
    privacy: Privacy = Privacy()
    story: Story | None = None
    power: PowerPlan | None = None
    reporting: Reporting = Reporting()
    seed: int = Field(default=2016, ge=0, le=2**32 - 1)
    notebooks: Annotated[tuple[QuestionId, ...], Once] = Field(default=QUESTIONS, min_length=1)

    @model_validator(mode="after")
    def _no_contradictions(self) -> Self:
        faults = [
            *self._double_neighbourhoods(),
            *self._starts(),
            *self._own_starts(),
            *self._missing_moments(),
            *self._disorder(),
            *self._double_published(),
            *self._two_price_years(),
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def arm_of(self, code: str) -> str | None:
        """The declared arm of a neighbourhood, or None where it takes no part."""
        return next((arm for arm, declared in self.arms.items() if code in declared.neighbourhoods), None)

    def start_of(self, code: str) -> dt.date | None:
        """The day on which the arm of a neighbourhood began; None for traditional ways of working."""
        arm = self.arm_of(code)
        declared = self.arms[arm] if arm else None  # type: ignore[index]
        return declared.starts.get(code, declared.start) if declared else None

    @property
    def price_year(self) -> int | None:
        """The year in whose prices all euro of the study are; None where it names none."""
        costs = self.outcomes.costs
        return costs.price_year if costs else self.economics.price_year

    def _two_price_years(self) -> list[str]:
        costs, own = self.outcomes.costs, self.economics.price_year
        if costs is None or own in (None, costs.price_year):
            return []
        return [f"economics.price_year is {own}, but outcomes.costs.price_year is {costs.price_year}"]

    def _double_neighbourhoods(self) -> list[str]:
        seen: dict[str, str] = {}
        faults = []
        for arm, declared in self.arms.items():
            for code in declared.neighbourhoods:
                if code in seen:
                    faults.append(f"arms.{arm} holds neighbourhood {code}, which stands under {seen[code]} too")
                seen[code] = arm
        return faults

    def _starts(self) -> list[str]:
        """A new way of working began on a day; the traditional one did not."""
        traditional = self.arms.get("traditional")
        needless = ["arms.traditional has a 'start', but nothing new began there"]
        return [
            f"arms.{arm} needs 'start', the day on which it began"
            for arm, declared in self.arms.items()
            if arm != "traditional" and declared.start is None
        ] + (needless if traditional and traditional.start else [])

    def _own_starts(self) -> list[str]:
        """A neighbourhood with a start of its own belongs to that arm, and something began there."""
        strangers = [
            f"arms.{arm}.starts names {code}, which does not stand under its neighbourhoods"
            for arm, declared in self.arms.items()
            for code in declared.starts
            if code not in declared.neighbourhoods
        ]
        traditional = self.arms.get("traditional")
        needless = ["arms.traditional has 'starts', but nothing new began there"]
        return strangers + (needless if traditional and traditional.starts else [])

    def _double_published(self) -> list[str]:
        ids = [figure.id for figure in self.published]
        return [f"published names {id} twice" for id in dict.fromkeys(ids) if ids.count(id) > 1]

    def _missing_moments(self) -> list[str]:
        asked = [outcome for outcome in (self.outcomes.wellbeing, self.outcomes.ladder) if outcome]
        needed = {moment for outcome in asked for moment in (outcome.baseline, outcome.follow_up)}
        absent = sorted(needed - set(self.moments))
        return [f"moments.{moment} is asked by an outcome but not declared" for moment in absent]

    def _disorder(self) -> list[str]:
        present = [(moment, self.moments[moment]) for moment in MOMENTS if moment in self.moments]
        return [
            f"moments.{later} begins before moments.{earlier} ends"
            for (earlier, first), (later, second) in pairwise(present)
            if second.first <= first.last
        ]


class StudyPlace(Part):
    """Where a study stands on disk: its file, the root its paths start from, and the folder it may write to."""

    file: Path
    root: Path
    outputs: Path
