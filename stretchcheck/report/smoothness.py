"""How smooth each movement was, beside the verdicts: computed afterwards from the series that the report draws."""

from typing import Final

import numpy as np

from protocols.smoothness import bridged, low_pass, sparc
from protocols.ticks import TICK_S
from protocols.types import PhaseName
from stretchcheck.report.series import ReportSeries
from stretchcheck.report.words import Json

_LOW_PASS_HZ: Final = 1.5
_CUTOFF_HZ: Final = 3.0
_THRESHOLD: Final = 0.2
_AFTER: Final = 15
"""Ticks after the phase that are looked at too: the movement has died away by then."""


def phase_sparc(series: ReportSeries, repetition: Json, phase: PhaseName) -> float | None:
    """Spectral arc length of the speed in a moving phase, nearer to 0 is smoother; as `peak.sparc` is of moving in.

    None without such a phase, and where too little of it was seen.
    """
    span = next((span for span in repetition["phases"] if span["name"] == phase), None)
    if span is None:
        return None
    edges = np.array([span["start_s"], span["end_s"]]) - TICK_S / 2
    first, last = np.searchsorted(series.time_s, edges)
    moving = bridged(series.angle_deg[first : last + _AFTER])
    if moving is None or not np.ptp(moving):
        return None
    speed = np.abs(np.gradient(low_pass(moving, _LOW_PASS_HZ), TICK_S))
    return round(sparc(speed, 1 / TICK_S, cutoff_hz=_CUTOFF_HZ, threshold=_THRESHOLD), 2)
