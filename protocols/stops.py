"""Stop signals that can be seen: an arm raised or the floor tapped by the recipient, both hands off by the partner.

A missed stop is the worst error, so that these answer early and accept false alarms; a camera can miss a signal all the
same. Arms are followed in the picture: heights are taken along the floor's normal, in forearms, over the arm's own
shoulder and over where that arm rested before.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from protocols.mat import SHANK_M, Mat
from protocols.measures import INDEX
from protocols.partner_measures import TARGETS
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import Event, Side

StopKind = Literal["raised_hand", "tapping", "hands_off"]
Axes = Sequence[tuple[float, float]]

FOREARM_M: Final = 0.25
_REACH_M: Final = 0.66
"""An arm on the floor reaches no further than this from its shoulder, with a fifth of error."""

_FLOOR_M: Final = -0.05
_UP_LEAST: Final = 0.5
"""Seen from further above, heights cannot be told."""

_BRIDGED: Final = round(0.17 / TICK_S)
"""Unknown ticks that end no signal."""

_REST_SHARE: Final = TICK_S / 2.0
"""Share by which an arm's rest follows its height each tick: a time constant of two seconds."""

_REST_FROM: Final = round(0.5 / TICK_S)
_ELBOW_LESS: Final = 0.2
"""A forearm that stands on its elbow counts so much less than a wrist as high over its shoulder: elbows are seen less
well."""

_SETTLED: Final = 0.6
"""A signal is over when the arm has sunk to this share of the limit."""

_SMOOTH: Final = 5
_NOISE_FROM: Final = round(1.5 / TICK_S)
_QUARTER: Final = round(0.25 / TICK_S)
_NOISE_TIMES: Final = 4.0
"""A tap must be this many times what the wrist wavered by before."""

_SIDES: Final[tuple[Side, Side]] = ("left", "right")
_ARMS: Final = [
    [INDEX[f"{joint}_{side}_{axis}_px"] for joint in ("wrist", "shoulder", "elbow") for axis in "xy"] for side in _SIDES
]
_SCALE: Final = INDEX["scale_px_m"]
_LYING: Final = INDEX["recipient_lies"]
_HANDS: Final = [
    [INDEX[f"partner_{hand}_hand_to_{target}_{side}_px"] for target in TARGETS for side in _SIDES] for hand in _SIDES
]
_WRISTS: Final = [[INDEX[f"partner_wrist_{hand}_{axis}_px"] for axis in "xy"] for hand in _SIDES]


@dataclass(frozen=True, slots=True)
class StopSignal:
    """A signal that is complete; `start` and `end` are ticks, `side` the arm, `value` forearms or shanks."""

    kind: StopKind
    start: int
    end: int
    side: Side | None
    value: float


def as_event(signal: StopSignal, time_s: Callable[[int], float]) -> Event:
    """The signal as an event, which is information and fails no check."""
    hands = signal.kind == "hands_off"
    return Event(
        "stop_signal", round(time_s(signal.start), 3), round(time_s(signal.end), 3), side=signal.side,
        value=signal.value, unit="shanks" if hands else "forearms", who="partner" if hands else "recipient",
    )  # fmt: skip


class StopMeter:
    """Feed ticks in order; `update` returns the signal that one completes. `reset` equals new."""

    def __init__(self, settings: Settings) -> None:
        self._arms = [_Arm(side, settings) for side in _SIDES]
        self._hands = _Hands(settings)

    def reset(self) -> None:
        """Start anew: equal to a fresh meter."""
        for arm in self._arms:
            arm.reset()
        self._hands.reset()

    def update(self, number: int, row: Sequence[float], *, mat: Mat | None, under_way: bool) -> StopSignal | None:
        """One tick.

        Args:
            number: of the tick.
            row: its measures, in the order of `MEASURES`.
            mat: where the camera stands, if that is known.
            under_way: whether the recipient is being moved in or held; a signal counts more easily then.
        """
        scale, axes = (mat.scale_px_m, mat.directions) if mat else (row[_SCALE], None)
        found = None
        for arm, places in zip(self._arms, _ARMS, strict=True):
            wx, wy, sx, sy, ex, ey = (row[place] / scale for place in places)
            over, elbow = _over(wx - sx, wy - sy, axes), _over(wx - ex, wy - ey, axes)
            signal = arm.update(
                number,
                over,
                raised=max(over, elbow - _ELBOW_LESS) if elbow == elbow else over,
                explained=_lies(wx - sx, wy - sy, axes),
                under_way=under_way,
                faced=mat is None or arm.side in mat.faces,
            )
            found = found or signal
        return self._hands.update(number, row, scale=scale, under_way=under_way) or found


def _over(x_m: float, y_m: float, axes: Axes | None) -> float:
    """Forearms by which one joint is higher than another, from their distance in the picture (x right, y down)."""
    if axes is None:
        return -y_m / FOREARM_M
    ux, uy = axes[2]
    long = ux * ux + uy * uy
    return (x_m * ux + y_m * uy) / long / FOREARM_M if long >= _UP_LEAST**2 else float("nan")


def _lies(x_m: float, y_m: float, axes: Axes | None) -> bool:
    """Whether an arm along the floor would show its wrist at this distance from its shoulder in the picture."""
    if axes is None:
        return False
    (hx, hy), (rx, ry), (ux, uy) = axes
    x, y, area = x_m - _FLOOR_M * ux, y_m - _FLOOR_M * uy, hx * ry - hy * rx
    if abs(area) < 1e-6:
        return False
    along, across = (x * ry - y * rx) / area, (hx * y - hy * x) / area
    return bool(along * along + across * across <= _REACH_M**2)


class _Arm:
    """One arm of the recipient."""

    def __init__(self, side: Side, settings: Settings) -> None:
        self.side = side
        self._raise = settings["stop_raise_forearms"]
        self._raise_ticks = round(settings["stop_raise_s"] / TICK_S)
        self._taps = _Taps(settings)
        self.reset()

    def reset(self) -> None:
        self._rest = float("nan")
        self._recent: deque[float] = deque(maxlen=_REST_FROM)
        self._up = self._unseen = 0
        self._since = 0
        self._latched = False
        self._taps.reset()

    def update(
        self, number: int, height: float, *, raised: float, explained: bool, under_way: bool, faced: bool
    ) -> StopSignal | None:
        if height != height:
            self._unseen += 1
            if self._unseen > _BRIDGED:
                self._up = 0
                self._taps.reset()
            return None
        self._unseen = 0
        rested = self._rise(raised)
        least = self._raise if under_way else 2 * self._raise
        up = raised > least and rested > least and (under_way or not explained)
        tapped = self._taps.update(number, height)
        if self._latched:
            self._latched = rested > _SETTLED * self._raise
            self._up = 0
            return None
        if tapped is not None and under_way and faced and not up:
            return StopSignal("tapping", tapped, number, self.side, round(self._taps.least, 2))
        return self._raised(number, raised, up=up)

    def _rise(self, height: float) -> float:
        """Height over where the arm rested until half a second ago; the rest does not follow an arm that is up."""
        if len(self._recent) == _REST_FROM:
            old = self._recent[0]
            if self._rest != self._rest:
                self._rest = old
            elif not self._up and not self._latched:
                self._rest += _REST_SHARE * (old - self._rest)
        self._recent.append(height)
        return height - self._rest if self._rest == self._rest else 0.0

    def _raised(self, number: int, height: float, *, up: bool) -> StopSignal | None:
        if not up:
            self._up = 0
            return None
        if not self._up:
            self._since = number
        self._up += 1
        if number - self._since < self._raise_ticks:
            return None
        self._latched = True
        return StopSignal("raised_hand", self._since, number, self.side, round(height, 2))


class _Taps:
    """Falls of a wrist that each follow a rise of the same size, two within a short time."""

    def __init__(self, settings: Settings) -> None:
        self._least = settings["stop_tap_forearms"]
        self._within = round(settings["stop_tap_s"] / TICK_S)
        self.reset()

    def reset(self) -> None:
        self._window: deque[float] = deque(maxlen=_SMOOTH)
        self._wavers: deque[float] = deque(maxlen=_NOISE_FROM)
        self._smooth: deque[float] = deque(maxlen=_QUARTER)
        self._waver = 0.0
        self._extreme, self._rising = float("nan"), False
        self._falls: deque[int] = deque(maxlen=2)
        self.least = self._least

    def update(self, number: int, height: float) -> int | None:
        """One tick; the tick of the first fall when the second is complete."""
        self._window.append(height)
        smooth = sum(self._window) / len(self._window)
        self._learn(smooth)
        if self._extreme != self._extreme:
            self._extreme = smooth
            return None
        self._extreme = max(self._extreme, smooth) if self._rising else min(self._extreme, smooth)
        if abs(smooth - self._extreme) < self.least:
            return None
        fallen, self._rising, self._extreme = self._rising, not self._rising, smooth
        return self._fallen(number) if fallen else None

    def _learn(self, smooth: float) -> None:
        """What a tap must exceed: a multiple of how much the wrist wavered, within a quarter second, a while ago."""
        self._smooth.append(smooth)
        off = abs(smooth - self._smooth[0])
        self._waver += _REST_SHARE * (off - self._waver)
        self._wavers.append(self._waver)
        learnt = len(self._wavers) == self._wavers.maxlen
        self.least = max(self._least, _NOISE_TIMES * self._wavers[0]) if learnt else float("inf")

    def _fallen(self, number: int) -> int | None:
        self._falls.append(number)
        first = self._falls[0]
        if len(self._falls) < 2 or number - first > self._within:
            return None
        self._falls.clear()
        return first


class _Hands:
    """Both hands of the partner; a hand is off only while the place that it held is known."""

    def __init__(self, settings: Settings) -> None:
        self._away = settings["stop_hands_shank"] * SHANK_M
        self._ticks = round(settings["stop_hands_s"] / TICK_S)
        self.reset()

    def reset(self) -> None:
        self._held: list[int | None] = [None, None]
        self._away_ticks = self._unseen = 0
        self._since = 0

    def update(self, number: int, row: Sequence[float], *, scale: float, under_way: bool) -> StopSignal | None:
        if not under_way:
            self.reset()
            return None
        first, second = (self._apart(row, hand, scale) for hand in (0, 1))
        nearest = min(first, second) if first == first and second == second else float("nan")
        if nearest != nearest:
            self._unseen += 1
            if self._unseen > _BRIDGED:
                self._away_ticks = 0
            return None
        self._unseen = 0
        if nearest <= self._away:
            self._away_ticks = 0
            return None
        if not self._away_ticks:
            self._since = number
        self._away_ticks += 1
        if self._held == [None, None] or number - self._since < self._ticks:
            return None
        self._held, self._away_ticks = [None, None], 0
        return StopSignal("hands_off", self._since, number, None, round(nearest / SHANK_M, 2))

    def _apart(self, row: Sequence[float], hand: int, scale: float) -> float:
        """Metres from a hand to the nearest of the recipient's legs and shoulders; NaN where that is not known."""
        apart = _distances(row, hand)
        known = [place for place, each in enumerate(apart) if each == each]
        if not known:
            return float("nan")
        place = min(known, key=apart.__getitem__)
        if apart[place] / scale <= self._away:
            self._held[hand] = place
        held = self._held[hand]
        return apart[place] / scale if held is None or held in known else float("nan")


def _distances(row: Sequence[float], hand: int) -> list[float]:
    """Pixels from a hand to places of the recipient's legs and to the shoulders; NaN where unknown."""
    x, y = (row[place] for place in _WRISTS[hand])
    if x != x or y != y:
        return []
    return [row[place] for place in _HANDS[hand]] + [math.hypot(x - row[arm[2]], y - row[arm[3]]) for arm in _ARMS]
