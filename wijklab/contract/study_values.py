"""The kinds of value that a study holds: ids, codes, lines of text, days and periods, each checked by its type.

Every value in a study file arrives as text (`sources/study_file.py`); the types here decide what it becomes, so a
code 0363 stays 0363 and `NO` stays NO.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

from wijklab.contract.vocabulary import INSTRUMENTS

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
LOCATION_PATTERN = (
    r"^(?:[^\\:\x00]+|(?:(?:s3|gs)://[A-Za-z0-9._-]+|abfss?://[A-Za-z0-9._-]+(?:@[A-Za-z0-9.-]+)?"
    r"|https://[A-Za-z0-9.-]+(?::[0-9]+)?|http://(?:localhost|127\.0\.0\.1)(?::[0-9]+)?|file://)"
    r"/[^\\:?#@\x00-\x1f\x7f]+)$"
)
"""A path, or a URL in which no password, key or signature can stand; without encryption on this machine only."""
Location = Annotated[str, StringConstraints(pattern=LOCATION_PATTERN, max_length=300)]
Arm = Literal["proeftuin", "samenwerkwijze", "traditional"]
MomentId = Literal["baseline", "short_term", "long_term"]
InstrumentId = Literal[tuple(INSTRUMENTS)]  # type: ignore[valid-type]
QuestionId = Literal[
    "wijkfoto",
    "wellbeing",
    "over_time",
    "ladder",
    "costs",
    "cost_effectiveness",
    "social_return",
    "budget",
    "missing",
    "robustness",
    "cases",
    "reporting",
    "learning_history",
]
STORY: Final = "learning_history"
"""The question that rests on what all others publish, and whose page is made anew for every level."""
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
