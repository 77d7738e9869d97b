"""What is heard: a user's text is never markup, a program gets one object per line, and many studies stay readable."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from wijklab.batch import console
from wijklab.batch.console import JsonReporter, PlainReporter, PlanReporter, tell_problems
from wijklab.batch.console.live import LiveReporter
from wijklab.batch.console.saying import roughly, say
from wijklab.batch.jobs import (
    CITES,
    FORCED,
    BatchResult,
    Checked,
    Decision,
    JobResult,
    LeftOut,
    Reporter,
    StudyResult,
)
from wijklab.errors import KernelError, NotebookError, Problem, SourceError

TITLE = "[bold]Wijk[/bold] [link=file:///etc/passwd]:smile: 3 > 2"
FAULT = NotebookError(Problem("notebook [red]x[/red]", "raised KeyError", "see it", rows=(3,)))
DEAD = KernelError(Problem("notebook y", "lost its kernel", "give it more memory"))


def tell(reporter: Reporter, folder: Path) -> None:
    """A whole study, as a run would tell it."""
    reporter.study_refused(folder / "fout.yaml", SourceError(Problem("t.csv", "holds [b]", "mend it")))
    reporter.study_checked(
        Checked(folder / "goed.yaml", "goed", {"wijken": 3}, (Problem("a", "b", "c", severity="notice"),))
    )
    reporter.study_opened("klein", TITLE, (Problem("k.csv", "has no 2023", "deliver it", severity="notice"),))
    reporter.job_started("klein", "ladder", 3)
    reporter.cell_done("klein", "ladder")
    results = (
        JobResult("ladder", "done", 1.25, folder / "ladder.html"),
        JobResult("wellbeing", "failed", 2.0, error=FAULT),
        JobResult("cases", "left_out", left_out=LeftOut("klein", "cases", "not_delivered", ("cases",))),
    )
    for result in results:
        reporter.job_ended(result)
    reporter.study_ended(StudyResult("klein", TITLE, folder, folder / "index.html", results, 3.5))


def test_no_text_steers_the_terminal() -> None:
    written = io.StringIO()
    for text in ("params/\x1b]0;x\x9b31m\x00k.yaml is\ngone", Text("params/\x1b]0;x\x9b31m\x00k.yaml is\ngone")):
        say(Console(file=written, force_terminal=True), text)
    assert written.getvalue() == "params/\ufffd]0;x\ufffd31m\ufffdk.yaml is\ngone\n" * 2


def study(folder: Path, name: str, *jobs: JobResult) -> StudyResult:
    """A study of these jobs, whose outputs lie in the folder."""
    return StudyResult(name, f"Wijk {name}", folder / name, folder / name / "index.html", jobs, 75.0)


def tell_batch(reporter: Reporter, folder: Path) -> BatchResult:
    """Two studies at once and a third that is refused, as a run would tell it."""
    refusal = SourceError((Problem("t.csv", "holds [b]", "mend it"), Problem("u.csv", "is gone", "deliver it")))
    jobs = (
        JobResult("ladder", "done", 1.25, folder / "oost" / "ladder.html", study="oost"),
        JobResult("costs", "unchanged", page=folder / "west" / "costs.html", study="west"),
        JobResult("costs", "failed", 70.0, error=DEAD, study="oost"),
        JobResult("wellbeing", "stopped", study="oost"),
    )
    reporter.batch_opened(3, 2, "warm")
    reporter.noted("ordinary kernels")
    reporter.study_refused(folder / "fout.yaml", refusal)
    for name in ("oost", "west"):
        reporter.study_opened(name, f"Wijk {name}", ())
        own = tuple(Decision(name, job.question, "run", ("notebook",)) for job in jobs if job.study == name)
        reporter.study_planned(name, own)
    reporter.job_started("oost", "costs", 6)
    reporter.job_started("oost", "ladder", 5)
    reporter.cell_done("oost", "ladder")
    for job in jobs:
        reporter.job_ended(job)
    studies = (study(folder, "west", jobs[1]), study(folder, "oost", jobs[0], jobs[2], jobs[3]))
    for result in studies:
        reporter.study_ended(result)
    ended = BatchResult(studies, ((folder / "fout.yaml", refusal),), 120.0, folder / "index.html", 130)
    reporter.batch_ended(ended)
    return ended


def paper(*, terminal: bool = False) -> tuple[io.StringIO, Console]:
    """Something to write on, and the console that writes on it."""
    out = io.StringIO()
    return out, Console(file=out, width=100, height=12, force_terminal=terminal, color_system=None)


def plain(folder: Path, *, quiet: bool) -> str:
    out, on = paper()
    tell(PlainReporter(on, quiet=quiet), folder)
    return out.getvalue()


def test_a_person_gets_one_line_per_notebook_and_the_index_last(tmp_path: Path) -> None:
    lines = plain(tmp_path, quiet=False).splitlines()
    assert lines == [
        f"{tmp_path / 'goed.yaml'} is in order: wijken 3",
        "  a: b",
        "    -> c",
        f"klein  {TITLE}",
        "  worth knowing: k.csv: has no 2023",
        f"  ladder             done       1.2 s  {tmp_path / 'ladder.html'}",
        "  wellbeing          FAILED     2.0 s",
        "  cases              left out not delivered, or empty: cases",
        "  3.5 s in all",
        str(tmp_path / "index.html"),
    ]


def test_of_one_study_the_batch_adds_nothing(tmp_path: Path) -> None:
    out, on = paper()
    reporter = PlainReporter(on)
    reporter.batch_opened(1, 2, "warm")
    tell(reporter, tmp_path)
    reporter.batch_ended(BatchResult((), (), 4.0))
    assert out.getvalue() == plain(tmp_path, quiet=False)


def test_of_one_study_a_failure_has_its_log_and_what_was_stopped_its_remedy(tmp_path: Path) -> None:
    out, on = paper()
    (tmp_path / "oost" / "logs").mkdir(parents=True)
    log = tmp_path / "oost" / "logs" / "costs.log"
    log.touch()
    jobs = (JobResult("costs", "failed", error=DEAD), JobResult("ladder", "stopped"))
    PlainReporter(on).study_ended(study(tmp_path, "oost", *jobs))
    assert out.getvalue().splitlines() == [
        f"  log of costs: {log}",
        "  the same command runs what was stopped",
        "  1 min 15 s in all",
        str(tmp_path / "oost" / "index.html"),
    ]


def test_a_failure_before_a_notebook_ran_is_told_apart(tmp_path: Path) -> None:
    out, on = paper()
    reporter = PlainReporter(on)
    reporter.batch_opened(2, 2, "warm")
    failed = JobResult("costs", "failed", 0.5, error=DEAD, study="oost", ran=False)
    reporter.job_ended(failed)
    reporter.batch_ended(BatchResult((study(tmp_path, "oost", failed),), (), 60.0))
    lines = out.getvalue().splitlines()
    assert lines[1] == "  oost                costs              FAILED     0.5 s  before it ran"
    assert "  oost, costs, before it ran: KernelError: notebook y: lost its kernel" in lines


def test_quiet_says_the_index_only(tmp_path: Path) -> None:
    assert plain(tmp_path, quiet=True).splitlines()[-1] == str(tmp_path / "index.html")
    assert "ladder" not in plain(tmp_path, quiet=True)


def test_of_several_studies_every_line_names_its_own_and_the_failures_come_last(tmp_path: Path) -> None:
    out, on = paper()
    tell_batch(PlainReporter(on), tmp_path)
    assert out.getvalue().splitlines() == [
        "3 studies, 2 at a time: warm",
        "note: ordinary kernels",
        "oost  Wijk oost",
        "west  Wijk west",
        f"  oost                ladder             done       1.2 s  {tmp_path / 'oost' / 'ladder.html'}",
        "  oost                costs              FAILED    70.0 s",
        "  oost                wellbeing          stopped",
        f"west                  1 unchanged; 1 min 15 s  {tmp_path / 'west' / 'index.html'}",
        f"oost                  1 done, 1 failed, 1 stopped; 1 min 15 s  {tmp_path / 'oost' / 'index.html'}",
        "3 studies, 1 with a failure, 1 refused: 1 done, 1 unchanged, 1 failed, 1 stopped",
        "  2 min 0 s in all, 1.0 reports a minute",
        "What failed:",
        f"  {tmp_path / 'fout.yaml'}, refused: SourceError: t.csv: holds [b] (and 1 more)",
        "  oost, costs: KernelError: notebook y: lost its kernel",
        "Stopped before the end: the same command runs what is missing, and nothing else.",
        str(tmp_path / "index.html"),
    ]


@pytest.mark.parametrize("page", [True, False])
def test_quiet_says_the_page_of_all_studies_or_the_index_of_each(tmp_path: Path, page: bool) -> None:
    out, on = paper()
    ended = BatchResult(
        (study(tmp_path, "oost"), study(tmp_path, "west")), (), 1.0, tmp_path / "i.html" if page else None
    )
    reporter = PlainReporter(on, quiet=True)
    reporter.batch_opened(2, 2, "warm")
    reporter.study_ended(ended.studies[0])
    reporter.batch_ended(ended)
    each = [tmp_path / name / "index.html" for name in ("oost", "west")]
    assert out.getvalue().splitlines() == [str(path) for path in ([tmp_path / "i.html"] if page else each)]


def test_of_thousands_of_failures_twenty_are_listed(tmp_path: Path) -> None:
    out, on = paper()
    failed = JobResult("costs", "failed", error=FAULT)
    studies = tuple(study(tmp_path, f"w{number:04}", failed) for number in range(3400))
    reporter = PlainReporter(on)
    reporter.batch_opened(3400, 2, "warm")
    reporter.batch_ended(BatchResult(studies, (), 60.0, tmp_path / "index.html"))
    lines = out.getvalue().splitlines()
    assert lines[1] == "3,400 studies, 3,400 with a failure: 3,400 failed"
    assert lines[4] == "  w0000, costs: NotebookError: notebook [red]x[/red]: raised KeyError (row 3)"
    assert lines[-2:] == [f"  and 3,380 more: see {tmp_path / 'index.html'}", str(tmp_path / "index.html")]
    assert len(lines) == 26


def test_a_plan_says_what_would_run_and_why(tmp_path: Path) -> None:
    out, on = paper()
    reporter = PlanReporter(on)
    reporter.batch_opened(1, 2, "warm")
    reporter.study_opened("klein", TITLE, ())
    decisions = (
        Decision("klein", "ladder", "run", ("the notebook", "ladder.csv", "wijklab", "Python")),
        Decision("klein", "costs", "run", (FORCED,)),
        Decision("klein", "cases", "left_out", ("not_delivered", "cases")),
        Decision("klein", "learning_history", "wait", (CITES,)),
    )
    reporter.study_planned("klein", decisions)
    reporter.batch_ended(BatchResult((), (), 1.0))
    assert out.getvalue().splitlines() == [
        f"klein  {TITLE}",
        "  question           plan       why",
        "  ladder             run        changed: the notebook, ladder.csv, wijklab and 1 more",
        "  costs              run        asked for with --force",
        "  cases              left out   not delivered, or empty: cases",
        "  learning_history   maybe      if the results that it may cite turn out otherwise",
        "  2 run, 1 maybe, 1 left out. Nothing was run: this was a dry run.",
    ]


def test_what_is_worth_knowing_is_said_once(tmp_path: Path) -> None:
    absent = [Problem(f"{name}.csv", "is absent", "x", severity="notice") for name in "abc"]
    out, on = paper()
    reporter = PlainReporter(on)
    reporter.study_opened("klein", TITLE, (*absent, Problem("question cases", "is left out: no table", "x")))
    assert out.getvalue().splitlines()[1:] == ["  worth knowing: a.csv: is absent (and 2 more)"]
    reporter.batch_opened(2, 2, "warm")
    reporter.study_opened("oost", TITLE, (Problem("question cases", "is left out: no table", "x"),))
    assert out.getvalue().splitlines()[-1] == "  oost: worth knowing: question cases: is left out: no table"


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (45.4, "45 s"), (200, "3 min"), (7500, "2 h 5 min")])
def test_a_guess_is_no_more_precise_than_it_is(seconds: float, said: str) -> None:
    assert roughly(seconds) == said


def test_a_plan_of_several_studies_lists_what_would_run_only(tmp_path: Path) -> None:
    out, on = paper()
    reporter = PlanReporter(on)
    reporter.batch_opened(2, 2, "warm")
    for name, what in (("oost", "run"), ("west", "unchanged")):
        reporter.study_planned(name, (Decision(name, "ladder", what, ()),))  # type: ignore[arg-type]
    reporter.batch_ended(BatchResult((), ((tmp_path / "fout.yaml", DEAD),), 1.0))
    lines = out.getvalue().splitlines()
    assert [line.split() for line in lines[1:-1]] == [["study", "question", "plan", "why"], ["oost", "ladder", "run"]]
    assert lines[-1] == "  1 run, 1 unchanged; studies refused: 1. Nothing was run: this was a dry run."


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def live(studies: int) -> tuple[io.StringIO, LiveReporter, Watch]:
    """A reporter at a terminal, with a clock of its own."""
    out, on = paper(terminal=True)
    watch = Watch()
    reporter = LiveReporter(on, watch)
    reporter.batch_opened(studies, 2, "warm")
    return out, reporter, watch


def drawn(reporter: LiveReporter) -> list[str]:
    """The table as it stands."""
    out, on = paper()
    on.print(reporter.view())
    return out.getvalue().splitlines()


def test_a_terminal_says_what_takes_so_long_before_the_first_study_is_opened() -> None:
    out, on = paper(terminal=True)
    reporter = LiveReporter(on)
    reporter.batch_begins()
    assert drawn(reporter) == ["  getting ready: what the notebooks need is imported"]
    reporter.batch_opened(2, 2, "warm")
    assert drawn(reporter) == ["  opening studies"]
    reporter.batch_ended(BatchResult((), (), 1.0))
    assert "getting ready" in out.getvalue()


def test_a_terminal_shows_what_runs_now_and_what_is_left() -> None:
    _, reporter, watch = live(3)
    questions = ("ladder", "wellbeing", "costs", "cases")
    reporter.study_planned("oost", tuple(Decision("oost", question, "run") for question in questions))
    for question in questions:
        reporter.job_started("oost", question, 5)
    reporter.cell_done("oost", "ladder")
    watch.now += 30
    reporter.job_ended(JobResult("costs", "done", 30.0, study="oost"))
    reporter.job_ended(JobResult("cases", "done", 30.0, study="oost"))
    table = drawn(reporter)
    assert table[0].split() == ["oost", "ladder", *table[0].split()[2:-4], "1/5", "cells", "30.0", "s"]
    assert "0/5 cells" in table[1]
    assert table[2] == "  2 done · 2 running · 8 left · 4.0 reports a minute · about 2 min to go"
    reporter.batch_ended(BatchResult((), (), 30.0))


def test_a_terminal_that_is_low_shows_as_many_as_fit() -> None:
    _, reporter, _ = live(2)
    for number in range(30):
        reporter.job_started(f"w{number}", "ladder", 5)
    assert [line.strip() for line in drawn(reporter)[8:]] == ["and 22 more", "30 running · 0 left"]
    reporter.batch_ended(BatchResult((), (), 1.0))


def test_a_terminal_gets_the_same_lines_and_its_cursor_back(tmp_path: Path) -> None:
    out, on = paper(terminal=True)
    tell(LiveReporter(on), tmp_path)
    assert "cells" in out.getvalue()
    assert out.getvalue().count("\x1b[?25l") == out.getvalue().count("\x1b[?25h") == 1
    for line in plain(tmp_path, quiet=False).splitlines():
        assert line in out.getvalue()


def test_a_large_batch_at_a_terminal_has_lines_for_failures_only(tmp_path: Path) -> None:
    out, reporter, _ = live(3400)
    for name in ("goed", "fout"):
        job = JobResult(
            "ladder", "failed" if name == "fout" else "done", error=DEAD if name == "fout" else None, study=name
        )
        reporter.study_opened(name, TITLE, ())
        reporter.study_planned(name, (Decision(name, "ladder", "run"),))
        reporter.job_started(name, "ladder", 2)
        reporter.job_ended(job)
        reporter.study_ended(study(tmp_path, name, job))
    assert TITLE not in out.getvalue()
    assert "ladder             done" not in out.getvalue()
    assert "  fout                ladder             FAILED" in out.getvalue()
    reporter.batch_ended(BatchResult((), (), 1.0))


def test_problems_at_a_terminal_stand_above_the_table_and_not_across_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    out, reporter, _ = live(100)
    for number in range(30):
        reporter.job_ended(JobResult("ladder", "failed", error=FAULT, study=f"w{number:02}"))
    assert out.getvalue().count("-> see it") == 20
    assert out.getvalue().count("FAILED") == 30
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("terminal", "how", "kind"),
    [
        (True, {}, LiveReporter),
        (False, {}, PlainReporter),
        (True, {"quiet": True}, PlainReporter),
        (True, {"as_json": True}, JsonReporter),
        (True, {"dry_run": True}, PlanReporter),
    ],
)
def test_who_tells_what_happens(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, how: dict[str, bool], kind: type[Reporter]
) -> None:
    monkeypatch.setattr(console, "Console", lambda: paper(terminal=terminal)[1])
    monkeypatch.setenv("TERM", "xterm")
    assert type(console.reporter(**{"quiet": False, "as_json": False, **how})) is kind


def test_problems_go_to_the_error_stream_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell_problems(FAULT.problems, "ladder:")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "ladder:\n  notebook [red]x[/red]: raised KeyError (row 3)\n    -> see it\n"


def told_to_a_program(tell: object, folder: Path) -> list[dict[str, object]]:
    lines: list[str] = []
    tell(JsonReporter(lines.append), folder)  # type: ignore[operator]
    return [json.loads(line) for line in lines]


def test_a_program_gets_one_object_per_line(tmp_path: Path) -> None:
    told = told_to_a_program(tell, tmp_path)
    events = ["refused", "checked", "noted", "started", "job", "job", "job", "study"]
    assert [entry["event"] for entry in told] == events
    assert [entry["exit_code"] for entry in told if "exit_code" in entry] == [4, 0, 0, 7, 0, 7]
    assert told[5]["problems"] == [
        {"where": "notebook [red]x[/red]", "what": "raised KeyError", "todo": "see it", "column": "", "rows": [3],
         "severity": "refusal"}
    ]  # fmt: skip
    assert told[6]["left_out"] == "not delivered, or empty: cases"


def test_a_program_hears_of_which_study_everything_is(tmp_path: Path) -> None:
    told = told_to_a_program(tell_batch, tmp_path)
    assert [entry["event"] for entry in told] == [
        *("opened", "noted", "refused", "plan", "plan", "started", "started", "job", "job", "job", "job"),
        *("study", "study", "batch"),
    ]
    assert told[0] == {"event": "opened", "studies": 3, "jobs": 2, "how": "warm"}
    assert told[4]["questions"] == [{"question": "costs", "what": "run", "why": ["notebook"]}]
    assert {entry["study"] for entry in told if entry["event"] in ("plan", "started", "job")} == {"oost", "west"}
    questions = {"done": 1, "unchanged": 1, "failed": 1, "stopped": 1}
    assert told[-1] == {
        "event": "batch", "exit_code": 130, "seconds": 120.0, "studies": 2, "refused": 1, "questions": questions,
        "index": str(tmp_path / "index.html"),
    }  # fmt: skip
