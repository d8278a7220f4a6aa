"""Sound at any rate becomes equal blocks at 16 kHz, wherever the chunks that brought it were cut."""

import math
from collections import deque
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, upfirdn

Samples: TypeAlias = NDArray[np.int16]

RATE_HZ: Final = 16_000
BLOCK: Final = 800
BLOCK_S: Final = BLOCK / RATE_HZ

_LOWEST_HZ: Final = 8_000
_HIGHEST_HZ: Final = 192_000
_HALF_LENGTH: Final = 16


def checked(samples: NDArray[np.generic], rate_hz: float) -> int:
    """The rate as a whole number; ValueError where this is no mono sound."""
    if not (math.isfinite(rate_hz) and rate_hz == int(rate_hz) and _LOWEST_HZ <= rate_hz <= _HIGHEST_HZ):
        raise ValueError(f"Expected a whole rate of {_LOWEST_HZ} to {_HIGHEST_HZ} Hz, but got {rate_hz}.")
    if samples.ndim != 1 or samples.dtype != np.int16 or not samples.size:
        raise ValueError(f"Expected some mono int16 samples, but got {samples.dtype} of shape {samples.shape}.")
    return int(rate_hz)


class Blocks:
    """Cuts sound into blocks of 50 ms at 16 kHz."""

    def __init__(self) -> None:
        self._rate_hz: int | None = None
        self._resampler = _Resampler(RATE_HZ)
        self._rest: Samples = np.empty(0, np.int16)

    def feed(self, samples: Samples, rate_hz: float) -> Iterator[Samples]:
        """The blocks that these samples complete; a new rate begins anew with what is not yet given out kept."""
        rate = checked(samples, rate_hz)
        if rate != self._rate_hz:
            self._rate_hz, self._resampler = rate, _Resampler(rate)
        sound = np.concatenate([self._rest, self._resampler.feed(samples)])
        whole = sound.size - sound.size % BLOCK
        self._rest = sound[whole:]
        return iter(sound[:whole].reshape(-1, BLOCK))


class Loudness:
    """How loud a block is, and whether that is above the noise of the room."""

    _SILENT_DB: Final = -80.0
    _SPEECH_DB: Final = -60.0
    _ABOVE_NOISE_DB: Final = 9.0
    _NOISE_S: Final = 6.0
    _NOISE_SHARE: Final = 0.1

    def __init__(self) -> None:
        self._recent_db: deque[float] = deque(maxlen=round(self._NOISE_S / BLOCK_S))
        self.level_db = self._SILENT_DB
        self.noise_db = self._SILENT_DB

    def feed(self, block: Samples) -> bool:
        """Take in a block: whether it stands out of the noise, which is the quiet tenth of the last seconds."""
        power = float(np.mean(np.square(block, dtype=np.float64))) / 32768**2
        self.level_db = max(self._SILENT_DB, 10 * math.log10(power)) if power > 0 else self._SILENT_DB
        self._recent_db.append(self.level_db)
        self.noise_db = sorted(self._recent_db)[int(self._NOISE_SHARE * len(self._recent_db))]
        return self.level_db > max(self._SPEECH_DB, self.noise_db + self._ABOVE_NOISE_DB)

    @property
    def level(self) -> float:
        """For a meter: 0 is silence, 1 as loud as can be."""
        return 1 - self.level_db / self._SILENT_DB


class _Resampler:
    """Polyphase resampling to 16 kHz that remembers the end of the last chunk; its delay is about a millisecond."""

    def __init__(self, rate_hz: int) -> None:
        common = math.gcd(rate_hz, RATE_HZ)
        self._up, self._down = RATE_HZ // common, rate_hz // common
        wider = max(self._up, self._down)
        self._taps = firwin(2 * _HALF_LENGTH * wider + 1, 0.95 / wider) * self._up
        self._made = 0
        self._first = self._first_needed()
        self._kept = np.zeros(-self._first)

    def feed(self, samples: Samples) -> Samples:
        if self._up == self._down:
            return samples
        self._kept = np.concatenate([self._kept, samples])
        offset = self._first * self._up // self._down
        ready = (self._first + self._kept.size - 1) * self._up // self._down + 1
        sound = upfirdn(self._taps, self._kept, self._up, self._down)[self._made - offset : ready - offset]
        self._made = ready
        needed = self._first_needed()
        self._kept, self._first = self._kept[needed - self._first :], needed
        return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)

    def _first_needed(self) -> int:
        """The input with which the next output begins, brought down to a multiple that falls on an output."""
        first = (self._made * self._down - self._taps.size + 1) // self._up
        return first - first % self._down
