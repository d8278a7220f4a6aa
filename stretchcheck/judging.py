"""Judges a recording: landmarks to scenes, scenes to measures, measures to verdicts; the same for every source."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from protocols.followed import FollowedTicks
from protocols.measures import INDEX, MEASURES, measure
from protocols.placer import PLACED
from protocols.session import Session, settle
from protocols.still import judge_still
from protocols.stretches import STRETCHES, recognised
from protocols.thresholds import Settings
from protocols.types import Judgement, Side, View
from stretchcheck.calibrated import for_pictures, view_or_calibrated
from vision.people import People, PeopleSummary
from vision.recording import Recording, RecordingError
from vision.types import Observation, Scene
from vision.upside_down import UpsideDown

Array = NDArray[np.float64]
SideChoice = Side | Literal["auto"]
Watch = Callable[[Sequence[Observation], Sequence[Scene]], None]

SOURCE_KEYS: Final = ("name", "sha256", "duration_s", "frames", "fps", "width", "height")
ENGINE_KEYS: Final = ("name", "model", "models")

_BLOCK: Final = 256
_MIN_LYING: Final = 0.5
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A recording with what was found in it.

    Attributes:
        metadata: of the recording.
        people: who was who.
        judgement: repetitions, events, view, settings, warnings.
        frames: (n,) frame numbers; times_s, rows (n, len(MEASURES)) and placed (n, len(PLACED)) beside them.
        followed: the followed angle on the steady clock; None for a still.
    """

    metadata: dict[str, Any]
    people: PeopleSummary
    judgement: Judgement
    frames: NDArray[np.int64]
    times_s: Array
    rows: Array
    placed: Array
    followed: FollowedTicks | None


class Judging:
    """Judges frames as they come; how they are cut into pieces changes no bit."""

    def __init__(
        self,
        size_px: tuple[int, int],
        *,
        stretch: str,
        side: SideChoice,
        settings: Settings,
        watch: Watch | None = None,
    ) -> None:
        """Begin with the picture's width and height; `watch` is shown every block of frames with its scenes."""
        self._people = People(size_px)
        self._upside_down = UpsideDown()
        self._stretches = recognised() if stretch == "auto" else [STRETCHES[stretch]]
        settings = for_pictures(settings, size_px)
        self._side, self._settings, self._named = side, settings, stretch != "auto"
        self._session = Session(self._stretches, side=side, settings=settings, named=self._named)
        self._watch = watch
        self._frames: list[int] = []
        self._times: list[Array] = [np.empty(0)]
        self._rows: list[Array] = [np.empty((0, len(MEASURES)))]

    def extend(self, observations: Sequence[Observation]) -> None:
        """Take the next frames."""
        if not observations:
            return
        scenes = [self._people.update(observation) for observation in observations]
        for observation in observations:
            self._upside_down.update(observation)
        if self._watch is not None:
            self._watch(observations, scenes)
        self._frames += [observation.frame for observation in observations]
        self._times.append(np.array([scene.time_s for scene in scenes]))
        self._rows.append(measure(scenes))
        self._session.extend(self._times[-1], self._rows[-1])

    def finish(self, metadata: Mapping[str, Any], *, meant: tuple[Side, ...] = ()) -> Judged:
        """What was found; the metadata are those of the recording, `meant` the sides that a plan asked for."""
        times_s, rows = np.concatenate(self._times), np.concatenate(self._rows)
        summary = self._people.summary()
        followed: FollowedTicks | None = None
        if metadata.get("is_still"):
            judgement = judge_still(rows, self._stretches, side=self._side, settings=self._settings, named=self._named)
        else:
            judgement, followed = self._session.finish(meant=meant), self._session.followed()
        nothing = _why_nothing(times_s, rows, self._settings, turned=self._upside_down.likely)
        judgement = _placed_by_profile(_told(judgement, summary, metadata, nothing), metadata, self._settings)
        placed = _at_frames(*self._session.ticks, times_s)
        return Judged(
            dict(metadata), summary, judgement, np.array(self._frames, dtype=np.int64), times_s, rows, placed, followed
        )


def _placed_by_profile(judged: Judgement, metadata: Mapping[str, Any], settings: Settings) -> Judgement:
    """Where the camera stood by the profile, for what the recording itself could not tell of it; that is said."""
    if not judged.repetitions or metadata.get("is_still"):
        return judged
    size_px = metadata["source"]["width"], metadata["source"]["height"]
    view = view_or_calibrated(judged.view, settings, size_px)
    if view is judged.view:
        return judged
    what = "Where the camera stands" if view.kind != judged.view.kind else "How far the picture is tilted"
    told = f"{what} could not be seen and is taken from the profile {settings.profile}."
    return replace(judged, view=view, warnings=(*judged.warnings, told))


def judge(
    recording: Recording, *, stretch: str, side: SideChoice, settings: Settings, watch: Watch | None = None
) -> Judged:
    """Judge a recording from its landmarks alone; `watch` is shown what it is judged from, as `Judging` does.

    A recording of a coached session says which stretch and sides were meant; that holds unless `stretch` names one.
    """
    metadata = recording.metadata
    meant, sides = meant_of(recording)
    source, engine = metadata["source"], metadata["engine"]
    missing = [key for key in SOURCE_KEYS if key not in source] + [key for key in ENGINE_KEYS if key not in engine]
    if missing:
        raise RecordingError(f"Expected metadata with {', '.join(missing)}, but got none: {recording.path}")
    judging = Judging(
        (source["width"], source["height"]), stretch=meant if stretch == "auto" and meant else stretch, side=side,
        settings=settings, watch=watch,
    )  # fmt: skip
    for block in _blocks(iter(recording)):
        if block[0].time_s < 0:
            raise RecordingError(f"Expected times from 0, but got {block[0].time_s:g}: {recording.path}")
        judging.extend(block)
    return judging.finish(metadata, meant=sides)


def meant_of(recording: Recording) -> tuple[str | None, tuple[Side, ...]]:
    """Stretch and sides that a coached session's plan asked for; none where the recording says nothing of it.

    Raises:
        RecordingError: it names a stretch or a side that there is not.
    """
    meant = recording.metadata.get("meant")
    if meant is None:
        return None, ()
    stretch, sides = (meant.get("stretch"), meant.get("sides")) if isinstance(meant, dict) else (None, None)
    if stretch not in [*STRETCHES] or not isinstance(sides, list) or any(s not in ["left", "right"] for s in sides):
        raise RecordingError(
            f"Expected a known stretch and sides that were meant, but got {meant!r:.80}: {recording.path}"
        )
    return stretch, tuple(sides)


def _at_frames(ticks_s: Array, ticks: Array, times_s: Array) -> Array:
    """What the session knew besides the frames' own measures, from the first tick at or after each frame."""
    if not len(ticks):
        return np.full((len(times_s), len(PLACED)), np.nan)
    nearest = np.clip(np.searchsorted(ticks_s, times_s - 1e-6), 0, len(ticks) - 1)
    placed: Array = ticks[nearest, len(MEASURES) :]
    return placed


def _blocks(observations: Iterator[Observation]) -> Iterator[Sequence[Observation]]:
    while block := list(islice(observations, _BLOCK)):
        yield block


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Why there may be nothing to judge: warnings where nobody lies, and where somebody does but did nothing."""

    no_one: tuple[str, ...]
    no_repetition: str


_HIDDEN: Final = (
    "If somebody does, whoever helps hides them: film from the other side, so that the helper kneels behind them."
)


def _told(judged: Judgement, people: PeopleSummary, metadata: Mapping[str, Any], nothing: _Nothing) -> Judgement:
    """What was judged, with everything said that could not be."""
    told = judged
    lies = people.lying_share >= _MIN_LYING or (bool(judged.repetitions) and not metadata.get("is_still"))
    warnings = list(metadata.get("warnings", ()))
    if people.recipient is None:
        warnings.append("Nobody was found.")
    elif not lies:
        warnings += nothing.no_one
        if people.partner is None and not metadata.get("is_still"):
            warnings.append(_HIDDEN)
        told = replace(judged, repetitions=(), events=(), view=View("unknown", None))
    else:
        warnings += judged.warnings or ([] if judged.repetitions else [nothing.no_repetition])
    if people.others:
        warnings.append(
            f"{people.others} more {'person was' if people.others == 1 else 'people were'} seen and ignored."
        )
    events = settle(told.events) if people.partner is None else told.events
    return replace(told, events=events, warnings=tuple(warnings))


def _why_nothing(times_s: Array, rows: Array, settings: Settings, *, turned: bool) -> _Nothing:
    """What would be said; `turned`: somebody would lie if the picture were turned by half a turn."""
    no_one = ["Nobody lies on their back, so there is no stretch to judge."]
    if turned:
        no_one.append(
            "Somebody would lie on their back if the picture were turned upside down: if the camera was, turn the clip "
            "and analyze it again; if they lie face down or bend over, it is right as it is."
        )
    return _Nothing(tuple(no_one), _why_none(times_s, rows, settings))


def _why_none(times_s: Array, rows: Array, settings: Settings) -> str:
    """Why there is no repetition: too short a clip, nothing that moved and then held still, or the legs were hidden."""
    length_s = float(np.ptp(times_s)) if len(times_s) else 0.0
    if length_s < settings["hold_enter_s"]:
        return f"No repetition was found: the clip is too short for one ({length_s:.1f} s)."
    legs = rows[:, [INDEX[f"thigh_trunk_{side}_deg"] for side in ("left", "right")]]
    if len(legs) and float(np.isnan(legs).all(axis=1).mean()) > _MOSTLY:
        return "No repetition was found: the legs could not be seen for most of the time."
    return "No repetition was found: the legs never left their resting place and then held still."
