"""The safe word as one voice says it, and how like it the sound of a moment must be to count as it.

Two witnesses are heard. The recogniser scores pronunciations: the dictionary's, and what it made of each saying, for
no voice sounds to it quite as the dictionary says. And the spectrum is compared with the sayings themselves, which goes
on working when others talk. Both are put on a scale where 0 is the nearest that other talk came and 1 is the word.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from stretchcheck.live.hearing.dictionary import phones_of
from stretchcheck.live.hearing.patterns import Pattern
from stretchcheck.live.hearing.sound import BLOCK_S, Loudness, Samples
from stretchcheck.live.hearing.spotting import LOWEST, Spotted, Voice

LEAST: Final = 0.4
"""The sum of both witnesses at which the word counts as said in a quiet room."""

_LEAST_IN_NOISE: Final = 0.1

_TOGETHER_S: Final = 0.4
_ALIKE_BLOCKS: Final = round(0.3 / BLOCK_S)
_LOUD_BLOCKS: Final = round(1.5 / BLOCK_S)
_LEAST_WORTH: Final = -0.5
_WORD_SHARE: Final = 0.55
_QUIET_DB: Final = 28.0
_NOISY_DB: Final = 20.0
_SPEECH_DB: Final = 8.0
_USUAL_TALK: Final = -60.0
_USUAL_SAID: Final = 20.0
_LEAST_GAP: Final = 10.0
_SURE: Final = 20.0
_SURE_ABOVE_TALK: Final = 40.0


@dataclass(frozen=True, slots=True)
class Sounding:
    """One way in which the phrase sounds: its phones, and its scores for other talk at most and the word at least."""

    phones: str
    talk: float
    said: float

    @property
    def tells(self) -> bool:
        """Whether it tells the word from other talk at all."""
        return self.said - self.talk >= _LEAST_GAP

    def worth(self, score: float) -> float:
        """A score on the scale of other talk (0) and the word (1)."""
        return float(np.clip((score - self.talk) / (self.said - self.talk), _LEAST_WORTH, 1.0))


@dataclass(frozen=True, slots=True)
class Likeness:
    """The sayings themselves, and how far from them other talk is at least: in a quiet room, and among babble."""

    patterns: tuple[Pattern, ...]
    quiet_db: float
    noisy_db: float

    def worth(self, distance_db: float, *, noise: float) -> float:
        """A distance on the scale of other talk (0) and the word (1), where noise is 0 to 1."""
        talk_db = self.quiet_db + noise * (self.noisy_db - self.quiet_db)
        return float(np.clip((1 - distance_db / talk_db) / (1 - _WORD_SHARE), _LEAST_WORTH, 1.0))


@dataclass(frozen=True, slots=True)
class SafeWord:
    """A phrase, the voice that was listened to, and what the phrase is like in it. The first sounding is usual."""

    phrase: str
    voice: Voice
    soundings: tuple[Sounding, ...]
    likeness: Likeness | None = None

    @classmethod
    def uncalibrated(cls, phrase: str) -> "SafeWord":
        """The dictionary's pronunciation in a usual voice; KeyError for a word that it does not have."""
        return cls(phrase, Voice(), (Sounding(phones_of(phrase), _USUAL_TALK, _USUAL_SAID),))

    def targets(self) -> dict[str, tuple[str, float]]:
        """What to spot: the soundings by number, all to be reported however unlikely."""
        return targets(sounding.phones for sounding in self.soundings)


class Judge:
    """Hears both witnesses: whether the safe word has just been said."""

    def __init__(self, word: SafeWord) -> None:
        """Judge this word."""
        self._word = word
        self._sure = max(_SURE, word.soundings[0].talk + _SURE_ABOVE_TALK)
        self._loudness = Loudness()
        self._levels_db: deque[float] = deque(maxlen=_LOUD_BLOCKS)
        self._distances_db: deque[float] = deque(maxlen=_ALIKE_BLOCKS)

    def said(self, block: Samples, spotted: Iterable[Spotted], distance_db: float, *, now_s: float) -> bool:
        """Take in the newest block, what is spotted in the present window, and the distance from the sayings."""
        self._loudness.feed(block)
        self._levels_db.append(self._loudness.level_db)
        self._distances_db.append(distance_db)
        recent = (one for one in spotted if now_s - one.end_s <= _TOGETHER_S)
        scores = best_scores(recent, len(self._word.soundings))
        return scores[0] >= self._sure or self._both(scores)

    def _both(self, scores: list[float]) -> bool:
        """Whether both witnesses together say so; a sound that does not stand out of the noise at all is no speech."""
        above_db = max(self._levels_db) - self._loudness.noise_db
        noise = float(np.clip((_QUIET_DB - above_db) / (_QUIET_DB - _NOISY_DB), 0.0, 1.0))
        least = LEAST + noise * (_LEAST_IN_NOISE - LEAST)
        return above_db >= _SPEECH_DB and self._heard(scores) + self._alike(noise) >= least

    def _heard(self, scores: list[float]) -> float:
        pairs = zip(self._word.soundings, scores, strict=True)
        worths = [sounding.worth(score) for sounding, score in pairs if sounding.tells]
        return sum(worths) / len(worths) if worths else 0.0

    def _alike(self, noise: float) -> float:
        likeness = self._word.likeness
        return likeness.worth(min(self._distances_db), noise=noise) if likeness else 0.0


def targets(phones: Iterable[str]) -> dict[str, tuple[str, float]]:
    """Pronunciations to spot by number."""
    return {str(number): (one, LOWEST) for number, one in enumerate(phones)}


def best_scores(spotted: Iterable[Spotted], count: int) -> list[float]:
    """The best score of each numbered pronunciation."""
    best = [LOWEST] * count
    for one in spotted:
        best[int(one.name)] = max(best[int(one.name)], one.score)
    return best
