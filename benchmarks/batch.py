"""Reports a minute and CPU seconds a report: `wijklab run` beside other ways of making the same reports. `make bench`.

    python benchmarks/batch.py --studies 200 --sample 12
    python benchmarks/batch.py --parts example --rivals b1,d2
    python benchmarks/batch.py --write

Prints Markdown; how far it is goes to the error stream. `--write` puts the tables of the parts that were measured
into README.md. Everything is made in a folder of its own and thrown away, unless `--scratch` names one to keep.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Final

from batch_parts import PARTS
from batch_rivals import RIVALS, Choices
from batch_rows import machine
from counted import adopt_orphans, refuse_to_miscount

README: Final = Path(__file__).with_name("README.md")


def main() -> None:
    """Measure the parts that were asked, print and perhaps write."""
    asked = _asked()
    adopt_orphans()
    refuse_to_miscount()
    with tempfile.TemporaryDirectory(prefix="wijklab-bench-") as temporary:
        choices = _choices(asked, (asked.scratch or Path(temporary)).resolve())
        for part in asked.parts:
            lines = [machine(), "", *PARTS[part][1](choices)]
            print("\n".join([f"### {PARTS[part][0]}", "", *lines, ""]), flush=True)
            if asked.write:
                write(part, lines)


def _choices(asked: argparse.Namespace, scratch: Path) -> Choices:
    scratch.mkdir(parents=True, exist_ok=True)
    return Choices(asked.studies, asked.sample, asked.wijkfotos, asked.rounds, asked.repeats, tuple(asked.rivals),
                   asked.jobs, scratch)  # fmt: skip


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = {"parts": tuple(PARTS), "rivals": tuple(RIVALS)}
    parser.add_argument("--parts", type=_of(names["parts"]), default=names["parts"], help=",".join(names["parts"]))
    parser.add_argument("--rivals", type=_of(names["rivals"]), default=names["rivals"], help=",".join(names["rivals"]))
    parser.add_argument("--studies", type=int, default=200, help="how many studies are generated")
    parser.add_argument("--sample", type=int, default=12, help="how many reports of them a slow rival makes")
    parser.add_argument("--wijkfotos", type=int, default=3400, help="how many neighbourhoods at most")
    parser.add_argument("--rounds", type=int, default=20, help="how often 64 kernels start at once")
    parser.add_argument("--repeats", type=int, default=3, help="how often wijklab runs the example study")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once, of wijklab and of rivals")
    parser.add_argument("--scratch", type=Path, help="an empty folder to work in, which is kept")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    return parser.parse_args()


def _of(names: tuple[str, ...]):
    def split(text: str) -> tuple[str, ...]:
        chosen = tuple(filter(None, text.split(",")))
        if strange := set(chosen) - set(names):
            raise argparse.ArgumentTypeError(f"{', '.join(sorted(strange))}: choose from {', '.join(names)}")
        return chosen

    return split


def write(part: str, lines: list[str]) -> None:
    """Between the two markers of that part in README.md."""
    begin, end = f"<!-- batch {part}: written by batch.py --write -->\n", f"<!-- /batch {part} -->"
    head, rest = README.read_text("utf-8").split(begin)
    README.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end, 1)[1], "utf-8")


if __name__ == "__main__":
    main()
