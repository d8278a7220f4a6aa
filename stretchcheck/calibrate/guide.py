"""Leads through a calibration before the camera, step by step: what to do, what is seen, and what to change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from protocols.types import Repetition, Side
from stretchcheck.calibrate.board import LEAST as BOARDS_LEAST
from stretchcheck.calibrate.board import Boards
from stretchcheck.calibrate.place import ROLL_MOST_DEG
from stretchcheck.calibrate.ranges import LEAST, reaches_of
from stretchcheck.calibrated import SIDES
from stretchcheck.judging import SideChoice
from stretchcheck.live.framing import Framing
from stretchcheck.live.take import Glimpse

Stage = Literal["lens", "picture", "rest", "repetitions", "done"]

PICTURE_S: Final = 3.0
"""Seconds for which nothing may be wrong with the picture."""

REST_S: Final = 8.0
"""Seconds of lying still that are asked for."""

_IDLE_S: Final = 45.0
"""So long without a repetition, once there are enough of one, and the person has finished."""

_HARD: Final = ("people", "whole", "light", "frame_rate")
_LIES: Final = 0.5

_TITLES: Final = {
    "lens": "The lens", "picture": "The picture", "rest": "Lying still", "repetitions": "Gentle repetitions",
    "done": "Done",
}  # fmt: skip
_ASKED: Final = {
    "lens": "Hold the checkerboard before the camera: in every corner, tilted each way, still for a moment.",
    "picture": "Lie on your back where you will stretch, whole in the picture, both knees bent, both feet flat.",
    "rest": "Keep still, both knees bent, both feet flat.",
    "repetitions": "Slowly in as far as is easy, still for two seconds, slowly back. {} of each side; Ctrl-C ends it.",
    "done": "That is all.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured: whose board, which stretch, which sides, how many repetitions of each."""

    boards: Boards | None = None
    stretch: str = "auto"
    side: SideChoice = "auto"
    repetitions: int = LEAST


class Guide:
    """Feed it what is seen; `stage` moves on by itself. Times are seconds of the camera's clock."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.stage: Stage = "lens" if asked.boards is not None else "picture"
        self._framing = Framing()
        self._found: list[Repetition] = []
        self._good_since_s: float | None = None
        self._moved_s = 0.0
        self._problems: tuple[str, ...] = ()
        self._share = 0.0

    @property
    def title(self) -> str:
        """Name of the step."""
        return _TITLES[self.stage]

    @property
    def to_do(self) -> str:
        """What the person is asked to do."""
        return _ASKED[self.stage].format(self.asked.repetitions)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not good enough yet, and how to mend it."""
        return self._problems

    @property
    def share(self) -> float:
        """How much of the step is done, 0..1."""
        return self._share

    @property
    def counts(self) -> str:
        """Repetitions so far, in words."""
        counted = {f"{each.stretch} {each.side}": len(each.changes_deg) for each in reaches_of(self._found)}
        return ", ".join(f"{name}: {count}" for name, count in counted.items()) or "none yet"

    def see_board(self) -> None:
        """A picture was looked at for the checkerboard."""
        boards = self.asked.boards
        if boards is None or self.stage != "lens":
            return
        self._share = min(1.0, len(boards.kept) / (2 * BOARDS_LEAST))
        self._problems = () if boards.shown else ("I do not see the board yet.",)
        if self._share >= 1.0:
            self._go("picture")

    def see(self, glimpse: Glimpse, *, now_s: float, size_px: tuple[int, int], luma: float) -> None:
        """A picture of the person."""
        self._framing.see(glimpse.scene, size_px=size_px, luma=luma, view=glimpse.view)
        if self.stage == "picture":
            self._see_picture(glimpse, now_s)
        elif self.stage == "rest":
            self._see_rest(glimpse, now_s)
        elif self.stage == "repetitions":
            self._see_repetitions(glimpse.finished, now_s)

    def _go(self, stage: Stage) -> None:
        self.stage, self._share, self._problems, self._good_since_s = stage, 0.0, (), None

    def _held(self, now_s: float, needed_s: float, *, good: bool) -> bool:
        """Whether all was good for long enough; the bar shows for how long."""
        if not good:
            self._good_since_s, self._share = None, 0.0
            return False
        self._good_since_s = now_s if self._good_since_s is None else self._good_since_s
        self._share = min(1.0, (now_s - self._good_since_s) / needed_s)
        return self._share >= 1.0

    def _see_picture(self, glimpse: Glimpse, now_s: float) -> None:
        checks = [check for check in self._framing.checks("side") if check.name in _HARD and check.verdict != "ok"]
        wrong = [check.text for check in checks if check.name != "frame_rate" or check.verdict == "fault"]
        roll = glimpse.view.roll_deg
        if roll is not None and abs(roll) > ROLL_MOST_DEG:
            wrong.append(f"The picture is tilted by {abs(roll):.0f} degrees: level the camera.")
        self._problems = tuple(wrong)
        if self._held(now_s, PICTURE_S, good=not wrong):
            self._go("rest")

    def _see_rest(self, glimpse: Glimpse, now_s: float) -> None:
        still = glimpse.phase == "setup" and glimpse.scene.recipient_lies > _LIES
        told = glimpse.view.kind != "unknown"
        self._problems = () if still else ("Keep still: the time begins anew.",)
        if self._held(now_s, REST_S, good=still):
            if told:
                self._go("repetitions")
                self._moved_s = now_s
            else:
                self._problems = ("I cannot tell yet where the camera stands: both knees bent, both feet flat.",)

    def _see_repetitions(self, finished: Sequence[Repetition], now_s: float) -> None:
        if finished:
            self._found += finished
            self._moved_s = now_s
        counts = self._counts()
        wanted = self._wanted()
        least = min((counts[each] for each in wanted), default=max(counts.values(), default=0))
        self._share = min(1.0, least / self.asked.repetitions)
        idle = now_s - self._moved_s > _IDLE_S
        if self._share >= 1.0 and (wanted or idle):
            self._go("done")

    def _counts(self) -> Counter[tuple[str, Side]]:
        return Counter({(each.stretch, each.side): len(each.changes_deg) for each in reaches_of(self._found)})

    def _wanted(self) -> list[tuple[str, Side]]:
        """What was asked for by name; nothing where any stretch will do."""
        if self.asked.stretch == "auto":
            return []
        return [(self.asked.stretch, side) for side in SIDES if self.asked.side in ("auto", side)]
