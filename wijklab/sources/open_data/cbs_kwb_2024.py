"""CBS StatLine 85984NED "Kerncijfers wijken en buurten 2024", as JSON: area code -> topic -> value.

Beside the figures stand the table's own metadata: `DataProperties.json` (what each topic is, its unit, and the rule by
which CBS withholds it) and `TableInfos.json` (which table and year). Topics are found by stem and by the path of titles
above them, for the number behind a key (`..._83`) changes from one snapshot to the next, and stems repeat.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wijklab.sources.open_data.cells import areas, long_table, not_this_file, stacked, stem

SOURCE: Final = "CBS, StatLine 85984NED (Kerncijfers wijken en buurten 2024)"
COMPANIONS: Final = ("DataProperties.json", "TableInfos.json")
_TABLE: Final = "85984NED"
_RULE: Final = re.compile(r"\b(?:opgenomen|vermeld) (?:indien|bij)\b|\bgeheim\b|\bonderdrukt\b|op onbekend gezet")
_ALL_FILES: Final = f"put the JSON files of one download of {_TABLE} together in one folder (docs/open-data.md)"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the table: our indicator, CBS's stem with the titles above it, CBS's unit and ours."""

    indicator: str
    stem: str
    above: tuple[str, ...]
    cbs_unit: str
    unit: str


TOPICS: Final = (
    Topic("inhabitants", "AantalInwoners", ("Bevolking",), "aantal", "persons"),
    Topic("men", "Mannen", ("Bevolking", "Geslacht"), "aantal", "persons"),
    Topic("women", "Vrouwen", ("Bevolking", "Geslacht"), "aantal", "persons"),
    Topic("density_per_km2", "Bevolkingsdichtheid", ("Bevolking",), "aantal inwoners per km²", "count"),
    Topic("dwellings", "Woningvoorraad", ("Wonen en vastgoed",), "aantal", "dwellings"),
    Topic("area_total_ha", "OppervlakteTotaal", ("Oppervlakte",), "ha", "count"),
    Topic("area_land_ha", "OppervlakteLand", ("Oppervlakte",), "ha", "count"),
    Topic("area_water_ha", "OppervlakteWater", ("Oppervlakte",), "ha", "count"),
)


def read_cbs_kwb_2024(path: Path) -> pd.DataFrame:
    """Inhabitants, men, women, density (per km² of land), dwellings and surface (ha) of municipalities and wijken.

    CBS rounds the inhabitants of a wijk at random to a multiple of 5. An absent value is `unknown` where the topic's
    description tells that CBS withholds it, else what the topic's own default says (`cannot_occur`: Impossible).
    Long table with the columns of `context`, without names. SourceError where the files are others or do not match.
    """
    properties = _json(path.with_name("DataProperties.json"))
    period = _year(path.with_name("TableInfos.json"))
    regions = _json(path)
    if not isinstance(regions, dict) or not all(isinstance(region, dict) for region in regions.values()):
        raise not_this_file(path, "is not JSON of area code -> topic -> value", _ALL_FILES)
    codes = pd.Series(list(regions), index=_places(regions), dtype="str", name="WijkenEnBuurten").str.strip()
    area = areas(codes, path)
    return stacked(
        long_table(area, topic.indicator, period, _figures(regions, topic, properties, path), topic.unit, SOURCE)
        for topic in TOPICS
    )


def find_topic(topic: Topic, properties: list[dict[str, Any]], where: Path) -> dict[str, Any]:
    """The one property of that stem under those titles; SourceError where there is none or its unit is another."""
    groups = {entry["ID"]: entry for entry in properties}
    found = [
        entry
        for entry in properties
        if entry["Type"] == "Topic" and stem(entry["Key"]) == topic.stem and _above(entry, groups) == topic.above
    ]
    if len(found) != 1 or found[0]["Unit"] != topic.cbs_unit:
        path = " / ".join((*topic.above, topic.stem))
        raise not_this_file(where, f"has not exactly one topic '{path}' in unit '{topic.cbs_unit}'", _ALL_FILES)
    return found[0]


def withholding_rule(entry: Mapping[str, Any]) -> str | None:
    """The sentence of a topic's description that tells when CBS withholds its value; None where none does."""
    sentences = re.split(r"(?<=\.)\s+", entry["Description"] or "")
    return next((" ".join(sentence.split()) for sentence in sentences if _RULE.search(sentence)), None)


def _above(entry: Mapping[str, Any], groups: Mapping[int, Mapping[str, Any]]) -> tuple[str, ...]:
    parent = groups.get(entry["ParentID"])
    return (*_above(parent, groups), parent["Title"].strip()) if parent else ()


def _figures(
    regions: Mapping[str, Mapping[str, Any]], topic: Topic, properties: list[dict[str, Any]], path: Path
) -> tuple[pd.Series, pd.Series]:
    entry = find_topic(topic, properties, path.with_name("DataProperties.json"))
    if not all(entry["Key"] in region for region in regions.values()):
        raise not_this_file(path, f"does not give '{entry['Key']}' for every area", _ALL_FILES)
    values = [region[entry["Key"]] for region in regions.values()]
    if not all(value is None or type(value) in (int, float) for value in values):
        raise not_this_file(path, f"holds something else than numbers in '{entry['Key']}'", _ALL_FILES)
    withheld = withholding_rule(entry) is not None or entry["Default"] != "Impossible"
    reason = "unknown" if withheld else "cannot_occur"
    return (
        pd.Series(values, index=_places(regions), dtype=float),
        pd.Series([reason if value is None else None for value in values], index=_places(regions), dtype=object),
    )


def _places(regions: Mapping[str, Any]) -> pd.RangeIndex:
    """JSON has no rows: an area is found by its place in the file, the first being 1."""
    return pd.RangeIndex(1, len(regions) + 1)


def _year(path: Path) -> str:
    infos = _json(path)
    if [info.get("Identifier") for info in infos] != [_TABLE]:
        raise not_this_file(path, f"does not describe table {_TABLE}", _ALL_FILES)
    return str(infos[0]["Period"])


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as fault:
        raise not_this_file(path, "is absent", _ALL_FILES) from fault
    except ValueError as fault:
        raise not_this_file(path, "is not JSON", _ALL_FILES) from fault
