"""Kills a batch at random moments, finishes it with --resume, and compares with a run that nobody disturbed.

    python -m benchmarks.kill_and_resume [--kills 20] [--seed 0] [--jobs 2] [--seconds 1]

The batch: the beginnings of three sample clips, seen by the lite network, and four recordings of the bench.
Each time it is started in an empty folder, all of its processes are killed at once (kill -9 of their group) at a
moment drawn evenly from the length of the undisturbed run, and it is then finished by `--resume`.
A run that had ended by then is shown too, but is not counted as a kill.
At the kill, every file under a final name must be the undisturbed run's, byte for byte.
What bears a finished stamp must not be touched again; in the end every file must be equal, with none more.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks._clips import beginning
from stretchcheck.batch.stamp import STAMP, Stamp
from stretchcheck.batch.table import SUMMARY
from vision.capture import open_source

ROOT: Final = Path(__file__).parents[1]
CLIPS: Final = ("ktc_good_right", "twist_good_right", "fig4_good_right")
RECORDINGS: Final = (
    "ktc_side_left_1_good", "ktc_side_right_1_form", "twist_oblique_left_1_good", "fig4_oblique_left_1_form",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One kill and what came after.

    Attributes:
        at_s: when it was killed; None where it had ended by then.
        begun: clips with any finished file at the kill.
        finished: clips with a finished stamp.
        halves: half files, none of them under a final name.
        wrong: files under a final name that were not those of the undisturbed run.
        again: finished clips that `--resume` wrote anew.
        differing: files that were not equal in the end, or too many, or missing.
        resumed_s: how long `--resume` took.
    """

    at_s: float | None
    begun: int
    finished: int
    halves: int
    wrong: Sequence[str]
    again: Sequence[str]
    differing: Sequence[str]
    resumed_s: float

    @property
    def sound(self) -> bool:
        """Whether all held."""
        return not (self.wrong or self.again or self.differing)


def main() -> None:
    """Print a line for each kill, and what all of them show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each clip")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kill-and-resume-") as scratch:
        rounds = benchmark(chosen, Path(scratch))
    sys.exit(0 if all(each.sound for each in rounds) else 1)


def benchmark(chosen: argparse.Namespace, scratch: Path) -> list[Round]:
    """Run it all."""
    given = [shortened(ROOT / "sample_videos" / f"{name}.mp4", chosen.seconds, scratch) for name in CLIPS]
    given += [ROOT / "bench" / "recordings" / f"{name}.poses.parquet" for name in RECORDINGS]
    command = [sys.executable, "-m", "stretchcheck", "analyze", *map(str, given)]
    command += ["--model", "lite", "--overlay", "--jobs", str(chosen.jobs), "--json", "--out"]
    run([*command, str(scratch / "warm")])
    undisturbed_s = run([*command, str(scratch / "undisturbed")])
    undisturbed = contents(scratch / "undisturbed")
    print(f"{len(given)} clips, {len(undisturbed)} files, {chosen.jobs} jobs; undisturbed {undisturbed_s:.1f} s")
    heads = ("killed at", "begun", "finished", "halves", "wrong", "again", "unequal", "resumed in")
    print("".join(f"{head:>12}" for head in heads))
    drawn = random.Random(chosen.seed)
    rounds: list[Round] = []
    while sum(each.at_s is not None for each in rounds) < chosen.kills:
        out = scratch / f"round{len(rounds)}"
        made = disturbed([*command, str(out)], drawn.uniform(0.0, undisturbed_s), out, undisturbed)
        rounds.append(made)
        at = "ended" if made.at_s is None else f"{made.at_s:.2f} s"
        named = (made.wrong, made.again, made.differing)
        counts = (at, made.begun, made.finished, made.halves, *map(len, named), f"{made.resumed_s:.1f} s")
        print("".join(f"{count:>12}" for count in counts), *(name for names in named for name in names), flush=True)
    told(rounds)
    return rounds


def told(rounds: Sequence[Round]) -> None:
    """Print what all of them show together."""
    killed = [each for each in rounds if each.at_s is not None]
    lost = max((each.begun - each.finished for each in killed), default=0)
    print(
        f"{len(killed)} of {len(rounds)} runs were killed; {sum(each.halves > 0 for each in killed)} left "
        f"half files, and {sum(len(each.wrong) for each in rounds)} stood under a final name.\n"
        f"{sum(each.finished for each in killed)} finished clips were kept, {sum(len(each.again) for each in rounds)} "
        f"done again; at most {lost} clips were begun and not finished.\n"
        f"{sum(not each.differing for each in rounds)} of {len(rounds)} ended as the undisturbed run, byte for byte."
    )


def disturbed(command: list[str], at_s: float, out: Path, undisturbed: Mapping[str, bytes]) -> Round:
    """Start a run, kill it, finish it."""
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=at_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    was_killed = process.returncode < 0
    left = contents(out)
    named = {name: data for name, data in left.items() if not name.endswith(".part")}
    finished = {folder: written(folder) for folder in out.glob("*") if folder.is_dir() and Stamp.of(folder).judged}
    resumed_s = run([*command, "--resume"])
    after = contents(out)
    return Round(
        at_s=at_s if was_killed else None,
        begun=len({name.split("/")[0] for name in named if "/" in name}),
        finished=len(finished),
        halves=len(left) - len(named),
        wrong=[name for name, data in named.items() if not may_be(name, data, undisturbed)],
        again=[folder.name for folder, before in finished.items() if before != written(folder)],
        differing=sorted(name for name in {*after, *undisturbed} if after.get(name) != undisturbed.get(name)),
        resumed_s=resumed_s,
    )


def may_be(name: str, data: bytes, undisturbed: Mapping[str, bytes]) -> bool:
    """Whether a file may look like this in the middle: the table has fewer rows, and a stamp may say less."""
    if name == SUMMARY:
        return set(data.splitlines()) <= set(undisturbed[name].splitlines()) and data.endswith(b"\n")
    if name.endswith(STAMP):
        return data.endswith(b"}\n")
    return data == undisturbed.get(name)


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a results folder."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def written(folder: Path) -> dict[str, int]:
    """When each file was written, ns."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def run(command: Sequence[str]) -> float:
    """Run to the end; seconds."""
    began_s = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return time.monotonic() - began_s


def shortened(clip: Path, seconds: float, scratch: Path) -> Path:
    """The beginning of a clip."""
    with open_source(clip) as source:
        fps = source.info.fps
    return beginning(clip, max(1, round(seconds * fps)), scratch)


if __name__ == "__main__":
    main()
