"""Compares sound with sayings of the same voice: the shapes of their spectra, warped in time.

This is what still works when others talk: of each moment only the strongest 15 dB of the spectrum count, and strong
moments count most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stretchcheck.live.hearing.sound import BLOCK, RATE_HZ, Samples

FARTHEST: Final = 30.0
"""The distance when nothing is alike at all, dB."""

_HOP: Final = BLOCK // 2
_WINDOW: Final = 512
_BANDS: Final = 24
_LOWEST_HZ: Final = 150.0
_HIGHEST_HZ: Final = 6000.0
_DEPTH_DB: Final = 15.0
_RANGE_DB: Final = 25.0
_WARP_DB: Final = 0.22
_LEAST_SHARE: Final = 0.55
_FLOOR: Final = 100.0
_NEVER: Final = 1e9

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A saying: the shape of the spectrum every 25 ms (moments x bands, dB), and how much each moment counts."""

    shapes: Array
    weights: Array

    @classmethod
    def of(cls, sound: Samples) -> "Pattern":
        """What lies between the first and the last moment within 25 dB of the loudest."""
        spectrum = _spectrum(np.concatenate([np.zeros(_WINDOW - _HOP), sound.astype(np.float64)]))
        loudest = spectrum.max(axis=1)
        weights = np.clip((loudest - loudest.max()) / _RANGE_DB + 1, 0, 1)
        heard = np.flatnonzero(weights)
        said = slice(heard[0], heard[-1] + 1)
        return cls(_shapes(spectrum[said]), weights[said])


class Matcher:
    """How far the sound that has just ended is from the patterns, on average over them, in dB."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Compare with these."""
        longest = max(len(pattern.weights) for pattern in patterns)
        self._shapes = np.stack([_padded(pattern.shapes, longest) for pattern in patterns])
        self._weights = np.stack([_padded(pattern.weights, longest) for pattern in patterns])
        self._last = np.arange(len(patterns)), np.array([len(pattern.weights) - 1 for pattern in patterns])
        self._least_weight = _LEAST_SHARE * self._weights.sum(axis=1)
        self._costs = np.full_like(self._weights, _NEVER)
        self._sums = np.ones_like(self._weights)
        self._before: Array = np.zeros(_WINDOW - _HOP)

    def feed(self, block: Samples) -> float:
        """Take in 50 ms: the least distance within them."""
        sound = np.concatenate([self._before, block.astype(np.float64)])
        self._before = sound[-(_WINDOW - _HOP) :]
        return min(self._step(shape) for shape in _shapes(_spectrum(sound)))

    def _step(self, shape: Array) -> float:
        """Move every warp on by a moment: it stays, goes on, or skips one, whichever is nearer so far."""
        cost = np.abs(self._shapes - shape).mean(axis=2) * self._weights
        costs = np.stack([_later(self._costs, skip, _NEVER) for skip in range(3)])
        sums = np.stack([_later(self._sums, skip, 1.0) for skip in range(3)])
        costs[1:, :, 0], sums[1:, :, 0] = 0.0, 0.0
        costs, sums = costs + cost, sums + self._weights
        nearness = costs / np.maximum(sums, 1e-6)
        nearness[::2] += _WARP_DB
        best = nearness.argmin(axis=0)[None]
        self._costs = np.take_along_axis(costs, best, axis=0)[0]
        self._sums = np.take_along_axis(sums, best, axis=0)[0]
        return self._distance()

    def _distance(self) -> float:
        sums = self._sums[self._last]
        distances = self._costs[self._last] / np.maximum(sums, 1e-6)
        return float(np.where(sums > self._least_weight, np.minimum(distances, FARTHEST), FARTHEST).mean())


def _later(values: Array, skip: int, start: float) -> Array:
    """Values of the moment before, so many places on."""
    return np.pad(values, ((0, 0), (skip, 0)), constant_values=start)[:, : values.shape[1]]


def _padded(values: Array, length: int) -> Array:
    return np.pad(values, [(0, length - len(values)), *[(0, 0)] * (values.ndim - 1)])


def _shapes(spectrum: Array) -> Array:
    deep = np.maximum(spectrum - spectrum.max(axis=1, keepdims=True), -_DEPTH_DB)
    shapes: Array = deep - deep.mean(axis=1, keepdims=True)
    return shapes


def _spectrum(sound: Array) -> Array:
    """Power in bands every 25 ms, in dB."""
    lifted = sound - 0.95 * np.concatenate([sound[:1], sound[:-1]])
    frames: Array = np.lib.stride_tricks.sliding_window_view(lifted, _WINDOW)[::_HOP] * _HANN
    decibels: Array = 10 * np.log10(np.square(np.abs(np.fft.rfft(frames))) @ _BANK + _FLOOR)
    return decibels


def _bank() -> Array:
    """Triangular bands, equally wide in mel (frequencies x bands)."""
    low, high = 2595 * np.log10(1 + np.array([_LOWEST_HZ, _HIGHEST_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / RATE_HZ)[:, None]
    rising = (frequencies - edges[:-2]) / np.diff(edges[:-1])
    falling = (edges[2:] - frequencies) / np.diff(edges[1:])
    bank: Array = np.maximum(0, np.minimum(rising, falling))
    return bank


_HANN: Final = np.hanning(_WINDOW)
_BANK: Final = _bank()
