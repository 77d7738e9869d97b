"""The tables that count: neighbourhoods, residents, what is measured of them, and figures of areas."""

from __future__ import annotations

from typing import Final, get_args

from wijklab.contract.answers import Unit
from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.vocabulary import (
    ARMS,
    INSTRUMENTS,
    MISSING_REASONS,
    MOMENTS,
)

_RESIDENT = Column(
    "resident", "id", "bewoner", synonyms=("pseudoniem", "deelnemer"), meaning="pseudoniem, nooit een BSN"
)
_DATE = Column("date", "date", "datum")
_MOMENT = Column("moment", "choice", "meetmoment", choices=MOMENTS, synonyms=("meting", "moment"))

NEIGHBOURHOODS: Final = Table(
    "neighbourhoods",
    "wijken",
    "a wijk",
    (
        Column("code", "area", "wijkcode", synonyms=("gwb_code", "buurtcode")),
        Column("name", "text", "wijknaam", synonyms=("naam", "wijk")),
        Column("municipality", "text", "gemeente", synonyms=("gemeentenaam",)),
        Column("arm", "choice", "werkwijze", required=False, nullable=True, choices=ARMS),
        Column("start", "date", "startdatum", required=False, nullable=True),
        Column("inhabitants", "whole", "inwoners", required=False, nullable=True, minimum=0),
    ),
    ("code",),
)

RESIDENTS: Final = Table(
    "residents",
    "bewoners",
    "a pseudonym",
    (
        _RESIDENT,
        Column("neighbourhood", "area", "wijkcode", synonyms=("wijk",)),
        Column(
            "case",
            "yesno",
            "casus",
            required=False,
            nullable=True,
            meaning="ja: hoort bij een micro-analyse",
        ),
        Column("age_band", "text", "leeftijdsklasse", required=False, nullable=True, synonyms=("leeftijd",)),
    ),
    ("resident",),
)

WELLBEING: Final = Table(
    "wellbeing",
    "welbevinden",
    "a measurement",
    (
        _RESIDENT,
        _DATE,
        _MOMENT,
        Column("instrument", "choice", "instrument", choices=tuple(INSTRUMENTS)),
        Column("score", "number", "welbevinden", nullable=True, synonyms=("cijfer", "rapportcijfer")),
    ),
    ("resident", "moment", "instrument"),
)

SURVEY: Final = Table(
    "survey",
    "enquete",
    "an answer",
    (
        Column(
            "respondent",
            "id",
            "respondent",
            synonyms=("invuller",),
            meaning="pseudoniem, nooit een BSN; hoeft niet in bewoners te staan",
        ),
        Column("neighbourhood", "area", "wijkcode", synonyms=("wijk",)),
        _DATE,
        Column("instrument", "choice", "instrument", choices=tuple(INSTRUMENTS)),
        Column("score", "number", "cijfer", nullable=True, synonyms=("welbevinden", "rapportcijfer")),
    ),
    ("respondent", "instrument", "date"),
)

LADDER: Final = Table(
    "ladder",
    "participatieladder",
    "a measurement",
    (
        _RESIDENT,
        _DATE,
        _MOMENT,
        Column("level", "whole", "trede", nullable=True, minimum=1, maximum=6, synonyms=("niveau", "ladder")),
    ),
    ("resident", "moment"),
)

CONTEXT: Final = Table(
    "context",
    "context",
    "an area figure",
    (
        Column("area", "area", "gebiedscode", synonyms=("wijkcode", "code")),
        Column("name", "text", "gebiedsnaam", required=False, nullable=True, synonyms=("naam",)),
        Column("indicator", "text", "indicator"),
        Column("period", "text", "periode"),
        Column("value", "number", "waarde", nullable=True),
        Column("unit", "choice", "eenheid", choices=get_args(Unit)),
        Column(
            "missing_reason",
            "choice",
            "reden_ontbreken",
            required=False,
            nullable=True,
            choices=MISSING_REASONS,
        ),
        Column("source", "text", "bron"),
    ),
    ("area", "indicator", "period"),
)
