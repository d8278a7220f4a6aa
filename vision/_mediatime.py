"""Knows how the time stamps of a container become media seconds that start at 0 and rise strictly."""

from fractions import Fraction
from typing import Final, Protocol

FALLBACK_RATE: Final = Fraction(25)
"""Frames a second, for the rare file that has neither time stamps nor a rate."""

_GAP_S: Final = 0.5
_GAP_PERIODS: Final = 5
"""A step in time longer than both, in seconds and in frames, is told as a gap."""

LONGEST_S: Final = 6 * 3600.0
"""Longest recording; judging takes 0.65 GB of memory for an hour of time, seen or not."""

_JUMP_S: Final = 3600.0
"""A longer step in time is damage and not a pause."""

_RATES: Final = (Fraction(1, 60), Fraction(1000))
"""Frames a second outside of this range are taken for nonsense in the header."""

_GAPS_NAMED: Final = 3

_SAME_RATE: Final = 0.005
"""Relative difference up to which a measured rate only shows rounded time stamps, and the declared one is kept."""


class MediaClock:
    """Gives each frame its time.

    Args:
        rate: declared frames a second, None or 0 where the file has none.
    """

    def __init__(self, rate: Fraction | None) -> None:
        self.declared = rate if rate and _RATES[0] <= rate <= _RATES[1] else None
        self.dropped = 0
        self.derived = 0
        self.jumps = 0
        self.is_over = False
        self.ticks = 0
        self.gaps: list[tuple[float, float]] = []
        self.last_s: float | None = None
        self._origin: Fraction | None = None

    @property
    def period_s(self) -> float:
        """Seconds from one frame to the next when nothing better is known."""
        return float(1 / (self.declared or FALLBACK_RATE))

    def tick(self, pts: int | None, time_base: Fraction | None) -> float | None:
        """Media seconds of the next frame; None when it must be dropped: time does not rise, or `is_over`.

        Args:
            pts: presentation time stamp in units of `time_base`, None where the file has none.
            time_base: seconds.
        """
        expected = 0.0 if self.last_s is None else self.last_s + self.period_s
        if pts is None or not time_base:
            self.derived += 1
            time_s = expected
        else:
            stamp = pts * time_base
            if self._origin is None or stamp - self._origin > (self.last_s or 0.0) + _JUMP_S:
                self.jumps += self._origin is not None
                self._origin = stamp - Fraction(expected)
            time_s = float(stamp - self._origin)
        if self.last_s is not None and time_s <= self.last_s:
            self.dropped += 1
            return None
        if time_s > LONGEST_S:
            self.is_over = True
            return None
        if self.last_s is not None and time_s - self.last_s > max(_GAP_S, _GAP_PERIODS * self.period_s):
            self.gaps.append((self.last_s, time_s))
        self.last_s = time_s
        self.ticks += 1
        return time_s

    @property
    def fps(self) -> float:
        """Average frames a second so far: the declared rate as long as the measured one agrees with it."""
        declared = float(self.declared or FALLBACK_RATE)
        if self.ticks < 2 or not self.last_s:
            return declared
        measured = (self.ticks - 1) / self.last_s
        return declared if abs(measured / declared - 1) <= _SAME_RATE else measured

    @property
    def warnings(self) -> list[str]:
        """What had to be mended, in words."""
        found = []
        if self.derived:
            found.append(f"frames without a time stamp, timed by {1 / self.period_s:.5g} a second: {self.derived}")
        if self.dropped:
            found.append(f"frames dropped because their time stamps do not rise: {self.dropped}")
        if self.jumps:
            found.append(f"time stamps that jump by more than an hour, taken for damage and left out: {self.jumps}")
        if self.gaps:
            spans = ", ".join(f"{start:.1f} to {end:.1f} s" for start, end in self.gaps[:_GAPS_NAMED])
            more = len(self.gaps) - _GAPS_NAMED
            found.append(f"no frames from {spans}" + (f" and {more} more times" if more > 0 else ""))
        return found


class Ratio(Protocol):
    """What every library's rational number has."""

    @property
    def numerator(self) -> int:
        """Above the line."""

    @property
    def denominator(self) -> int:
        """Below the line."""


def rational(value: Ratio | None) -> Fraction | None:
    """A fraction of Python's own: newer PyAV has a rational type of its own."""
    return None if value is None or not value.denominator else Fraction(int(value.numerator), int(value.denominator))
