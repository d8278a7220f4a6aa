"""What the doctor found: lines with a status, and what they come to together."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

Status = Literal["ok", "warn", "missing", "broken"]
"""`warn`: works, but not as well as it should. `missing`: can be added. `broken`: is there and does not work."""

SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One line.

    Attributes:
        name: what was looked at.
        status: how it is.
        said: what was found.
        advice: what to do about it, empty where nothing is to do.
        needed: `stretchcheck analyze` cannot work while this is broken.
        numbers: what was measured, units in the names.
    """

    name: str
    status: Status
    said: str
    advice: str = ""
    needed: bool = False
    numbers: Mapping[str, float | int | str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All lines, by section."""

    sections: Mapping[str, tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them in order."""
        return tuple(finding for findings in self.sections.values() for finding in findings)

    @property
    def hindrances(self) -> tuple[Finding, ...]:
        """Why clips cannot be analysed; empty where they can."""
        return tuple(finding for finding in self.findings if finding.needed and finding.status == "broken")

    @property
    def exit_code(self) -> int:
        """2: clips cannot be analysed; 1: something is broken, or a needed part is still to be fetched; 0: neither."""
        if self.hindrances:
            return 2
        repair = any(f.status == "broken" or (f.needed and f.status == "missing") for f in self.findings)
        return 1 if repair else 0

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        sections = {name: [asdict(finding) for finding in findings] for name, findings in self.sections.items()}
        return {"schema": SCHEMA, "exit_code": self.exit_code, "sections": sections}
