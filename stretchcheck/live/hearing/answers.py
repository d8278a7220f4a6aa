"""Hears the answer to a check-in: a number from nought to ten, or "pain", said on its own.

A grammar of the answers among decoys is decoded over each stretch of speech between two silences; what else is said is
taken for decoys. Better none than a wrong one.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pocketsphinx import Decoder

from stretchcheck.live.hearing.dictionary import model_folder, pronunciations
from stretchcheck.live.hearing.sound import Samples
from stretchcheck.live.hearing.speech_runs import SpeechRuns
from stretchcheck.live.hearing.spotting import Voice, take

_ANSWERS: Final = {
    "zero": "0",
    "nought": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "pain": "pain",
}
_LEAD_INS: Final = ("about", "about a", "it's", "it's a", "a", "like a", "maybe")
_DECOYS_TEXT: Final = (
    "yes no okay fine good well right left more less stop what hold please wait bit there now then when tent sick "
    "mine line hive tree through seen heaven even hate late great painting plain rain hello um oh maybe "
    "slowly again not much alright nothing run fun some thanks you ready time move back next my the and that's "
    "it is it's feels a knee paint knife wine raining"
)
_DECOYS: Final = tuple(_DECOYS_TEXT.split())
_NOT_IN_DICTIONARY: Final = {"nought": "N AO T"}
_NARROW: Final = {"beam": 1e-30, "wbeam": 1e-20, "pbeam": 1e-30, "bestpath": False}
_LONGEST_S: Final = 2.0


class Answers:
    """Listens while a check-in is open."""

    def __init__(self, voice: Voice) -> None:
        """Expect answers in this voice."""
        self._voice = str(voice)
        self._decoder = _decoder()
        self._runs = SpeechRuns()

    def feed(self, block: Samples) -> str | None:
        """Take in 50 ms: the answer that has just ended, in digits or "pain", if there was one."""
        run = self._runs.feed(block)
        if run is None or run.speech_s > _LONGEST_S:
            return None
        self._decoder.set_cmn(self._voice)
        take(self._decoder, run.sound)
        return self._answer()

    def _answer(self) -> str | None:
        segments = [segment.word.split("(")[0] for segment in self._decoder.seg() or ()]
        words = [word for word in segments if word in _ANSWERS]
        return _ANSWERS[words[0]] if len(words) == 1 else None


def _decoder() -> Decoder:
    words = {*_ANSWERS, *_DECOYS, *" ".join(_LEAD_INS).split()}
    grammar = (
        "#JSGF V1.0; grammar answers; "
        f"public <said> = [ {' | '.join(_LEAD_INS)} ] ( {' | '.join(_ANSWERS)} ) | ( {' | '.join(_DECOYS)} )+ ;"
    )
    with TemporaryDirectory() as folder:
        spelled = Path(folder, "words.dict")
        spelled.write_text(
            "".join(f"{word} {_NOT_IN_DICTIONARY.get(word) or pronunciations()[word]}\n" for word in sorted(words))
        )
        decoder = Decoder(hmm=str(model_folder() / "en-us"), dict=str(spelled), lm=None, loglevel="FATAL", **_NARROW)
        decoder.add_jsgf_string("answers", grammar)
        decoder.activate_search("answers")
    return decoder
