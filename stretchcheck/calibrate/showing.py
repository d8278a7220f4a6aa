"""Shows a calibration under way: on a terminal what to do and what is seen, elsewhere one line a step."""

from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn
from rich.progress_bar import ProgressBar
from rich.text import Text

from stretchcheck.calibrate.guide import Guide


class Bar:
    """How far a file is; nothing where it is no terminal. A context manager, called with seconds done and in all."""

    def __init__(self, console: Console, name: str) -> None:
        columns = (TextColumn("{task.description}", markup=False), BarColumn())
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        self._task = self._bar.add_task(f"{name}: watching", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def __call__(self, at_s: float, of_s: float) -> None:
        """So far."""
        self._bar.update(self._task, completed=at_s, total=of_s or None)


class Screen:
    """What the guide asks for; a context manager, called with the guide for every picture."""

    def __init__(self, console: Console, camera: str) -> None:
        self._console, self._stage = console, ""
        self._live = Live(console=console, refresh_per_second=8, transient=True) if console.is_terminal else None
        console.print(f"camera: {camera}", highlight=False, markup=False)

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, guide: Guide) -> None:
        """How it stands."""
        if self._live is not None:
            self._live.update(drawn(guide))
        elif guide.stage != self._stage:
            self._console.print(f"{guide.title}: {guide.to_do}", highlight=False, markup=False, soft_wrap=True)
        self._stage = guide.stage


def drawn(guide: Guide) -> Panel:
    """The step with its bar, what is not good enough yet, and the repetitions so far."""
    rows: list[RenderableType] = [Text(guide.to_do), ProgressBar(total=1.0, completed=guide.share, width=40)]
    rows += [Text(problem, style="yellow") for problem in guide.problems]
    if guide.stage == "repetitions":
        rows.append(Text(f"Seen: {guide.counts}"))
    return Panel(Group(*rows), title=guide.title, width=90)
