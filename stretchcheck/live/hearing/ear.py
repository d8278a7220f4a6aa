"""Listens for the safe word all the time, and for an answer while one is wanted."""

from dataclasses import dataclass
from typing import Final, Literal

from stretchcheck.live.hearing.answers import Answers
from stretchcheck.live.hearing.patterns import FARTHEST, Matcher
from stretchcheck.live.hearing.safe_word import Judge, SafeWord
from stretchcheck.live.hearing.sound import BLOCK_S, Blocks, Samples
from stretchcheck.live.hearing.spotting import Spotter

_AGAIN_S: Final = 0.6


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that was said, and after how many seconds of sound that was known.

    `text` is the phrase, the number in digits, or "pain".
    """

    kind: Literal["safe_word", "score", "pain"]
    text: str
    at_s: float


class Ear:
    """Hears one safe word, and answers to a check-in. Feed it from one thread at a time."""

    def __init__(self, word: SafeWord) -> None:
        """Listen for this word."""
        self._word = word
        self.reset()

    def reset(self) -> None:
        """Forget all sound, as if new."""
        self._blocks = Blocks()
        self._judge = Judge(self._word)
        self._matcher = Matcher(self._word.likeness.patterns) if self._word.likeness else None
        self._spotter = Spotter(self._word.targets(), self._word.voice)
        self._answers: Answers | None = None
        self._taken_blocks = 0
        self._heard_until_s = -_AGAIN_S

    def listen_for_score(self, *, on: bool) -> None:
        """Open or close the time in which an answer to a check-in is heard."""
        if on != (self._answers is not None):
            self._answers = Answers(self._word.voice) if on else None

    def feed(self, samples: Samples, rate_hz: float) -> tuple[Heard, ...]:
        """Take in mono sound; ValueError for anything else."""
        return tuple(heard for block in self._blocks.feed(samples, rate_hz) for heard in self._take(block))

    def _take(self, block: Samples) -> tuple[Heard, ...]:
        self._taken_blocks += 1
        now_s = round(self._taken_blocks * BLOCK_S, 2)
        answers = self._answers  # may be closed meanwhile
        answer = answers.feed(block) if answers else None
        if self._said(block, now_s):
            return (Heard("safe_word", self._word.phrase, now_s),)
        if answer is None:
            return ()
        return (Heard("pain" if answer == "pain" else "score", answer, now_s),)

    def _said(self, block: Samples, now_s: float) -> bool:
        """Whether the safe word is heard, once for each time that it is said."""
        spotted = list(self._spotter.feed(block))
        distance_db = self._matcher.feed(block) if self._matcher else FARTHEST
        if not self._judge.said(block, spotted, distance_db, now_s=now_s):
            return False
        goes_on = now_s - self._heard_until_s < _AGAIN_S
        self._heard_until_s = now_s
        return not goes_on
