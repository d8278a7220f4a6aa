"""Cuts sound into stretches of speech between two silences."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stretchcheck.live.hearing.sound import BLOCK_S, Loudness, Samples

_BEFORE: Final = round(0.25 / BLOCK_S)
_AFTER: Final = round(0.35 / BLOCK_S)
_LONGEST: Final = round(6.0 / BLOCK_S)
_SHORTEST: Final = round(0.15 / BLOCK_S)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Speech with a little silence on both sides, and how long it is without."""

    sound: Samples
    speech_s: float


class SpeechRuns:
    """Gives out each stretch of speech when 0.35 s of silence have followed it."""

    def __init__(self) -> None:
        self.loudness = Loudness()
        self._blocks: list[Samples] = []
        self._speech = self._silence = 0

    @property
    def speaking(self) -> bool:
        """Whether speech goes on, or has paused for a moment."""
        return self._speech > 0

    def feed(self, block: Samples) -> Run | None:
        """Take in 50 ms: the stretch of speech that has ended with it, if one has."""
        loud = self.loudness.feed(block)
        self._blocks.append(block)
        if loud:
            self._speech, self._silence = self._speech + self._silence + 1, 0
        elif self._speech:
            self._silence += 1
        else:
            self._blocks = self._blocks[-_BEFORE:]
        return self._ended() if self._silence == _AFTER or len(self._blocks) == _LONGEST else None

    def _ended(self) -> Run | None:
        run = Run(np.concatenate(self._blocks), self._speech * BLOCK_S)
        enough = self._speech >= _SHORTEST
        self._blocks, self._speech, self._silence = self._blocks[-_BEFORE:], 0, 0
        return run if enough else None
