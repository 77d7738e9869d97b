"""The tables of the contract as data: one row per column, no `if` per column.

`check.py` turns these rows into pandera schemas; `wijklab init` turns them into empty tables with Dutch headers;
`docs/` turns them into the description of what may be delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from wijklab.contract.answers import Unit
from wijklab.contract.vocabulary import (
    ARMS,
    BEARERS,
    CASE_COST_KINDS,
    CONSENTS,
    COST_CATEGORIES,
    EFFECTS,
    FRAGMENT_STATUSES,
    INSTRUMENTS,
    LEVELS,
    MISSING_REASONS,
    MOMENTS,
    PHASES,
)

Kind = Literal["id", "area", "text", "date", "number", "whole", "year", "yesno", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, whether it must be there, whether a cell may be missing, and its Dutch header.

    `meaning` is what the header alone does not tell, in the Dutch of who fills it in; the workbook shows it.
    """

    name: str
    kind: Kind
    dutch: str
    required: bool = True
    nullable: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    synonyms: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, and the columns that together name a row once."""

    name: str
    dutch: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the contract has none."""
        return next(column for column in self.columns if column.name == name)


_RESIDENT = Column(
    "resident", "id", "bewoner", synonyms=("pseudoniem", "deelnemer"), meaning="pseudoniem, nooit een BSN"
)
_DATE = Column("date", "date", "datum")
_MOMENT = Column("moment", "choice", "meetmoment", choices=MOMENTS, synonyms=("meting", "moment"))
_PRICE_YEAR = Column(
    "price_year", "year", "prijsjaar", minimum=2000, maximum=2100, meaning="het jaar waarin deze prijzen golden"
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            Table(
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
            ),
            Table(
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
                    Column(
                        "age_band", "text", "leeftijdsklasse", required=False, nullable=True, synonyms=("leeftijd",)
                    ),
                ),
                ("resident",),
            ),
            Table(
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
            ),
            Table(
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
            ),
            Table(
                "ladder",
                "participatieladder",
                "a measurement",
                (
                    _RESIDENT,
                    _DATE,
                    _MOMENT,
                    Column(
                        "level", "whole", "trede", nullable=True, minimum=1, maximum=6, synonyms=("niveau", "ladder")
                    ),
                ),
                ("resident", "moment"),
            ),
            Table(
                "costs",
                "kosten",
                "an amount",
                (
                    _RESIDENT,
                    Column("year", "year", "jaar", minimum=2000, maximum=2100),
                    Column(
                        "category", "choice", "kostensoort", choices=COST_CATEGORIES, synonyms=("soort", "categorie")
                    ),
                    Column("bearer", "choice", "betaler", choices=BEARERS, synonyms=("drager", "financier")),
                    Column(
                        "amount_eur", "number", "bedrag", minimum=0, synonyms=("bedrag_eur", "euro"), meaning="in euro"
                    ),
                    _PRICE_YEAR,
                ),
                ("resident", "year", "category", "bearer"),
            ),
            Table(
                "cases",
                "casussen",
                "a micro-analysis",
                (
                    Column("case", "id", "casus"),
                    Column("neighbourhood", "area", "wijkcode", required=False, nullable=True, synonyms=("wijk",)),
                    Column("title", "text", "titel"),
                    Column("wants", "text", "wil", meaning="Wat wil ik?"),
                    Column("can", "text", "kan", meaning="Wat kan ik?"),
                    Column("needs", "text", "nodig", meaning="Wat heb ik nodig?"),
                    Column("actions", "text", "acties", required=False, nullable=True),
                    Column("wellbeing_before", "number", "welbevinden_voor", nullable=True, minimum=1, maximum=10),
                    Column("wellbeing_short", "number", "welbevinden_kort", nullable=True, minimum=1, maximum=10),
                    Column("wellbeing_long", "number", "welbevinden_lang", nullable=True, minimum=1, maximum=10),
                    Column("consent", "choice", "toestemming", choices=CONSENTS),
                    Column("source", "text", "bron"),
                    Column(
                        "start_drawn",
                        "yesno",
                        "start_geloot",
                        required=False,
                        nullable=True,
                        meaning="ja: het lot koos de eerste meting na de start",
                    ),
                    Column(
                        "start_first",
                        "date",
                        "start_vroegst",
                        required=False,
                        nullable=True,
                        meaning="de vroegste meting die het lot als eerste na de start kon kiezen",
                    ),
                    Column(
                        "start_last",
                        "date",
                        "start_laatst",
                        required=False,
                        nullable=True,
                        meaning="de laatste meting die het lot als eerste na de start kon kiezen",
                    ),
                ),
                ("case",),
            ),
            Table(
                "case_measurements",
                "casusmetingen",
                "one of many measurements of a case",
                (
                    Column("case", "id", "casus"),
                    _DATE,
                    Column("phase", "choice", "fase", choices=PHASES, meaning="voor: vóór de start. na: erna"),
                    Column(
                        "score",
                        "number",
                        "welbevinden",
                        nullable=True,
                        minimum=1,
                        maximum=10,
                        synonyms=("cijfer", "rapportcijfer"),
                    ),
                ),
                ("case", "date"),
            ),
            Table(
                "case_costs",
                "casuskosten",
                "a cost or an avoided cost",
                (
                    Column("case", "id", "casus"),
                    Column("what", "choice", "soort", choices=CASE_COST_KINDS),
                    Column("description", "text", "omschrijving"),
                    Column("amount_eur", "number", "bedrag", minimum=0, meaning="in euro, voor één ervan"),
                    Column("number", "number", "aantal", required=False, nullable=True, minimum=0),
                    Column("probability", "number", "kans", nullable=True, minimum=0, maximum=1),
                    Column("years", "number", "jaren", nullable=True, minimum=0),
                    Column("bearer", "choice", "betaler", nullable=True, choices=BEARERS),
                    Column("price_year", "year", "prijsjaar", nullable=True, minimum=2000, maximum=2100),
                    Column("source", "text", "bron"),
                ),
                ("case", "what", "description"),
            ),
            Table(
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
            ),
            Table(
                "fragments",
                "fragmenten",
                "a quote",
                (
                    Column("fragment", "id", "fragment"),
                    Column("date", "date", "datum"),
                    Column("role", "text", "rol", meaning="een functie, nooit een naam"),
                    Column("level", "choice", "niveau", choices=LEVELS),
                    Column("theme", "text", "thema"),
                    Column("event", "text", "gebeurtenis", required=False, nullable=True),
                    Column("text", "text", "tekst", synonyms=("citaat",)),
                    Column("status", "choice", "status", choices=FRAGMENT_STATUSES),
                    Column("consent", "choice", "toestemming", choices=CONSENTS),
                    Column(
                        "holders",
                        "whole",
                        "rolhouders",
                        required=False,
                        nullable=True,
                        minimum=1,
                        meaning="hoeveel mensen deze rol hebben; bij minder dan drie staat alleen het niveau er",
                    ),
                ),
                ("fragment",),
            ),
            Table(
                "events",
                "gebeurtenissen",
                "a striking event",
                (
                    Column("event", "id", "gebeurtenis"),
                    Column("date", "date", "datum"),
                    Column("title", "text", "titel"),
                    Column("effect", "choice", "effect", choices=EFFECTS),
                    Column("description", "text", "omschrijving", required=False, nullable=True),
                    Column("source", "text", "bron", required=False, nullable=True),
                ),
                ("event",),
            ),
            Table(
                "sessions",
                "leersessies",
                "a learning session",
                (
                    Column("session", "id", "sessie"),
                    Column("date", "date", "datum"),
                    Column("level", "choice", "niveau", choices=LEVELS),
                    Column("participants", "whole", "deelnemers", nullable=True, minimum=1),
                    Column("eye_openers", "text", "eyeopeners", required=False, nullable=True),
                    Column("actions", "text", "acties", required=False, nullable=True),
                    Column("open_questions", "text", "open_vragen", required=False, nullable=True),
                ),
                ("session",),
            ),
        )
    }
)
