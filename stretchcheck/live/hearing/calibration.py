"""Learns how a pair's safe word sounds: said three times, then told apart from half a minute of other talk."""

from collections.abc import Iterable
from typing import Final, Literal

import numpy as np

from stretchcheck.live.hearing.dictionary import phones_of
from stretchcheck.live.hearing.safe_word import SafeWord, Sounding
from stretchcheck.live.hearing.sound import BLOCK, BLOCK_S, Blocks, Samples
from stretchcheck.live.hearing.speech_runs import Run, SpeechRuns
from stretchcheck.live.hearing.spotting import LOWEST, Spotted, Spotter, Voice, phones_heard, voice_of

WANTED: Final = 3
LISTEN_S: Final = 30.0

_PATIENCE_S: Final = 45.0
_LONGEST_SAYING_S: Final = 3.0
_LEAST_S_A_PHONE: Final = 0.035
_LEAST_SHARE_OF_PHONES: Final = 0.6
_LEAST_GAP: Final = 10.0
_SHARE_OF_GAP: Final = 0.35

_SAY: Final = ("Lie as you will lie and say “{}” aloud.", "Again: say “{}”.", "Once more: “{}”.")
_TALK: Final = "Now talk about anything else for half a minute, both of you, without saying “{}”."
_READY: Final = "“{}” is set. Say it at any time and everything stops."
_NOTHING: Final = "Nothing was heard: look whether the microphone is on, come nearer to it and try again."
_SILENCE: Final = (
    "Too little talk was heard to tell the word from it: try again and keep talking, nearer to the microphone."
)
_ALIKE: Final = (
    "“{}” could not be told from your other talk: try again nearer to the microphone, or choose another phrase."
)
_UNLIKE: Final = "The three did not sound alike: try again, nearer to the microphone and with less noise around."

State = Literal["saying", "listening", "ready", "failed"]


class Calibration:
    """One calibration of one phrase: feed it sound, from one thread at a time, until it is ready or has failed."""

    def __init__(self, phrase: str) -> None:
        """Take a phrase that `check_phrase` has let through; KeyError for a word that the dictionary does not have."""
        self._phrase = phrase
        self._phones = phones_of(phrase)
        self._blocks = Blocks()
        self._runs = SpeechRuns()
        self._sayings: list[Run] = []
        self._silent_s = 0.0
        self._listening: _Listening | None = None
        self.state: State = "saying"
        self.listened_s = 0.0
        self.text = _SAY[0].format(phrase)
        self.word: SafeWord | None = None

    @property
    def said(self) -> int:
        """How often the phrase was said, 0 to 3."""
        return len(self._sayings)

    @property
    def level(self) -> float:
        """For a meter: 0 is silence, 1 as loud as can be."""
        return self._runs.loudness.level

    @property
    def threshold(self) -> float | None:
        """The lowest limit of the soundings once ready: log10 of how much likelier than other sounds."""
        return min(sounding.least for sounding in self.word.soundings) if self.word else None

    def feed(self, samples: Samples, rate_hz: float) -> None:
        """Take in mono sound; ValueError for anything else."""
        for block in self._blocks.feed(samples, rate_hz):
            run = self._runs.feed(block)
            self._silent_s = 0.0 if self._runs.speaking else self._silent_s + BLOCK_S
            if self.state == "saying":
                self._hear_saying(run)
            elif self.state == "listening":
                self._hear_talk(block)

    def _hear_saying(self, run: Run | None) -> None:
        if run and self._likely(run):
            self._sayings.append(run)
            if self.said == WANTED:
                self._learn()
            else:
                self.text = _SAY[self.said].format(self._phrase)
        elif self._silent_s > _PATIENCE_S:
            self._fail(_NOTHING)

    def _likely(self, run: Run) -> bool:
        """Whether it lasts as long as the phrase may: a cough and a sentence do not."""
        return _LEAST_S_A_PHONE * len(self._phones.split()) <= run.speech_s <= _LONGEST_SAYING_S

    def _learn(self) -> None:
        self._listening = _Listening.learned(self._phones, [run.sound for run in self._sayings])
        self.state, self.text = "listening", _TALK.format(self._phrase)
        self._silent_s = 0.0

    def _hear_talk(self, block: Samples) -> None:
        assert self._listening
        self._listening.feed(block)
        if self._runs.speaking:
            self.listened_s = min(LISTEN_S, self.listened_s + BLOCK_S)
        if self.listened_s >= LISTEN_S - BLOCK_S / 2:
            self._finish(self._listening)
        elif self._silent_s > _PATIENCE_S:
            self._fail(_SILENCE)

    def _finish(self, listening: "_Listening") -> None:
        if not listening.alike:
            self._fail(_UNLIKE)
            return
        soundings = listening.soundings()
        if not soundings:
            self._fail(_ALIKE.format(self._phrase))
            return
        self.word = SafeWord(self._phrase, listening.voice, soundings)
        self.state, self.text = "ready", _READY.format(self._phrase)

    def _fail(self, why: str) -> None:
        self.state, self.text = "failed", why


class _Listening:
    """The dictionary's pronunciation and those of the three sayings, scored on the sayings and on other talk."""

    def __init__(self, phones: tuple[str, ...], voice: Voice, said: tuple[float, ...]) -> None:
        self.voice = voice
        self._phones = phones
        self._said = said
        self._talk = [LOWEST] * len(phones)
        self._spotter = Spotter(_targets(phones), voice)

    @classmethod
    def learned(cls, dictionary: str, sayings: list[Samples]) -> "_Listening":
        voice = voice_of(np.concatenate(sayings))
        heard = [phones_heard(sound, voice) for sound in sayings]
        long_enough = _LEAST_SHARE_OF_PHONES * len(dictionary.split())
        origins = [(dictionary, None)] + [(p, n) for n, p in enumerate(heard) if len(p.split()) >= long_enough]
        phones = tuple(p for p, _ in origins)
        scores = [_scores(phones, voice, sound) for sound in sayings]
        said = tuple(
            min(score[number] for saying, score in enumerate(scores) if saying != own)
            for number, (_, own) in enumerate(origins)
        )
        return cls(phones, voice, said)

    @property
    def alike(self) -> bool:
        """Whether any pronunciation was found in the sayings that it was not learned from."""
        return max(self._said) > LOWEST / 2

    def feed(self, block: Samples) -> None:
        _raise(self._talk, self._spotter.feed(block))

    def soundings(self) -> tuple[Sounding, ...]:
        """Those that tell the sayings from the talk, each with its limit between."""
        return tuple(
            Sounding(phones, talk + _SHARE_OF_GAP * (said - talk))
            for phones, said, talk in zip(self._phones, self._said, self._talk, strict=True)
            if said - talk >= _LEAST_GAP
        )


def _targets(phones: tuple[str, ...]) -> dict[str, tuple[str, float]]:
    return {f"w{number}": (one, LOWEST) for number, one in enumerate(phones)}


def _scores(phones: tuple[str, ...], voice: Voice, sound: Samples) -> list[float]:
    """The best score of each pronunciation in a sound."""
    best = [LOWEST] * len(phones)
    spotter = Spotter(_targets(phones), voice)
    for first in range(0, sound.size - BLOCK + 1, BLOCK):
        _raise(best, spotter.feed(np.ascontiguousarray(sound[first : first + BLOCK])))
    return best


def _raise(best: list[float], spotted: Iterable[Spotted]) -> None:
    for one in spotted:
        number = int(one.name[1:])
        best[number] = max(best[number], one.score)
