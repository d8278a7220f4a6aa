"""Folders of short drawn recordings to analyse many of at once, and what is left of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from clips import clip
from courses import Course
from drawn_recording import write_recording
from materials import knee_to_chest
from stretchcheck.batch import stamp
from stretchcheck.evaluate.watching import key_of


def record(folder: Path, count: int) -> list[Path]:
    """Recordings of a few seconds, each a little different."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"clip{number}.poses.parquet" for number in range(count)]
    for number, path in enumerate(paths):
        write_recording(path, knee_to_chest(Course(hold_s=2.0 + number), fps=15.0))
    return paths


def seen_video(folder: Path, out: Path) -> Path:
    """A video that the networks have seen: what they saw is in the results folder, and nothing else is."""
    path = clip(folder / "seen.mp4", n=10)
    place = out / "seen"
    place.mkdir(parents=True)
    write_recording(place / "poses.parquet")
    stamp.leave_seen(place, f"video seen.mp4 {key_of(path, engine='duo', model='full')}")
    return path


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a results folder."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def halves(out: Path) -> list[Path]:
    return list(out.rglob("*.part"))


def command(inputs: Iterable[Path], out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "stretchcheck", "analyze", *map(str, inputs), "--out", str(out), "--json", *more]


def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, timeout=240, check=False, **more)


def killed_when(seen: Callable[[], bool], arguments: list[str]) -> bool:
    """Start a run and kill all of its processes at once as soon as something is seen; whether it was still running."""
    process = subprocess.Popen(arguments, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until_s = time.monotonic() + 120
    while not seen() and process.poll() is None and time.monotonic() < until_s:
        time.sleep(0.005)
    was_running = process.poll() is None
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    return was_running
