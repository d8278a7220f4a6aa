"""The safe word of a session: chosen, calibrated by being said, then listened for."""

import logging
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stretchcheck.live.hearing import SUGGESTIONS, Calibration, Ear, Heard, check_phrase
from stretchcheck.live.lines import every_line

_log = logging.getLogger(__name__)

LISTEN_S: Final = 30.0
WANTED: Final = 3


class SafeWord:
    """Sound goes in with `hear`, from any one thread; the rest is called by the room."""

    def __init__(self) -> None:
        self.phrase: str | None = None
        self._calibration: Calibration | None = None
        self._ear: Ear | None = None
        self._level = 0.0

    @property
    def ready(self) -> bool:
        """Whether the word is being listened for."""
        return self._ear is not None

    def choose(self, phrase: str) -> str | None:
        """Begin to calibrate a phrase; what is wrong with it, or None."""
        wrong = check_phrase(phrase, spoken=tuple(every_line()))
        if wrong is None:
            self.phrase = " ".join(phrase.split())
            self._ear, self._calibration = None, Calibration(self.phrase)
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
        self._level = (
            min(1.0, float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) / 6000.0) if len(samples) else 0.0
        )
        ear, calibration = self._ear, self._calibration
        if ear is not None:
            return tuple(ear.feed(samples, rate_hz))
        if calibration is not None:
            calibration.feed(samples, rate_hz)
            if calibration.state == "ready" and self._calibration is calibration and self.phrase is not None:
                threshold = calibration.threshold
                if threshold is not None:
                    self._ear = Ear(self.phrase, threshold=threshold)
        return ()

    def state(self) -> dict[str, Any]:
        """What the page shows."""
        calibration = self._calibration
        base = {
            "phrase": self.phrase, "suggestions": list(SUGGESTIONS), "wanted": WANTED, "listen_s": LISTEN_S,
            "level": round(self._level, 2),
        }  # fmt: skip
        if calibration is None:
            text = "Choose two or three words that you would not say by chance."
            return {**base, "state": "choose", "said": 0, "listened_s": 0.0, "text": text}
        return {
            **base, "state": calibration.state, "said": calibration.said,
            "listened_s": round(calibration.listened_s, 1), "text": calibration.text,
        }  # fmt: skip


Listener = Callable[[Heard], None]
