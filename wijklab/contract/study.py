"""The study: what is asked, as one checked, frozen object.

Every value in a study file arrives as text (`sources/study_file.py`); the types here decide what it becomes, so a
code 0363 stays 0363 and `NO` stays NO.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticKnownError

from wijklab.contract.vocabulary import ASSUMPTIONS, BEARERS, INSTRUMENTS, MOMENTS, TIDIER_ITEMS, TREND_ITEMS

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^(GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}|NL\d{2})$")]
NeighbourhoodCode = Annotated[str, StringConstraints(pattern=r"^(WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})$")]
LINE_PATTERN = r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+$"
"""One line: no line breaks, and no signs that steer a terminal or turn the direction in which a line is read."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=LINE_PATTERN)]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Passage = Annotated[str, StringConstraints(min_length=1, max_length=1500, strip_whitespace=True, pattern=LINE_PATTERN)]
"""A few sentences on one line: in YAML they may stand on several, after `>-`."""
RelativePath = Annotated[str, StringConstraints(pattern=r"^[^\\:\x00]+$", max_length=300)]
Arm = Literal["proeftuin", "samenwerkwijze", "traditional"]
MomentId = Literal["baseline", "short_term", "long_term"]
QuestionId = Literal[
    "wijkfoto",
    "wellbeing",
    "over_time",
    "ladder",
    "costs",
    "missing",
    "robustness",
    "cases",
    "reporting",
    "learning_history",
]
Language = Literal["nl", "en"]

Item = TypeVar("Item")


def _day(value: Any) -> Any:
    """Text that is written as a date. Else 20171231 would be so many seconds since 1970: another day, in silence."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise PydanticKnownError("date_parsing", {"error": "not year-month-day"})
    return value


def _each_once(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """ValueError where an item stands in a list twice."""
    double = next((item for place, item in enumerate(items) if item in items[:place]), None)
    if double is not None:
        raise ValueError(f"names {double} twice")
    return items


Day = Annotated[dt.date, BeforeValidator(_day)]
Once = AfterValidator(_each_once)

QUESTIONS: tuple[QuestionId, ...] = (
    "wijkfoto",
    "wellbeing",
    "over_time",
    "ladder",
    "costs",
    "missing",
    "robustness",
    "cases",
    "reporting",
    "learning_history",
)
"""Every notebook that may run, in the order in which it runs: figures first, the story that cites them last."""


class Part(BaseModel):
    """A part of a study: undeclared keys are refused, nothing can be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Period(Part):
    """From a first to a last day, both included. The keys in YAML are `from` and `to`."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

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
    """The way of working of some neighbourhoods, and the day on which it began there (none for traditional).

    `starts` names the neighbourhoods in which it began on another day than `start`.
    """

    neighbourhoods: Annotated[tuple[NeighbourhoodCode, ...], Once] = Field(min_length=1)
    start: Day | None = None
    starts: dict[NeighbourhoodCode, Day] = {}


class Design(Part):
    """How the ways of working came to their neighbourhoods, and what the authors take for granted about it.

    Both decide how strong a claim may be: `causal` only where lots were drawn, or where every one of `ASSUMPTIONS` is
    named here, so that the page can name them too.
    """

    assignment: Literal["chosen", "drawn"] = "chosen"
    assumptions: Annotated[tuple[Literal[ASSUMPTIONS], ...], Once] = ()  # type: ignore[valid-type]


class Shock(Part):
    """A period in which measurements may say more of the time than of the way of working, such as corona."""

    name: Line
    period: Period


class WellbeingOutcome(Part):
    """Change in wellbeing from one moment to another, on one instrument.

    `placebo_instrument` measures something that the way of working should not touch: a difference there is no effect.
    """

    instrument: str = "rapportcijfer"
    baseline: MomentId = "baseline"
    follow_up: MomentId = "long_term"
    placebo_instrument: str | None = None

    @model_validator(mode="after")
    def _known_instrument(self) -> Self:
        if self.instrument not in INSTRUMENTS:
            raise ValueError(f"unknown instrument '{self.instrument}'; known: {', '.join(INSTRUMENTS)}")
        if self.placebo_instrument is not None and self.placebo_instrument not in set(INSTRUMENTS) - {self.instrument}:
            raise ValueError("placebo_instrument is not another instrument that is known")
        if self.baseline == self.follow_up:
            raise ValueError("baseline and follow_up are the same moment")
        return self


class LadderOutcome(Part):
    """Change on the participation ladder (VNG, six levels) from one moment to another.

    The ladder was made for people who can work: `pensioners` declares whether pensioners count (`include`), do not
    (`leave_out`), or are shown by themselves beside the comparison (`apart`). A pensioner is who has an `age_band` of
    which the lowest age is at least `pension_age`.
    """

    baseline: MomentId = "baseline"
    follow_up: MomentId = "long_term"
    pensioners: Literal["include", "leave_out", "apart"] = "leave_out"
    pension_age: int = Field(default=67, ge=50, le=80)

    @model_validator(mode="after")
    def _two_moments(self) -> Self:
        if self.baseline == self.follow_up:
            raise ValueError("baseline and follow_up are the same moment")
        return self


class CostsOutcome(Part):
    """Change in societal cost per resident per year, in prices of one year.

    The denominator is every resident of the table `residents`; who has no row in a year had no costs in that year.
    A neighbourhood without any row in one of the years takes no part: nothing was delivered.
    """

    baseline_year: int = Field(ge=2000, le=2100)
    follow_up_year: int = Field(ge=2000, le=2100)
    price_year: int = Field(ge=2000, le=2100)
    bearers: Annotated[tuple[Literal[BEARERS], ...], Once] = Field(default=BEARERS, min_length=1)  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.baseline_year >= self.follow_up_year:
            raise ValueError("baseline_year must come before follow_up_year")
        return self


class ProfileOutcome(Part):
    """The wijkfoto: one area beside others, and the municipality they lie in."""

    area: NeighbourhoodCode
    beside: Annotated[tuple[NeighbourhoodCode, ...], Once] = ()
    municipality: AreaCode
    indicators: Annotated[tuple[IndicatorId, ...], Once] = ()


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
    value: float = Field(gt=-1e15, lt=1e15)
    bound: Literal["exactly", "less_than", "more_than"] = "exactly"
    unit: Literal["points", "percent", "eur", "persons"]
    arm: Arm | None = None
    n: int | None = Field(default=None, ge=1)
    source: Line
    note: Line | None = None


class Privacy(Part):
    """Disclosure control: a study may be stricter than the defaults, never looser."""

    threshold: int = Field(default=10, ge=10)
    rounding: int = Field(default=5, ge=5)
    rare_role: int = Field(default=3, ge=3)


class PowerPlan(Part):
    """What is taken for granted in planning, before there are data; `wijklab power` reckons with it.

    Shares lie between 0 and 1. Without `sd` it is a sixth of the scale of the instrument (an assumption); without
    `smallest_difference_points` it is half of `sd` (Norman, Sloan & Wyrwich 2003, Medical Care 41:582). `icc` .05 is
    cautious (Adams et al. 2004, Journal of Clinical Epidemiology 57:785: median .01, for general health 0 to .07);
    `correlation` .5 is the mean of 464 in 20 trials (Walters et al. 2019, Trials 20:566); the others are assumptions.
    """

    sd: float | None = Field(default=None, ge=0.01, le=1000)
    icc: float = Field(default=0.05, ge=0, le=1)
    residents_per_neighbourhood: int = Field(default=50, ge=2, le=100_000)
    follow_up_loss: float = Field(default=0.2, ge=0, le=0.95)
    correlation: float = Field(default=0.5, ge=0, le=0.99)
    neighbourhood_correlation: float | None = Field(default=None, ge=0, le=0.99)
    analysis: Literal["change", "same_start", "follow_up"] = "change"
    power: float = Field(default=0.80, ge=0.5, le=0.99)
    confidence: float = Field(default=0.95, ge=0.8, le=0.99)
    smallest_difference_points: float | None = Field(default=None, ge=0.01, le=1000)
    share_rising: float = Field(default=0.3, ge=0.01, le=0.99)
    smallest_difference_share: float = Field(default=0.1, ge=0.01, le=0.9)

    @model_validator(mode="after")
    def _possible_share(self) -> Self:
        if self.share_rising + self.smallest_difference_share > 1:
            raise ValueError("share_rising and smallest_difference_share are more than 1 together")
        return self


class Reporting(Part):
    """What the authors add to the checklists by which readers of journals judge a study, by number of the item.

    TREND (Des Jarlais et al. 2004) is for studies without lots, TIDieR (Hoffmann et al. 2014) for the way of working.
    """

    trend: dict[Literal[TREND_ITEMS], Passage] = {}  # type: ignore[valid-type]
    tidier: dict[Literal[TIDIER_ITEMS], Passage] = {}  # type: ignore[valid-type]


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
    cutoff: Day
    data: Data = Data()
    synthetic: Synthetic | None = None
    arms: dict[Arm, ArmDeclaration] = {}
    moments: dict[MomentId, Period] = {}
    design: Design = Design()
    shocks: tuple[Shock, ...] = ()
    outcomes: Outcomes = Outcomes()
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
