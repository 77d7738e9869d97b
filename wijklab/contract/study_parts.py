"""The parts of a study beside its outcomes: arms, design, data, planning, reporting, privacy, story."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wijklab.contract.study_values import (
    Arm,
    Day,
    Line,
    Location,
    NeighbourhoodCode,
    Once,
    Part,
    Passage,
    Period,
    RelativePath,
)
from wijklab.contract.vocabulary import ASSUMPTIONS, CHEERS_ITEMS, TIDIER_ITEMS, TREND_ITEMS


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
    starts: dict[NeighbourhoodCode, Day] = Field(default={})


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


class ContextSource(Part):
    """A published file with area figures, and the reader that knows its quirks."""

    reader: Literal["rivm_50120ned", "cbs_income_2020", "cbs_kwb_2024", "cbs_85542ned", "cbs_area_names", "table"]
    file: Location


class Data(Part):
    """Where the delivered tables are: paths from the study's root folder, or URLs of an object store."""

    folder: Location | None = None
    workbook: Location | None = None
    tables: dict[str, Location] = Field(default={})
    columns: dict[str, dict[str, str]] = Field(default={})
    missing: dict[str, Literal["not_given", "unknown", "not_applicable", "refused_to_answer", "not_measured"]] = Field(
        default={}
    )
    refused_rows: Literal["stop", "leave_out"] = "stop"
    context: tuple[ContextSource, ...] = ()
    context_fallback: Location | None = None


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

    TREND (Des Jarlais et al. 2004) is for studies without lots, TIDieR (Hoffmann et al. 2014) for the way of working,
    CHEERS (Husereau et al. 2022) for costs and what they bring.
    """

    trend: dict[Literal[TREND_ITEMS], Passage] = Field(default={})  # type: ignore[valid-type]
    tidier: dict[Literal[TIDIER_ITEMS], Passage] = Field(default={})  # type: ignore[valid-type]
    cheers: dict[Literal[CHEERS_ITEMS], Passage] = Field(default={})  # type: ignore[valid-type]


class Story(Part):
    """Where the learning historian's Markdown stands: `history.md` and `themes/*.md`.

    `told_on` is the day of this edition: a quote whose consent ended before it is not shown. Without it that is the
    study's `cutoff`. Kept records of earlier editions stand in `editions/` of the same folder.
    """

    folder: RelativePath
    told_on: Day | None = None
