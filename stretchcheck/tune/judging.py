"""Counts what clips give by other thresholds; the measures of each clip are computed once a process."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.clip import ClipScore, score_clip
from calibration.scoring.reference import Reference
from calibration.tuning.objectives import Objective, counts_of
from protocols.thresholds import Settings
from stretchcheck.judging import SideChoice
from stretchcheck.pool import Tell
from stretchcheck.reasons import reason_and_path
from stretchcheck.tune.replay import measured, result_of

_REMEMBERED: Final = 256
"""Clips that one process keeps; a minute of one takes 4 megabytes, and 25 with all that trials found in it."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to judge; equal to another when its file is.

    Attributes:
        name: of the clip.
        recording: its file.
        references: labels, one for each rater; at least one.
        named: judge with the labelled stretch and side.
    """

    name: str
    recording: Path
    references: tuple[Reference, ...] = field(compare=False)
    named: bool = field(default=False, compare=False)

    def asked(self, reference: Reference) -> tuple[str, SideChoice]:
        """The stretch and side to judge with."""
        if not self.named:
            return "auto", "auto"
        side: SideChoice = "auto"
        if reference.side in ("left", "right"):
            side = "left" if reference.side == "left" else "right"
        return reference.stretch or "auto", side


@dataclass(frozen=True, slots=True)
class Job:
    """A clip to judge by several settings, for one objective; `place` and `numbers` are for whoever gave it."""

    place: tuple[int, int, int]
    clip: Clip
    numbers: tuple[int, ...]
    settings: tuple[Settings, ...]
    objective: Objective


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What came of a job: (settings, quantities) counts of all raters together, or why there are none."""

    counts: NDArray[np.float64] | None
    error: str | None = None


def count(job: Job, tell: Tell) -> Counted:
    """Count what each setting finds in a clip; what is wrong with it is told, not raised."""
    try:
        counted = []
        for settings in job.settings:
            counted.append(sum(counts_of(one, job.objective) for one in scores_of(job.clip, settings)))
        return Counted(np.array(counted))
    except OSError as error:
        return Counted(None, f"Could not be read, {reason_and_path(error)}")
    except Exception as error:  # noqa: BLE001 - a defect of ours must be told with the clip that shows it
        return Counted(None, f"{type(error).__name__}: {' '.join(str(error).split())}")


def scores_of(clip: Clip, settings: Settings) -> list[ClipScore]:
    """Score a clip against each of its references."""
    known = _remembered(clip.recording)
    made: dict[tuple[str, SideChoice], dict[str, Any]] = {}
    scores = []
    for reference in clip.references:
        asked = clip.asked(reference)
        if asked not in made:
            made[asked] = result_of(known, stretch=asked[0], side=asked[1], settings=settings)
        scores.append(score_clip(made[asked], reference))
    return scores


_remembered = lru_cache(maxsize=_REMEMBERED)(measured)
