"""The safe word as one voice says it, and how alike the sounds of a moment must be to count as it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from stretchcheck.live.hearing.dictionary import phones_of
from stretchcheck.live.hearing.spotting import LOWEST, Spotted, Voice

_TOGETHER_S: Final = 0.4
_MOST_BELOW: Final = 40.0
_USUAL_LEAST: Final = -30.0


@dataclass(frozen=True, slots=True)
class Sounding:
    """One way in which the phrase sounds: its phones, and the score that divides it from other talk."""

    phones: str
    least: float


@dataclass(frozen=True, slots=True)
class SafeWord:
    """A phrase, the voice that was listened to, and what the phrase sounds like."""

    phrase: str
    voice: Voice
    soundings: tuple[Sounding, ...]

    @classmethod
    def uncalibrated(cls, phrase: str) -> "SafeWord":
        """The dictionary's pronunciation in a usual voice; KeyError for a word that it does not have."""
        return cls(phrase, Voice(), (Sounding(phones_of(phrase), _USUAL_LEAST),))

    def targets(self) -> dict[str, tuple[str, float]]:
        """The soundings by name, all to be reported however unlikely."""
        return {f"w{number}": (sounding.phones, LOWEST) for number, sounding in enumerate(self.soundings)}


class Judge:
    """Puts together what the soundings of a safe word say: said when they lie above their limits on average."""

    def __init__(self, least: Mapping[str, float]) -> None:
        """Take the limits of the soundings by name."""
        self._least = dict(least)

    def margin(self, spotted: Iterable[Spotted], *, now_s: float, since_s: float) -> float:
        """By how much the soundings that ended just now, and began after `since_s`, exceed their limits on average."""
        best = dict.fromkeys(self._least, LOWEST)
        for one in spotted:
            if now_s - one.end_s <= _TOGETHER_S and one.start_s >= since_s:
                best[one.name] = max(best[one.name], one.score)
        margins = [max(best[name] - least, -_MOST_BELOW) for name, least in self._least.items()]
        return sum(margins) / len(margins)
