"""A batch that is disturbed at a random moment, over and over: by hand, for as many rounds as one has patience for.

    python tests/faults/chaos.py --rounds 50 --seed 7

Each round runs three small studies from nothing and does one thing to them: a signal to the command, or a kill of one
of its processes, whichever it is. It must end, leave no process, and tell no traceback; the same command must then
leave, byte for byte, what an undisturbed one leaves. A round that does not is told with its seed, and ends this.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ["PYTHONPATH"] = str(ROOT)

from faulty_runs import COMMAND, Faulty, left, make_faulty, run_together  # noqa: E402  # from beside this file

ENDS: Final = {0, 8, 9, 130, 143, -signal.SIGKILL}
"""With which codes a disturbed batch may end."""

PATIENCE: Final = 180


@dataclass(frozen=True, slots=True)
class Blow:
    """What is done in a round: after so many seconds this signal, to the command or to one of its processes."""

    after: float
    number: signal.Signals
    to_command: bool


def blow(chance: random.Random, seconds: float) -> Blow:
    """One that is as likely at each moment of a run of so many seconds."""
    to_command = chance.random() < 0.5
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL) if to_command else (signal.SIGKILL,)
    return Blow(chance.uniform(0, seconds), chance.choice(numbers), to_command)


def disturbed(studies: Sequence[Faulty], given: Blow, chance: random.Random) -> str:
    """Run them, strike once, and wait for the end; what was wrong with that, or nothing."""
    command = [*COMMAND, "run", *(str(faulty.study) for faulty in studies), "--json", "--jobs", "2"]
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(given.after)
    below = _below(process.pid)
    struck = _strike(process, below, given, chance)
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return f"it did not end after {struck}"
    _, alive = psutil.wait_procs(below, timeout=20)
    if alive or process.returncode not in ENDS or "Traceback" in err:
        return f"{struck}: code {process.returncode}, {len(alive)} left\n{out[-2000:]}\n{err[-2000:]}"
    return ""


def _below(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _strike(process: subprocess.Popen[str], below: Sequence[psutil.Process], given: Blow, chance: random.Random) -> str:
    if given.to_command or not below:
        process.send_signal(given.number)
        return f"{given.number.name} to the command after {given.after:.2f} s"
    victim = chance.choice(below)
    try:
        depth = len(victim.parents()) - len(psutil.Process(process.pid).parents())
        victim.send_signal(given.number)
    except psutil.NoSuchProcess:
        return f"nothing, for it had ended, after {given.after:.2f} s"
    return f"{given.number.name} to a process {depth} below the command after {given.after:.2f} s"


def main() -> None:
    """Rounds, until one is wrong or all were made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0, help="of the first round; each next has one more")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wijklab-chaos-") as folder:
        studies = [make_faulty(Path(folder, name)) for name in ("oost", "west", "zuid")]
        clock = time.monotonic()
        assert run_together(studies, "--jobs", "2") == 0
        seconds = time.monotonic() - clock
        right = [left(faulty.outputs) for faulty in studies]
        for seed in range(asked.seed, asked.seed + asked.rounds):
            _round(seed, studies, seconds, right)
    print(f"{asked.rounds} rounds, all well")


def _round(seed: int, studies: Sequence[Faulty], seconds: float, right: list[dict[str, bytes]]) -> None:
    chance = random.Random(seed)
    given = blow(chance, seconds)
    for faulty in studies:
        shutil.rmtree(faulty.outputs.parent, ignore_errors=True)
    wrong = disturbed(studies, given, chance)
    code = run_together([*studies])
    after = [left(faulty.outputs) for faulty in studies]
    if wrong or code or after != right:
        differ = [name for one, other in zip(right, after, strict=True) for name in one if one[name] != other.get(name)]
        raise SystemExit(f"seed {seed}, {given}: {wrong or f'then code {code}, other bytes in {differ}'}")
    print(f"seed {seed}: {given.number.name} {'to the command' if given.to_command else 'below'} "
          f"after {given.after:.2f} of {seconds:.2f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
