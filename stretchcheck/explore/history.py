"""What was changed, step by step: undone and done again."""

from collections.abc import Mapping
from typing import Final

_MOST: Final = 500

Changed = Mapping[str, float]


class Steps:
    """Thresholds that differ from the defaults, now and at every step before."""

    def __init__(self, start: Changed) -> None:
        self._past: list[Changed] = []
        self._future: list[Changed] = []
        self._drag: str | None = None
        self.now: Changed = dict(start)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._future)

    def take(self, changed: Changed, *, drag: str | None = None) -> None:
        """Take a step; those of one drag of a slider count as one.

        Args:
            changed: what differs from the defaults from now on.
            drag: name of the drag that it is part of.
        """
        if changed == self.now:
            return
        if drag is None or drag != self._drag:
            self._past.append(self.now)
            del self._past[:-_MOST]
        self._future.clear()
        self._drag = drag
        self.now = dict(changed)

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        self._swap(self._past, self._future)

    def redo(self) -> None:
        """Take it again, if it was taken back."""
        self._swap(self._future, self._past)

    def _swap(self, source: list[Changed], target: list[Changed]) -> None:
        if source:
            target.append(self.now)
            self.now = source.pop()
            self._drag = None
