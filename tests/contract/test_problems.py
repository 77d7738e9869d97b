"""A problem as a user sees it: one line and a remedy, whatever a deliverer put in the name of a column."""

from __future__ import annotations

from wijklab.errors import Problem


def test_a_problem_is_one_line_and_one_remedy():
    said = str(Problem("x.csv", "is empty", "fill it", "datum", (2, 3)))
    assert said == "x.csv, column 'datum': is empty (rows 2, 3)\n    -> fill it"


def test_a_delivered_name_cannot_steer_a_terminal():
    said = str(Problem("x.csv", "is empty", "is it 'a\x1b[2J'?", "datum\nvan \x1b[31mmeting\u202e"))
    assert said == "x.csv, column 'datum van  [31mmeting ': is empty\n    -> is it 'a [2J'?"
