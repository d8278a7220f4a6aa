"""How the person lies at rest: the middle of every angle that the checks use, and how much it trembles."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocols.placer import INDEX
from protocols.signals import SignalMeter
from protocols.stretches import STRETCHES
from protocols.thresholds import Settings
from protocols.ticks import TICK_S, Ticker
from protocols.views import is_square as is_square_view
from stretchcheck.calibrate.steps import Entries, Step, entry
from stretchcheck.calibrated import RESTING, SIDES
from stretchcheck.judging import Judged

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

REST_S: Final = 3.0
"""Seconds of stillness that are needed."""

_LEAST_TICKS: Final = 30
_NOISE_WARN, _NOISE_FAULT = 2 / 3, 4 / 3
"""Shares of `accel_noise_deg` between which the limits of jerks rise: above it even raised limits do not help."""

_STEP: Final = "lying still"
_LIE: Final = (
    "Lie on the back with both knees bent and feet flat, and keep still for five seconds before each repetition."
)


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What was measured while the person lay still between repetitions.

    Attributes:
        still_s: seconds of stillness.
        middle: (len(RESTING),) medians, NaN where not known for a second.
        noise: (len(RESTING),) robust spread about the median of a second, in the unit of the column.
        rows: (ticks, len(COLUMNS)) everything measured while it was still.
    """

    still_s: float
    middle: Array
    noise: Array
    rows: Array


def rest_of(judged: Judged, settings: Settings) -> Rest:
    """Find the moments of stillness and measure them."""
    ticks = Ticker().extend(judged.times_s, np.concatenate([judged.rows, judged.placed], axis=1))
    meter, columns = SignalMeter(len(RESTING)), [INDEX[name] for name in RESTING]
    parts = [meter.extend(ticks[:, columns]), meter.flush()]
    angle, median, slow = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("angle_deg", "median_deg", "slow_deg_s")
    )
    still = _still(judged, slow, settings) & (ticks[:, INDEX["recipient_lies"]] > 0.5)
    off = np.where(still[:, None], np.abs(angle - median), np.nan)
    at_rest = np.where(still[:, None], median, np.nan)
    return Rest(float(still.sum() * TICK_S), _medians(at_rest), 1.4826 * _medians(off), ticks[still])


def _still(judged: Judged, slow: Array, settings: Settings) -> Mask:
    """Ticks between repetitions in which both thighs rest, each by whichever of its angles is the calmer one."""
    still = np.ones(len(slow), dtype=bool)
    for side in SIDES:
        names = (f"thigh_trunk_{side}_mixed_deg", f"thigh_trunk_{side}_body_deg")
        speeds = np.abs(slow[:, [RESTING.index(name) for name in names]])
        still &= (speeds < settings["hold_enter_speed_deg_s"]).any(axis=1)
    if judged.followed is not None:
        count = min(len(still), len(judged.followed.phase))
        still[:count] &= judged.followed.phase[:count] == 0
    return still


def _medians(values: Array) -> Array:
    found = np.full(values.shape[1], np.nan)
    for column, each in enumerate(values.T):
        known = each[np.isfinite(each)]
        if len(known) >= _LEAST_TICKS:
            found[column] = np.median(known)
    return found


def rest_step(rest: Rest) -> Step:
    """Whether the person lay still for long enough."""
    if rest.still_s < REST_S:
        return Step(_STEP, "fault", f"For {rest.still_s:.1f} s; {REST_S:.0f} are needed.", _LIE)
    return Step(_STEP, "ok", f"For {rest.still_s:.1f} s.")


def noise_step(rest: Rest, judged: Judged, settings: Settings) -> Step:
    """Whether the followed angles are steady enough while the person lies still."""
    if spares(judged.metadata):
        said = "Not measured: this recording leaves out pictures in which nobody moves, which hides the trembling."
        return Step("noise", "unknown", said, "Calibrate from the video itself.")
    noises = dict(zip(RESTING, rest.noise.tolist(), strict=True))
    known = {name: noises[name] for name in _followed(judged, settings) if np.isfinite(noises[name])}
    if not known:
        return Step("noise", "unknown", "Not measured: no angle was known for long enough.", _LIE)
    said = f"{', '.join(f'{value:.1f}' for value in known.values())} degrees in {', '.join(map(_plain, known))}."
    worst = max(known.values()) / settings["accel_noise_deg"]
    mend = "More light, a plain background and clothes that differ from the mat steady it."
    if worst > _NOISE_FAULT:
        return Step("noise", "fault", f"Too noisy: {said}", mend)
    return Step("noise", "warn" if worst > _NOISE_WARN else "ok", said, mend if worst > _NOISE_WARN else "")


def _followed(judged: Judged, settings: Settings) -> list[str]:
    """Columns that the repetitions followed; of both thighs where there was none."""
    is_square = is_square_view(judged.judgement.view, settings)
    done = {(each.stretch, each.side) for each in judged.judgement.repetitions} or {("knee-to-chest", s) for s in SIDES}
    return sorted(
        progress.image if is_square else progress.body
        for stretch, side in done
        for progress in STRETCHES[stretch].progress
        if progress.side == side
    )


def _plain(column: str) -> str:
    return column.removesuffix("_deg").replace("_", " ")


def spares(metadata: Any) -> bool:
    """Whether a recording leaves out pictures in which nobody moves: what is filled in is quieter than what is seen."""
    looks = metadata.get("looks")
    return isinstance(looks, int) and looks < metadata["source"]["frames"]


def rest_entries(rest: Rest, *, noisy: bool) -> Entries:
    """Medians at rest; `noisy` tells that the noise was measured too. What was not seen is absent."""
    return {
        f"rest_{name}": entry(middle, 3, noise=float(noise) if noisy else None, still_s=round(rest.still_s, 1))
        for name, middle, noise in zip(RESTING, rest.middle.tolist(), rest.noise.tolist(), strict=True)
        if np.isfinite(middle)
    }
