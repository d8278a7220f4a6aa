"""Random parts of clips that suit their bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.course import ENTER_S
from bench.scenario import Scenario
from film.faults import HOLD_S, OVER_HOLD_S

Table = dict[str, Any]
PEAK_OF_MEAN = 1.875  # of a minimum-jerk way
RATES = {10.0: 4, 12.0: 4, 15.0: 28, 20.0: 12, 24.0: 2, 25.0: 2, 30.0: 2, 60.0: 1}
FRAME_RATES = tuple(rate for rate, often in RATES.items() for _ in range(often))
LASTS_S, FADE_S, GAP_S = 4.0, 1.2, 2.4
SHORTEST_WAY_S = 1.0


@dataclass(frozen=True)
class PathPlan:
    """Places of a bank's path in degrees; `wrong_start_deg` is the start if the bank has no wrong one."""

    start_deg: float
    stops_deg: tuple[float, ...]
    end_deg: float
    wrong_start_deg: float


@dataclass
class Draw:
    """Draws numbers for one clip.

    Attributes:
        alternate: Number of the clip, for what is done in every other one.
        turn: Number of the bank.
    """

    random: np.random.Generator
    scenario: Scenario
    path: PathPlan
    alternate: int
    turn: int
    wrong_start: bool = False
    enters: bool = False

    @property
    def even(self) -> bool:
        """Whether this clip is one of the even ones."""
        return self.alternate % 2 == 0

    def number(self, low: float, high: float) -> float:
        """Between two numbers, two decimals."""
        return round(float(self.random.uniform(low, high)), 2)

    def met_s(self) -> float:
        """A hold as long as it should be."""
        low, high = HOLD_S[self.scenario.stretch]
        return self.number(low + 1.0, min(high - 1.0, low + 14.0))

    def short_s(self) -> float:
        """A hold that is too short."""
        low, _ = HOLD_S[self.scenario.stretch]
        return self.number(max(5.0, 0.3 * low), low - 4.0)

    def long_s(self) -> float:
        """A hold that is too long."""
        _, high = HOLD_S[self.scenario.stretch]
        return self.number(high + OVER_HOLD_S + 1.0, high + OVER_HOLD_S + 5.0)

    def shallow_deg(self) -> float:
        """How far short of the end a hold is that does not go far enough."""
        way = self.path.end_deg - self.path.start_deg
        if self.scenario.stretch == "figure-four":
            return self.number(24.0, 30.0)
        if self.scenario.stretch == "spinal-twist":
            return round(0.72 * way + self.number(-2.0, 2.0), 2)
        return self.number(28.0, 36.0)

    def frame(self, *, hold_s: float, peak_in: float, peak_out: float, fps_from: float = 10.0) -> Table:
        """Frame rate, look and timing; the ways in and out have these peak speeds in deg/s."""
        begin = self.path.wrong_start_deg if self.wrong_start else self.path.start_deg
        way_in, way_out = self.path.end_deg - begin, self.path.end_deg - self.path.start_deg
        before = ENTER_S if self.enters else 0.0
        reach_start, reach = before + self.number(1.2, 2.0), self.number(1.2, 1.8)
        rates = [rate for rate in FRAME_RATES if rate >= fps_from]
        table: Table = {"fps": float(self.random.choice(rates))}
        if self.random.random() < 0.2:
            table |= {"frame_jitter": self.number(0.3, 0.8), "dropped_share": self.number(0.01, 0.06)}
        if self.wrong_start:
            table["wrong_start"] = True
        if self.enters:
            table["enters"] = True
        table["look"] = self._look()
        table["timing"] = {
            "setup_s": round(reach_start + reach + self.number(0.5, 1.2), 2),
            "reach_start_s": reach_start,
            "reach_s": reach,
            "approach_s": round(max(PEAK_OF_MEAN * way_in / peak_in, SHORTEST_WAY_S), 2),
            "hold_s": round(hold_s, 2),
            "release_s": round(max(PEAK_OF_MEAN * way_out / peak_out, SHORTEST_WAY_S), 2),
            "still_s": self.number(3.4, 4.6),
            "breath_hz": self.number(0.19, 0.29),
        }
        return table

    def jolt(self, phase: str) -> Table:
        """A jerk on the way, in the figure-four while the legs are drawn in."""
        late = self.scenario.stretch == "figure-four"
        shares = (0.70, 0.78) if late else (0.45, 0.68)
        if phase == "release":
            shares = (0.12, 0.22) if late else (0.25, 0.5)
        at = self.number(*shares)
        size, lasts = self.number(12.0, 25.0), self.number(0.25, 0.45)
        return {"phase": phase, "at_share": at, "size_deg": size, "duration_s": lasts}

    def bounce(self, at_s: float) -> Table:
        """Swings in the hold; the faster the smaller."""
        hz = self.number(0.8, 2.5)
        amplitude = self.number(2.0, min(5.0, 2.5 + 3.0 / hz))
        return {"at_s": at_s, "duration_s": self.number(3.5, 5.5), "amplitude_deg": amplitude, "hz": hz}

    def tug(self, at_s: float) -> Table:
        """A jerk in the hold that goes back."""
        size = self.number(10.0, 12.5) if self.random.random() < 0.5 else self.number(-15.0, -10.0)
        return {"at_s": at_s, "size_deg": size, "duration_s": self.number(0.25, 0.4)}

    def shift(self, at_s: float, size_deg: float, duration_s: float) -> Table:
        """A slow change in the hold."""
        return {"at_s": at_s, "duration_s": duration_s, "size_deg": round(size_deg, 2)}

    def faulty(self, *, larger: bool = False) -> list[str]:
        """Variants that are faults, in a drawn order: the larger or the smaller of each way by turns."""
        own = [variant for variant in self.scenario.variants if not variant.near_miss]
        if self.scenario.stretch != "spinal-twist":
            names = [variant.name for variant in own]
            if self.scenario.stretch == "figure-four":
                names *= 2
            return [str(name) for name in self.random.permutation(names)]
        ways = dict.fromkeys(variant.way for variant in own)
        sizes = [[variant.name for variant in own if variant.way == way] for way in ways]
        first = (self.turn + larger) % 2
        return [str(name) for name in self.random.permutation([names[first] for names in sizes])]

    def needed_s(self, names: list[str]) -> float:
        """Length of a hold with these faults."""
        return 3.0 + len(names) * (LASTS_S + 2.0 * FADE_S + GAP_S) + 1.0

    def packed(self, names: list[str], hold_s: float, *, start_s: float) -> list[Table]:
        """Faults of the pose one after the other, as many as there is time for."""
        found, at = [], start_s
        for name in names:
            lasts = self.number(LASTS_S - 0.4, LASTS_S)
            if at + lasts + 2.0 * FADE_S + 1.0 > hold_s:
                break
            found.append({"variant": name, "at_s": round(at, 2), "lasts_s": lasts, "fade_s": FADE_S})
            at += lasts + 2.0 * FADE_S + GAP_S
        return found

    def last_free_s(self, table: Table) -> float:
        """From when on nothing more happens in the hold."""
        ends = [f["at_s"] + f["lasts_s"] + 2.0 * f["fade_s"] for f in table.get("held_faults", [])]
        ends += [event["at_s"] + event["duration_s"] for key in ("shifts", "bounces") for event in table.get(key, [])]
        return max(ends, default=2.0)

    def _look(self) -> Table:
        shaken = self.random.random() < 0.22
        roll = self.number(-1.2, 1.2) if self.random.random() < 0.5 else 0.0
        zoom = 1.0 + 0.026 * abs(roll) + (0.014 if shaken else 0.0)
        look = {"roll_deg": roll, "zoom": round(zoom, 3)}
        look |= {"gain": self.number(0.78, 1.1), "gamma": self.number(0.9, 1.15)}
        look |= {"noise": self.number(0.7, 2.2), "crf": int(self.random.integers(18, 26))}
        if shaken:
            look |= {"shake_px": self.number(0.6, 1.3), "shake_deg": self.number(0.05, 0.15)}
        return look
