"""Draws the clips of a bank by seed, so that every kind of fault is shown often enough over the whole set."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import making
from bench.making import Draw
from bench.scenario import Scenario
from bench.split import TEST

Table = dict[str, Any]
THEMES: dict[str, dict[str, tuple[str, ...]]] = {
    "knee-to-chest": {
        TEST: ("good", "jerky", "unsteady", "form", "shallow"),
        "development": ("good", "jerky", "unsteady", "form"),
    },
    "spinal-twist": {
        TEST: ("good", "jerky", "unsteady", "form", "form_long", "form_left"),
        "development": ("good", "jerky", "unsteady", "form_left"),
    },
    "figure-four": {
        TEST: ("good", "jerky", "unsteady", "form", "foot_down", "foot_down_short", "shallow"),
        "development": ("good", "jerky", "form", "foot_down"),
    },
}
WRONG_STARTS = ("jerky", "unsteady", "shallow", "form_left", "foot_down")
ENTERING = ("good", "unsteady", "form")
PASSED = ("good", "form", "form_long", "form_left")


def clips(scenario: Scenario, split: str, path: making.PathPlan, turn: int) -> list[Table]:
    """The clips of one bank as tables.

    Args:
        scenario: Of the bank.
        split: "test" or "development".
        path: Places of the bank's path.
        turn: Number of the bank among those of its stretch and split; what alternates goes by it.
    """
    found = []
    for number, theme in enumerate(THEMES[scenario.stretch][split]):
        seed = zlib.crc32(f"{scenario.name} {theme}".encode())
        draw = Draw(np.random.default_rng(seed), scenario, path, turn + number, turn)
        draw.wrong_start = scenario.wrong_start and theme in WRONG_STARTS
        draw.enters = scenario.passing == "partner" and theme in ENTERING
        table = {"name": f"{scenario.name}_{theme}", "theme": theme, "seed": seed % 100_000}
        table |= MAKERS[theme](draw)
        if scenario.passing in ("front", "behind") and theme in PASSED:
            _pass_by(table, draw)
        found.append(table)
    return found


def _good(draw: Draw) -> Table:
    """Nothing wrong; what comes near to a fault and is none."""
    near = [variant.name for variant in draw.scenario.variants if variant.near_miss]
    hold = draw.met_s()
    table = draw.frame(hold_s=hold, peak_in=draw.number(17.0, 46.0), peak_out=draw.number(17.0, 42.0))
    wanted = near if draw.even else near[:1]
    table["held_faults"] = draw.packed(wanted, hold, start_s=4.0)
    if draw.turn % 3 == 1 and not table["held_faults"]:
        table["shifts"] = [draw.shift(6.0, draw.number(-5.0, 4.5), 3.0)]
    if draw.turn % 3 == 0:
        table["pause"] = {"at_share": draw.number(0.42, 0.5), "lasts_s": draw.number(1.6, 3.0)}
    if draw.last_free_s(table) + 4.0 < hold:
        table["fidgets_s"] = [round(draw.last_free_s(table) + 1.0, 2)]
    return table


def _jerky(draw: Draw) -> Table:
    """Jerks on the way in or out or in the hold, and bouncing."""
    hold = draw.short_s() if draw.even else draw.met_s()
    hold = max(hold, 9.0)
    table = draw.frame(hold_s=hold, peak_in=draw.number(15.0, 26.0), peak_out=draw.number(15.0, 26.0), fps_from=20.0)
    table["jolts"] = [draw.jolt("moving_in")]
    if draw.turn % 3 == 2:
        table["jolts"].append(draw.jolt("release"))
    table["bounces"] = [draw.bounce(2.0)]
    if draw.turn % 2 == 1 and hold > 16.0:
        table["tugs"] = [draw.tug(2.0 + table["bounces"][0]["duration_s"] + 3.0)]
    if draw.scenario.stretch == "spinal-twist" and draw.turn % 2 == 0:
        table["short_of_end_deg"] = draw.shallow_deg()
    return table


def _unsteady(draw: Draw) -> Table:
    """Too fast on the way in or out; in the hold it sinks back and is pushed deeper."""
    hold = draw.met_s()
    fast, calm = draw.number(72.0, 100.0), draw.number(17.0, 30.0)
    table = draw.frame(hold_s=hold, peak_in=fast if draw.even else calm, peak_out=calm if draw.even else fast)
    out, deeper = draw.number(-13.0, -10.0), draw.number(11.5, 13.2)
    table["shifts"] = [draw.shift(2.5, out, 2.5), draw.shift(9.0, -out, 2.5), draw.shift(13.5, deeper, 2.0)]
    if draw.scenario.stretch == "spinal-twist" and draw.turn % 3:
        table["short_of_start_deg"] = draw.number(27.0, 38.0)
    return table


def _form(draw: Draw) -> Table:
    """Faults of the end pose, one after the other."""
    names = draw.faulty()
    hold = draw.long_s() if draw.scenario.stretch == "figure-four" and draw.turn % 3 else 0.0
    if draw.scenario.stretch == "knee-to-chest" and draw.turn % 3 < 2:
        hold = draw.long_s()
    return _with_faults(draw, names, hold)


def _form_long(draw: Draw) -> Table:
    """The larger faults, held too long, and let go away from the middle."""
    return _with_faults(draw, draw.faulty(larger=True), draw.long_s()) | {"short_of_start_deg": draw.number(27.0, 38.0)}


def _form_left(draw: Draw) -> Table:
    """Faults in another order, and let go away from the middle."""
    return _with_faults(draw, draw.faulty()[::-1], 0.0) | {"short_of_start_deg": draw.number(27.0, 38.0)}


def _with_faults(draw: Draw, names: list[str], hold_s: float) -> Table:
    needed = draw.needed_s(names)
    hold = max(hold_s, needed, draw.met_s() if not hold_s else 0.0)
    table = draw.frame(hold_s=round(hold, 2), peak_in=draw.number(16.0, 30.0), peak_out=draw.number(16.0, 30.0))
    table["held_faults"] = draw.packed(names, hold, start_s=3.0)
    return table


def _shallow(draw: Draw) -> Table:
    """Not far enough; let go with a jerk or held for too short a time."""
    hold = draw.short_s() if draw.even else draw.met_s()
    table = draw.frame(hold_s=hold, peak_in=draw.number(13.0, 22.0), peak_out=draw.number(15.0, 26.0), fps_from=15.0)
    table["short_of_end_deg"] = draw.shallow_deg()
    if not draw.even:
        table["jolts"] = [draw.jolt("release")]
    return table


def _foot_down(draw: Draw) -> Table:
    """The ankle is crossed, but the bottom foot stays on the floor."""
    return _stays_down(draw, draw.met_s())


def _foot_down_short(draw: Draw) -> Table:
    return _stays_down(draw, draw.short_s())


def _stays_down(draw: Draw, hold_s: float) -> Table:
    table = draw.frame(hold_s=hold_s, peak_in=draw.number(18.0, 28.0), peak_out=draw.number(18.0, 28.0))
    table["short_of_end_deg"] = round(draw.path.end_deg - draw.path.stops_deg[0] - draw.number(0.5, 3.0), 2)
    return table


def _pass_by(table: Table, draw: Draw) -> None:
    """Somebody walks by when nothing else happens in the hold."""
    at = round(draw.last_free_s(table) + 1.0, 2)
    lasts = draw.number(3.2, 4.5)
    table["pass_s"] = lasts
    table["passes_s"] = [at]
    table.pop("fidgets_s", None)
    table["timing"]["hold_s"] = round(max(table["timing"]["hold_s"], at + lasts + 2.5), 2)


MAKERS: dict[str, Callable[[Draw], Table]] = {
    "good": _good,
    "jerky": _jerky,
    "unsteady": _unsteady,
    "form": _form,
    "form_long": _form_long,
    "form_left": _form_left,
    "shallow": _shallow,
    "foot_down": _foot_down,
    "foot_down_short": _foot_down_short,
}
