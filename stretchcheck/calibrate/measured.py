"""Puts the steps together: a recording and its pictures in, what is good enough for a profile out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import Settings
from stretchcheck.calibrate import place, ranges, resting, watching
from stretchcheck.calibrate.board import Boards, lens_step
from stretchcheck.calibrate.pictures import Pictures, light_step
from stretchcheck.calibrate.steps import Entries, Step
from stretchcheck.judging import Judged, SideChoice, judge
from vision.recording import Recording

_NEEDED: Final = ("light", "whole body", "frame rate", "level", "noise")
"""A fault in one of these withholds everything about the person."""


class NobodyError(ValueError):
    """Nobody lies on their back, so there is nobody to measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a calibration: its steps, and the entries for the profile's tables."""

    steps: tuple[Step, ...]
    camera: Entries
    person: Entries

    @property
    def good(self) -> bool:
        """Whether nothing has to be done again."""
        return all(step.grade != "fault" for step in self.steps)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The steps whose faults keep everything about the person from being written."""
        return tuple(step.name for step in self.steps if step.grade == "fault" and step.name in _NEEDED)

    def changes(self, source: Mapping[str, Any], *, command: str) -> dict[str, Entries]:
        """For `stretchcheck.profile_writing.update`: every entry with its origin, no empty table."""
        origin = {
            "source": source["name"], "date": datetime.now(UTC).date().isoformat(), "command": command,
            "data_sha256": source.get("sha256"),
        }  # fmt: skip
        tables = {"camera": self.camera, "person": self.person}
        return {
            table: {name: {**entry, **origin} for name, entry in entries.items()}
            for table, entries in tables.items()
            if entries
        }


def measure(
    recording: Recording,
    pictures: Pictures | None,
    *,
    stretch: str,
    side: SideChoice,
    settings: Settings,
    of: Path | None = None,
) -> Measured:
    """Judge a recording as `analyze` does and measure camera and person in it.

    Args:
        recording: of somebody who lies still and then does gentle repetitions.
        pictures: what its pictures told; None where there are none.
        stretch: its name, or auto.
        side: of the repetitions.
        settings: thresholds.
        of: what was recorded, for messages; None for the recording itself.

    Raises:
        NobodyError: nobody lies on their back, and no checkerboard was asked for.
        RecordingError: it cannot be read.
    """
    if recording.metadata.get("is_still"):
        raise NobodyError(f"Expected a video or a recording of one, but got a single picture: {of or recording.path}")
    judged = judge(recording, stretch=stretch, side=side, settings=settings)
    source = judged.metadata["source"]
    size_px = (source["width"], source["height"])
    watched = watching.watch(recording, size_px)
    board = _board(pictures.boards if pictures is not None else None)
    if not watched.seen:
        if pictures is None or pictures.boards is None:
            raise NobodyError(_nobody(judged, of or recording.path))
        return lens_alone(pictures.boards)
    return _all(judged, watched, pictures, board, settings)


def lens_alone(boards: Boards) -> Measured:
    """What the checkerboard tells where nobody was filmed."""
    step, entries = lens_step(boards)
    width, height = boards.size_px
    size = place.size_entries({"width": width, "height": height})
    nobody = Step("person", "unknown", "Nobody was filmed lying on their back: only the lens was measured.")
    return Measured((step, nobody), {**entries, **size} if entries else {}, {})


def _board(boards: Boards | None) -> tuple[Step, Entries] | None:
    return lens_step(boards) if boards is not None else None


def _nobody(judged: Judged, path: Path) -> str:
    got = "nobody in view" if judged.people.recipient is None else "nobody who lies"
    return f"Expected somebody who lies on the back, whole in the picture, but saw {got}: {path}"


def _all(
    judged: Judged,
    watched: watching.Watched,
    pictures: Pictures | None,
    board: tuple[Step, Entries] | None,
    settings: Settings,
) -> Measured:
    source, view = judged.metadata["source"], judged.judgement.view
    rest = resting.rest_of(judged, settings)
    (light, lumas), (rate, fps) = light_step(pictures), place.rate_step(source)
    (limbs, lengths), (reach, found) = watching.limbs_step(watched), ranges.range_steps(judged.judgement)
    level, still = place.level_step(view), resting.rest_step(rest)
    noise = resting.noise_step(rest, judged, settings)
    steps = (
        *([board[0]] if board else []), light, rate, watching.whole_step(watched), place.view_step(view), level, still,
        noise, limbs, *reach,
    )  # fmt: skip
    camera = {**(board[1] if board else {}), **place.size_entries(source), **fps, **lumas}
    if level.grade != "fault":
        camera |= place.place_entries(view, rest.rows, (source["width"], source["height"]))
    at_rest = resting.rest_entries(rest, noisy=noise.grade != "unknown") if still.grade == "ok" else {}
    whole = Measured(steps, camera, {**at_rest, **lengths, **found})
    return replace(whole, person={}) if whole.withheld else whole
