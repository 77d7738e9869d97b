"""The tables of money: what was spent on whom, what a way of working costs, and what a unit of help costs."""

from __future__ import annotations

from typing import Final

from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.vocabulary import BEARERS, COST_CATEGORIES, PROVISIONS, RETURN_BASES

_YEAR = Column("year", "year", "jaar", minimum=2000, maximum=2100)
_CATEGORY = Column("category", "choice", "kostensoort", choices=COST_CATEGORIES, synonyms=("soort", "categorie"))
_BEARER = Column("bearer", "choice", "betaler", choices=BEARERS, synonyms=("drager", "financier"))
_RESIDENT = Column(
    "resident", "id", "bewoner", synonyms=("pseudoniem", "deelnemer"), meaning="pseudoniem, nooit een BSN"
)
_NEIGHBOURHOOD = Column("neighbourhood", "area", "wijkcode", synonyms=("wijk",))
_PRICE_YEAR = Column(
    "price_year", "year", "prijsjaar", minimum=2000, maximum=2100, meaning="het jaar waarin deze prijzen golden"
)
_PRICE = Column("price", "id", "prijscode", meaning="een code uit de tabel prijzen")
_SOURCE = Column("source", "text", "bron")


def _amount(meaning: str) -> Column:
    return Column("amount_eur", "number", "bedrag", minimum=0, synonyms=("bedrag_eur", "euro"), meaning=meaning)


def _share(name: str, dutch: str, meaning: str) -> Column:
    return Column(
        name,
        "number",
        dutch,
        required=False,
        nullable=True,
        minimum=0,
        maximum=1,
        meaning=f"deel van 0 tot 1: {meaning}",
    )


COSTS: Final = Table(
    "costs",
    "kosten",
    "an amount",
    (_RESIDENT, _YEAR, _CATEGORY, _BEARER, _amount("in euro"), _PRICE_YEAR),
    ("resident", "year", "category", "bearer"),
)

SERVICE_USE: Final = Table(
    "service_use",
    "zorggebruik",
    "help that was used",
    (
        _RESIDENT,
        _YEAR,
        _CATEGORY,
        _BEARER,
        _PRICE,
        Column("number", "number", "aantal", minimum=0, meaning="in de eenheid van de prijs, zoals uren"),
    ),
    ("resident", "year", "category", "bearer", "price"),
)

PRICES: Final = Table(
    "prices",
    "prijzen",
    "the price of one unit",
    (
        Column("code", "id", "prijscode", synonyms=("code",)),
        Column("unit", "text", "eenheid", meaning="waarvan dit de prijs is, zoals uur of dagdeel"),
        _amount("in euro, voor één eenheid"),
        _PRICE_YEAR,
        _SOURCE,
        Column("licence", "text", "licentie", meaning="onder welke voorwaarde u deze prijs mag gebruiken"),
    ),
    ("code",),
)

PRICE_INDEX: Final = Table(
    "price_index",
    "prijsindex",
    "a price level in a year",
    (
        Column("index", "id", "index", meaning="de naam van de reeks, zoals cpi"),
        _YEAR,
        Column("value", "number", "waarde", minimum=0.001, meaning="het prijspeil; alleen de verhouding telt"),
        Column("published", "date", "gepubliceerd", meaning="de dag waarop de bron dit getal gaf"),
        _SOURCE,
    ),
    ("index", "year"),
)

INVESTMENTS: Final = Table(
    "investments",
    "investeringen",
    "what a way of working itself costs",
    (
        _NEIGHBOURHOOD,
        _YEAR,
        _BEARER,
        Column("description", "text", "omschrijving"),
        _amount("in euro, voor de hele wijk"),
        _PRICE_YEAR,
        _SOURCE,
    ),
    ("neighbourhood", "year", "bearer", "description"),
)

AREA_SPENDING: Final = Table(
    "area_spending",
    "wijkuitgaven",
    "what was spent from an area budget",
    (
        _NEIGHBOURHOOD,
        _YEAR,
        Column("provision", "choice", "voorziening", choices=PROVISIONS, meaning="voor één mens, of voor een groep"),
        _CATEGORY,
        _amount("in euro, zoals in dat jaar betaald"),
        Column("people", "whole", "mensen", nullable=True, minimum=0, meaning="hoeveel mensen ermee zijn geholpen"),
        _SOURCE,
    ),
    ("neighbourhood", "year", "provision", "category"),
)

SOCIAL_RETURNS: Final = Table(
    "social_returns",
    "opbrengsten",
    "something that a way of working brought",
    (
        Column("return", "id", "opbrengst"),
        Column("description", "text", "omschrijving"),
        Column("bearer", "choice", "voor_wie", choices=BEARERS, meaning="wie er iets aan heeft"),
        Column(
            "basis", "choice", "herkomst", choices=RETURN_BASES, meaning="geteld, of een verschil met andere wijken"
        ),
        Column("number_low", "number", "aantal_laag", minimum=0, meaning="per jaar, het minste dat het kan zijn"),
        Column("number_high", "number", "aantal_hoog", minimum=0, meaning="per jaar, het meeste dat het kan zijn"),
        _PRICE,
        Column("years", "number", "jaren", minimum=0, meaning="hoe lang het duurt, zoals 0,5 of 3"),
        _share("deadweight_low", "vanzelf_laag", "was ook zonder de werkwijze gebeurd"),
        _share("deadweight_high", "vanzelf_hoog", "was ook zonder de werkwijze gebeurd"),
        _share("attribution_low", "anderen_laag", "komt door anderen"),
        _share("attribution_high", "anderen_hoog", "komt door anderen"),
        _share("displacement_low", "verplaatst_laag", "ging elders ten koste van iets"),
        _share("displacement_high", "verplaatst_hoog", "ging elders ten koste van iets"),
        _share("drop_off_low", "afname_laag", "verdwijnt er elk jaar"),
        _share("drop_off_high", "afname_hoog", "verdwijnt er elk jaar"),
        _SOURCE,
    ),
    ("return",),
)
