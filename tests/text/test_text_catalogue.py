"""The catalogue: Dutch and English hold the same keys and placeholders, and every id of the vocabulary has words."""

from __future__ import annotations

from string import Formatter
from typing import get_args

import pytest

from tests.conftest import ROOT
from wijklab.contract import vocabulary as v
from wijklab.contract.answers import Bound, Unit
from wijklab.contract.study import QUESTIONS
from wijklab.text import LANGUAGES, has_phrase, phrase
from wijklab.text.catalogue import load

NAMESPACES = sorted({file.stem for file in (ROOT / "wijklab" / "text").glob("*/*.toml")})

VOCABULARY = {
    "arm": v.ARMS,
    "moment": v.MOMENTS,
    "ladder": v.LADDER_LEVELS,
    "level": v.LEVELS,
    "levels": v.LEVELS,
    "valence": v.VALENCES,
    "effect": v.EFFECTS,
    "status": v.FRAGMENT_STATUSES,
    "consent": v.CONSENTS,
    "what": v.CASE_COST_KINDS,
    "phase": v.PHASES,
    "strength": v.STRENGTHS,
    "assumption": v.ASSUMPTIONS,
    "category": v.COST_CATEGORIES,
    "bearer": v.BEARERS,
    "instrument": v.INSTRUMENTS,
    "missing": v.MISSING_REASONS,
    "goal": v.GOALS,
    "principle": (*v.GUIDING_PRINCIPLES, *v.WORKING_PRINCIPLES),
    "question": QUESTIONS,
}


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_languages_hold_the_same_keys_and_placeholders(namespace):
    dutch, english = (load(language, namespace) for language in LANGUAGES)
    assert sorted(dutch) == sorted(english)
    assert {key: _placeholders(dutch[key]) for key in dutch} == {key: _placeholders(english[key]) for key in english}


@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_placeholder_is_a_name_and_nothing_more(namespace, language):
    for key, text in load(language, namespace).items():
        fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() and not spec and not conversion for name, spec, conversion in fields), key


@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty(namespace, language):
    assert all(load(language, namespace).values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", VOCABULARY)
def test_every_id_of_the_vocabulary_has_words(language, kind):
    assert [id for id in VOCABULARY[kind] if not has_phrase(language, f"labels.{kind}.{id}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", get_args(Unit))
@pytest.mark.parametrize("part", ["one", "other", "axis", "name"])
def test_every_unit_has_words(language, unit, part):
    assert has_phrase(language, f"units.{unit}.{part}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bound_has_words(language):
    assert all("5" in phrase(language, f"page.bound.{bound}", value="5") for bound in get_args(Bound))


def test_a_key_that_does_not_exist_is_a_defect():
    with pytest.raises(KeyError, match=r"no phrase 'page\.nothing'"):
        phrase("nl", "page.nothing")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
