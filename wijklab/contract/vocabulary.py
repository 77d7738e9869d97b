"""Stable ids of the field, in one place. Their words, in Dutch and English, stand in `text/`.

Sources: VNG participation ladder; "Samenwerken aan leefbare en vitale buurten" (Proeftuin Ruwaard, Oss);
the three core challenges and domains; CBS codes. An id never changes: facts, stories and old editions hang on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

ARMS: Final = ("proeftuin", "samenwerkwijze", "traditional")
"""Three ways of working, never two; strongest dose first."""

MOMENTS: Final = ("baseline", "short_term", "long_term")
LADDER_LEVELS: Final = (1, 2, 3, 4, 5, 6)
LEVELS: Final = ("resident", "practitioner", "manager", "executive")
VALENCES: Final = ("stuck", "proud", "mixed")
EFFECTS: Final = ("helping", "hindering", "context")
FRAGMENT_STATUSES: Final = ("concept", "presented", "agreed", "changed", "withdrawn")
QUOTABLE_STATUSES: Final = ("agreed", "changed")
ANSWERS: Final = ("presented", "agreed", "changed", "withdrawn")
"""What may happen to a quote after it was written down."""

CONSENTS: Final = ("yes", "no", "published")
NOTE_KINDS: Final = ("eye_opener", "question", "action")
NOTE_STATUSES: Final = ("open", "answered", "done", "dropped")
"""What became of what a session noted: nothing yet, a question answered, an action done, or let go with its reason."""

CASE_COST_KINDS: Final = ("cost", "avoided")
PHASES: Final = ("before", "after")
"""Of one person's measurements: before what was done began, or after."""

STRENGTHS: Final = ("published", "descriptive", "comparative", "causal")

ASSUMPTIONS: Final = ("parallel_trends", "no_anticipation", "no_spillover", "same_people")
"""What a difference in changes needs to be an effect: without the way of working the arms would have changed alike;
nothing changed before it began; neighbourhoods did not change each other; who was measured did not change."""

TREND_ITEMS: Final = tuple(str(number) for number in range(1, 23))
"""The items of TREND: what a study without lots accounts for (Des Jarlais et al. 2004)."""

TIDIER_ITEMS: Final = tuple(str(number) for number in range(1, 13))
"""The items of TIDieR: what a way of working is, so that others can repeat it (Hoffmann et al. 2014)."""

CHEERS_ITEMS: Final = tuple(str(number) for number in range(1, 29))
"""The items of CHEERS 2022: what an economic evaluation accounts for (Husereau et al. 2022)."""

COST_CATEGORIES: Final = (
    "wmo_support",
    "wmo_day_care",
    "wmo_domestic_help",
    "wmo_transport",
    "youth_care",
    "out_of_home_placement",
    "gp",
    "district_nursing",
    "mental_health",
    "hospital",
    "pharmacy",
    "long_term_care",
    "social_assistance",
    "debt_support",
    "rent_arrears",
    "eviction",
    "shelter",
    "sheltered_housing",
    "police",
    "justice",
)
BEARERS: Final = (
    "municipality",
    "health_insurer",
    "care_office",
    "housing_corporation",
    "state",
    "provider",
    "residents",
)

PROVISIONS: Final = ("individual", "collective")
"""How support is given: to one person, or in a group and open to all. A shift from the first to the second is
substitution."""

RETURN_BASES: Final = ("counted", "difference")
"""Where the number of a social return comes from: counted in one place, or a difference in differences, from which what
would have happened anyway was taken off already."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A way of measuring wellbeing. Two instruments are never pooled."""

    id: str
    low: float
    high: float


INSTRUMENTS: Final[Mapping[str, Instrument]] = MappingProxyType(
    {
        instrument.id: instrument
        for instrument in (
            Instrument("rapportcijfer", 1, 10),
            Instrument("cantril", 0, 10),
            Instrument("who5", 0, 100),
            Instrument("de_jong_gierveld_6", 0, 6),
        )
    }
)

MISSING_REASONS: Final = (
    "not_given",  # the cell was empty
    "unknown",  # the publisher's "." : unknown, unreliable or secret
    "cannot_occur",  # an empty cell of a CBS table
    "not_applicable",
    "refused_to_answer",
    "not_stated",  # a source that does not say
    "not_computable",  # too few neighbourhoods, or nothing to divide by
    "not_measured",
    "suppressed_small",  # fewer people than the threshold
    "suppressed_secondary",  # hidden with others of its sum: small itself, or it would give a small one away
    "suppressed_dominance",  # one or two contributors make up nearly all of it
    "suppressed_no_consent",
)

GOALS: Final = (
    "better_health",
    "shared_responsibility",
    "jointly_organised",
    "lower_societal_costs",
    "better_supporting_systems",
)
"""The five strategic goals of Ruwaard."""

GUIDING_PRINCIPLES: Final = (
    "residents_central",
    "shared_urgency",
    "shared_vision",
    "understanding_and_trust",
    "practice_decides",
    "learning_at_all_levels",
    "start_small_think_big",
)
"""The seven leidende principes."""

WORKING_PRINCIPLES: Final = (
    "shared_language",
    "one_approach",
    "area_set",
    "area_profile",
    "action_learning",
    "learning_sessions",
    "horizontal_and_vertical_learning",
    "count_and_tell",
    "white_label_team",
    "area_bound_financing",
    "outboard_motor",
)
"""The eleven working principles of Ruwaard."""

CHALLENGES: Final = ("getting_off_the_ground", "organising_fittingly", "avoiding_deadlock")
"""The three core challenges of working together around a neighbourhood."""

DOMAINS: Final = ("individual_case", "institutional", "living_environment")
"""The three domains in which working together takes place."""

DEVELOPMENT_PRINCIPLES: Final = ("unfold", "deregulate", "desegregate")
"""Ont-wikkelen, ont-regelen, ont-schotten."""

ROOMS: Final = ("mental_room", "organisational_room", "geographic_room", "financial_room", "legal_room")
"""The five kinds of room that a new way of working needs."""

LESSONS: Final = (
    "join_citizens_networks",
    "network_inside_and_outside",
    "share_responsibility",
    "new_language_for_success",
    "let_go",
    "show_added_value",
    "head_in_clouds_feet_in_clay",
    "not_too_optimistic",
    "tailor_do_not_roll_out",
    "tie_existing_initiatives",
)
"""The ten lessons of project leaders."""

FRAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "goals": GOALS,
        "principles": (*GUIDING_PRINCIPLES, *WORKING_PRINCIPLES),
        "challenges": CHALLENGES,
        "domains": DOMAINS,
        "development": DEVELOPMENT_PRINCIPLES,
        "rooms": ROOMS,
        "lessons": LESSONS,
    }
)
"""What a theme may hang on, by the key of its front matter. The words stand in `labels.toml` under the singular."""

SPELLINGS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "arm": {
            "traditional": ("traditioneel", "regulier"),
            "samenwerkwijze": ("samenwerkingswijze", "alleen samenwerkwijze"),
        },
        "moment": {
            "baseline": ("nulmeting", "t0", "voormeting"),
            "short_term": ("korte termijn", "kort", "t1"),
            "long_term": ("lange termijn", "lang", "t2"),
        },
        "level": {
            "resident": ("bewoner", "inwoner"),
            "practitioner": ("uitvoerder", "professional"),
            "executive": ("bestuurder",),
        },
        "valence": {"stuck": ("vastlopen", "vastgelopen"), "proud": ("trots",), "mixed": ("gemengd",)},
        "effect": {"helping": ("helpend",), "hindering": ("hinderend",)},
        "status": {
            "presented": ("voorgelegd",),
            "agreed": ("akkoord",),
            "changed": ("gewijzigd", "aangepast"),
            "withdrawn": ("ingetrokken",),
            "answered": ("beantwoord",),
            "done": ("gedaan", "klaar"),
            "dropped": ("vervallen", "losgelaten"),
        },
        "kind": {"eye_opener": ("eyeopener", "eye-opener", "inzicht"), "question": ("vraag",), "action": ("actie",)},
        "consent": {"yes": ("ja",), "no": ("nee",), "published": ("gepubliceerd",)},
        "phase": {"before": ("voor", "vóór", "ervoor", "vooraf"), "after": ("na", "erna", "nadien")},
        "what": {"cost": ("kosten",), "avoided": ("vermeden", "vermeden kosten", "besparing")},
        "category": {
            "wmo_support": ("wmo begeleiding", "wmo individuele begeleiding", "begeleiding"),
            "wmo_day_care": ("wmo dagbesteding", "dagbesteding"),
            "wmo_domestic_help": ("wmo huishoudelijke hulp", "huishoudelijke hulp"),
            "wmo_transport": ("wmo vervoer", "vervoer"),
            "youth_care": ("jeugdzorg", "jeugdhulp"),
            "out_of_home_placement": ("uithuisplaatsing",),
            "gp": ("huisarts",),
            "district_nursing": ("wijkverpleging",),
            "mental_health": ("ggz",),
            "hospital": ("ziekenhuis", "medisch specialistische zorg"),
            "pharmacy": ("farmacie",),
            "long_term_care": ("wlz",),
            "social_assistance": ("bijstand",),
            "debt_support": ("schuldhulp", "schuldhulpverlening"),
            "rent_arrears": ("huurachterstand",),
            "eviction": ("huisuitzetting",),
            "shelter": ("maatschappelijke opvang", "opvang"),
            "sheltered_housing": ("beschermd wonen",),
            "police": ("politie",),
            "justice": ("justitie", "reclassering", "detentie", "om"),
        },
        "provision": {"individual": ("individueel",), "collective": ("collectief", "algemeen", "groep")},
        "basis": {"counted": ("geteld",), "difference": ("verschil", "verschil in verschil")},
        "bearer": {
            "municipality": ("gemeente",),
            "health_insurer": ("zorgverzekeraar",),
            "care_office": ("zorgkantoor",),
            "housing_corporation": ("corporatie", "woningcorporatie"),
            "state": ("rijk",),
            "provider": ("aanbieder",),
            "residents": ("bewoners", "inwoners"),
        },
    }
)
"""Dutch spellings that a delivered cell may hold, by vocabulary; case and surrounding space do not matter."""
