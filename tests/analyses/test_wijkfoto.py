"""The wijkfoto of Ruwaard, against what CBS and RIVM published (shared domain.md, section 6)."""

from __future__ import annotations

import datetime as dt
import string
from pathlib import Path

import pandas as pd
import pytest

from wijklab.analyses.wijkfoto import profile_neighbourhood
from wijklab.contract.answers import Estimates, Exhibit, StudyCard
from wijklab.contract.outcomes import Outcomes, ProfileOutcome
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.study_parts import ContextSource, Data
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.disclosure import release
from wijklab.errors import SourceError, StudyError
from wijklab.sources.context import read_context
from wijklab.text import has_phrase
from wijklab.text.catalogue import load

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "rivm_50120ned": "rivm_50120NED_ervaren_gezondheid_2022_nl_gemeente_wijk_buurt.csv",
    "cbs_income_2020": "cbs_maatwerk_inkomen_per_gemeente_en_wijk_2020.latin1.csv",
    "cbs_kwb_2024": "kwb2024_85984NED/gemeenten_en_wijken_8_kolommen.json",
    "cbs_85542ned": "cbs_85542NED_welzijn_kerncijfers_2013_2024.csv",
}
ASKED = ProfileOutcome(area="WK082806", beside=("WK082801", "WK082807"), municipality="GM0828")
WIJKEN_OF_OSS = 23


def study_of(context: pd.DataFrame | None, asked: ProfileOutcome | None = ASKED) -> OpenStudy:
    """An open study with these area figures and nothing else."""
    study = Study(
        id="ruwaard",
        title="Ruwaard",
        edition="proef",
        period={"from": "2016-01-01", "to": "2023-12-31"},
        cutoff="2024-01-01",
        outcomes=Outcomes(wijkfoto=asked),
    )
    day = dt.date(2016, 1, 1)
    card = StudyCard(
        "ruwaard", "Ruwaard", "", "nl", "proef", "concept", False, (), (), day, day, day, {}, ("wijkfoto",)
    )
    place = StudyPlace(file=Path("ruwaard.yaml"), root=Path(), outputs=Path("outputs"))
    return OpenStudy(study, Tables({} if context is None else {"context": context}), place, card)


@pytest.fixture(scope="module")
def fallback() -> pd.DataFrame:
    """The published figures that the project itself carries."""
    return pd.read_csv(ROOT / "params" / "ruwaard" / "context.csv", dtype={"period": str})


@pytest.fixture(scope="module")
def real(shared: Path) -> pd.DataFrame:
    """What the four real files hold of Oss."""
    context = tuple(ContextSource(reader=reader, file=f"data/{file}") for reader, file in FILES.items())  # type: ignore[arg-type]
    asked = study_of(None).asked.model_copy(update={"data": Data(context=context)})
    tables, _, _ = read_context(asked, StudyPlace(file=shared / "x.yaml", root=shared, outputs=shared / "outputs"))
    return pd.concat([table.frame for table in tables], ignore_index=True)


def exhibit(answer: Estimates, id: str) -> Exhibit:
    return next(found for found in answer.exhibits if found.id == id)


def figures(rows: list[tuple[str, str, str, float | None, str, str | None]]) -> pd.DataFrame:
    """A table `context` of (area, indicator, period, value, unit, reason)."""
    columns = ["area", "indicator", "period", "value", "unit", "missing_reason"]
    return pd.DataFrame(rows, columns=columns).assign(name=None, source="bron")


@pytest.mark.parametrize("source", ["fallback", "real"])
@pytest.mark.parametrize(
    ("id", "value", "period"),
    [
        ("wijkfoto.inhabitants.WK082806", 13_595, "2024"),
        ("wijkfoto.dwellings.WK082806", 6_285, "2024"),
        ("wijkfoto.health_good_percent.WK082806", 62.7, "2022"),
        ("wijkfoto.health_good_percent.GM0828", 68.2, "2022"),
        ("wijkfoto.income_per_inhabitant_eur_thousand.WK082801", 24.4, "2020"),
        ("wijkfoto.households_lowest_40_percent.WK082807", 30.1, "2020"),
        ("wijkfoto.life_satisfaction_score.NL01.2019", 7.7, "2019"),
    ],
)
def test_facts_are_the_published_figures(
    source: str, id: str, value: float, period: str, request: pytest.FixtureRequest
) -> None:
    answer = profile_neighbourhood(study_of(request.getfixturevalue(source)))
    fact = answer.quantities[id]
    assert (fact.value, fact.period, fact.basis) == (value, period, "area")
    assert fact.source.startswith(("CBS", "RIVM"))
    assert period in fact.source or id.endswith(period), "a source is named with its year, unless the fact is"


def test_all_wijken_stand_in_order_with_the_area_marked(real: pd.DataFrame) -> None:
    answer = profile_neighbourhood(study_of(real))
    for id in ("wijkfoto-all-health", "wijkfoto-all-income"):
        shown = exhibit(answer, id)
        values = [answer.quantities[row.cells[0] or ""].value for row in shown.rows]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=True)
        assert values[: len(known)] == known, "what is missing stands last"
        assert shown.texts["marked"] == "WK082806"
    assert len(exhibit(answer, "wijkfoto-all-health").rows) == WIJKEN_OF_OSS


def test_the_fallback_shows_only_what_it_has(fallback: pd.DataFrame) -> None:
    answer = profile_neighbourhood(study_of(fallback))
    assert [found.id for found in answer.exhibits] == [
        "wijkfoto-profile",
        "wijkfoto-all-health",
        "wijkfoto-all-income",
        "wijkfoto-netherlands",
    ]
    assert [row.label.id for row in exhibit(answer, "wijkfoto-profile").rows] == [
        "inhabitants",
        "dwellings",
        "health_good_percent",
        "income_per_inhabitant_eur_thousand",
        "households_lowest_40_percent",
    ]
    assert len(exhibit(answer, "wijkfoto-all-health").rows) == 3


AREAS = ["WK082806", "WK082801", "WK082807", "GM0828"]


@pytest.mark.parametrize(
    ("indicators", "columns"),
    [
        pytest.param((), AREAS, id="most indicators have no national figure, so there is no column of blanks"),
        pytest.param(("health_good_percent", "inhabitants"), [*AREAS, "NL01"], id="half of them have one"),
    ],
)
def test_columns_are_the_area_those_beside_it_the_municipality_and_perhaps_the_country(
    real: pd.DataFrame, indicators: tuple[str, ...], columns: list[str]
) -> None:
    shown = exhibit(
        profile_neighbourhood(study_of(real, ASKED.model_copy(update={"indicators": indicators}))), "wijkfoto-profile"
    )
    assert [column.id for column in shown.columns] == columns


def test_the_interval_of_the_publisher_comes_along(real: pd.DataFrame) -> None:
    fact = profile_neighbourhood(study_of(real)).quantities["wijkfoto.life_satisfaction_score.NL01.2024"]
    assert (fact.low, fact.value, fact.high) == (7.6, 7.6, 7.6)


def test_a_missing_figure_keeps_its_reason() -> None:
    context = figures(
        [
            ("WK082806", "health_good_percent", "2022", None, "percent", "unknown"),
            ("WK082801", "health_good_percent", "2022", None, "percent", None),
            ("GM0828", "health_good_percent", "2022", 68.2, "percent", None),
        ]
    )
    facts = profile_neighbourhood(study_of(context)).quantities
    found = {id.rpartition(".")[2]: (fact.value, fact.missing) for id, fact in facts.items()}
    assert found == {
        "WK082806": (None, "unknown"),
        "WK082801": (None, "not_given"),
        "WK082807": (None, "not_stated"),
        "GM0828": (68.2, None),
    }


def test_a_row_is_shown_in_one_period_the_last_one_of_the_area_itself() -> None:
    context = figures(
        [
            ("WK082806", "inhabitants", "2023", 10.0, "persons", None),
            ("WK082806", "inhabitants", "2024", None, "persons", "unknown"),
            ("GM0828", "inhabitants", "2023", 20.0, "persons", None),
            ("GM0828", "inhabitants", "2024", 30.0, "persons", None),
        ]
    )
    facts = profile_neighbourhood(study_of(context)).quantities
    assert {fact.period for fact in facts.values()} == {"2023"}
    assert facts["wijkfoto.inhabitants.GM0828"].value == 20.0


def test_the_study_selects_and_orders(fallback: pd.DataFrame) -> None:
    asked = ASKED.model_copy(update={"indicators": ("dwellings", "inhabitants")})
    answer = profile_neighbourhood(study_of(fallback, asked))
    assert [row.label.id for row in exhibit(answer, "wijkfoto-profile").rows] == ["dwellings", "inhabitants"]
    assert not any(found.kind == "bars" for found in answer.exhibits)


def test_an_indicator_of_ones_own_comes_after_the_known_ones(fallback: pd.DataFrame) -> None:
    own = figures([("WK082806", "green_percent", "2021", 12.0, "percent", None)])
    shown = exhibit(profile_neighbourhood(study_of(pd.concat([own, fallback]))), "wijkfoto-profile")
    assert shown.rows[-1].label.id == "green_percent"


REFUSED = [
    (None, "not asked"),
    (ASKED.model_copy(update={"indicators": ("happyness",)}), "no figures for happyness"),
    (ASKED.model_copy(update={"area": "WK999999"}), "no figures for WK999999"),
]


@pytest.mark.parametrize(("asked", "what"), REFUSED)
def test_what_there_are_no_figures_of_is_refused(
    fallback: pd.DataFrame, asked: ProfileOutcome | None, what: str
) -> None:
    with pytest.raises(StudyError, match=what):
        profile_neighbourhood(study_of(fallback, asked))


def test_a_unit_that_has_no_face_is_refused() -> None:
    with pytest.raises(SourceError, match="unknown unit furlong"):
        profile_neighbourhood(study_of(figures([("WK082806", "length", "2021", 1.0, "furlong", None)])))


def test_a_published_area_figure_passes_the_gate_as_it_is(fallback: pd.DataFrame) -> None:
    study = study_of(fallback)
    answer = profile_neighbourhood(study)
    assert dict(release(answer, study).quantities) == dict(answer.quantities)


@pytest.mark.parametrize(
    ("values", "finding", "lowest", "highest"),
    [
        ((60.0, 70.0, 80.0), ["health_lowest"], "WK082806", "WK082807"),
        ((80.0, 70.0, 60.0), ["health_highest"], "WK082807", "WK082806"),
        ((70.0, 60.0, 80.0), ["health_between"], "WK082801", "WK082807"),
        ((60.0, 60.0, 80.0), ["health_lowest"], "WK082806", "WK082807"),  # a tie: the area itself is named
        ((60.0, 60.0, 60.0), [], "", ""),
        ((None, 60.0, 80.0), [], "", ""),
    ],
)
def test_where_the_area_stands_among_the_wijken(
    values: tuple[float | None, ...], finding: list[str], lowest: str, highest: str
) -> None:
    codes = ("WK082806", "WK082801", "WK082807")
    rows = zip(codes, values, strict=True)
    context = figures([(code, "health_good_percent", "2022", value, "percent", None) for code, value in rows])
    said = exhibit(profile_neighbourhood(study_of(context)), "wijkfoto-all-health").findings
    assert [found.key for found in said] == [f"wijkfoto.finding.{name}" for name in finding]
    for found in said:
        assert (found.names["lowest_area"].id, found.names["highest_area"].id) == (lowest, highest)


@pytest.mark.parametrize(("marks", "said"), [((7.5, 7.7), 1), ((7.0, 7.7), 0), ((7.5,), 0), ((7.5, None), 0)])
def test_only_a_national_mean_that_hardly_moves_is_said_to(marks: tuple[float | None, ...], said: int) -> None:
    context = figures(
        [
            ("WK082806", "inhabitants", "2024", 10.0, "persons", None),
            *(("NL01", "life_satisfaction_score", f"{2023 + i}", mark, "grade", None) for i, mark in enumerate(marks)),
        ]
    )
    assert len(exhibit(profile_neighbourhood(study_of(context)), "wijkfoto-netherlands").findings) == said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_said_and_shown_has_words(real: pd.DataFrame, language: str) -> None:
    answer = profile_neighbourhood(study_of(real))
    said = [*answer.notes, *(finding for found in answer.exhibits for finding in found.findings)]
    assert len(said) == 3 + 4 + 2 + 1
    for finding in said:
        given = {*finding.facts, *finding.names}
        for ending in ("plain", "hidden"):
            text = load(language, "wijkfoto").get(f"{finding.key}.{ending}", "")
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= given
        assert has_phrase(language, f"{finding.key}.plain")
    for found in answer.exhibits:
        assert has_phrase(language, f"wijkfoto.exhibit.{found.id}.title")
        assert has_phrase(language, f"wijkfoto.exhibit.{found.id}.caption")
        named = {label for label in (*found.columns, *(row.label for row in found.rows)) if label.kind == "indicator"}
        assert all(has_phrase(language, f"labels.indicator.{label.id}") for label in named)


def test_every_cited_fact_exists(real: pd.DataFrame) -> None:
    answer = profile_neighbourhood(study_of(real))
    cited = {id for found in answer.exhibits for finding in found.findings for id in finding.facts.values()}
    shown = {id for found in answer.exhibits for row in found.rows for id in row.cells if id}
    assert cited <= shown == set(answer.quantities)
