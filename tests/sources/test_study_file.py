# ruff: noqa: E501 - a table of cases reads best with one case a line
from __future__ import annotations

import subprocess
import sys
import time

import pytest
from small_study import GOOD_STUDY, edited

from wijklab.errors import StudyError
from wijklab.sources.study_file import read_study
from wijklab.sources.yaml_text import key_path, read_tree


def refusals(file):
    with pytest.raises(StudyError) as refused:
        read_study(file)
    return [(problem.where.rpartition("line ")[2], problem.what, problem.todo) for problem in refused.value.problems]


def one(file):
    ((line, what, todo),) = refusals(file)
    return line, what, todo


def test_a_good_study_and_its_place(make_study):
    file = make_study()
    study, place = read_study(file)
    assert study.id == "klein"
    assert study.arms["samenwerkwijze"].start.isoformat() == "2018-07-01"
    assert place.root == file.parent.parent  # the parent of the folder `params`
    assert place.outputs == place.root / "outputs" / "klein"


def test_a_study_outside_params_has_its_own_folder_as_root(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(GOOD_STUDY, "utf-8")
    assert read_study(file)[1].root == tmp_path
    assert read_study(file, tmp_path / "elders")[1].outputs == tmp_path / "elders" / "klein"


@pytest.mark.parametrize(
    ("plain", "kept"),
    [
        ("0363", "0363"),
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0o17", "0o17"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("true", "true"),
        ("2017-01-01", "2017-01-01"),
        ("'null'", "null"),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_every_scalar_stays_text(tmp_path, plain, kept):
    file = tmp_path / "x.yaml"
    file.write_text(f"a: {plain}\n", "utf-8")
    tree, problems = read_tree(file)
    assert (tree.value, problems) == ({"a": kept}, [])


WRONG = [
    # old, new, line, what, remedy
    ("language:", "langauge:", "3", "langauge is not a key of a study", "did you mean `language`?"),
    ("    start: 2018-01-01", "    strat: 2018-01-01", "12", "arms.proeftuin.strat is not a key of a study", "did you mean `start`?"),
    ("language: nl", "language: fr", "3", "language is not one of the choices", "choose from nl, en"),
    ("cutoff: 2024-06-30", "cutoff: NO", "6", "cutoff is not a date", "year-month-day"),
    ("cutoff: 2024-06-30", "cutoff: 2024", "6", "cutoff is not a date", "year-month-day"),
    ("cutoff: 2024-06-30", "cutoff: 20240630", "6", "cutoff is not a date", "year-month-day"),  # seconds since 1970
    ("cutoff: 2024-06-30", "cutoff: 86400", "6", "cutoff is not a date", "year-month-day"),
    ("cutoff: 2024-06-30", "cutoff: 2016-02-30", "6", "cutoff is not a date", "year-month-day"),
    ("edition: \"2024\"", "edition:", "4", "edition has no value", "give it a value"),
    ("edition: \"2024\"", "", "1", "edition is missing", "add `edition:`"),
    ("id: klein", "id: ../klein", "1", "id is not written as it should be", "small letters"),
    ("id: klein", "id: '{wijk}'", "1", "id is not written as it should be", "small letters"),
    ("WK999901,", "0363,", "11", "arms.proeftuin.neighbourhoods[1] is not written as it should be", "WK082806"),
    ("[WK999901, WK999902]", "WK999901", "11", "arms.proeftuin.neighbourhoods is not a list", "[a, b]"),
    ("WK999902]", "WK999901]", "11", "arms.proeftuin.neighbourhoods: names WK999901 twice", "agree"),
    ("[wellbeing, ladder, costs]", "[costs, costs]", "25", "notebooks: names costs twice", "agree"),
    ("[wellbeing, ladder, costs]", "[]", "25", "notebooks is empty", "at least one"),
    ("[WK999901, WK999902]", "[]", "11", "arms.proeftuin.neighbourhoods is empty", "at least one"),
    ("  proeftuin:", "  proeftuinen:", "10", "arms.proeftuinen is not one of the choices", "did you mean `proeftuin`?"),
    ("instrument: rapportcijfer", "instrument: cijfer", "22", "outcomes.wellbeing.instrument is not one of the choices",
     "did you mean `rapportcijfer`?"),
    ("baseline_year: 2017", "baseline_year: 17", "24", "outcomes.costs.baseline_year is too small", "at least 2000"),
    ("baseline_year: 2017", "baseline_year: 2117", "24", "outcomes.costs.baseline_year is too large", "at most 2100"),
    ("baseline_year: 2017", "baseline_year: x", "24", "outcomes.costs.baseline_year is not a whole number", "digits"),
    ("baseline_year: 2017", "baseline_year: 2024", "24", "outcomes.costs: baseline_year must come before", "agree"),
    ("from: 2023-01-01", "from: 2024-01-01", "20", "moments.long_term: 'from' (2024-01-01) lies after 'to'", "agree"),
    ("notebooks: [", "notebooks: [welzijn, ", "25", "notebooks[1] is not one of the choices", "choose from wijkfoto"),
    ("title: Een kleine studie", "title: [a]", "2", "title is not a text", "one line"),
    ("notebooks:", "economics: {discount: {costs: 3, effects: 0, source: x, date: 2024-01-01}}\nnotebooks:", "25",
     "economics.discount.costs is too large", "at most 0.2; 0.03 is 3 %"),
    ("notebooks:", "economics: {discount: {costs: 3%, effects: 0, source: x, date: 2024-01-01}}\nnotebooks:", "25",
     "economics.discount.costs is a percentage", "such as 0.03 for 3 %"),
    ("price_year: 2023}", "price_year: 2023, sharing: [{bearer: Gemeente, among: {residents: 1}}]}", "24",
     "outcomes.costs.sharing[1].bearer is not one of the choices", "did you mean `municipality`?"),
    ("price_year: 2023}", "price_year: 2023, bearers: [woningcorporatie]}", "24",
     "outcomes.costs.bearers[1] is not one of the choices", "did you mean `housing_corporation`?"),
    ("  costs: {", "  budget: {area: WK999901, first_year: 2018, last_year: 2022, amount_eur: 0, source: x}\n  costs: {", "24",
     "outcomes.budget.amount_eur is too small", "a number above 0"),
    ("title: Een kleine studie", f"title: {'x' * 301}", "2", "title is too long", "at most 300"),
    ("title: Een kleine studie", "title: '  '", "2", "title is empty", "write something"),
    ("title: Een kleine studie", 'title: "a\\eb"', "2", "title is not written as it should be", "cannot be seen"),
    ("title: Een kleine studie", 'title: "a\\u202Eb"', "2", "title is not written as it should be", "cannot be seen"),
    ("folder: params/klein", "folder: /data/klein", "8", "data.folder is an absolute path", "root of the study"),
    ("folder: params/klein", "folder: C:\\data", "8", "data.folder is not written as it should be", "forward slashes"),
    ("folder: params/klein", "tables: {welbevinden: x.csv}", "8", "data.tables.welbevinden: the contract has no table", "wellbeing"),
    ("folder: params/klein", "columns: {wellbeing: {c: cijfer}}", "8", "data.columns.wellbeing.c: the contract's table", "score"),
    ("  folder: params/klein", "", "7", "data has no value", "give it a value"),
    ("data:\n  folder: params/klein", "data: params/klein", "7", "data is not a set of keys and values", "indented"),
    ("id: klein", "id: klein\nid: groot", "2", "the key id stands twice", "the first stands on line 1"),
    ("id: klein", "id: !!python/object/apply:os.system klein", "1", "the tag !!python/object/apply:os.system", "remove the tag"),
    ("id: klein", "id: !!binary klein", "1", "the tag !!binary is not accepted", "remove the tag"),
    ("id: klein", "id: klein\n? [a, b]\n: c", "2", "a key is not text", "as a word"),
    ("id: klein", "id: klein\n~: c", "2", "a key is not text", "as a word"),
    ("id: klein", "id: klein\n<<: {a: b}", "2", "a key is not text", "as a word"),
    ("id: klein", "id: klein\nseed: -1", "2", "seed is too small", "at least 0"),
    ("id: klein", "id: klein\nprivacy: {threshold: 3}", "2", "privacy.threshold is too small", "at least 10"),
    ("id: klein", "id: klein\npublished: [{id: a, value: nan, unit: eur, source: s}]", "2", "published[1].value is not a number",
     "digits"),
    ("id: klein", "id: klein\npublished: [{id: a, value: x, unit: eur, source: s}]", "2", "published[1].value is not a number",
     "digits"),
    # how strong a claim may be, and starts of their own
    ("notebooks: [", "design: {assignment: lottery}\nnotebooks: [", "25", "design.assignment is not one of the choices", "chosen, drawn"),
    ("notebooks: [", "design: {assumptions: [paralel_trends]}\nnotebooks: [", "25", "design.assumptions[1] is not one of the choices",
     "did you mean `parallel_trends`?"),
    ("notebooks: [", "design: {assumptions: same_people}\nnotebooks: [", "25", "design.assumptions is not a list", "[a, b]"),
    ("notebooks: [", "design: {assumptions: [same_people, same_people]}\nnotebooks: [", "25", "design.assumptions: names same_people twice",
     "agree"),
    ("notebooks: [", "design:\nnotebooks: [", "25", "design has no value", "remove the key"),
    ("    start: 2018-01-01", "    start: 2018-01-01\n    starts: {WK99: 2019-01-01}", "13", "arms.proeftuin.starts.WK99 is not written",
     "WK082806"),
    ("    start: 2018-01-01", "    start: 2018-01-01\n    starts: {WK999901: 20190101}", "13", "arms.proeftuin.starts.WK999901 is not a date",
     "year-month-day"),
    ("    start: 2018-01-01", "    start: 2018-01-01\n    starts: [WK999901]", "13", "arms.proeftuin.starts is not a set of keys", "indented"),
    ("    start: 2018-01-01", "    start: 2018-01-01\n    starts: {WK999903: 2019-01-01}", "13", "arms.proeftuin.starts names WK999903, which",
     "agree"),
    ("WK999905, WK999906]", "WK999905, WK999906]\n    starts: {WK999905: 2019-01-01}", "16", "arms.traditional has 'starts'", "agree"),
    # what is asked of the ladder, of wellbeing, of planning and of the authors
    ("ladder: {", "ladder: {pensioners: appart, ", "23", "outcomes.ladder.pensioners is not one of the choices", "did you mean `apart`?"),
    ("ladder: {", "ladder: {pension_age: 40, ", "23", "outcomes.ladder.pension_age is too small", "at least 50"),
    ("ladder: {", "ladder: {pension_age: oud, ", "23", "outcomes.ladder.pension_age is not a whole number", "digits"),
    ("wellbeing: {", "wellbeing: {placebo_instrument: onzin, ", "22", "outcomes.wellbeing.placebo_instrument is not one of", "who5"),
    ("wellbeing: {", "wellbeing: {placebo_instrument: rapportcijfer, ", "22", "outcomes.wellbeing: placebo_instrument is the instrument",
     "agree"),
    ("notebooks: [", "power: {sd: 0}\nnotebooks: [", "25", "power.sd is too small", "at least 0.01"),
    ("notebooks: [", "power: {sd: inf}\nnotebooks: [", "25", "power.sd is not a number", "digits"),
    ("notebooks: [", "power: {icc: '0,05'}\nnotebooks: [", "25", "power.icc is not a number", "a point for decimals"),
    ("notebooks: [", "power: {power: 80}\nnotebooks: [", "25", "power.power is too large", "at most 0.99"),
    ("notebooks: [", "power: {residents_per_neighbourhood: 1}\nnotebooks: [", "25", "power.residents_per_neighbourhood is too small",
     "at least 2"),
    ("notebooks: [", "reporting: {trend: {'99': x}}\nnotebooks: [", "25", "reporting.trend.99 is not one of the choices", "1, 2, 3"),
    ("notebooks: [", "reporting: {tider: {'1': x}}\nnotebooks: [", "25", "reporting.tider is not a key", "did you mean `tidier`?"),
    ("notebooks: [", "reporting: {trend: {'9': ''}}\nnotebooks: [", "25", "reporting.trend.9 is empty", "write something"),
    ("notebooks: [", f"reporting: {{trend: {{'9': {'x' * 1501}}}}}\nnotebooks: [", "25", "reporting.trend.9 is too long", "at most 1500"),
    # contradictions between parts
    ("    start: 2018-01-01\n", "", "10", "arms.proeftuin needs 'start'", "add what is missing"),
    ("WK999902]", "WK999903]", "13", "arms.samenwerkwijze holds neighbourhood WK999903, which stands under proeftuin too", "agree"),
    ("WK999905, WK999906]", "WK999905]\n    start: 2018-01-01", "16", "arms.traditional has a 'start'", "agree"),
    ("id: klein", "id: klein\npublished: [{id: a, value: 1, unit: eur, source: s}, {id: a, value: 2, unit: eur, source: s}]", "1",
     "published names a twice", "agree"),
    ("  long_term: {", "  short_term: {", "18", "moments.long_term is asked by an outcome but not declared", "agree"),
    ("from: 2017-01-01, to: 2017-12-31", "from: 2017-01-01, to: 2023-03-01", "20", "moments.long_term begins before", "agree"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "what", "remedy"), WRONG, ids=[case[3] for case in WRONG])
def test_a_wrong_study_is_refused_with_line_key_and_remedy(make_study, old, new, line, what, remedy):
    found = one(make_study((old, new)))
    assert found[0] == line
    assert found[1].startswith(what)
    assert remedy in found[2]


def test_everything_is_refused_together(make_study):
    file = make_study(
        ("title:", "titel:"),
        ("cutoff: 2024-06-30", "cutoff: gisteren"),
        ("folder: params/klein", "folder: /params/klein"),
        ("    start: 2018-01-01\n", ""),  # a contradiction, which pydantic alone would not reach any more
        ("notebooks:", "title: dubbel\ntitle: nog eens\nnotebooks:"),
    )
    assert [what for _, what, _ in refusals(file)] == [
        "titel is not a key of a study",
        "cutoff is not a date",
        "data.folder is an absolute path, which is true on one machine only",
        "arms.proeftuin needs 'start', the day on which it began",
        "the key title stands twice",
    ]


def test_a_contradiction_that_follows_from_another_fault_is_not_told(make_study):
    file = make_study(("    start: 2018-01-01", "    start: gisteren"))
    assert [what for _, what, _ in refusals(file)] == ["arms.proeftuin.start is not a date"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "holds no keys and values"),
        (b"- a\n- b\n", "holds no keys and values"),
        (b"a: [1\n", "is not valid YAML"),
        (b"a: 1\n\tb: 2\n", "is not valid YAML"),
        (b"a: \x01\n", "is not valid YAML: it holds a control character"),
        (b"a: 1\n---\nb: 2\n", "holds more than one document"),
        (b"a: &a [*a]\n", "expands to more than"),
        (b"a: &a 1\nb: &a 2\n", "the name &a is given twice"),
        (b"a: &a [x, x, x]\n" + b"".join(b"k%d: &k%d [%s]\n" % (n, n, b", ".join([b"*k%d" % (n - 1) if n else b"*a"] * 9))
                                        for n in range(6)), "expands to more than"),
        (b"[" * 500, "expands to more than"),
        (b"a: caf\xe9\n", "is not UTF-8 text"),
        (b"a: " + b"x" * 1_000_001, "is larger than"),
    ],
    ids=["empty", "list", "open bracket", "tab", "control", "documents", "cycle", "anchors", "aliases", "depth", "latin-1", "size"],
)  # fmt: skip
def test_what_is_no_study_at_all(tmp_path, content, what):
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    assert refusals(file)[0][1].startswith(what)


def test_a_study_that_is_not_there(tmp_path):
    assert refusals(tmp_path / "x.yaml")[0][1] == "cannot be read as a file"
    assert refusals(tmp_path)[0][1] == "cannot be read as a file"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD_STUDY.replace("\n", "\r\n").encode())
    assert read_study(file)[0].id == "klein"


def test_the_outputs_folder_may_not_be_a_link_that_leads_out(make_study, tmp_path):
    file = make_study()
    (tmp_path / "outputs").mkdir()
    (tmp_path / "elders").mkdir()
    (tmp_path / "outputs" / "klein").symlink_to(tmp_path / "elders")
    assert "is a link that leads out of the outputs folder" in refusals(file)[0][1]


def test_the_default_outputs_folder_may_not_be_a_link_itself(make_study, tmp_path):
    file = make_study()
    (tmp_path / "elders").mkdir()
    (tmp_path / "outputs").symlink_to(tmp_path / "elders")
    assert "is a link that leads out" in refusals(file)[0][1]
    assert read_study(file, tmp_path / "outputs")[0].id == "klein"  # a folder that the user names may be one


def test_key_paths_count_from_one():
    assert key_path(("shocks", 1, "period", "from")) == "shocks[2].period.from"


def test_a_wrong_study_is_refused_at_once_and_without_pandas(make_study):
    file = make_study(("title:", "titel:"))
    code = (
        "import sys\n"
        "from wijklab.errors import StudyError\n"
        "from wijklab.sources.opening import open_study\n"
        f"try: open_study({str(file)!r})\n"
        "except StudyError: sys.exit(77 if 'pandas' not in sys.modules else 78)\n"
    )
    began = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 77
    assert time.monotonic() - began < 2


def test_a_study_says_the_same_however_often_it_is_read(make_study):
    file = make_study()
    assert read_study(file) == read_study(file)
    assert edited(GOOD_STUDY) == GOOD_STUDY
