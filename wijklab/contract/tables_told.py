"""The tables that tell: micro-analyses with their measurements and costs, quotes, events and learning sessions."""

from __future__ import annotations

from typing import Final

from wijklab.contract.table_shapes import Column, Kind, Table
from wijklab.contract.vocabulary import (
    ANSWERS,
    BEARERS,
    CASE_COST_KINDS,
    CONSENTS,
    EFFECTS,
    FRAGMENT_STATUSES,
    LEVELS,
    NOTE_KINDS,
    NOTE_STATUSES,
    PHASES,
)


def _optional(name: str, kind: Kind, dutch: str, meaning: str, **limits: float) -> Column:
    return Column(name, kind, dutch, required=False, nullable=True, meaning=meaning, **limits)  # type: ignore[arg-type]


CASES: Final = Table(
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
)

CASE_MEASUREMENTS: Final = Table(
    "case_measurements",
    "casusmetingen",
    "one of many measurements of a case",
    (
        Column("case", "id", "casus"),
        Column("date", "date", "datum"),
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
)

CASE_COSTS: Final = Table(
    "case_costs",
    "casuskosten",
    "a cost or an avoided cost",
    (
        Column("case", "id", "casus"),
        Column("what", "choice", "soort", choices=CASE_COST_KINDS),
        Column("description", "text", "omschrijving"),
        Column("amount_eur", "number", "bedrag", nullable=True, minimum=0, meaning="in euro, voor één ervan"),
        _optional("price", "id", "prijscode", "in plaats van een bedrag: een code uit de tabel prijzen"),
        _optional("amount_low", "number", "bedrag_laag", "het minste dat het bedrag kan zijn", minimum=0),
        _optional("amount_high", "number", "bedrag_hoog", "het meeste dat het bedrag kan zijn", minimum=0),
        Column("number", "number", "aantal", required=False, nullable=True, minimum=0),
        Column("probability", "number", "kans", nullable=True, minimum=0, maximum=1),
        _optional("probability_low", "number", "kans_laag", "de kleinste kans", minimum=0, maximum=1),
        _optional("probability_high", "number", "kans_hoog", "de grootste kans", minimum=0, maximum=1),
        Column("years", "number", "jaren", nullable=True, minimum=0),
        Column("bearer", "choice", "betaler", nullable=True, choices=BEARERS),
        Column("price_year", "year", "prijsjaar", nullable=True, minimum=2000, maximum=2100),
        _optional(
            "once", "id", "eenmalig", "dezelfde code bij rijen die hetzelfde zijn: in het totaal telt dat één keer"
        ),
        Column("source", "text", "bron"),
    ),
    ("case", "what", "description"),
)

FRAGMENTS: Final = Table(
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
        _optional("interview", "id", "gesprek", "een code voor het gesprek waaruit dit komt"),
        _optional("speaker", "id", "spreker", "een code zonder naam: wie dit zei krijgt zijn citaten samen terug"),
        _optional("expires", "date", "toestemming_tot", "de laatste dag waarop dit citaat te lezen mag zijn"),
    ),
    ("fragment",),
)

QUOTE_LIFE: Final = Table(
    "quote_life",
    "citaatverloop",
    "what happened to a quote on a day",
    (
        Column("fragment", "id", "fragment"),
        Column("date", "date", "datum"),
        Column("status", "choice", "status", choices=ANSWERS, meaning="wat er met dit citaat gebeurde"),
        _optional("text", "text", "tekst", "zoals de spreker het goedkeurde of wijzigde; leeg: zoals het al was"),
        _optional("expires", "date", "toestemming_tot", "de laatste dag waarop dit citaat te lezen mag zijn"),
    ),
    ("fragment", "date", "status"),
)

EVENTS: Final = Table(
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
)

SESSIONS: Final = Table(
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
)

SESSION_NOTES: Final = Table(
    "session_notes",
    "sessienotities",
    "an eye-opener, question or action of a learning session",
    (
        Column("note", "id", "notitie"),
        Column("session", "id", "sessie"),
        Column("kind", "choice", "soort", choices=NOTE_KINDS),
        _optional("theme", "text", "thema", "het thema waar het over gaat; leeg: over het geheel"),
        _optional("moment", "text", "moment", "het moment binnen het thema"),
        Column("text", "text", "tekst"),
        _optional("owner", "text", "wie", "wie het doet: een functie of organisatie, nooit een naam"),
        _optional("due", "date", "wanneer", "voor welke dag"),
        Column(
            "status",
            "choice",
            "stand",
            required=False,
            nullable=True,
            choices=NOTE_STATUSES,
            meaning="open, beantwoord, gedaan of vervallen",
        ),
        _optional("answer", "text", "antwoord", "wat ermee gedaan is"),
    ),
    ("note",),
)
