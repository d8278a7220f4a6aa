"""Play a rendered bank back as a clip with its truth.

Usage: python make_clip.py ktc_good_right --banks DIR --out DIR
"""

from __future__ import annotations

import argparse
import functools
import pathlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

from film.bank import Bank
from film.config import load_clip, load_scene
from film.timecourse import Repetition, frame_times_s
from film.truth import clip_truth, write_truth
from film.writing import CameraNoise, write_video

MEGABYTE = 1_000_000
SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "sample_videos"


def frames(bank: Bank, pictures: list[str], seed: int) -> Iterator[np.ndarray]:
    """The noisy RGB frames of a clip."""

    @functools.cache
    def clean(picture: str) -> np.ndarray:
        return np.asarray(Image.open(bank.picture_path(picture)).convert("RGB"))

    noise = CameraNoise(seed)
    return (noise.spoil(clean(picture)) for picture in pictures)


def make(name: str, banks: pathlib.Path, out: pathlib.Path, *, crf: int, most_bytes: float) -> None:
    """Write `<name>.mp4` and `<name>.truth.json.gz`, coarser until it is small enough."""
    plan = load_clip(name)
    scene = load_scene(plan.scene)
    bank = Bank(banks / scene.name)
    course = Repetition(plan, **bank.path)
    times = frame_times_s(plan, course.motion.duration_s)
    bank.check_reach(float(np.max(course.motion.angle_deg(times))))
    cues = [course.cue(float(time)) for time in times]
    pictures = [bank.nearest(cue.track, cue.value) for cue in cues]
    out.mkdir(parents=True, exist_ok=True)
    video = out / f"{name}.mp4"
    while True:
        write_video(video, frames(bank, pictures, plan.seed), times, fps=plan.fps, crf=crf)
        size = video.stat().st_size
        print(f"{name}: crf {crf}, {size / MEGABYTE:.2f} MB, {len(times)} frames", flush=True)
        if size <= most_bytes:
            break
        crf += 1
    truth = out / f"{name}.truth.json.gz"
    write_truth(clip_truth(plan, scene, course, times, pictures, bank), truth)
    print(f"{name}: truth {truth.stat().st_size / MEGABYTE:.2f} MB")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="+")
    parser.add_argument("--banks", type=pathlib.Path, default=pathlib.Path("banks"))
    parser.add_argument("--out", type=pathlib.Path, default=SAMPLES)
    parser.add_argument("--crf", type=int, default=19)
    parser.add_argument("--most-mb", type=float, default=4.0)
    options = parser.parse_args()
    for name in options.clips:
        most = options.most_mb * MEGABYTE
        make(name, options.banks, options.out, crf=options.crf, most_bytes=most)


if __name__ == "__main__":
    main()
