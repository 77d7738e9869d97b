"""Hints stop nothing: they point at lines that a careful historian would write otherwise."""

from __future__ import annotations

import pytest
from small_story import THEME, Tell

from wijklab.story import check_story, tell_history

NUMBER, QUOTE, CAUSE = "a number typed by hand", "words between quotation marks", "a word of cause"
LONG = "a sentence of more than thirty words"
LINES = (
    # a line of commentary, what the hint says (None: no hint)
    ("Het welbevinden steeg met 2 punten.", NUMBER),
    ("Het steeg met vier punten op de schaal.", NUMBER),
    ("De kosten waren € 5.025 hoger.", NUMBER),
    ("Wel 34% deed mee.", NUMBER),
    ("Het waren 34 procent van de mensen.", NUMBER),
    ("Mensen gingen van trede 2 naar boven.", NUMBER),
    ("We gaven een 8 als cijfer.", NUMBER),
    ("Costs fell by 300 euros.", NUMBER),
    ("In 2018 veranderden de kosten.", None),
    ("We zaten met 4 mensen aan tafel.", None),
    ("De drie vragen passen op een bierviltje.", None),
    ("Om 10.30 uur was er koffie. Het welbevinden kwam later.", None),
    ("Zij zei: “ik wist niet dat dit ook kon”.", QUOTE),
    ('Zij zei: "ik wist niet dat dit ook kon".', QUOTE),
    ("Toen kwam mevrouw De Vries binnen.", "what looks like the name of a person"),
    ("Toen kwam de mevrouw van de bakker.", None),
    ("Het woord “proeftuin” is een muurtje.", None),
    ("Dit leidt tot {{ fact: wellbeing.change.proeftuin }}.", CAUSE),
    ("Dankzij de koffie veranderde het met {{ fact: wellbeing.change.proeftuin }}.", CAUSE),
    ("Dit leidt tot een goed gesprek.", None),
    ("En toen " * 15 + "kwam zij.", LONG),
    ("En toen " * 14 + "kwam zij.", None),
    ("En toen kwam zij. " * 15, None),
    ("\n".join(["- een punt van een lijst"] * 12), None),
)


@pytest.mark.parametrize(("line", "said"), LINES)
def test_a_line_is_hinted_at_and_stops_nothing(make_story: Tell, line: str, said: str | None) -> None:
    study = make_story({"themes/tuin.md": f"{THEME}\n{line}\n"})
    found = check_story(study)
    assert [(p.where, p.severity) for p in found] == ([("verhaal/themes/tuin.md, line 22", "notice")] if said else [])
    assert all(said in problem.what for problem in found)
    tell_history(study)


def test_a_hint_names_the_line_inside_a_longer_piece(make_story: Tell) -> None:
    study = make_story({"themes/tuin.md": f"{THEME}\nEen regel.\nNog een regel.\nDe kosten: € 12.\n"})
    assert [problem.where for problem in check_story(study)] == ["verhaal/themes/tuin.md, line 24"]


def test_a_theme_that_fragments_name_and_nobody_wrote_is_noticed(make_story: Tell) -> None:
    (notice,) = check_story(make_story(theme="kas"))
    assert (notice.severity, notice.column) == ("notice", "theme")
    assert "theme 'kas' has no page" in notice.what
