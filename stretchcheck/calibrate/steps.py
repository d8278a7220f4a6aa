"""One step of a calibration: what was looked at, whether it is good enough, and how to mend it."""

from dataclasses import dataclass
from typing import Any, Literal

Grade = Literal["ok", "warn", "fault", "unknown"]
Entries = dict[str, dict[str, Any]]
"""What a profile's table is to hold: by name an entry with its `value` and what belongs beside it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step found; `mend` says what to do where it is not ok.

    A fault withholds what depends on the step: it is not written.
    """

    name: str
    grade: Grade
    said: str
    mend: str = ""

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.name}: {self.grade}: {self.said}{f' {self.mend}' if self.mend else ''}"


def entry(value: Any, digits: int, **beside: Any) -> dict[str, Any]:
    """A value and what belongs beside it, numbers rounded alike; None beside it is left out."""
    return {
        "value": _rounded(value, digits),
        **{name: _rounded(each, digits) for name, each in beside.items() if each is not None},
    }


def _rounded(value: Any, digits: int) -> Any:
    return round(float(value), digits) if isinstance(value, float) else value
