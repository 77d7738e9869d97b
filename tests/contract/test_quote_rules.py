"""Rules of quotes and their answers: what is refused, what is worth knowing, and what is never left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wijklab.sources.opening import check_study

FRAGMENTS = """\
fragment;datum;rol;niveau;thema;tekst;status;toestemming;gesprek;spreker
F1;2023-02-06;bewoner;bewoner;tuin;Eerste woorden.;akkoord;ja;G1;P1
F2;2023-02-06;bewoner;bewoner;tuin;Tweede woorden.;ingetrokken;ja;G1;P1
F3;2023-02-06;bewoner;bewoner;tuin;Derde woorden.;concept;nee;G2;P2
"""
LIFE = "fragment;datum;status;tekst;toestemming_tot\n"

CASES = (
    # what happened, severity, what is said
    ("F1;2023-03-01;voorgelegd;;\nF1;2023-03-01;akkoord;;", None, ""),
    ("F9;2023-03-01;akkoord;;", "refusal", "does not stand in the table fragments (row 2)"),
    ("F1;2023-03-01;ingetroken;;", "refusal", "is not one of the choices"),
    ("F1;2023-03-01;akkoord;;\nF1;2023-03-01;akkoord;;", "refusal", "row"),
    ("F1;2025-03-01;akkoord;;", "notice", "lies after the day of this edition (2024-06-30)"),
    ("F1;2025-03-01;ingetrokken;;", None, ""),
    ("F1;2023-03-01;ingetrokken;;\nF1;2023-04-01;akkoord;;", "notice", "comes after a withdrawal"),
    ("F2;2023-03-01;akkoord;;", "notice", "called withdrawn in fragments: it stays withdrawn"),
    ("F1;2023-03-01;gewijzigd;;", "notice", "changed, without new words"),
    ("F1;2023-03-01;gewijzigd;Andere woorden.;", None, ""),
    ("F3;2023-03-01;akkoord;;", "notice", "gives no consent according to fragments"),
    ("F1;2023-03-01;gewijzigd;Bel 06-12345678.;", "refusal", "looks like a phone number"),
)


@pytest.mark.parametrize(("rows", "severity", "said"), CASES)
def test_an_answer(make_study: Callable[..., Path], rows: str, severity: str | None, said: str) -> None:
    study = make_study(tables={"fragmenten": FRAGMENTS, "citaatverloop": f"{LIFE}{rows}\n"})
    opened, problems = check_study(study)
    told = [problem for problem in problems if "citaatverloop" in problem.where]
    assert [problem.severity for problem in told] == ([severity] if severity else [])
    assert all(said in str(problem) for problem in told)
    assert (opened is None) is (severity == "refusal")
    assert "woorden." not in "".join(map(str, problems))


@pytest.mark.parametrize(
    "row", ["F1;2023-03-01;ingetroken;;", "F9;2023-03-01;ingetrokken;;", "F1;32-13-2023;ingetrokken;;"]
)
def test_an_answer_that_cannot_be_read_is_never_left_out(make_study: Callable[..., Path], row: str) -> None:
    life = f"{LIFE}F1;2023-03-01;akkoord;;\n{row}\n"
    leaving = ("  folder: params/klein", "  folder: params/klein\n  refused_rows: leave_out")
    opened, problems = check_study(make_study(leaving, tables={"fragmenten": FRAGMENTS, "citaatverloop": life}))
    assert opened is None
    assert "holds 1 row(s) that cannot be read: a withdrawal may be among them" in "".join(map(str, problems))


def test_answers_without_fragments_are_refused(make_study: Callable[..., Path]) -> None:
    opened, problems = check_study(make_study(tables={"citaatverloop": f"{LIFE}F1;2023-03-01;akkoord;;\n"}))
    assert opened is None
    assert any("needs the table fragments" in problem.what for problem in problems)


@pytest.mark.parametrize(("id", "refused"), [("P1-3", True), ("g1_F3", True), ("F3 g1", True), ("P13", False)])
def test_the_id_of_a_quote_does_not_tell_who_spoke(make_study: Callable[..., Path], id: str, refused: bool) -> None:
    fragments = FRAGMENTS.replace("F1;", f"{id};")
    _, problems = check_study(make_study(tables={"fragmenten": fragments}))
    assert any("ids of quotes stand in outputs" in problem.what for problem in problems) is refused
