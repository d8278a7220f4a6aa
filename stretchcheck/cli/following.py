"""Shows on a terminal how far a batch is, and prints what comes of its clips in the order of the inputs."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from stretchcheck.asked import Outcome
from stretchcheck.batch.tally import Tally
from stretchcheck.inputs import Input

_MINUTE_S: Final = 60.0
_HOUR_S: Final = 3600.0


class Following:
    """A line for each clip that is in work, and one for all of them; nothing where stderr is no terminal.

    A context manager; called with how far a clip is, as `stretchcheck.asked.Follow` says.
    """

    def __init__(self, inputs: Sequence[Input], console: Console) -> None:
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[left]}"))
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        self._tally = Tally(inputs)
        self._rows: dict[Input, TaskID] = {}
        self._all = self._bar.add_task("", total=None, left="")
        self._started_s: float | None = None
        self._show()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def __call__(self, given: Input, doing: str, at_s: float, of_s: float) -> None:
        """A clip is so far."""
        if self._started_s is None:
            self._started_s = time.monotonic()
        self._tally.told(given, doing, at_s, of_s)
        if given in self._tally.doing:
            if given not in self._rows:
                self._rows[given] = self._bar.add_task("", left="")
            label = f"{given.name}: {self._tally.doing[given]}"
            self._bar.update(self._rows[given], description=label, completed=at_s, total=of_s or None)
        self._show()

    def ended(self, outcome: Outcome) -> None:
        """A clip is done."""
        worked = outcome.result is not None and not outcome.found
        of_s = outcome.result["source"]["duration_s"] if outcome.result is not None else 0.0
        self._tally.ended(outcome.input, worked=worked, of_s=of_s)
        if (row := self._rows.pop(outcome.input, None)) is not None:
            self._bar.remove_task(row)
        self._show()

    def _show(self) -> None:
        done, files = self._tally.files
        work_s, rest_s = self._tally.work_s()
        left_s = None if self._started_s is None else self._tally.left_s(time.monotonic() - self._started_s)
        self._bar.update(
            self._all, description=f"{done} of {files} {'file' if files == 1 else 'files'} done", completed=work_s,
            total=(work_s + rest_s) or None, left="" if left_s is None else f"about {said(left_s)} left",
        )  # fmt: skip


def said(seconds: float) -> str:
    """A time that nobody should take for exact, such as "5 min"."""
    if seconds < _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    return f"{seconds // _HOUR_S:.0f} h {seconds % _HOUR_S / _MINUTE_S:.0f} min"


class InOrder:
    """Passes on what comes of clips in the order of the inputs: each waits for those before it."""

    def __init__(self, inputs: Sequence[Input], say: Callable[[Outcome], None]) -> None:
        self._waiting = deque(inputs)
        self._ended: dict[Input, Outcome] = {}
        self._say = say

    def __call__(self, outcome: Outcome) -> None:
        """A clip is done."""
        self._ended[outcome.input] = outcome
        while self._waiting and self._waiting[0] in self._ended:
            self._say(self._ended.pop(self._waiting.popleft()))
