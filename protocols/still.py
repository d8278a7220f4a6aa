"""Judges a single picture: no phases, no hold, nothing that needs time."""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from protocols import views
from protocols.hold import no_hold
from protocols.repetition import with_cue
from protocols.stretch import StillLimit, Stretch
from protocols.thresholds import Settings
from protocols.types import Check, Judgement, Peak, Repetition, Side, Verdict, View

_NO_TIME: Final = "A single picture shows no movement and no set-up to compare with."


def judge_still(
    rows: NDArray[np.float64],
    stretches: Sequence[Stretch],
    *,
    side: Side | Literal["auto"],
    settings: Settings,
    named: bool,
) -> Judgement:
    """Judge one row of measures; with `named` the stretch was given and is not questioned."""
    view = views.estimate(rows, settings) if len(rows) else View("unknown", None)
    effective = settings.effective()
    if not len(rows):
        return Judgement((), (), view, effective)
    found = [_likely(stretch, rows[0], side, settings) for stretch in stretches]
    best = max(found, key=lambda each: each[0])
    if best[2] is not None and (named or best[0] >= settings["likeness_least_share"]):
        _, stretch, chosen = best
        return Judgement((_repetition(stretch, chosen, rows[0], view, settings),), (), view, effective)
    return Judgement((), (), view, effective, ("It cannot be told which stretch this picture shows.",))


def _likely(
    stretch: Stretch, row: NDArray[np.float64], side: Side | Literal["auto"], settings: Settings
) -> tuple[float, Stretch, Side | None]:
    """How much a picture looks like a stretch of the wanted side, and the side."""
    found = stretch.still(row, settings)
    if side == "auto":
        return (found[1], stretch, found[0]) if found else (0.0, stretch, None)
    return (found[1] if found and found[0] == side else 0.0), stretch, side


def _repetition(
    stretch: Stretch, side: Side | None, row: NDArray[np.float64], view: View, settings: Settings
) -> Repetition:
    checks = []
    for name, _ in stretch.checks:
        limit = stretch.still_limits.get(name)
        checks.append(_judged(name, limit, side, row, view, settings) if limit and side else _unknown(name, _NO_TIME))
    hold = no_hold(stretch.hold_target_s, "unknown")
    return Repetition(stretch.name, side, (), hold, Peak(), tuple(with_cue(check, stretch) for check in checks))


def _unknown(name: str, why: str) -> Check:
    return Check(name, Verdict.UNKNOWN, unknown_share=1.0, why_unknown=why)


def _judged(
    name: str, limit: StillLimit, side: Side, row: NDArray[np.float64], view: View, settings: Settings
) -> Check:
    grade = views.grade(name, view.kind)
    if grade == "-":
        return _unknown(name, "This view does not show it.")
    value, border = limit(row, side, settings)
    if value != value:
        return _unknown(name, "A joint it needs is hidden.")
    bad = border.sign * value
    verdict = Verdict.OK
    if bad > border.sign * border.green:
        verdict = Verdict.FAULT if bad > border.sign * border.red and grade == "y" else Verdict.WARN
    return Check(name, verdict, round(value, 3), border.green, border.unit, 0.0)
