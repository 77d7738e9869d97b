"""Pieces of facts put together as text are the bytes that writing all facts at once would give."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijklab.errors import OutputError
from wijklab.sources.fact_text import facts_bytes, together

VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
)
FACTS = st.dictionaries(
    st.from_regex(r"[a-z0-9_.-]{1,20}", fullmatch=True),
    st.dictionaries(st.text(max_size=5), VALUES, max_size=4),
    max_size=4,
)


@settings(max_examples=50)
@given(st.lists(FACTS, max_size=3))
def test_it_is_what_writing_them_at_once_gives(pieces: list[dict[str, dict[str, object]]]) -> None:
    everything = {id: fact for piece in pieces for id, fact in piece.items()}
    written = {f"{number}.json": facts_bytes(piece) for number, piece in enumerate(pieces)}
    assert together(written) == facts_bytes(everything)


@settings(max_examples=50)
@given(FACTS)
def test_a_file_of_facts_is_laid_out_as_json_does(facts: dict[str, dict[str, object]]) -> None:
    text = json.dumps({"facts": facts}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    assert facts_bytes(facts) == f"{text}\n".encode()


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        facts_bytes({"a": {"x": float("nan")}})


TRICKY = {"a": {"x": ',\n  "b": {', "y": "\n }\n}\n", "z": {"deep": [{"er": 1}]}}, "b": {"é": "€\u2028"}, "c.d": {}}


def test_texts_that_look_like_the_end_of_a_fact_are_no_end() -> None:
    assert together({"a.json": facts_bytes(TRICKY), "b.json": facts_bytes({})}) == facts_bytes(TRICKY)


@pytest.mark.parametrize("layout", [{"indent": None}, {"indent": 4}, {"indent": 1, "ensure_ascii": True}])
def test_a_piece_that_was_laid_out_otherwise_comes_out_as_ours(layout: dict[str, object]) -> None:
    text = json.dumps({"facts": TRICKY}, **layout).encode()  # type: ignore[arg-type]
    assert json.loads(together({"a.json": text})) == {"facts": TRICKY}


@pytest.mark.parametrize("piece", [b"", b"{", b"[]", b"{}", b'{"facts": 3}', b"\xff"])
def test_what_is_no_file_of_facts_is_told(piece: bytes) -> None:
    with pytest.raises(OutputError, match=r"facts/ladder\.json: is not a file of facts"):
        together({"ladder.json": piece})
