"""Goes through a clip a second time, with its recording, for the overlay and the pictures of the report."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from protocols.hold import Status
from protocols.repetition import PHASES
from protocols.ticks import TICK_S
from stretchcheck.judging import Judged
from stretchcheck.report import Thumbnail, words
from vision.capture import open_source
from vision.overlay import DrawnPerson, Hud, OverlayWriter, Tone, draw
from vision.people import People
from vision.recording import Recording
from vision.trust import KNOWN
from vision.types import Body, Frame, Image, Scene

Array = NDArray[np.float64]
Progress = Callable[[float, float], None]

_MOST_PICTURES: Final = 6
_PICTURE_WIDTH_PX: Final = 480
_JPEG: Final = [cv2.IMWRITE_JPEG_QUALITY, 80]
_EVENT_S: Final = 0.7


@dataclass(frozen=True, slots=True)
class Moment:
    """A time worth a picture and what it shows, without the time."""

    time_s: float
    caption: str


def moments(result: Mapping[str, Any]) -> list[Moment]:
    """The worst moments, events before checks, at most six, and the middle of each hold where there is room."""
    found = [
        Moment((event["start_s"] + event["end_s"]) / 2, words.capital(words.EVENTS[event["kind"]][0]))
        for event in result["events"]
        if event["kind"] not in ("lost", "glitch", "hold_short", "hold_long")
    ]
    for repetition in result["repetitions"]:
        for check in repetition["checks"]:
            if check["verdict"] in ("fault", "warn") and check["at_s"] is not None:
                title, (_, verdict) = words.CHECKS[check["name"]][0], words.verdict_words(check)
                found.append(Moment(check["at_s"], f"{title}: {verdict.lower()}"))
    found += [
        Moment((hold["start_s"] + hold["end_s"]) / 2, "Middle of the hold")
        for hold in (repetition["hold"] for repetition in result["repetitions"])
        if hold["start_s"] is not None
    ]
    if not found and result["source"]["frames"]:
        found = [Moment(result["source"]["duration_s"] / 2, "Middle of the recording")]
    kept: list[Moment] = []
    for moment in found:
        if all(abs(moment.time_s - other.time_s) > _EVENT_S for other in kept):
            kept.append(moment)
    return sorted(kept[:_MOST_PICTURES], key=lambda moment: moment.time_s)


def picture(
    clip: Path,
    recording: Recording,
    judged: Judged,
    result: Mapping[str, Any],
    *,
    overlay: Path | None,
    progress: Progress,
) -> list[Thumbnail]:
    """Thumbnails of the worst moments and, where a path is given, the overlay video.

    A clip that breaks off is drawn as far as it was analysed.
    """
    wanted = moments(result)
    thumbnails: list[Thumbnail] = []
    with ExitStack() as stack:
        fps = result["source"]["fps"] or 30.0
        writer = stack.enter_context(OverlayWriter(overlay, fps=fps)) if overlay else None
        source = stack.enter_context(open_source(clip))
        for frame, image in _drawn(source, recording, judged):
            if writer is not None:
                writer.write(image(), frame.time_s)
            while wanted and frame.time_s >= wanted[0].time_s - TICK_S:
                thumbnails.append(_thumbnail(wanted.pop(0), image()))
            if writer is None and not wanted:
                break
            progress(frame.time_s, result["source"]["duration_s"])
    return thumbnails


def _drawn(
    source: Iterator[Frame], recording: Recording, judged: Judged
) -> Iterator[tuple[Frame, Callable[[], Image]]]:
    """Frames with a function that draws them, since most are never looked at."""
    size = judged.metadata["source"]["width"], judged.metadata["source"]["height"]
    people = People(size)
    held = _held_s(judged)
    for frame, observation in zip(source, recording, strict=False):
        scene = people.update(observation)
        drawn = [_person(body, people, scene) for body in observation.bodies]
        hud = _hud(judged, held, frame.time_s)
        yield frame, lambda frame=frame, drawn=drawn, hud=hud: draw(frame.image, drawn, hud)  # type: ignore[misc]


def _person(body: Body, people: People, scene: Scene) -> DrawnPerson:
    """A body in the role it has in this frame."""
    if body.person == people.recipient:
        return DrawnPerson(body.xy_px, scene.recipient.trust >= KNOWN, "recipient")
    if body.person == people.partner:
        return DrawnPerson(body.xy_px, scene.partner.trust >= KNOWN, "partner")
    return DrawnPerson(body.xy_px, np.ones(len(body.xy_px), dtype=np.bool_), "other")


def _held_s(judged: Judged) -> Array:
    """Seconds in pose since the beginning, over all holds, at every tick; a hold's own are a difference."""
    followed = judged.followed
    return np.cumsum(followed.status == Status.IN_POSE) * TICK_S if followed is not None else np.empty(0)


def _hud(judged: Judged, held_s: Array, time_s: float) -> Hud:
    """Phase and hold clock at a time."""
    followed = judged.followed
    if followed is None or not len(followed.time_s):
        return Hud(("Single picture",) if judged.metadata.get("is_still") else ("Looking",))
    tick = int(np.clip(np.searchsorted(followed.time_s, time_s - 1e-6), 0, len(followed.time_s) - 1))
    number = int(followed.repetition[tick])
    if number < 0:
        return Hud(("Rest",))
    repetition = judged.judgement.repetitions[number]
    phase = PHASES[followed.phase[tick]]
    heading = f"{words.PHASES[phase][0]}, {words.side_words(repetition.stretch, repetition.side)}"
    if phase != "hold":
        return Hud((heading,))
    first = int(np.searchsorted(followed.time_s, (repetition.hold.start_s or 0.0) - 1e-6))
    held = float(held_s[tick] - (held_s[first - 1] if first else 0.0))
    target = repetition.hold.target_s
    status = Status(int(followed.status[tick]))
    tone: Tone = "unknown" if status == Status.UNSEEN else "warn" if status == Status.OUT_OF_POSE else "ok"
    state = {"unknown": "cannot see", "warn": "out of pose", "ok": "in pose"}[tone]
    lines = (heading, f"{state}; asked: {target[0]:.0f} to {target[1]:.0f} s")
    return Hud(lines, min(held / target[0], 1.0), tone, f"{held:.1f} s")


def _thumbnail(moment: Moment, image: Image) -> Thumbnail:
    height, width = image.shape[:2]
    factor = min(1.0, _PICTURE_WIDTH_PX / width)
    small = cv2.resize(image, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, _JPEG)
    return Thumbnail(round(moment.time_s, 2), moment.caption, jpeg.tobytes())
