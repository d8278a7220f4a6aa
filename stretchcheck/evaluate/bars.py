"""What accuracy is asked of the checker: each figure, and the bar it must reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from calibration.scoring.kinds import FAULT_KINDS

ALL: Final = "all"
"""The group of all clips."""

FORM_KINDS: Final = tuple(
    kind for kind in FAULT_KINDS if kind not in ("jerk", "bounce", "too_fast", "drift", "pushed_deeper")
    and not kind.startswith("hold_")
)  # fmt: skip
"""Faults of the pose, not of movement or time."""

Unit = Literal["share", "s", "deg", "/min", "count", ""]


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that is asked.

    Attributes:
        figure: its name.
        words: what it is, for people.
        unit: of the value.
        least, most: what it must reach or must not pass; one of them.
        group: of which clips.
        model: only runs with this network are measured by it; None for all.
    """

    figure: str
    words: str
    unit: Unit
    least: float | None = None
    most: float | None = None
    group: str = ALL
    model: str | None = None

    def is_met(self, value: float) -> bool:
        """Whether a value reaches the bar."""
        return value >= self.least if self.least is not None else value <= (self.most if self.most is not None else 0)

    @property
    def asked(self) -> str:
        """Such as ">= 99 %"."""
        sign, limit = (">=", self.least) if self.least is not None else ("<=", self.most)
        limit = limit or 0.0
        return f"{sign} {100 * limit:g} %" if self.unit == "share" else f"{sign} {limit:g}"


BARS: Final = (
    Bar("people.recipient_right_share", "recipient in the right role, frames that show them", "share", least=0.99),
    Bar("people.partner_right_share", "partner in the right role, frames that show them", "share", least=0.99),
    Bar("people.recipient_lasting_switches", "identity switches of the recipient", "count", most=0),
    Bar("people.partner_lasting_switches", "identity switches of the partner", "count", most=0),
    Bar("hold.mae_s", "hold, mean absolute error", "s", most=0.7),
    Bar("hold.iou", "hold, mean overlap with the truth (tIoU)", "", least=0.93),
    Bar("prescription.right", "prescription right", "share", least=0.95),
    Bar("repetitions.right", "repetition count right", "share", least=0.98),
    Bar("stretch.right", "stretch right", "share", least=0.98),
    Bar("side.right", "side right", "share", least=0.98),
    Bar("events.jerk_bounce.f1", "jerk and bounce, F1", "", least=0.95),
    Bar("alerts.jerk_bounce.per_min", "false alerts of jerk and bounce, good form", "/min", most=0.2),
    Bar("alerts.per_min", "false alerts of all kinds, good form", "/min", most=0.2),
    *(Bar(f"events.{kind}.f1", f"{kind}, F1", "", least=0.85) for kind in FORM_KINDS),
    Bar("events.f1", "all faults pooled, F1", "", least=0.92),
    Bar("checks.wrong_green", "wrong green, pooled", "share", most=0.03),
    Bar("checks.unknown", "could not judge, views that show it well", "share", most=0.10),
    Bar("checks.hidden.unknown", "could not judge, views that cannot show it", "share", least=1.0),
    Bar(
        "angles.image_change_error_median_deg",
        "thigh-trunk angle with a partner, its change, median error",
        "deg",
        most=6.0,
        group="with partner",
        model="heavy",
    ),
    Bar(
        "angles.image_angle_error_median_deg",
        "thigh-trunk angle with a partner, median error",
        "deg",
        most=10.0,
        group="with partner",
        model="heavy",
    ),
)


def measured(bar: Bar, groups: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The figure of a bar, None where nothing was there to measure it by."""
    figure: Mapping[str, Any] | None = groups.get(bar.group, {}).get(bar.figure)
    return figure


def said(value: float, unit: Unit) -> str:
    """A value with its unit, such as "97.2 %"."""
    sign = "%" if unit == "share" else "" if unit == "count" else unit
    return f"{number(value, unit)} {sign}".rstrip()


def number(value: float, unit: Unit) -> str:
    """A value without its unit, with the decimals that suit it; shares in percent."""
    decimals = {"share": 1, "deg": 1, "count": 0}.get(unit, 2)
    return f"{100 * value if unit == 'share' else value:.{decimals}f}"
