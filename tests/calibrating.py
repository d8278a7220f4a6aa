"""Drawn recordings for a calibration: somebody lies still and then does gentle repetitions."""

from dataclasses import replace
from functools import reduce

from courses import Course
from drawn import SIDE, Camera, Clip
from drawn_recording import write_recording
from materials import knee_to_chest
from protocols.thresholds import DEFAULTS
from stretchcheck.calibrate.measured import Measured, measure
from vision.recording import Recording

REACHES = (106.0, 112.0, 109.0)
"""Thigh-trunk angles of the repetitions; they start at 50 degrees."""

_GENTLE = Course(setup_s=5.0, approach_s=5.0, hold_s=4.0, release_s=5.0, rest_s=3.0)


def gentle(
    reaches=REACHES, *, first_s: float = 5.0, side: str = "right", camera: Camera = SIDE, noise_px: float = 0.5, **drawn
) -> Clip:
    """One repetition to each of these angles, the first after lying still for `first_s`."""
    clips = [
        knee_to_chest(
            replace(_GENTLE, end_deg=end, setup_s=_GENTLE.setup_s if number else first_s),
            side=side,
            camera=camera,
            noise_px=noise_px,
            seed=number,
            partner=False,
            **drawn,
        )
        for number, end in enumerate(reaches)
    ]
    return reduce(Clip.then, clips)


def measured(folder, clip: Clip, *, pictures=None, stretch: str = "knee-to-chest") -> Measured:
    """What a calibration finds in a drawn clip."""
    path = write_recording(folder / "gentle.poses.parquet", clip)
    return measure(Recording(path), pictures, stretch=stretch, side="auto", settings=DEFAULTS)


def grades(found: Measured) -> dict[str, str]:
    """Grade of each step that is not ok."""
    return {step.name: step.grade for step in found.steps if step.grade != "ok"}
