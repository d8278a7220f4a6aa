"""What the phase machine reads and writes: the signals of one tick, and where a repetition lies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from protocols.hold import Status


@dataclass(slots=True)
class Trace:
    """Where one repetition lies, in tick numbers; `hold_*` are None when it had no hold (yet).

    `slack` is how much more of drift and depth the followed angle's own error leaves unsaid; `push_deg` is how much
    deeper it must be read to have been pushed. `is_cut` says that the hold was over without a release.
    `statuses` run from tick `status_from` to the end of the release.
    """

    candidate: int
    baseline_deg: float
    noise_deg: float
    setup: int
    onset: int
    hold_start: int | None = None
    hold_end: int | None = None
    release_end: int | None = None
    statuses: list[Status] = field(default_factory=list)
    status_from: int = 0
    pushes: list[int] = field(default_factory=list)
    slack: float = 1.0
    push_deg: float = math.inf
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """The signals of one tick, a number a candidate each."""

    number: int
    angle: Sequence[float]
    slow: Sequence[float]
    speed: Sequence[float]
    median: Sequence[float]
    long_median: Sequence[float]
    rough: Sequence[float]
