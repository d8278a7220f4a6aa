"""Zero-lag numbers of a finished repetition, for the report only; verdicts never use them."""

import numpy as np
from numpy.typing import NDArray

from protocols.ticks import TICK_S
from protocols.types import Peak

Array = NDArray[np.float64]

_TWICE = 0.802
"""Running a second-order filter forward and backward lowers its cut-off by this factor."""

_MIN_TICKS = 45


def low_pass(values: Array, cutoff_hz: float) -> Array:
    """Zero-lag Butterworth of the fourth order at `cutoff_hz`, on ticks."""
    from scipy.signal import butter, sosfiltfilt  # longer to load than all the rest, and many commands judge nothing

    sos = butter(2, cutoff_hz / _TWICE * 2 * TICK_S, output="sos")
    result: Array = sosfiltfilt(sos, values)
    return result


def sparc(speed: Array, fs_hz: float, *, cutoff_hz: float = 10.0, threshold: float = 0.05) -> float:
    """Spectral arc length of a speed profile: nearer to 0 is smoother.

    After Balasubramanian et al. 2015. Comparable only between movements measured with the same cut-off and threshold.
    """
    n = 2 ** (int(np.ceil(np.log2(len(speed)))) + 4)
    frequency = np.arange(n) * fs_hz / n
    magnitude = np.abs(np.fft.fft(speed, n))
    magnitude = magnitude / magnitude.max()
    low = frequency <= cutoff_hz
    frequency, magnitude = frequency[low], magnitude[low]
    last = int(np.flatnonzero(magnitude >= threshold)[-1])
    frequency, magnitude = frequency[: last + 1], magnitude[: last + 1]
    step = np.diff(frequency) / (frequency[-1] - frequency[0])
    return -float(np.sqrt(step**2 + np.diff(magnitude) ** 2).sum())


def bridged(values: Array) -> Array | None:
    """Gaps filled by straight lines, ends by the nearest value; None when too little is known."""
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < max(_MIN_TICKS, len(values) // 2):
        return None
    return np.interp(np.arange(len(values)), known, values[known])


def peak(angle: Array, *, onset: int, hold: tuple[int, int], baseline_deg: float) -> Peak:
    """Peak numbers of one repetition; angle is the despiked (ticks,) angle of the whole session.

    Speed is taken after a 2 Hz low-pass, acceleration after 1.5 Hz, SPARC on the 1.5 Hz speed of the movement in
    with a cut-off of 3 Hz and a threshold of 0.2.
    """
    held = angle[hold[0] : hold[1]]
    held = held[np.isfinite(held)]
    deepest = float(np.median(held)) if len(held) else float("nan")
    moving = bridged(angle[onset : hold[0] + 15])
    if moving is None:
        return Peak(_number(deepest - baseline_deg), _number(deepest))
    speed = np.gradient(low_pass(moving, 2.0), TICK_S)
    slower = np.gradient(low_pass(moving, 1.5), TICK_S)
    accel = np.gradient(slower, TICK_S)
    inner = slice(4, -4)
    return Peak(
        _number(deepest - baseline_deg),
        _number(deepest),
        _number(float(np.abs(speed[inner]).max())),
        _number(float(np.abs(accel[inner]).max())),
        round(sparc(np.abs(slower), 1 / TICK_S, cutoff_hz=3.0, threshold=0.2), 2),
    )


def _number(value: float) -> float | None:
    return round(value, 1) if np.isfinite(value) else None
