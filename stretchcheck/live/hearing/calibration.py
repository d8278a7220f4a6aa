"""Learns how a pair's safe word sounds: said three times, then told apart from half a minute of other talk."""

from typing import Final, Literal

from stretchcheck.live.hearing.dictionary import phones_of
from stretchcheck.live.hearing.ear import Ear
from stretchcheck.live.hearing.learning import Lesson
from stretchcheck.live.hearing.safe_word import LEAST, SafeWord
from stretchcheck.live.hearing.sound import BLOCK_S, Blocks, Samples
from stretchcheck.live.hearing.speech_runs import Run, SpeechRuns

WANTED: Final = 3
LISTEN_S: Final = 30.0

_PATIENCE_S: Final = 45.0
_LEAST_S_A_PHONE: Final = 0.035
_MOST_S_A_PHONE: Final = 0.17

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
        self._lesson: Lesson | None = None
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
        """Once ready, where the limit lies on the scale on which the nearest other talk is 0 and the word 2."""
        return LEAST if self.word else None

    def ear(self) -> Ear:
        """An ear for the word; ValueError before it is ready."""
        if self.word is None:
            raise ValueError(f"Expected a calibration that is ready, but got one that is {self.state}.")
        return Ear(self.word)

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
        return _LEAST_S_A_PHONE <= run.speech_s / len(self._phones.split()) <= _MOST_S_A_PHONE

    def _learn(self) -> None:
        self._lesson = Lesson(self._phrase, self._phones, [run.sound for run in self._sayings])
        self.state, self.text = "listening", _TALK.format(self._phrase)
        self._silent_s = 0.0
        if not self._lesson.alike:
            self._fail(_UNLIKE)

    def _hear_talk(self, block: Samples) -> None:
        assert self._lesson
        self._lesson.feed(block)
        if self._runs.speaking:
            self.listened_s = min(LISTEN_S, self.listened_s + BLOCK_S)
        if self.listened_s >= LISTEN_S - BLOCK_S / 2:
            self._finish(self._lesson)
        elif self._silent_s > _PATIENCE_S:
            self._fail(_SILENCE)

    def _finish(self, lesson: Lesson) -> None:
        self.word, self._lesson = lesson.safe_word(), None
        if self.word is None:
            self._fail(_ALIKE.format(self._phrase))
        else:
            self.state, self.text = "ready", _READY.format(self._phrase)

    def _fail(self, why: str) -> None:
        self.state, self.text, self._lesson = "failed", why, None
