"""Draws failures for the accuracy page: frames of a bench clip with what was seen and what is true.

    python scripts/draw_failures.py docs/pictures/accuracy/pictures.toml --clips DIR --recordings DIR

White is what the network saw, green the recipient and blue the partner as far as they are trusted, red the truth of
the recipient. The TOML file has tables `picture` of `file`, seen from docs/, `clip` and `at_s`.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from calibration.truth import TRUTH_SUFFIX, Truth, read_truth
from vision.capture import open_source
from vision.joints import BONES
from vision.people import People
from vision.recording import Recording
from vision.types import Image, Observation, Points, Scene

DOCS = Path(__file__).parents[1] / "docs"
SIZE: Final = 0.825
WHITE, GREEN, BLUE, RED = (255, 255, 255), (0, 255, 0), (255, 128, 0), (0, 0, 255)


def main() -> None:
    """Draw every picture of the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--clips", type=Path, required=True, help="videos and truths of the bench")
    parser.add_argument("--recordings", type=Path, required=True)
    chosen = parser.parse_args()
    for picture in tomllib.loads(chosen.pictures.read_text(encoding="utf-8"))["picture"]:
        tiles = list(drawn(picture["clip"], picture["at_s"], chosen.clips, chosen.recordings))
        path = DOCS / picture["file"]
        if not cv2.imwrite(str(path), np.hstack(tiles), [cv2.IMWRITE_JPEG_QUALITY, 80]):
            sys.exit(f"Expected a folder that can be written, but got none: {path}")


def drawn(clip: str, at_s: Sequence[float], clips: Path, recordings: Path) -> Iterator[Image]:
    """The frames nearest to some times, with skeletons, in order of time."""
    truth = read_truth(clips / f"{clip}{TRUTH_SUFFIX}")
    observations = list(Recording(recordings / f"{clip}.poses.parquet"))
    people = People((truth.width, truth.height))
    scenes = [people.update(observation) for observation in observations]
    times = np.array([observation.time_s for observation in observations])
    wanted = {int(np.abs(times - time_s).argmin()) for time_s in at_s}
    with open_source(clips / f"{clip}.mp4") as source:
        for row, frame in enumerate(source):
            if row in wanted:
                yield with_skeletons(frame.image, observations[row], scenes[row], truth, row)


def with_skeletons(image: Image, observation: Observation, scene: Scene, truth: Truth, row: int) -> Image:
    """A larger picture with all that was seen of a frame and what is true of it."""
    large: Image = np.asarray(cv2.resize(image, None, fx=2 * SIZE, fy=2 * SIZE), dtype=np.uint8)
    for body in observation.bodies:
        lines(large, body.xy_px, WHITE, 1)
    lines(large, scene.partner.xy, BLUE, 3)
    lines(large, scene.recipient.xy, GREEN, 3)
    lines(large, truth.people["recipient"].xy_px[row], RED, 1)
    return np.asarray(cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def lines(image: Image, xy_px: Points, colour: tuple[int, int, int], width: int) -> None:
    """The bones of one person, those with both ends known."""
    for start, end in BONES:
        ends = xy_px[[start, end]] * 2 * SIZE
        if np.isfinite(ends).all():
            (x0, y0), (x1, y1) = ends.astype(int).tolist()
            cv2.line(image, (x0, y0), (x1, y1), colour, width, cv2.LINE_AA)


if __name__ == "__main__":
    main()
