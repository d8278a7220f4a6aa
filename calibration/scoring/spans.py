"""Spans of time, `(start_s, end_s)`: how far apart they are, how much they share, and what they leave free."""

from collections.abc import Iterable
from typing import Final

Span = tuple[float, float]

ROUNDING_S: Final = 1e-6
"""Times are decimal fractions of a second; differences of them that are smaller than this are none."""


def gap_s(a: Span, b: Span) -> float:
    """Time between two spans; 0 where they touch, below 0 by what they share."""
    return max(a[0], b[0]) - min(a[1], b[1])


def within(seconds: float, collar_s: float) -> bool:
    """Whether a difference of times is at most the collar."""
    return abs(seconds) <= collar_s + ROUNDING_S


def overlaps(a: Span, b: Span) -> bool:
    """Whether two half-open spans share time; one without length shares the moment at which it lies."""
    if a[0] == a[1] or b[0] == b[1]:
        return max(a[0], b[0]) <= min(a[1], b[1])
    return gap_s(a, b) < -ROUNDING_S


def iou(a: Span, b: Span) -> float:
    """Shared time over the time of both together, 0 to 1; 0 where neither has any."""
    shared = max(0.0, -gap_s(a, b))
    both = (a[1] - a[0]) + (b[1] - b[0]) - shared
    return shared / both if both > 0 else 0.0


def edge_error_s(a: Span, b: Span) -> float:
    """How far the starts and the ends are apart, added up."""
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def widened(span: Span, by_s: float) -> Span:
    """The span with some time before and after."""
    return span[0] - by_s, span[1] + by_s


def free_s(whole: Span, taken: Iterable[Span]) -> float:
    """Time of `whole` that no other span takes."""
    free, at = 0.0, whole[0]
    for start, end in sorted(taken):
        free += max(0.0, min(start, whole[1]) - at)
        at = max(at, end)
    return free + max(0.0, whole[1] - at)
