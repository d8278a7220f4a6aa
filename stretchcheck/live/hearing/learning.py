"""What three sayings and half a minute of other talk teach about a safe word."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from stretchcheck.live.hearing.patterns import FARTHEST, Array, Matcher, Pattern
from stretchcheck.live.hearing.safe_word import LEAST, Likeness, SafeWord, Sounding, best_scores, targets
from stretchcheck.live.hearing.sound import BLOCK, Samples
from stretchcheck.live.hearing.spotting import LOWEST, Spotter, phones_heard, voice_of

_LEAST_SHARE_OF_PHONES: Final = 0.6
_LEAST_WORTH: Final = LEAST + 0.1
_LEAST_ALIKE: Final = 0.1
_BABBLE_DB: Final = 10.0
_VOICES: Final = 4


class Lesson:
    """Learned from the sayings when made; fed the other talk, it knows how to tell the two apart."""

    def __init__(self, phrase: str, phones: str, sayings: Sequence[Samples]) -> None:
        """Learn from the sayings.

        Args:
            phrase: what was said.
            phones: how the dictionary says it.
            sayings: at least two, each with a little silence around.
        """
        self._phrase, self._sayings = phrase, sayings
        self._voice = voice_of(np.concatenate(sayings))
        self._patterns = tuple(Pattern.of(sound) for sound in sayings)
        self._origins = [(phones, -1), *self._learned(len(phones.split()))]
        self._said = self._said_scores()
        self._said_db = [self._nearest(number) for number in range(len(sayings))]
        self._talk = [LOWEST] * len(self._origins)
        self._talk_db = FARTHEST
        self._talk_blocks: list[Samples] = []
        self._spotter = Spotter(targets(self._phones), self._voice)
        self._matcher = Matcher(self._patterns)

    def feed(self, block: Samples) -> None:
        """Take in 50 ms of other talk."""
        self._talk_blocks.append(block)
        self._talk = _better(self._talk, best_scores(self._spotter.feed(block), len(self._talk)))
        self._talk_db = min(self._talk_db, self._matcher.feed(block))

    @property
    def alike(self) -> bool:
        """Whether the sayings are nearer to one another than two different words are."""
        return max(self._said_db) < FARTHEST * _LEAST_ALIKE

    def safe_word(self) -> SafeWord | None:
        """What was learned; None where the sayings cannot be told from the talk."""
        likeness = Likeness(self._patterns, self._talk_db, max(self._talk_db, self._talk_in_babble_db()))
        said = [min(scores) for scores in zip(*self._said, strict=True)]
        pairs = zip(self._phones, self._talk, said, strict=True)
        first, *learned = (Sounding(phones, talk, least) for phones, talk, least in pairs)
        soundings = (first, *(sounding for sounding in learned if sounding.tells))
        word = SafeWord(self._phrase, self._voice, soundings, likeness)
        return word if self._least_worth(word) >= _LEAST_WORTH else None

    def _least_worth(self, word: SafeWord) -> float:
        """Of the saying that was hardest to find with what the others had taught."""
        heard = 1.0 if any(sounding.tells for sounding in word.soundings) else 0.0
        assert word.likeness
        return min(heard + word.likeness.worth(distance, noise=0.0) for distance in self._said_db)

    @property
    def _phones(self) -> tuple[str, ...]:
        return tuple(phones for phones, _ in self._origins)

    def _learned(self, usual: int) -> list[tuple[str, int]]:
        heard = [(phones_heard(sound, self._voice), number) for number, sound in enumerate(self._sayings)]
        return [(phones, number) for phones, number in heard if len(phones.split()) >= _LEAST_SHARE_OF_PHONES * usual]

    def _said_scores(self) -> list[list[float]]:
        """Of each saying by each pronunciation; that which was learned from it is not asked."""
        scores = [self._scores(sound) for sound in self._sayings]
        for number, (_, origin) in enumerate(self._origins):
            if origin >= 0:
                scores[origin][number] = float("inf")
        return scores

    def _scores(self, sound: Samples) -> list[float]:
        best = [LOWEST] * len(self._origins)
        spotter = Spotter(targets(self._phones), self._voice)
        for block in _blocks(sound):
            best = _better(best, best_scores(spotter.feed(block), len(best)))
        return best

    def _nearest(self, number: int) -> float:
        """How far a saying is from the others."""
        matcher = Matcher([pattern for other, pattern in enumerate(self._patterns) if other != number])
        return min(matcher.feed(block) for block in _blocks(self._sayings[number]))

    def _talk_in_babble_db(self) -> float:
        """The least distance of the talk when as many as four talk at once in the background."""
        talk = np.concatenate(self._talk_blocks).astype(np.float64)
        babble = np.sum([np.roll(talk, talk.size * voice // (_VOICES + 1)) for voice in range(1, _VOICES + 1)], axis=0)
        loudness = min(_loudness(sound.astype(np.float64)) for sound in self._sayings)
        mixed = talk + babble / max(1.0, _loudness(babble)) * loudness * 10 ** (-_BABBLE_DB / 20)
        matcher = Matcher(self._patterns)
        return min(matcher.feed(block) for block in _blocks(np.clip(mixed, -32768, 32767).astype(np.int16)))


def _blocks(sound: Samples) -> Iterable[Samples]:
    """Whole blocks, the last filled up with silence."""
    return np.pad(sound, (0, -sound.size % BLOCK)).reshape(-1, BLOCK)


def _better(best: list[float], scores: list[float]) -> list[float]:
    return [max(pair) for pair in zip(best, scores, strict=True)]


def _loudness(sound: Array) -> float:
    """Root mean square of what is not silence."""
    loud = np.abs(sound) > 0.02 * np.abs(sound).max()
    return float(np.sqrt(np.mean(np.square(sound[loud])))) if loud.any() else 0.0
