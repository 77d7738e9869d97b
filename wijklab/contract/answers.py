"""The shape of every answer: quantities, the exhibits that show them, and the findings that say them.

An analysis fills these with numbers; disclosure control lets them through; the report gives them a face. None of them
holds a person's row, a word of prose or a dataframe.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Unit = Literal[
    "points",
    "grade",
    "percent",
    "percentage_points",
    "eur",
    "eur_thousand",
    "eur_cent",
    "persons",
    "dwellings",
    "ratio",
    "count",
    "level",
    "rungs",
    "months",
    "neighbourhoods",
    "index",
]
Basis = Literal["people", "count", "area", "organisation", "case", "published", "design"]
"""What a number rests on, which decides its release: a mean or share over people, a count of people, an area figure
that its publisher released, an amount of an organisation that the study delivered, one consenting person's
micro-analysis, a figure quoted from a source, or a figure that follows from the design alone and rests on nobody's
data, such as a needed number of residents."""
Consent = Literal["yes", "no", "published"]
Strength = Literal["published", "descriptive", "comparative", "causal"]
Bound = Literal["exactly", "less_than", "more_than"]
ExhibitKind = Literal[
    "intervals",
    "distribution",
    "alluvial",
    "bars",
    "course",
    "scatter",
    "phases",
    "checklist",
    "matrix",
    "plane",
    "tornado",
    "values",
    "case",
]


@dataclass(frozen=True, slots=True)
class Label:
    """A name for a row or column: an id of a vocabulary (`arm`, `proeftuin`), an area, or the user's own `text`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number, with all that decides whether and how it may be shown.

    `n` is the number of people in the smallest group behind it (None: no people, or unknown). `low` and `high` are the
    ends of the interval at `confidence`. `p_floor` is the smallest p-value that exact randomisation could reach.
    `sums_in` names the lines in which this number stands: all numbers of one sum, the total included, such as a row and
    a column of a transition matrix; `disclosure/secondary.py` tells of lines that begin with `spread:` and `told:`.
    `dominance` is the share (0-1) of the two largest contributors. `part` is how many people a percentage stands for,
    where value x n does not tell: where it is a mean over neighbourhoods that differ in size.
    `p_family` is `p` adjusted for all comparisons of its family. `rests_on` names other quantities that this one is
    reckoned from: it is hidden with any of them, because it would give that one away.
    `consent` is that of the person behind a micro-analysis, or `published` where a source already told the case.
    `share_of` names a count and its total: release computes the percentage from the rounded counts, and hides it with
    either of them, so the value given here is never shown as it is.
    """

    id: str
    value: float | None
    unit: Unit
    basis: Basis
    n: int | None = None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.95
    p: float | None = None
    p_floor: float | None = None
    p_family: float | None = None
    bound: Bound = "exactly"
    method: str = "observed"
    strength: Strength = "descriptive"
    missing: str | None = None
    sums_in: tuple[str, ...] = ()
    share_of: tuple[str, str] | None = None
    rests_on: tuple[str, ...] = ()
    dominance: float | None = None
    part: int | None = None
    consent: Consent = "no"
    source: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an exhibit: its label, a quantity id per column (None: an empty cell), and ids of dots beside it."""

    label: Label
    cells: tuple[str | None, ...]
    dots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say: the key of a sentence in the catalogue, the facts it cites and the names it mentions."""

    key: str
    facts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A figure and the table behind it, as one thing. Its titles and captions stand in the catalogue under its id."""

    id: str
    kind: ExhibitKind
    columns: tuple[Label, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudyCard:
    """What every page says of its study."""

    id: str
    title: str
    subtitle: str
    language: Literal["nl", "en"]
    edition: str
    status: Literal["concept", "final"]
    synthetic: bool
    authors_inside: tuple[str, ...]
    authors_outside: tuple[str, ...]
    period_from: dt.date
    period_to: dt.date
    cutoff: dt.date
    areas: Mapping[str, str]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Estimates:
    """A question's raw answer. It has no face: printing it shows its shape only."""

    question: str
    card: StudyCard
    quantities: Mapping[str, Quantity]
    exhibits: tuple[Exhibit, ...]
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Estimates({self.question!r}: {len(self.quantities)} quantities, {len(self.exhibits)} exhibits, "
            "not released: call release())"
        )
