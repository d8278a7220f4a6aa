"""Every number a verdict depends on, beside its range for tuning and where it comes from."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from protocols.types import View


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
    "deeper_deg": Threshold(8.5, 5.0, 12.0, "bench, development: beyond creep; pushes of 12 deg read 9 and more"),
    "placed_slack_share": Threshold(
        1.5, 1.0, 2.0, "drift and depth count this much later where an angle is placed on the mat"
    ),
    "creep_deg_s": Threshold(0.5, 0.2, 1.0, "judgement: tissue gives, creep is no fault"),
    "speed_amber_deg_s": Threshold(40.0, 30.0, 50.0, "literature: no stretch reflex at 7-18 deg/s; simulation"),
    "speed_red_deg_s": Threshold(60.0, 50.0, 90.0, "literature: no stretch reflex at 7-18 deg/s; simulation"),
    "accel_amber_deg_s2": Threshold(
        75.0, 40.0, 80.0, "simulation: AUC 0.98 at 1 deg noise; rendered good form reads up to 86 at 2 deg"
    ),
    "accel_red_deg_s2": Threshold(
        90.0, 70.0, 140.0, "simulation; the engine's own steps stay below it on rendered clips"
    ),
    "accel_noise_deg": Threshold(1.5, 1.0, 2.5, "simulation: round this noise the limits rise by half"),
    "surge_deg_s": Threshold(26.0, 20.0, 40.0, "bench, development: lunges of 8 to 24 deg are 37 and more faster"),
    "surge_per_noise": Threshold(18.0, 10.0, 25.0, "bench, development: degrees a second, a degree of noise"),
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
    "ktc_drawn_least_deg": Threshold(60.0, 50.0, 75.0, "hook-lying geometry: a thigh that is only put up rests lower"),
    "ktc_path_green_sw": Threshold(0.25, 0.2, 0.4, "judgement: 9 cm at 0.36 m shoulder width"),
    "ktc_path_red_sw": Threshold(0.40, 0.3, 0.5, "judgement"),
    "ktc_strays_sw": Threshold(
        0.2, 0.15, 0.3, "bench, development: a knee that sinks goes aside by 0.15, one that strays 0.33"
    ),
    "ktc_other_side_sw": Threshold(0.0, -0.1, 0.1, "definition: the midline"),
    "ktc_foot_green_shank": Threshold(0.15, 0.1, 0.25, "judgement"),
    "ktc_foot_red_shank": Threshold(0.30, 0.2, 0.4, "judgement"),
    "start_thigh_trunk_low_deg": Threshold(25.0, 15.0, 35.0, "hook-lying geometry"),
    "start_thigh_trunk_high_deg": Threshold(85.0, 70.0, 95.0, "hook-lying geometry"),
    "start_knee_low_deg": Threshold(60.0, 45.0, 75.0, "hook-lying geometry"),
    "start_knee_high_deg": Threshold(135.0, 120.0, 145.0, "hook-lying geometry"),
    "start_margin_deg": Threshold(12.0, 5.0, 20.0, "single-camera error of an absolute angle"),
    # spinal twist
    "twist_engaged_deg": Threshold(25.0, 20.0, 40.0, "judgement: clear of a 10 deg error"),
    "twist_engaged_margin_deg": Threshold(10.0, 5.0, 15.0, "single-camera error of an absolute angle"),
    "twist_both_deg": Threshold(3.0, 2.0, 8.0, "judgement: a knee that leans aside alone twists nobody"),
    "twist_meant_s": Threshold(6.0, 3.0, 10.0, "judgement: knees that lean aside for a moment are no stretch"),
    "twist_deeper_deg": Threshold(
        5.5, 4.0, 12.0, "bench, development: a push of 12 deg reads 6 to 7, good form moves up to 2"
    ),
    "twist_arms_green_deg": Threshold(25.0, 15.0, 35.0, "judgement"),
    "twist_arms_red_deg": Threshold(45.0, 35.0, 60.0, "judgement"),
    "twist_gap_green_femur": Threshold(0.60, 0.3, 0.8, "bench, development: knees 0.3 thighs apart read 0.4 to 0.7"),
    "twist_gap_red_femur": Threshold(0.95, 0.6, 1.1, "bench, development: 0.5 apart reads up to 0.93, 0.74 from 0.99"),
    "twist_parts_green_femur": Threshold(
        0.20, 0.15, 0.30, "bench, development: up to 0.18 more where they lie stacked"
    ),
    "twist_parts_red_femur": Threshold(0.27, 0.20, 0.40, "bench, development: 0.37 more and above where 0.74 apart"),
    "twist_shear_green_femur": Threshold(0.36, 0.2, 0.6, "bench, development: a shear of 0.12 reads 0.1 to 0.5"),
    "twist_shear_red_femur": Threshold(0.60, 0.3, 0.8, "bench, development: a shear of 0.12 reads up to 0.55"),
    "twist_apart_green_deg": Threshold(35.0, 15.0, 40.0, "judgement; rendered clips read 15 deg too much"),
    "twist_apart_red_deg": Threshold(50.0, 35.0, 60.0, "judgement"),
    "twist_lift_green_sw": Threshold(0.185, 0.06, 0.20, "rendered clips read up to 0.183 where it stays down"),
    "twist_lift_red_sw": Threshold(0.19, 0.14, 0.30, "rendered clips read 0.20 where 0.41 is true"),
    "twist_rises_green_sw": Threshold(0.08, 0.05, 0.12, "bench, development: up to 0.05 where it stays down"),
    "twist_rises_red_sw": Threshold(0.12, 0.08, 0.20, "bench, development: 0.15 and more where 0.28 is true"),
    "twist_centre_green_deg": Threshold(15.0, 10.0, 20.0, "judgement"),
    "twist_centre_red_deg": Threshold(20.0, 15.0, 30.0, "judgement"),
    # figure-four
    "fig4_contact_enter_shank": Threshold(0.50, 0.3, 0.55, "rendered clips read 0.3 to 0.5 where 0.21 is true"),
    "fig4_contact_close_shank": Threshold(
        0.32, 0.2, 0.4, "rendered clips: crossed reads 0.12 to 0.3 from the side, a knee drawn up alone 0.47 to 0.7"
    ),
    "fig4_contact_gone_shank": Threshold(0.90, 0.5, 1.0, "judgement: no longer near the knee at all"),
    "fig4_outward_enter_deg": Threshold(22.0, 15.0, 30.0, "judgement: a drawn knee leans up to 18 on rendered clips"),
    "fig4_outward_gone_deg": Threshold(10.0, 5.0, 15.0, "judgement: hysteresis; a slip brings the knee in by 11 to 26"),
    "fig4_crossed_s": Threshold(0.5, 0.3, 1.0, "judgement"),
    "fig4_uncrossed_s": Threshold(1.0, 0.5, 2.0, "judgement: longer than legs are named the wrong way round"),
    "fig4_meant_s": Threshold(15.0, 8.0, 20.0, "judgement: half of the hold that is asked, or none is meant"),
    "fig4_contact_green_shank": Threshold(0.55, 0.35, 0.6, "rendered clips read up to 0.5 where 0.21 is true"),
    "fig4_contact_red_shank": Threshold(0.75, 0.5, 0.9, "judgement"),
    "fig4_slid_green_shank": Threshold(0.25, 0.15, 0.35, "judgement: 10 cm off where it lay as the hold began"),
    "fig4_slid_red_shank": Threshold(0.40, 0.3, 0.6, "judgement: 16 cm"),
    "fig4_lift_green_shank": Threshold(0.25, 0.15, 0.35, "judgement"),
    "fig4_lift_red_shank": Threshold(0.15, 0.05, 0.25, "judgement"),
    "fig4_engaged_deg": Threshold(85.0, 80.0, 100.0, "judgement: 90 deg less the error of one camera"),
    "fig4_engaged_change_deg": Threshold(20.0, 15.0, 30.0, "judgement"),
    "fig4_engaged_margin_deg": Threshold(10.0, 5.0, 15.0, "single-camera error of an absolute angle"),
    "fig4_alike_deg": Threshold(30.0, 20.0, 40.0, "judgement: the other thigh leans along: both knees have gone aside"),
    "fig4_short_shank": Threshold(0.65, 0.5, 0.75, "geometry: square to the body a crossed shank points to the camera"),
    "fig4_long_shank": Threshold(0.80, 0.7, 0.9, "geometry: hysteresis"),
    # where the camera stands
    "mat_misfit_trunks": Threshold(0.12, 0.08, 0.2, "rendered clips: 0.04 to 0.10 at rest, 0.08 to 0.26 in a stretch"),
    "mat_tilt_deg": Threshold(12.0, 8.0, 15.0, "rendered clips: someone in a stretch needs 10 to 27"),
    "mat_moved_trunks": Threshold(0.5, 0.3, 1.0, "judgement: the person lies elsewhere"),
    "view_side_deg": Threshold(32.0, 25.0, 40.0, "geometry: yaw to which a view is square"),
    "view_end_deg": Threshold(62.0, 55.0, 70.0, "geometry: yaw from which a view is from an end"),
    "view_overhead_deg": Threshold(58.0, 50.0, 65.0, "geometry: elevation from which a view is from above"),
    "view_square_elevation_deg": Threshold(40.0, 30.0, 50.0, "geometry: below it angles are measured with the picture"),
    # recognition
    "likeness_least_share": Threshold(0.5, 0.3, 0.7, "judgement: as likely as not"),
    "likeness_lead_share": Threshold(0.1, 0.05, 0.3, "judgement: less ahead of the next stretch cannot be told"),
    "bent_knee_deg": Threshold(50.0, 35.0, 60.0, "judgement: a straighter knee is a leg raise"),
    "other_raised_deg": Threshold(35.0, 25.0, 50.0, "judgement: both legs drawn up"),
    "dropped_deg": Threshold(10.0, 8.0, 25.0, "bench, development: a twist of 13 deg is shallow, and is one"),
    "aside_most_deg": Threshold(
        30.0, 20.0, 40.0, "judgement: one drawn knee that strays moves the mean of both so far"
    ),
    "thighs_differ_deg": Threshold(35.0, 25.0, 50.0, "judgement: thighs that go together"),
    "still_drawn_up_deg": Threshold(65.0, 55.0, 75.0, "labelled photographs: a thigh drawn up"),
    "still_low_deg": Threshold(75.0, 65.0, 85.0, "labelled photographs: the other thigh"),
    "still_crossed_shank": Threshold(0.4, 0.3, 0.5, "photographs: crossed reads 0.1 to 0.3, all others 0.5 and more"),
    "still_apart_femur": Threshold(0.85, 0.7, 1.0, "photographs: crossed reads 1.1 to 1.2, both knees hugged 0.6"),
    "shoulders_rise_sw": Threshold(0.6, 0.4, 0.8, "judgement: both this far off the floor: sitting up"),
    "hips_rise_sw": Threshold(0.6, 0.4, 0.8, "judgement: both this far off the floor: a bridge"),
    # stop signals
    "stop_raise_forearms": Threshold(0.5, 0.4, 1.0, "judgement: the wrist so far over its shoulder and over its rest"),
    "stop_raise_s": Threshold(0.4, 0.2, 0.8, "judgement: a hand that passes is no signal"),
    "stop_tap_forearms": Threshold(0.3, 0.15, 0.5, "rendered taps read 0.5 to 0.8, a resting wrist 0.2"),
    "stop_tap_s": Threshold(1.5, 1.0, 2.0, "judgement: from the first to the second fall"),
    "stop_hands_shank": Threshold(0.7, 0.5, 1.0, "judgement: both hands 28 cm off; letting go reads 1.0"),
    "stop_hands_s": Threshold(1.0, 0.5, 2.0, "judgement: a change of grip is shorter"),
    # the partner: advice only
    "partner_floor_least_share": Threshold(0.15, 0.1, 0.3, "geometry: from 9 deg above the floor depth can be told"),
    "partner_place_off_trunks": Threshold(0.5, 0.35, 0.75, "judgement: 24 cm"),
    "partner_stance_least_sw": Threshold(1.2, 1.0, 1.6, "judgement; a wide base is what teachers ask for"),
    "partner_posture_s": Threshold(3.0, 1.0, 5.0, "judgement: a glance down is no posture"),
    "partner_lean_deg": Threshold(60.0, 45.0, 70.0, "literature: highest class of trunk flexion of RULA and REBA"),
    "partner_back_green_deg": Threshold(30.0, 20.0, 40.0, "judgement: ear, shoulder and hip in one line, a proxy"),
    "partner_back_red_deg": Threshold(55.0, 45.0, 65.0, "rendered clips read up to 47 where 2 is true"),
    "partner_moves_deg": Threshold(30.0, 20.0, 45.0, "rendered clips read up to 27 where 4 is true"),
    "partner_knees_share": Threshold(0.5, 0.3, 0.7, "judgement: knees bend at least as much as the trunk leans"),
    "partner_knees_locked_deg": Threshold(10.0, 5.0, 20.0, "judgement"),
    "partner_contact_shank": Threshold(0.35, 0.25, 0.5, "judgement: 14 cm from the joint to the wrist or finger"),
    "partner_lost_shank": Threshold(0.6, 0.5, 1.0, "judgement: 24 cm, hysteresis over partner_contact_shank"),
    "partner_lost_s": Threshold(1.0, 0.5, 2.0, "judgement"),
    "partner_follows_share": Threshold(0.5, 0.3, 0.7, "judgement: a hand that moves a leg goes half its way"),
    "partner_idle_share": Threshold(0.2, 0.1, 0.4, "rendered clips read a third of the way of a hand that moves"),
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
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < math.inf:
                raise UnknownThresholdError(f"Expected a number for {name!r}, but got {value!r:.60}.")
            low, high = _span(THRESHOLDS[name])
            high = min(high, _MOST.get(name, high))
            if not low <= value <= high:
                raise UnknownThresholdError(f"Expected {low:g} to {high:g} for {name!r}, but got {value!r:.60}.")

    def __getitem__(self, name: str) -> float:
        if name in self.changed:
            return float(self.changed[name])
        return THRESHOLDS[name].default

    def noise_deg(self, column: str) -> float:
        """Noise of a followed angle that is known beforehand; NaN where none is."""
        return math.nan

    def view(self) -> View | None:
        """Where the camera stands, as far as that is known beforehand."""
        return None

    def effective(self) -> dict[str, float]:
        """Every threshold with the value in force."""
        return {name: self[name] for name in THRESHOLDS}


DEFAULTS: Final = Settings({})
