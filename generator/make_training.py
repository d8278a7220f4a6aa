"""Render pictures for training a landmark network: many scenes of a few poses, with the truth of both people.

Usage: python make_training.py SCENES --out DIR [--first 0] [--worker 0 --workers 2]

Each scene is a folder with numbered PNGs, their truth beside them, `scene.json`, and `done` once it is whole. A run
that was killed goes on where it stopped. Nobody who is seen in the test part of the bench alone is in them.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import time
from dataclasses import asdict

import numpy as np

from bench import drawn_scenes
from bench.bank import write_whole
from bench.loose import Loose
from bench.patch import Photographer
from bench.render import take
from bench.stage import BenchStage
from stage.worn import wear

POSES = 9
SAMPLES = 2


def render(number: int, folder: pathlib.Path) -> None:
    """One scene."""
    folder.mkdir(parents=True, exist_ok=True)
    scene = drawn_scenes.scenario(number)
    cast = Loose(number, scene)
    stage = BenchStage(cast, samples=SAMPLES, room=drawn_scenes.room(number, scene))
    for place, (role, person) in enumerate(sorted(cast.characters.items())):
        wear(np.random.default_rng([number, 5, place]), role, person)
    shots = drawn_scenes.shots(number, scene, cast.stretch.faults, POSES)
    cast.loosen(shots)
    photographer = Photographer(scene.camera.resolution)
    stage.show_nobody(shots[0])
    photographer.take_room(folder / ".room.png")
    for pose, shot in enumerate(shots):
        take(stage, photographer, shot, folder / str(pose))
    write_whole(folder / "scene.json", json.dumps(asdict(scene)))
    write_whole(folder / "done", "")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", type=int, help="how many")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("training_set"))
    parser.add_argument("--worker", type=int, default=0, help="number of this process, from 0")
    parser.add_argument("--workers", type=int, default=1, help="how many share the work")
    options = parser.parse_args()
    for number in range(options.first + options.worker, options.first + options.scenes, options.workers):
        folder = options.out / f"s{number:05d}"
        if (folder / "done").exists():
            continue
        start = time.monotonic()
        render(number, folder)
        print(f"{time.strftime('%F %T')} {folder.name} {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
