"""Settings that note which thresholds were read, so that it is known what a result depends on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols.thresholds import THRESHOLDS, Settings
from stretchcheck.calibrated import CalibratedSettings, calibration_of


@dataclass(frozen=True, slots=True)
class NotedSettings(CalibratedSettings):
    """Settings that note which thresholds are read; listing all of them is no reading.

    Attributes:
        read: thresholds that were read so far, with their values.
    """

    read: dict[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        self.read[name] = value = Settings.__getitem__(self, name)
        return value

    def effective(self) -> dict[str, float]:
        """Every threshold with the value in force; none of them counts as read."""
        return {name: Settings.__getitem__(self, name) for name in THRESHOLDS}


def noted(settings: Settings) -> NotedSettings:
    """The same settings, which note what is read from now on."""
    return NotedSettings(settings.changed, settings.profile, calibration_of(settings))


def reads_alike(settings: Settings, read: Mapping[str, float]) -> bool:
    """Whether these settings give what was read; to ask is no reading."""
    return all(Settings.__getitem__(settings, name) == value for name, value in read.items())


def note(settings: Settings, read: Mapping[str, float]) -> None:
    """Read what a result depends on that was known before, so that settings which note it know."""
    for name in read:
        settings[name]
