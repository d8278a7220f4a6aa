"""Finds given pronunciations in sound that does not end, and says how sure it is."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from pocketsphinx import Decoder

from stretchcheck.live.hearing.dictionary import model_folder
from stretchcheck.live.hearing.sound import BLOCK, BLOCK_S, Samples

LOWEST: Final = -120.0
"""The log10 likelihood ratio below which nothing is ever reported."""

_USUAL_MEAN: Final = (45.0, 0.0, 5.0, *(0.0,) * 10)
_WIDE: Final = 1e-300
_WINDOW: Final = 155
_OVERLAP: Final = 50
_MAX_SCORE: Final = 1500
_LOG10_OF_SCORE: Final = 1024 * math.log10(1.0001)
_FRAME_S: Final = 0.01


@dataclass(frozen=True, slots=True)
class Voice:
    """Where the middle of a voice's spectrum lies through this microphone: pocketsphinx's mean of the cepstrum."""

    mean: tuple[float, ...] = _USUAL_MEAN

    def __str__(self) -> str:
        return ",".join(f"{value:.4f}" for value in self.mean)


@dataclass(frozen=True, slots=True)
class Spotted:
    """A pronunciation that may have been said: its name, where, and log10 of how much likelier than other sounds."""

    name: str
    start_s: float
    end_s: float
    score: float


class Spotter:
    """Listens for several pronunciations at once.

    Decodes windows of under eight seconds that overlap by more than a phrase lasts: a decoder that runs on adapts its
    mean to silence, and grows. So the mean stays the voice's own.
    """

    def __init__(self, targets: Mapping[str, tuple[str, float]], voice: Voice) -> None:
        """Take the pronunciations.

        Args:
            targets: by name, the phones and the least score to report.
            voice: whose sound it is.
        """
        self._voice = str(voice)
        self._decoder = _decoder(targets)
        self._blocks: list[Samples] = []
        self._heard_blocks = 0
        self._start()

    def feed(self, block: Samples) -> Iterator[Spotted]:
        """Take in a block of 50 ms; all that is spotted in the present window, again and again."""
        if len(self._blocks) == _WINDOW:
            self._decoder.end_utt()
            self._start()
        self._blocks.append(block)
        self._heard_blocks += 1
        self._decoder.process_raw(block.tobytes())
        return self._spotted()

    def _start(self) -> None:
        self._blocks = self._blocks[-_OVERLAP:]
        self._decoder.set_cmn(self._voice)
        self._decoder.start_utt()
        for block in self._blocks:
            self._decoder.process_raw(block.tobytes())

    def _spotted(self) -> Iterator[Spotted]:
        began_s = (self._heard_blocks - len(self._blocks)) * BLOCK_S
        for segment in self._decoder.seg() or ():
            score = (math.log(segment.prob) / math.log(1.0001) + _MAX_SCORE) * _LOG10_OF_SCORE
            start_s, end_s = began_s + segment.start_frame * _FRAME_S, began_s + segment.end_frame * _FRAME_S
            yield Spotted(segment.word, start_s, end_s, score)


def _decoder(targets: Mapping[str, tuple[str, float]]) -> Decoder:
    with TemporaryDirectory() as folder:
        words, wanted = Path(folder, "words.dict"), Path(folder, "wanted.txt")
        words.write_text("".join(f"{name} {phones}\n" for name, (phones, _) in targets.items()))
        wanted.write_text("".join(f"{name}/{10.0**least:.6e}/\n" for name, (_, least) in targets.items()))
        decoder = Decoder(
            hmm=str(model_folder() / "en-us"),
            dict=str(words),
            kws=str(wanted),
            beam=_WIDE,
            kws_delay=0,
            loglevel="FATAL",
        )
    return decoder


def voice_of(sound: Samples) -> Voice:
    """The mean of the cepstrum over sound that should be speech only."""
    decoder = _listener()
    take(decoder, sound)
    return Voice(tuple(float(value) for value in decoder.get_cmn(update=True).split(",")))


def phones_heard(sound: Samples, voice: Voice) -> str:
    """What the speech sounds like to the recogniser, as phones."""
    decoder = _listener()
    decoder.set_cmn(str(voice))
    take(decoder, sound)
    return " ".join(segment.word for segment in decoder.seg() or () if segment.word.isalpha() and segment.word != "SIL")


def take(decoder: Decoder, sound: Samples) -> None:
    """Decode a sound of its own from beginning to end."""
    decoder.start_utt()
    for first in range(0, sound.size, BLOCK):
        decoder.process_raw(np.ascontiguousarray(sound[first : first + BLOCK]).tobytes())
    decoder.end_utt()


def _listener() -> Decoder:
    with TemporaryDirectory() as folder:
        words = Path(folder, "words.dict")
        words.write_text("any AA\n")
        decoder = Decoder(
            hmm=str(model_folder() / "en-us"), dict=str(words), lm=None, beam=1e-20, pbeam=1e-20, loglevel="FATAL"
        )
        decoder.add_allphone_file("phones", None)
        decoder.activate_search("phones")
    return decoder
