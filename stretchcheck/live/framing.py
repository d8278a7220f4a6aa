"""The camera check: what the picture shows, whether that is enough, and what to change, in words."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from protocols.types import View
from stretchcheck.live.frametime import Rate
from stretchcheck.live.plan import VIEW_TEXTS, VIEW_TITLES
from vision.joints import Joint
from vision.types import Points, Scene

FPS_LEAST: Final = 20.0
FPS_POOR: Final = 5.0
DARK: Final = 45.0
DIM: Final = 70.0
BRIGHT: Final = 225.0
_FAR_SHARE: Final = 0.28
_NEAR_SHARE: Final = 0.9
_BORDER_SHARE: Final = 0.01
CUT_OFF_SHARE: Final = 0.3
"""More of the pictures with a joint outside, and the person is cut off."""

_ROLL_WARN_DEG: Final = 5.0
_ROLL_FAULT_DEG: Final = 10.0
_SECONDS: Final = 3.0
_WHOLE: Final = (
    Joint.NOSE, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE,
)  # fmt: skip

_KINDS: Final = {
    "side": "from the side", "oblique": "obliquely from the feet", "foot-end": "from the feet",
    "head-end": "from the head", "overhead": "from above", "unknown": "not known yet",
}  # fmt: skip


def is_cut_off(joints_px: Points, size_px: tuple[int, int]) -> bool:
    """Whether one of a person's joints, (33, 2), lies on the border of the picture or outside it; NaN lies nowhere."""
    width, height = size_px
    border = _BORDER_SHARE * max(width, height)
    xy = joints_px[list(_WHOLE)]
    inside = (xy >= border) & (xy <= (width - border, height - border))
    return bool(np.isfinite(xy).all(axis=1).any()) and bool((~inside & np.isfinite(xy)).any())


@dataclass(frozen=True, slots=True)
class FramingCheck:
    """One property of the picture."""

    name: str
    verdict: str
    title: str
    text: str


class Framing:
    """Collects the last three seconds; `checks` says how things stand."""

    def __init__(self) -> None:
        self._scenes: deque[tuple[float, Scene, float]] = deque()
        self._rate_meter = Rate()
        self._size = (0, 0)
        self._view = View("unknown", None)

    def see(self, scene: Scene, *, size_px: tuple[int, int], luma: float, view: View) -> None:
        """One frame."""
        self._size, self._view = size_px, view
        self._rate_meter.add(scene.time_s)
        self._scenes.append((scene.time_s, scene, luma))
        while self._scenes[0][0] < scene.time_s - _SECONDS:
            self._scenes.popleft()

    @property
    def fps(self) -> float:
        """Measured over the last three seconds; 0 while unknown."""
        return self._rate_meter.fps

    @property
    def view(self) -> str:
        """Where the camera stands."""
        return self._view.kind

    def checks(self, wanted_view: str) -> list[FramingCheck]:
        """All of them, the most important first."""
        if not self._scenes:
            return [FramingCheck("people", "unknown", "People", "No picture yet.")]
        return [
            self._people(), self._whole(), self._distance(), self._light(), self._rate(), self._roll(),
            self._where(wanted_view),
        ]  # fmt: skip

    def ready(self, wanted_view: str) -> bool:
        """Whether nothing stands against beginning."""
        return bool(self._scenes) and all(check.verdict != "fault" for check in self.checks(wanted_view))

    def _share(self, seen: Sequence[bool]) -> float:
        return sum(seen) / len(seen)

    def _people(self) -> FramingCheck:
        scenes = [scene for _, scene, _ in self._scenes]
        lying = self._share([scene.recipient_lies > 0.5 for scene in scenes])
        there = self._share([bool((scene.recipient.trust > 0).any()) for scene in scenes])
        both = self._share([bool((scene.partner.trust > 0).any()) for scene in scenes])
        title = "Who is in the picture"
        if there < 0.5:
            return FramingCheck("people", "fault", title, "I see nobody. Get both of you into the picture.")
        if lying < 0.5:
            text = "I see nobody lying on their back yet. Lie down where you will stretch."
            return FramingCheck("people", "warn", title, text)
        if both < 0.5:
            text = "One person lies on the back. I do not see the partner yet; done alone is fine too."
            return FramingCheck("people", "ok", title, text)
        return FramingCheck("people", "ok", title, "One person lies on the back, one helps.")

    def _whole(self) -> FramingCheck:
        if self._share([is_cut_off(scene.recipient.xy, self._size) for _, scene, _ in self._scenes]) > CUT_OFF_SHARE:
            text = "Part of the person lying down is outside the picture. Move the laptop back or turn it."
            return FramingCheck("whole", "warn", "Whole body", text)
        return FramingCheck("whole", "ok", "Whole body", "From head to feet in the picture, as far as I see.")

    def _distance(self) -> FramingCheck:
        spans = []
        for _, scene, _ in self._scenes:
            known = scene.recipient.xy[np.isfinite(scene.recipient.xy).all(axis=1)]
            if len(known) >= 8:
                spans.append(float(np.ptp(known, axis=0).max()) / max(self._size))
        title = "Distance"
        if not spans:
            return FramingCheck("distance", "unknown", title, "I need to see the person lying down to tell.")
        span = float(np.median(spans))
        if span < _FAR_SHARE:
            return FramingCheck("distance", "warn", title, "Rather far away: bring the laptop nearer, to 2 to 3 m.")
        if span > _NEAR_SHARE:
            return FramingCheck("distance", "warn", title, "Very near: put the laptop 2 to 3 m away.")
        return FramingCheck("distance", "ok", title, "Good distance.")

    def _light(self) -> FramingCheck:
        luma = float(np.median([value for _, _, value in self._scenes]))
        if luma < DARK:
            return FramingCheck("light", "fault", "Light", "Too dark. Switch a light on; dark pictures blur movement.")
        if luma < DIM:
            return FramingCheck("light", "warn", "Light", "Rather dark. More light makes joints easier to see.")
        if luma > BRIGHT:
            return FramingCheck("light", "warn", "Light", "Very bright. Turn the laptop away from the window.")
        return FramingCheck("light", "ok", "Light", "Bright enough.")

    def _rate(self) -> FramingCheck:
        rate, title = self.fps, "Pictures a second"
        if not rate:
            return FramingCheck("frame_rate", "unknown", title, "I tell after a few pictures.")
        if rate >= FPS_LEAST:
            return FramingCheck("frame_rate", "ok", title, f"{rate:.0f}: quick enough to see a jerk.")
        text = f"{rate:.0f}. Below {FPS_LEAST:.0f} a jerk can hide between pictures: it will be unknown. "
        text += "More light, mains power and fewer open programs help."
        return FramingCheck("frame_rate", "warn" if rate >= FPS_POOR else "fault", title, text)

    def _roll(self) -> FramingCheck:
        roll, title = self._view.roll_deg, "Level"
        if roll is None or not math.isfinite(roll):
            return FramingCheck("roll", "unknown", title, "I tell once someone lies still in the picture.")
        if abs(roll) > _ROLL_FAULT_DEG:
            return FramingCheck("roll", "fault", title, f"The picture is tilted by {abs(roll):.0f} degrees: level it.")
        if abs(roll) > _ROLL_WARN_DEG:
            return FramingCheck(
                "roll", "warn", title, f"Tilted by {abs(roll):.0f} degrees. Level the laptop if you can."
            )
        return FramingCheck("roll", "ok", title, "Level.")

    def _where(self, wanted: str) -> FramingCheck:
        kind, title = self._view.kind, "Where the camera stands"
        if kind == "unknown":
            return FramingCheck("view", "unknown", title, "I tell once someone lies still with both knees bent.")
        if kind == wanted:
            return FramingCheck("view", "ok", title, f"It looks {_KINDS[kind]}, as it should.")
        suits = ", ".join(self._view.suits) or "none of the stretches"
        text = f"It looks {_KINDS[kind]}, which suits {suits}. Better now: {VIEW_TITLES[wanted]}. {VIEW_TEXTS[wanted]}"
        return FramingCheck("view", "warn", title, text)
