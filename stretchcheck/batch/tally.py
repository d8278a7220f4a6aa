"""Keeps count of a batch: what is done, what each job does, and how long the rest will take."""

from collections.abc import Sequence
from typing import Final

from stretchcheck.inputs import Input

_WORTH: Final = {"video": 1.0, "recording": 0.02, "still": 0.0}
"""A second of a recording takes so much of the time that a second of video takes."""


class Tally:
    """Weighs clips by their media seconds; one whose length is not known yet, by its bytes.

    Clips that turn out to need no work, done long ago or impossible to read, do not count for the time left.
    """

    def __init__(self, inputs: Sequence[Input]) -> None:
        self._bytes = {given: _size(given) for given in inputs}
        self._of_s: dict[Input, float] = {}
        self._at_s: dict[Input, float] = {}
        self._waiting = dict.fromkeys(inputs)
        self._worked: list[Input] = []
        self.doing: dict[Input, str] = {}
        """What is done with each clip that is in work."""

    @property
    def files(self) -> tuple[int, int]:
        """How many are done, and how many there are."""
        return len(self._bytes) - len(self._waiting), len(self._bytes)

    def told(self, given: Input, doing: str, at_s: float, of_s: float) -> None:
        """Somebody says how far a clip is; see `stretchcheck.asked.Progress`."""
        if given in self._waiting:
            self.doing[given] = f"{doing} {at_s:.0f}/{of_s:.0f} s" if of_s else doing
            if doing == "watching":
                self._at_s[given], self._of_s[given] = at_s, max(at_s, of_s)

    def ended(self, given: Input, *, worked: bool, of_s: float = 0.0) -> None:
        """A clip is done, and took work or none."""
        self.doing.pop(given, None)
        self._waiting.pop(given, None)
        if worked:
            self._worked.append(given)
            self._of_s[given] = of_s or self._of_s.get(given, 0.0)

    def work_s(self) -> tuple[float, float]:
        """How much is done and how much is to do, in media seconds of video; zero and zero while nothing is known."""
        done = sum(self._work(given) for given in self._worked)
        partly = {given: min(self._at_s.get(given, 0.0), self._work(given)) for given in self._waiting}
        return done + sum(partly.values()), sum(self._work(given) - part for given, part in partly.items())

    def left_s(self, elapsed_s: float) -> float | None:
        """Seconds that the rest will take at the speed so far; None while that cannot be told."""
        done, to_do = self.work_s()
        return elapsed_s * to_do / done if done > 0 else None

    def _work(self, given: Input) -> float:
        return _WORTH[given.kind] * self._of_s.get(given, self._bytes[given] * self._seconds_a_byte(given))

    def _seconds_a_byte(self, given: Input) -> float:
        """Of the clips of this kind whose length is known."""
        known = [other for other in self._of_s if other.kind == given.kind and self._bytes[other]]
        return sum(self._of_s[other] for other in known) / sum(self._bytes[other] for other in known) if known else 0.0


def _size(given: Input) -> int:
    try:
        return given.path.stat().st_size
    except OSError:
        return 0
