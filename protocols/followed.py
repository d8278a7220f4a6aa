"""The angle that a session followed, tick by tick: for reports, overlays and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from protocols.record import Record
from protocols.repetition import clock_codes
from protocols.trace import Trace

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FollowedTicks:
    """What a session followed, (ticks,) each: for reports, overlays and tables.

    Attributes:
        time_s: media time.
        angle_deg: the followed angle, NaN where unseen.
        speed_deg_s: its causal slope over half a second.
        phase: index into `PHASES`.
        repetition: number of the repetition the tick belongs to, -1 between them.
        status: `protocols.hold.Status` in a hold, -1 elsewhere.
    """

    time_s: Array
    angle_deg: Array
    speed_deg_s: Array
    phase: NDArray[np.int8]
    repetition: NDArray[np.int64]
    status: NDArray[np.int8]


def followed(record: Record, traces: Sequence[Trace], times_s: Array) -> FollowedTicks:
    """Each repetition's own angle from its set-up on, and its clocks."""
    angles, speeds = record.signal("angle_deg"), record.signal("speed_deg_s")
    count = len(angles)
    column = np.full(count, traces[0].candidate if traces else 0)
    phase, repetition, status = np.zeros(count, np.int8), np.full(count, -1), np.full(count, -1, np.int8)
    for number, trace in enumerate(traces):
        column[trace.setup :] = trace.candidate
        ends = (trace.setup, trace.onset, trace.hold_start, trace.hold_end, trace.release_end)
        for code, (a, b) in enumerate(pairwise(ends)):
            phase[a:b] = code
        repetition[trace.setup : trace.release_end] = number
        status[trace.hold_start : trace.hold_end] = clock_codes(trace, angles[:, trace.candidate])
    rows = np.arange(count)
    return FollowedTicks(times_s[:count], angles[rows, column], speeds[rows, column], phase, repetition, status)
