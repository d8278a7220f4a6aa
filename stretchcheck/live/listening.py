"""The safe word of a session: chosen, calibrated by being said, then listened for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stretchcheck.live.hearing import LISTEN_S, SUGGESTIONS, WANTED, Calibration, Ear, Heard, check_phrase
from stretchcheck.live.lines import every_line

_CHOOSE = "Choose two or three words that you would not say by chance."


class Listening:
    """Sound goes in with `hear`, from any one thread; the rest is called by the room."""

    def __init__(self) -> None:
        self.phrase: str | None = None
        self._calibration: Calibration | None = None
        self._ear: Ear | None = None

    @property
    def ready(self) -> bool:
        """Whether the word is being listened for."""
        return self._ear is not None

    def choose(self, phrase: str) -> str | None:
        """Begin to calibrate a phrase; what is wrong with it, or None."""
        wrong = check_phrase(phrase, spoken=tuple(every_line()))
        if wrong is None:
            self.phrase = " ".join(phrase.split())
            self.again()
        return wrong

    def again(self) -> None:
        """Calibrate the same phrase anew."""
        if self.phrase is not None:
            self._ear, self._calibration = None, Calibration(self.phrase)

    def forget(self) -> None:
        """No safe word: the other signals must do."""
        self.phrase = self._calibration = self._ear = None

    def listen_for_score(self, *, on: bool) -> None:
        """Numbers are heard only while somebody was asked."""
        if self._ear is not None:
            self._ear.listen_for_score(on=on)

    def hear(self, samples: NDArray[np.int16], rate_hz: int) -> tuple[Heard, ...]:
        """A piece of sound; what was heard in it."""
        ear, calibration = self._ear, self._calibration
        if ear is not None:
            return ear.feed(samples, rate_hz)
        if calibration is not None and calibration.state in ("saying", "listening"):
            calibration.feed(samples, rate_hz)
            if calibration.word is not None and self._calibration is calibration:
                self._ear = Ear(calibration.word)
        return ()

    def state(self) -> dict[str, Any]:
        """What the page shows."""
        calibration = self._calibration
        return {
            "phrase": self.phrase,
            "suggestions": list(SUGGESTIONS),
            "wanted": WANTED,
            "listen_s": LISTEN_S,
            "level": round(calibration.level, 2) if calibration is not None else 0.0,
            "state": calibration.state if calibration is not None else "choose",
            "said": calibration.said if calibration is not None else 0,
            "listened_s": round(calibration.listened_s, 1) if calibration is not None else 0.0,
            "text": calibration.text if calibration is not None else _CHOOSE,
        }
