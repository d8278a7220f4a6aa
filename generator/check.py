"""Hold a written clip against its truth, and draw the truth into a contact sheet.

Usage: python check.py ktc_good_right --clips DIR --sheets DIR
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import pathlib
from typing import Any

import av
import numpy as np
from PIL import Image

from film.drawing import mark_people
from film.truth import read_truth

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "sample_videos"
SLOPE_WINDOW_S = 0.5
SHEET_COLUMNS = 3


def read_video(path: pathlib.Path) -> tuple[np.ndarray, list[np.ndarray]]:
    """Times in seconds (N,) and RGB frames of a clip."""
    times, frames = [], []
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            times.append(float(frame.time))
            frames.append(frame.to_ndarray(format="rgb24"))
    return np.array(times), frames


def slopes_deg_s(times_s: np.ndarray, angles_deg: np.ndarray) -> np.ndarray:
    """Least-squares slope over the half second around each frame."""
    found = np.zeros(len(times_s))
    for i, time in enumerate(times_s):
        near = np.abs(times_s - time) <= SLOPE_WINDOW_S / 2.0
        found[i] = np.polyfit(times_s[near] - time, angles_deg[near], 1)[0]
    return found


def report(truth: dict[str, Any], times_s: np.ndarray, frames: list[np.ndarray]) -> None:
    """Print the numbers of one clip."""
    told = np.array([frame["t_s"] for frame in truth["frames"]])
    distinct = len({hashlib.sha256(frame.tobytes()).digest() for frame in frames})
    print(f"{truth['clip']}: {len(frames)} frames, truth {len(told)}, distinct {distinct}")
    print(f"  largest time difference {np.abs(times_s - told).max():.4f} s")
    changes = [float(np.abs(a[::2, ::2].astype(int) - b[::2, ::2]).mean()) for a, b in itertools.pairwise(frames)]
    print(f"  mean change between frames {min(changes):.2f} to {max(changes):.2f} grey levels")
    for phase in truth["phases"]:
        print(f"  {phase['name']:10s} {phase['start_s']:7.3f} to {phase['end_s']:7.3f} s")
    hold = truth["hold"]
    print(f"  hold {hold['end_s'] - hold['start_s']:.3f} s, faults {truth['faults']}")
    print(f"  clean peak speeds {truth['peak_speed_deg_s']} deg/s")
    report_measures(truth, told)


def report_measures(truth: dict[str, Any], times_s: np.ndarray) -> None:
    """Print the range of every measure by phase, and the peak slope of angles as they are shown."""
    for name, values in measures(truth).items():
        print(f"  {name}:", end="")
        if name.split(" ")[0].endswith("_deg"):
            print(f" peak half-second slope {np.abs(slopes_deg_s(times_s, values)).max():.1f} deg/s,", end="")
        for phase in truth["phases"]:
            inside = (times_s >= phase["start_s"]) & (times_s < phase["end_s"])
            print(f" {phase['name']} {values[inside].min():.4g} to {values[inside].max():.4g}", end="")
        print()


def measures(truth: dict[str, Any]) -> dict[str, np.ndarray]:
    """Every measure of the frames by name, those of the sides apart."""
    found = {}
    for name, first in truth["frames"][0].items():
        if isinstance(first, float) and name != "t_s":
            found[name] = np.array([frame[name] for frame in truth["frames"]])
        elif isinstance(first, dict) and set(first) == {"left", "right"}:
            for side in first:
                found[f"{name} {side}"] = np.array([frame[name][side] for frame in truth["frames"]])
    return found


def sheet_times_s(truth: dict[str, Any]) -> list[float]:
    """Nine telling moments: rest, reach, three of the approach, two of the hold, release, end."""
    setup, moving, hold, release, last = truth["phases"]
    span = moving["end_s"] - moving["start_s"]
    faulty = [(f["start_s"] + f["end_s"]) / 2.0 for f in truth["faults"] if f["start_s"] > hold["start_s"]]
    return [
        0.5, setup["end_s"] - 1.2, *(moving["start_s"] + share * span for share in (0.25, 0.5, 0.8)),
        hold["start_s"] + 2.0, *(faulty[:1] or [hold["end_s"] - 2.0]),
        (release["start_s"] + release["end_s"]) / 2.0, last["end_s"] - 0.3,
    ]  # fmt: skip


def contact_sheet(truth: dict[str, Any], frames: list[np.ndarray], times_s: np.ndarray) -> Image.Image:
    """Frames with the truth landmarks drawn in, in rows of three."""
    tiles = []
    for time in sheet_times_s(truth):
        number = int(np.argmin(np.abs(times_s - time)))
        tile = Image.fromarray(frames[number])
        mark_people(tile, truth["frames"][number]["landmarks"])
        tiles.append(tile)
    width, height = tiles[0].size
    rows = -(-len(tiles) // SHEET_COLUMNS)
    sheet = Image.new("RGB", (SHEET_COLUMNS * width, rows * height))
    for i, tile in enumerate(tiles):
        sheet.paste(tile, (i % SHEET_COLUMNS * width, i // SHEET_COLUMNS * height))
    return sheet


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--clips", type=pathlib.Path, default=SAMPLES)
    parser.add_argument("--sheets", type=pathlib.Path, default=pathlib.Path("sheets"))
    options = parser.parse_args()
    options.sheets.mkdir(parents=True, exist_ok=True)
    for name in options.names:
        truth = read_truth(options.clips / f"{name}.truth.json.gz")
        times, frames = read_video(options.clips / f"{name}.mp4")
        report(truth, times, frames)
        contact_sheet(truth, frames, times).save(options.sheets / f"{name}.png")


if __name__ == "__main__":
    main()
