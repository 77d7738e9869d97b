"""The study: what is asked, as one checked, frozen object.

Every value in a study file arrives as text (`sources/study_file.py`); the types here decide what it becomes, so a
code 0363 stays 0363 and `NO` stays NO.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wijklab.contract.vocabulary import BEARERS, INSTRUMENTS, MOMENTS

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^(GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}|NL\d{2})$")]
NeighbourhoodCode = Annotated[str, StringConstraints(pattern=r"^(WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
RelativePath = Annotated[str, StringConstraints(pattern=r"^[^\\:\x00]+$", max_length=300)]
Arm = Literal["proeftuin", "samenwerkwijze", "traditional"]
MomentId = Literal["baseline", "short_term", "long_term"]
QuestionId = Literal["wijkfoto", "wellbeing", "ladder", "costs", "cases", "learning_history"]
Language = Literal["nl", "en"]

QUESTIONS: tuple[QuestionId, ...] = ("wijkfoto", "wellbeing", "ladder", "costs", "cases", "learning_history")
"""Every notebook that may run, in the order in which it runs: figures first, the story that cites them last."""


class Part(BaseModel):
    """A part of a study: undeclared keys are refused, nothing can be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Period(Part):
    """From a first to a last day, both included. The keys in YAML are `from` and `to`."""

    first: dt.date = Field(alias="from")
    last: dt.date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"'from' ({self.first}) lies after 'to' ({self.last})")
        return self

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


class Authors(Part):
    """Who wrote it: functions or organisations, from inside and outside."""

    inside: tuple[Line, ...] = ()
    outside: tuple[Line, ...] = ()


class ArmDeclaration(Part):
    """The way of working of some neighbourhoods, and the day on which it began there (none for traditional)."""

    neighbourhoods: tuple[NeighbourhoodCode, ...] = Field(min_length=1)
    start: dt.date | None = None


class Shock(Part):
    """A period in which measurements may say more of the time than of the way of working, such as corona."""

    name: Line
    period: Period


class WellbeingOutcome(Part):
    """Change in wellbeing from one moment to another, on one instrument."""

    instrument: str = "rapportcijfer"
    baseline: MomentId = "baseline"
    follow_up: MomentId = "long_term"

    @model_validator(mode="after")
    def _known_instrument(self) -> Self:
        if self.instrument not in INSTRUMENTS:
            raise ValueError(f"unknown instrument '{self.instrument}'; known: {', '.join(INSTRUMENTS)}")
        if self.baseline == self.follow_up:
            raise ValueError("baseline and follow_up are the same moment")
        return self


class LadderOutcome(Part):
    """Change on the participation ladder (VNG, six levels) from one moment to another."""

    baseline: MomentId = "baseline"
    follow_up: MomentId = "long_term"

    @model_validator(mode="after")
    def _two_moments(self) -> Self:
        if self.baseline == self.follow_up:
            raise ValueError("baseline and follow_up are the same moment")
        return self


class CostsOutcome(Part):
    """Change in societal cost per resident per year, in prices of one year.

    The denominator is every resident of the table `residents`; who has no row in a year had no costs in that year.
    """

    baseline_year: int = Field(ge=2000, le=2100)
    follow_up_year: int = Field(ge=2000, le=2100)
    price_year: int = Field(ge=2000, le=2100)
    bearers: tuple[Literal[BEARERS], ...] = BEARERS  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.baseline_year >= self.follow_up_year:
            raise ValueError("baseline_year must come before follow_up_year")
        return self


class ProfileOutcome(Part):
    """The wijkfoto: one area beside others, and the municipality they lie in."""

    area: NeighbourhoodCode
    beside: tuple[NeighbourhoodCode, ...] = ()
    municipality: AreaCode
    indicators: tuple[IndicatorId, ...] = ()


class Outcomes(Part):
    """What is compared; an outcome that is not named is not asked."""

    wellbeing: WellbeingOutcome | None = None
    ladder: LadderOutcome | None = None
    costs: CostsOutcome | None = None
    wijkfoto: ProfileOutcome | None = None


class ContextSource(Part):
    """A published file with area figures, and the reader that knows its quirks."""

    reader: Literal["rivm_50120ned", "cbs_income_2020", "cbs_kwb_2024", "cbs_85542ned", "cbs_area_names", "table"]
    file: RelativePath


class Data(Part):
    """Where the delivered tables are. All paths start at the study's root folder."""

    folder: RelativePath | None = None
    workbook: RelativePath | None = None
    tables: dict[str, RelativePath] = {}
    columns: dict[str, dict[str, str]] = {}
    missing: dict[str, Literal["not_given", "unknown", "not_applicable", "refused_to_answer", "not_measured"]] = {}
    refused_rows: Literal["stop", "leave_out"] = "stop"
    context: tuple[ContextSource, ...] = ()
    context_fallback: RelativePath | None = None


class Synthetic(Part):
    """Residents made by the seeded generator instead of delivered: every page and every fact says so."""

    residents_per_neighbourhood: int = Field(default=150, ge=20, le=100_000)


class Published(Part):
    """A figure quoted from a source: shown as what it is, with its n unknown unless the source gives one."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$")]
    value: float
    bound: Literal["exactly", "less_than", "more_than"] = "exactly"
    unit: Literal["points", "percent", "eur", "persons"]
    arm: Arm | None = None
    n: int | None = None
    source: Line
    note: Line | None = None


class Privacy(Part):
    """Disclosure control: a study may be stricter than the defaults, never looser."""

    threshold: int = Field(default=10, ge=10)
    rounding: int = Field(default=5, ge=5)
    rare_role: int = Field(default=3, ge=3)


class Story(Part):
    """Where the learning historian's Markdown stands: `history.md` and `themes/*.md`."""

    folder: RelativePath


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
    cutoff: dt.date
    data: Data = Data()
    synthetic: Synthetic | None = None
    arms: dict[Arm, ArmDeclaration] = {}
    moments: dict[MomentId, Period] = {}
    shocks: tuple[Shock, ...] = ()
    outcomes: Outcomes = Outcomes()
    published: tuple[Published, ...] = ()
    privacy: Privacy = Privacy()
    story: Story | None = None
    seed: int = Field(default=2016, ge=0, le=2**32 - 1)
    notebooks: tuple[QuestionId, ...] = QUESTIONS

    @model_validator(mode="after")
    def _no_contradictions(self) -> Self:
        faults = [*self._double_neighbourhoods(), *self._missing_starts(), *self._missing_moments(), *self._disorder()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def arm_of(self, code: str) -> str | None:
        """The declared arm of a neighbourhood, or None where it takes no part."""
        return next((arm for arm, declared in self.arms.items() if code in declared.neighbourhoods), None)

    def start_of(self, code: str) -> dt.date | None:
        """The day on which the arm of a neighbourhood began; None for traditional ways of working."""
        arm = self.arm_of(code)
        return self.arms[arm].start if arm else None  # type: ignore[index]

    def _double_neighbourhoods(self) -> list[str]:
        seen: dict[str, str] = {}
        faults = []
        for arm, declared in self.arms.items():
            for code in declared.neighbourhoods:
                if code in seen:
                    faults.append(f"neighbourhood {code} stands under {seen[code]} and under {arm}")
                seen[code] = arm
        return faults

    def _missing_starts(self) -> list[str]:
        return [
            f"arms.{arm} needs 'start', the day on which it began"
            for arm, declared in self.arms.items()
            if arm != "traditional" and declared.start is None
        ]

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
