"""Makes and checks the clips of whatever banks are whole, and counts what there is."""

from __future__ import annotations

import collections
import pathlib
from collections.abc import Callable

from bench.assemble import make
from bench.bank import INDEX, missing, read_entries
from bench.check import complaints
from bench.clip import FOLDER, clips_of
from bench.scenario import load, names
from bench.split import read
from film.truth import read_truth

Log = Callable[[str], None]


def is_whole(name: str, banks: pathlib.Path) -> bool:
    """Whether every pose of a bank is there."""
    folder = banks / name
    if not (folder / INDEX).exists():
        return False
    return not missing(folder, read_entries(folder), load(name).camera.resolution)


def make_clips(name: str, root: pathlib.Path, *, log: Log) -> None:
    """Assemble the clips of a bank that are not there yet."""
    if not is_whole(name, root / "banks"):
        log(f"{name}: the bank is not whole, so no clips")
        return
    split = read().banks[name]
    for clip in clips_of(name):
        done = root / "clips" / f"{clip.name}.truth.json.gz"
        if done.exists() and done.with_name(f"{clip.name}.mp4").exists():
            continue
        try:
            frames = make(clip, root / "banks", root / "clips", split=split)
            log(f"{clip.name}: {frames} frames")
        except ValueError as error:
            log(f"{clip.name}: NOT MADE: {error}")


def check_clips(name: str, root: pathlib.Path, *, log: Log) -> None:
    """Hold the clips of a bank against their truth."""
    if not (FOLDER / f"{name}.toml").exists():
        return
    for clip in clips_of(name):
        if not (root / "clips" / f"{clip.name}.truth.json.gz").exists():
            continue
        found = complaints(clip, root)
        log(f"{clip.name}: {'; '.join(found) if found else 'picture and truth agree'}")


def report(root: pathlib.Path) -> None:
    """Print what there is, and the events of every kind by split."""
    whole = [name for name in names() if is_whole(name, root / "banks")]
    events: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    clips: collections.Counter[str] = collections.Counter()
    minutes: collections.Counter[str] = collections.Counter()
    for path in sorted((root / "clips").glob("*.truth.json.gz")):
        truth = read_truth(path)
        split = truth["split"]
        clips[split] += 1
        minutes[split] += truth["frames"][-1]["t_s"] / 60.0
        events[split].update(fault["kind"] for fault in truth["faults"])
    print(f"{len(whole)} whole banks of {len(names())}")
    for split, kinds in events.items():
        print(f"{split}: {clips[split]} clips, {minutes[split]:.0f} minutes, {dict(sorted(kinds.items()))}")
