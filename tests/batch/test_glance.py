"""The first look at study files: everything that is wrong in all of them, before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wijklab.batch.glance import each_once, refuse_wrong_studies
from wijklab.errors import StudyError


def test_what_is_wrong_in_all_of_them_is_said_at_once(make_study: Callable[..., Path]) -> None:
    good = make_study()
    for name, old, new in (
        ("a", "seed: 1", ""),
        ("b", "title: Een kleine studie", "titel: Een"),
        ("c", "id: klein", "id: ../x"),
    ):
        text = good.read_text("utf-8").replace(old, new)
        good.with_name(f"{name}.yaml").write_text(text.replace("id: klein", f"id: {name}"), "utf-8")
    with pytest.raises(StudyError) as refused:
        refuse_wrong_studies(
            [good, *(good.with_name(f"{name}.yaml") for name in "abc"), good.with_name("geen.yaml")], None, strict=True
        )
    said = str(refused.value)
    assert "b.yaml" in said
    assert "c.yaml" in said
    assert "geen.yaml" in said
    assert "a.yaml" not in said


def test_a_wrong_study_stops_the_right_ones_only_where_that_is_asked(make_study: Callable[..., Path]) -> None:
    good = make_study()
    absent = good.with_name("geen.yaml")
    refuse_wrong_studies([good, absent], None)
    for paths, strict in (([good, absent], True), ([absent], False)):
        with pytest.raises(StudyError, match=r"geen\.yaml"):
            refuse_wrong_studies(paths, None, strict=strict)


def test_a_study_that_is_named_twice_is_one_study(make_study: Callable[..., Path]) -> None:
    good = make_study()
    other = good.with_name("a.yaml")
    spelt = good.parent / ".." / good.parent.name / good.name
    assert each_once([good, other, spelt, good]) == [good, other]


def test_two_studies_cannot_write_to_one_folder(make_study: Callable[..., Path]) -> None:
    good = make_study()
    copy = good.with_name("kopie.yaml")
    copy.write_text(good.read_text("utf-8"), "utf-8")
    with pytest.raises(StudyError, match=r"kopie\.yaml: would write to .*klein, as .*klein\.yaml does"):
        refuse_wrong_studies([good, copy], None)


def test_a_wrong_study_is_refused_before_anything_heavy_is_imported() -> None:
    script = (
        "import sys; import wijklab.cli; from wijklab.batch.glance import refuse_wrong_studies\n"
        "print(sorted({'pandas', 'numpy', 'papermill', 'nbconvert', 'pyarrow', 'pandera'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
