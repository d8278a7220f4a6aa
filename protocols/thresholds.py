"""Every number a verdict depends on, beside its range for tuning and where it comes from."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number; `low`..`high` is the span to search when tuning, `source` says what backs it.

    Sources: *literature* (a read paper), *simulation* (ranked on synthetic angle signals), *judgement*.
    """

    default: float
    low: float
    high: float
    source: str


THRESHOLDS: Final[Mapping[str, Threshold]] = {
    # set-up and phases
    "setup_still_s": Threshold(1.0, 0.5, 3.0, "judgement: shortest stillness that gives a baseline"),
    "departure_deg": Threshold(8.0, 5.0, 12.0, "definition of a repetition"),
    "onset_speed_deg_s": Threshold(5.0, 3.0, 8.0, "judgement"),
    "hold_enter_speed_deg_s": Threshold(3.0, 2.0, 5.0, "simulation: p95 of a quiet hold at 1 deg noise"),
    "hold_enter_s": Threshold(1.0, 0.5, 1.5, "definition of a repetition"),
    "hold_leave_speed_deg_s": Threshold(8.0, 6.0, 12.0, "simulation: hysteresis over hold_enter_speed_deg_s"),
    "hold_leave_s": Threshold(0.5, 0.3, 1.0, "judgement"),
    "hold_drop_deg": Threshold(12.0, 8.0, 16.0, "judgement: this far below the hold it is over"),
    "hold_grace_s": Threshold(2.0, 1.0, 3.0, "judgement: longest time out of pose that does not end a hold"),
    "hold_over_s": Threshold(5.0, 2.0, 10.0, "definition: held longer than maximum + this is long"),
    "settled_deg": Threshold(15.0, 8.0, 20.0, "judgement: this near the baseline a release has arrived"),
    # movement
    "drift_deg": Threshold(8.0, 5.0, 12.0, "judgement"),
    "deeper_deg": Threshold(10.0, 5.0, 12.0, "judgement: beyond creep, a push after the stop"),
    "creep_deg_s": Threshold(0.5, 0.2, 1.0, "judgement: tissue gives, creep is no fault"),
    "speed_amber_deg_s": Threshold(40.0, 30.0, 50.0, "literature: no stretch reflex at 7-18 deg/s; simulation"),
    "speed_red_deg_s": Threshold(60.0, 50.0, 90.0, "literature: no stretch reflex at 7-18 deg/s; simulation"),
    "accel_amber_deg_s2": Threshold(55.0, 40.0, 80.0, "simulation: AUC 0.98 at 1 deg noise"),
    "accel_red_deg_s2": Threshold(
        90.0, 70.0, 140.0, "simulation; the engine's own steps stay below it on rendered clips"
    ),
    "accel_noise_deg": Threshold(1.5, 1.0, 2.5, "simulation: above this noise the limits rise by half"),
    "glitch_speed_deg_s": Threshold(400.0, 250.0, 600.0, "3 m/s at the knee of a 0.43 m thigh: a tracker's jump"),
    "bounce_swing_deg": Threshold(2.5, 1.5, 4.0, "simulation: peak to peak"),
    "bounce_per_noise": Threshold(2.5, 1.5, 4.0, "simulation: swing in degrees a degree of noise"),
    "bounce_window_s": Threshold(3.0, 2.0, 4.0, "simulation"),
    "jerk_min_fps": Threshold(20.0, 15.0, 25.0, "judgement: below it a jerk can hide between frames"),
    # seeing
    "unknown_share_max": Threshold(0.4, 0.2, 0.6, "judgement: more of the time unseen and a check is unknown"),
    "fault_s": Threshold(0.7, 0.3, 1.0, "judgement: a form fault must last this long"),
    # knee-to-chest
    "ktc_engaged_deg": Threshold(95.0, 85.0, 110.0, "judgement: leaves 10 deg below a typical range of motion"),
    "ktc_engaged_change_deg": Threshold(30.0, 20.0, 40.0, "judgement"),
    "ktc_engaged_margin_deg": Threshold(10.0, 5.0, 15.0, "single-camera error of an absolute angle"),
    "ktc_path_green_sw": Threshold(0.25, 0.2, 0.4, "judgement: 9 cm at 0.36 m shoulder width"),
    "ktc_path_red_sw": Threshold(0.40, 0.3, 0.5, "judgement"),
    "ktc_other_side_sw": Threshold(0.0, -0.1, 0.1, "definition: the midline"),
    "ktc_foot_green_shank": Threshold(0.15, 0.1, 0.25, "judgement"),
    "ktc_foot_red_shank": Threshold(0.30, 0.2, 0.4, "judgement"),
    "start_thigh_trunk_low_deg": Threshold(25.0, 15.0, 35.0, "hook-lying geometry"),
    "start_thigh_trunk_high_deg": Threshold(85.0, 70.0, 95.0, "hook-lying geometry"),
    "start_knee_low_deg": Threshold(60.0, 45.0, 75.0, "hook-lying geometry"),
    "start_knee_high_deg": Threshold(135.0, 120.0, 145.0, "hook-lying geometry"),
    "start_margin_deg": Threshold(12.0, 5.0, 20.0, "single-camera error of an absolute angle"),
}


_MOST: Final = {"unknown_share_max": 0.9}
"""Beyond this a number would switch off what it limits."""


def _span(threshold: Threshold) -> tuple[float, float]:
    """What a profile may set: four times the tuning range to either side, and nothing without a meaning."""
    width = max(threshold.high - threshold.low, 0.1 * abs(threshold.default))
    low = threshold.low - 4 * width
    return (low if threshold.low < 0 else max(low, 0.05 * threshold.low)), threshold.high + 4 * width


class UnknownThresholdError(ValueError):
    """A profile names a threshold that does not exist."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of one judgement: the defaults and what a profile changed.

    `profile` is the name shown in results; `settings["accel_deg_s2"]` reads a number.
    """

    changed: Mapping[str, float]
    profile: str = "defaults"

    def __post_init__(self) -> None:
        for name, value in self.changed.items():
            if name not in THRESHOLDS:
                near = difflib.get_close_matches(name, THRESHOLDS, n=3, cutoff=0.5) or sorted(THRESHOLDS)[:3]
                raise UnknownThresholdError(f"Expected a threshold such as {near}, but got {name!r}.")
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
                raise UnknownThresholdError(f"Expected a number for {name!r}, but got {value!r}.")
            low, high = _span(THRESHOLDS[name])
            high = min(high, _MOST.get(name, high))
            if not low <= value <= high:
                raise UnknownThresholdError(f"Expected {low:g} to {high:g} for {name!r}, but got {value!r}.")

    def __getitem__(self, name: str) -> float:
        if name in self.changed:
            return float(self.changed[name])
        return THRESHOLDS[name].default

    def effective(self) -> dict[str, float]:
        """Every threshold with the value in force."""
        return {name: self[name] for name in THRESHOLDS}


DEFAULTS: Final = Settings({})
