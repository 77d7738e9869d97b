"""A released answer of every kind and a learning history, made by hand: invented numbers, invented people."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row, StudyCard
from wijklab.contract.history import (
    CaseBox,
    CitedExhibit,
    CitedFact,
    Event,
    History,
    Moment,
    Note,
    NoticeableResult,
    Passage,
    Perspectives,
    Quote,
    QuoteCounts,
    Session,
    Theme,
)
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import Released, safe_to_show
from wijklab.sources.exhibit_file import ExhibitFile

ARMS = ("proeftuin", "samenwerkwijze", "traditional")
AREAS = {
    "WK999901": "Molenveld",
    "WK999902": "De Dijk",
    "WK999903": "Zandakker",
    "WK999904": "Kerkhoek",
    "WK999905": "Het Ven",
    "WK999906": "Oosterpark",
    "WK999907": "Havenkant",
    "WK999908": "Lindebos",
    "WK999909": "Westrand",
}

CARD = StudyCard(
    id="voorbeeld",
    title="Leergeschiedenis Proeftuin Molenveld",
    subtitle="Zes jaar samen werken aan een fijne wijk",
    language="nl",
    edition="Derde editie, 2024",
    status="concept",
    synthetic=True,
    authors_inside=("Leerhistoricus van de gemeente", "Opbouwwerker"),
    authors_outside=("Onderzoeker van buiten",),
    period_from=dt.date(2017, 1, 1),
    period_to=dt.date(2023, 12, 31),
    cutoff=dt.date(2024, 6, 30),
    areas=AREAS,
    pages=("wijkfoto", "wellbeing", "ladder", "costs", "cases", "learning_history"),
)


def in_english(shown: Released) -> Released:
    """The same answer for an English study."""
    return replace(shown, card=replace(shown.card, language="en"))


def released(estimates: Estimates, privacy: Privacy | None = None) -> Released:
    """What `release` makes of estimates, without a study to read its policy from."""
    policy = privacy or Privacy()
    return Released(
        estimates.question,
        estimates.card,
        safe_to_show(estimates.quantities, policy),
        estimates.exhibits,
        estimates.notes,
        policy.threshold,
        policy.rounding,
    )


def people(id: str, value: float, unit: str = "points", n: int = 450, **more: object) -> Quantity:
    """A mean over people."""
    return Quantity(id, value, unit, "people", n=n, **more)  # type: ignore[arg-type]


def wellbeing(n: int = 450, small: float | None = None) -> Released:
    """Changes and differences in wellbeing; `small` is a value over four people, to be hidden everywhere."""
    changes = {
        "proeftuin": (2.21, 1.18, 3.24),
        "samenwerkwijze": (1.42, 0.31, 2.53),
        "traditional": (0.38, -0.71, 1.47),
    }
    spread = (-0.55, 0.1, 0.45)
    quantities = [people(f"wellbeing.change.{arm}", v, low=lo, high=hi, n=n) for arm, (v, lo, hi) in changes.items()]
    quantities += [
        people(f"wellbeing.neighbourhood.{code}", changes[ARMS[i // 3]][0] + spread[i % 3], n=n // 3)
        for i, code in enumerate(AREAS)
    ]
    quantities += [
        people(
            "wellbeing.difference.proeftuin-traditional",
            1.83,
            low=0.62,
            high=3.04,
            n=n,
            p_floor=0.1,
            strength="comparative",
        ),
        people(
            "wellbeing.difference.samenwerkwijze-traditional",
            1.04,
            low=-0.17,
            high=2.25,
            n=n,
            p_floor=0.1,
            strength="comparative",
        ),
    ]
    if small is not None:
        quantities[2] = people("wellbeing.change.traditional", small, low=small, high=small, n=4, p=small)
    rows = tuple(
        Row(
            Label("arm", arm),
            (f"wellbeing.change.{arm}",),
            tuple(f"wellbeing.neighbourhood.{c}" for c in list(AREAS)[3 * i : 3 * i + 3]),
        )
        for i, arm in enumerate(ARMS)
    )
    pairs = ("proeftuin-traditional", "samenwerkwijze-traditional")
    exhibits = (
        Exhibit(
            "wellbeing-change",
            "intervals",
            (Label("measure", "change"),),
            rows,
            tuple(
                Finding("wellbeing.finding.change", {"change": f"wellbeing.change.{a}"}, {"arm": Label("arm", a)})
                for a in ARMS
            ),
        ),
        Exhibit(
            "wellbeing-difference",
            "intervals",
            (Label("measure", "difference"),),
            tuple(Row(Label("pair", p), (f"wellbeing.difference.{p}",)) for p in pairs),
            tuple(
                Finding(
                    "wellbeing.finding.difference",
                    {"difference": f"wellbeing.difference.{p}"},
                    {"first": Label("arm", p.split("-")[0]), "second": Label("arm", p.split("-")[1])},
                )
                for p in pairs
            ),
        ),
    )
    notes = (Finding("limits.not_drawn"),)
    return released(Estimates("wellbeing", CARD, {q.id: q for q in quantities}, exhibits, notes))


SHARES = {
    "proeftuin.baseline": (190, 110, 75, 40, 20, 15),
    "proeftuin.long_term": (55, 75, 110, 105, 60, 45),
    "traditional.baseline": (180, 120, 80, 42, 18, 10),
    "traditional.long_term": (140, 115, 90, 55, 30, 6),
}


def ladder() -> Released:
    """A distribution over six levels and who went where, both with hidden cells."""
    counts = {
        f"ladder.count.{who}.{level}": Quantity(f"ladder.count.{who}.{level}", n, "persons", "count", sums_in=(who,))
        for who, levels in SHARES.items()
        for level, n in enumerate(levels, 1)
    }
    totals = {
        f"ladder.total.{who}": Quantity(f"ladder.total.{who}", sum(levels), "persons", "count")
        for who, levels in SHARES.items()
    }
    shares = {
        f"ladder.share.{who}.{level}": Quantity(
            f"ladder.share.{who}.{level}",
            0.0,
            "percent",
            "people",
            share_of=(f"ladder.count.{who}.{level}", f"ladder.total.{who}"),
        )
        for who in SHARES
        for level in range(1, 7)
    }
    moves = _moves()
    levels = tuple(Label("ladder", str(level)) for level in range(1, 7))
    exhibits = (
        Exhibit(
            "ladder-distribution",
            "distribution",
            levels,
            tuple(
                Row(Label("arm_moment", who), tuple(f"ladder.share.{who}.{level}" for level in range(1, 7)))
                for who in SHARES
            ),
            (
                Finding(
                    "ladder.finding.lowest",
                    {
                        "after": "ladder.share.proeftuin.long_term.1",
                        "before": "ladder.share.proeftuin.baseline.1",
                    },
                    {"arm": Label("arm", "proeftuin")},
                ),
            ),
        ),
        Exhibit(
            "ladder-transition-proeftuin",
            "alluvial",
            levels,
            tuple(
                Row(Label("ladder", str(a)), tuple(f"ladder.transition.proeftuin.{a}.{b}" for b in range(1, 7)))
                for a in range(1, 7)
            ),
            (Finding("ladder.finding.transition"),),
        ),
    )
    return released(Estimates("ladder", CARD, counts | totals | shares | moves, exhibits, ()))


def _moves() -> dict[str, Quantity]:
    rows = (
        (42, 48, 61, 27, 8, 4),
        (6, 21, 38, 29, 12, 4),
        (3, 4, 17, 31, 14, 6),
        (2, 1, 3, 14, 13, 7),
        (1, 1, 1, 3, 11, 3),
        (0, 0, 1, 1, 2, 11),
    )
    return {
        f"ladder.transition.proeftuin.{a}.{b}": Quantity(
            f"ladder.transition.proeftuin.{a}.{b}", n, "persons", "count", sums_in=(f"row{a}", f"column{b}")
        )
        for a, row in enumerate(rows, 1)
        for b, n in enumerate(row, 1)
    }


EUROS = {
    "wmo_support": ((820, 700), (640, 690), (590, 640)),
    "wmo_day_care": ((410, 320), (380, 390), (350, 400)),
    "gp": ((190, 205), (180, 200), (185, 210)),
    "out_of_home_placement": ((1240, 760), (990, 940), (None, None)),
}


def costs() -> Released:
    """Euro per resident by category, in two years, of one arm and of three."""
    quantities = {
        f"costs.category.{arm}.{category}.{when}": people(
            f"costs.category.{arm}.{category}.{when}", value or 77.0, "eur", n=450 if value else 4
        )
        for category, arms in EUROS.items()
        for arm, pair in zip(ARMS, arms, strict=True)
        for when, value in zip(("baseline", "follow_up"), pair, strict=True)
    }
    years = (Label("text", "2017"), Label("text", "2023"))
    by_year = Exhibit(
        "costs-category-proeftuin",
        "bars",
        years,
        tuple(
            Row(Label("category", c), tuple(f"costs.category.proeftuin.{c}.{w}" for w in ("baseline", "follow_up")))
            for c in EUROS
        ),
        (Finding("costs.finding.category"),),
    )
    by_arm = Exhibit(
        "costs-total",
        "bars",
        tuple(Label("arm", arm) for arm in ARMS),
        tuple(Row(Label("category", c), tuple(f"costs.category.{arm}.{c}.follow_up" for arm in ARMS)) for c in EUROS),
    )
    return released(Estimates("costs", CARD, quantities, (by_year, by_arm), ()))


FIETS = {
    "wellbeing_before": (3, "grade"),
    "wellbeing_short": (9, "grade"),
    "wellbeing_long": (9, "grade"),
    "cost": (5025, "eur"),
    "avoided": (120_000, "eur"),
    "saving": (114_975, "eur"),
    "ratio": (23.8806, "ratio"),
    "break_even": (4.1875, "percent"),
}


def cases(
    title: str = "De fiets", wants: str = "Mijn zoontje naar het onderwijs laten gaan dat bij hem past."
) -> Released:
    """The published micro-analysis as a box."""
    source = "Samenwerken aan leefbare en vitale buurten, casus de fiets"
    quantities = {
        f"cases.{name}.fiets": Quantity(
            f"cases.{name}.fiets",
            value,
            unit,
            "case",
            n=1,
            consent="published",
            source=source,  # type: ignore[arg-type]
        )
        for name, (value, unit) in FIETS.items()
    }
    texts = {
        "title": title,
        "wants": wants,
        "can": "Hem leren fietsen. Dan heb ik wel tijd en een fietsje nodig.",
        "needs": "Een fietsje, en vervoer voor de tijd dat hij het nog leert.",
        "actions": "Moeder, opa en een paar professionals maken samen een plan.",
        "source": source,
    }
    box = Exhibit(
        "case-fiets",
        "case",
        (Label("measure", "value"),),
        tuple(Row(Label("measure", name), (f"cases.{name}.fiets",)) for name in FIETS),
        (Finding("cases.finding.break_even", {"break_even": "cases.break_even.fiets"}),),
        texts,
    )
    return released(Estimates("cases", CARD, quantities, (box,), ()))


def wijkfoto() -> Released:
    """A plain table with words for what is missing, a quoted figure with a bound, and bars of all wijken."""
    table = {
        "inhabitants": (13_595.0, 10_575.0, 13_145.0),
        "health_good_percent": (62.7, 63.9, None),
        "income_per_inhabitant_eur_thousand": (23.8, 24.4, 27.9),
    }
    units = {
        "inhabitants": "persons",
        "health_good_percent": "percent",
        "income_per_inhabitant_eur_thousand": "eur_thousand",
    }
    codes = ("WK999901", "WK999902", "WK999903")
    quantities = {
        f"wijkfoto.{name}.{code}": Quantity(
            f"wijkfoto.{name}.{code}",
            value,
            units[name],
            "area",
            missing=None if value else "unknown",  # type: ignore[arg-type]
            source="CBS, Kerncijfers wijken en buurten",
            period="2022",
        )
        for name, values in table.items()
        for code, value in zip(codes, values, strict=True)
    }
    rows = tuple(Row(Label("indicator", name), tuple(f"wijkfoto.{name}.{code}" for code in codes)) for name in table)
    profile = Exhibit("wijkfoto-profile", "values", tuple(Label("area", code) for code in codes), rows)
    one = "health_good_percent"
    every = Exhibit(
        "wijkfoto-all-health",
        "bars",
        (Label("indicator", one),),
        tuple(Row(Label("area", code), (f"wijkfoto.{one}.{code}",)) for code in codes),
        texts={"marked": "WK999901"},
    )
    return released(Estimates("wijkfoto", CARD, quantities, (profile, every), ()))


def published() -> Quantity:
    """A figure from a source: less than two points, n unknown."""
    return Quantity(
        "published.wellbeing.traditional",
        2,
        "points",
        "published",
        bound="less_than",
        strength="published",
        source="Samenwerken aan leefbare en vitale buurten",
    )


def cited(id: str, question: str, exhibit: str) -> CitedFact:
    """A released number as a story cites it."""
    shown = {"wellbeing": wellbeing, "cases": cases}[question]()
    return CitedFact(shown.quantities[id], question, exhibit)


def exhibits(shown: Released) -> dict[str, CitedExhibit]:
    """The exhibits of an answer as a story gets them from disk, by id."""
    numbers = tuple(shown.quantities.values())
    return ExhibitFile(shown.question, shown.exhibits, numbers, shown.threshold, shown.rounding).cited()


def history(
    quote: str = "Voor het eerst vroeg iemand wat ik zelf wilde. Ik wist eerst niet wat ik moest zeggen.",
) -> History:
    """A learning history with two themes, a timeline, sessions, and one withheld quote."""
    change = cited("wellbeing.change.proeftuin", "wellbeing", "wellbeing-change")
    difference = cited("wellbeing.difference.proeftuin-traditional", "wellbeing", "wellbeing-difference")
    fiets = cited("cases.break_even.fiets", "cases", "case-fiets")
    events = (
        Event(
            "E01",
            dt.date(2016, 9, 1),
            "Bewoners en negen organisaties tekenen voor één aanpak",
            "helping",
            "In het Huis van de Wijk, na een jaar praten.",
            "verslag stuurgroep",
        ),
        Event(
            "E02",
            dt.date(2018, 1, 1),
            "Eén budget voor de wijk",
            "helping",
            "Het geld voor begeleiding en dagbesteding gaat bij elkaar.",
        ),
        Event("E03", dt.date(2020, 3, 15), "Corona: het Huis van de Wijk gaat dicht", "context"),
        Event(
            "E04",
            dt.date(2021, 9, 1),
            "Drie vaste gezichten vertrekken tegelijk",
            "hindering",
            "Nieuwe mensen beginnen zonder overdracht.",
        ),
    )
    quotes = (
        Quote("F01", quote, "bewoner", "resident", "agreed"),
        Quote(
            "F02",
            "Ik mocht voor het eerst iets regelen zonder drie formulieren. Dat was wennen, ook voor mij.",
            "wijkverpleegkundige",
            "practitioner",
            "agreed",
        ),
        Quote("F03", "Als ik eerlijk ben: ik wilde vooral dat het niets extra kostte.", "", "manager", "presented"),
    )
    box = CaseBox(
        "fiets",
        "Een tweedehands fietsje",
        "Zelf naar school kunnen.",
        "Fietsen, als er een fiets is.",
        "Een fiets van 25 euro, en iemand die hem brengt.",
        "Een buurtteam kocht de fiets dezelfde middag.",
        "eigen opschrift van het team",
        (fiets,),
    )
    asking = Moment(
        "wat-wil-ik",
        "Wat wil ik, wat kan ik, wat heb ik nodig?",
        (change, difference),
        (events[1], quotes[0], quotes[1], Perspectives(events[3], (quotes[0], quotes[1], quotes[2]))),
        (
            Passage(
                "Een vraag stellen kost tijd. In het begin duurde een gesprek **twee keer** zo lang. Later "
                "gingen cijfers omhoog met [[fact:0]].",
                (change,),
            ),
        ),
        (Passage("Wie stelde u voor het laatst een vraag zonder het antwoord al te weten?"),),
    )
    bicycle = Moment(
        "een-fietsje",
        "Een fietsje van 25 euro",
        (fiets,),
        (quotes[2], box),
        (Passage("De rekening lag bij de een, de winst bij de ander. Dat maakt zo’n klein besluit groot."),),
        (Passage("Uit welk potje betaalt u morgen een fiets?"), Passage("Wie merkt het als dat goed uitpakt?")),
    )
    themes = (
        Theme(
            "een-vraag",
            "Eerst de vraag, dan de regel",
            "practitioner",
            "proud",
            {"goals": ("better_health",), "principles": ("residents_central", "action_learning")},
            True,
            Passage(
                "Bewoners zeggen dat er anders naar hen wordt geluisterd. Uitvoerders zijn daar trots op. Maar "
                "het schuurt ook: wie ruimte geeft, weet niet vooraf waar het uitkomt."
            ),
            (asking,),
        ),
        Theme(
            "geld",
            "Wie betaalt, wie merkt het?",
            "manager",
            "stuck",
            {"goals": ("lower_societal_costs",), "principles": ("area_bound_financing",)},
            True,
            Passage(
                "Het kost bijna niets en het kan veel voorkomen. Toch komt het geld er niet vanzelf: wie "
                "betaalt, is niet wie het merkt."
            ),
            (bicycle,),
        ),
    )
    return History(
        card=CARD,
        introduction=Passage(
            "Deze leergeschiedenis gaat over zes jaar samenwerken in Molenveld. *Tellen en vertellen* staan "
            "naast elkaar: het welbevinden steeg met [[fact:0]], en hier leest u hoe mensen dat meemaakten.",
            (change,),
        ),
        noticeable=(
            NoticeableResult(
                change,
                "Mensen die laag beginnen, gaan vaak vanzelf wat omhoog. Dit cijfer zegt niet dat de werkwijze "
                "dit deed.",
            ),
            NoticeableResult(
                difference,
                "De wijken zijn niet door loting gekozen en het zijn er maar zes. Het verschil kan ook komen "
                "uit wat al anders was.",
            ),
            NoticeableResult(
                fiets, "Eén gezin is geen gemiddelde. Niemand weet hoe groot de kans op uithuisplaatsing echt was."
            ),
        ),
        timeline=events,
        themes=themes,
        sessions=(
            Session(
                "S1",
                dt.date(2023, 11, 9),
                "practitioner",
                8,
                "We vullen vaak al in wat iemand nodig heeft.",
                "Elk eerste gesprek begint met drie vragen.",
                "Wie houdt de tijd vrij als het druk wordt?",
                (
                    Note("S1-1", "S1", "eye_opener", "Stil zijn helpt.", "een-vraag", "wat-wil-ik"),
                    Note(
                        "S1-2",
                        "S1",
                        "question",
                        "Wie houdt de tijd vrij?",
                        "een-vraag",
                        status="answered",
                        answer="Het overleg van dinsdag vervalt.",
                    ),
                ),
            ),
            Session(
                "S2",
                dt.date(2024, 2, 1),
                "executive",
                None,
                "De winst van de een is de rekening van de ander.",
                "In het najaar één afspraak over geld voor de hele wijk.",
                "",
            ),
        ),
        quotes=QuoteCounts(shown=6, concept=1, presented=1),
        example_quotes=True,
        exhibits=(exhibits(wellbeing())["wellbeing-change"], exhibits(cases())["case-fiets"]),
        interviews=4,
        area="Molenveld",
    )
