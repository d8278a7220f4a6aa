"""Scores the roles: whether the scene's recipient and partner lie on the true ones, frame by frame."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.histograms import share_of
from calibration.scoring.matching import ELSEWHERE, MISSING, SCENE_ROLES, Matched, is_shown, match
from calibration.truth import Truth
from vision.types import Scene

OUTCOMES: Final = ("right", "other_person", "elsewhere", "missing")

LASTING_S: Final = 0.5
"""A pose drawn half over one person and half over the other flickers between them; a switch of person lasts."""


@dataclass(frozen=True, slots=True)
class RoleScore:
    """How one role was filled in a clip.

    Attributes:
        frames: frames by outcome, of those whose picture shows the person.
        switches: changes of the true person under the role, whatever was between them.
        lasting_switches: the same without stays of less than `LASTING_S` on somebody.
        first_shown_s, first_right_s: when the person was first shown, and first found; None for never.
    """

    frames: Mapping[str, int]
    switches: int
    lasting_switches: int
    first_shown_s: float | None
    first_right_s: float | None


@dataclass(frozen=True, slots=True)
class PeopleScore:
    """How the roles were filled in a clip.

    Attributes:
        clip: its name.
        frames, unmatched: scenes with a true frame, and without.
        roles: by role; the partner is missing where the truth has none.
        alone_frames: frames in which there is no partner, not even outside of the picture.
        ghost_frames: of these, those in which the scene has one.
        own_switches: what the result itself counts, None when not told.
    """

    clip: str
    frames: int
    unmatched: int
    roles: Mapping[str, RoleScore]
    alone_frames: int
    ghost_frames: int
    own_switches: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "PeopleScore":
        """A score from what `as_dict` gave."""
        return cls(**{**table, "roles": {role: RoleScore(**each) for role, each in table["roles"].items()}})


def score_people(scenes: Sequence[Scene], truth: Truth, *, own_switches: int | None = None) -> PeopleScore:
    """Score the roles of a clip's scenes; `own_switches` is `identity_switches` of its result."""
    matched = match(scenes, truth)
    alone = _is_alone(truth)[matched.frames]
    exists = np.array([bool((scene.partner.trust > 0).any()) for scene in matched.scenes], dtype=np.bool_)
    return PeopleScore(
        clip=truth.clip,
        frames=len(matched.rows),
        unmatched=len(scenes) - len(matched.rows),
        roles={role: _role(matched, truth, role) for role in SCENE_ROLES if role in truth.people},
        alone_frames=int(alone.sum()),
        ghost_frames=int((alone & exists).sum()),
        own_switches=own_switches,
    )


def people_figures(scores: Sequence[PeopleScore]) -> dict[str, float]:
    """Figures of some clips together: shares of frames pooled over clips, NaN of nothing."""
    own = [score.own_switches for score in scores if score.own_switches is not None]
    alone, ghosts = (sum(getattr(score, name) for score in scores) for name in ("alone_frames", "ghost_frames"))
    figures = {
        "unmatched_frames": float(sum(score.unmatched for score in scores)),
        "own_switches": float(sum(own)) if own else float("nan"),
        "alone_frames": float(alone),
        "ghost_frames": float(ghosts),
        "ghost_share": share_of(ghosts, alone),
    }
    for role in SCENE_ROLES:
        own_scores = [score.roles[role] for score in scores if role in score.roles]
        figures |= {f"{role}_{name}": value for name, value in _role_figures(own_scores).items()}
    return figures


def _role_figures(scores: Sequence[RoleScore]) -> dict[str, float]:
    frames = {outcome: sum(score.frames[outcome] for score in scores) for outcome in OUTCOMES}
    waits_s = [
        score.first_right_s - score.first_shown_s
        for score in scores
        if score.first_right_s is not None and score.first_shown_s is not None
    ]
    shown = sum(frames.values())
    return {
        "shown_frames": float(shown),
        **{f"{outcome}_share": share_of(count, shown) for outcome, count in frames.items()},
        "switches": float(sum(score.switches for score in scores)),
        "lasting_switches": float(sum(score.lasting_switches for score in scores)),
        "never_right_clips": float(sum(bool(sum(s.frames.values())) and s.first_right_s is None for s in scores)),
        "first_right_after_median_s": float(np.median(waits_s)) if waits_s else float("nan"),
        "first_right_after_max_s": max(waits_s, default=float("nan")),
    }


def _role(matched: Matched, truth: Truth, role: str) -> RoleScore:
    on, shown = matched.on[role], is_shown(truth.people[role], truth)[matched.frames]
    right = matched.is_right(role)
    times_s = np.array([scene.time_s for scene in matched.scenes])
    switches, lasting = _switches(times_s, on)
    masks = (right, (on < ELSEWHERE) & ~right, on == ELSEWHERE, on == MISSING)
    return RoleScore(
        frames={outcome: int((shown & mask).sum()) for outcome, mask in zip(OUTCOMES, masks, strict=True)},
        switches=switches,
        lasting_switches=lasting,
        first_shown_s=_first(times_s, shown),
        first_right_s=_first(times_s, shown & right),
    )


def _switches(times_s: NDArray[np.float64], on: NDArray[np.int64]) -> tuple[int, int]:
    """Changes from one person to another, all of them and those between stays that last."""
    somebody = on < ELSEWHERE
    who, when_s = on[somebody], times_s[somebody]
    if not len(who):
        return 0, 0
    starts = np.concatenate([[0], np.nonzero(np.diff(who))[0] + 1])
    ends = np.append(starts[1:], len(who)) - 1
    lasting = who[starts[when_s[ends] - when_s[starts] >= LASTING_S]]
    return len(starts) - 1, int((np.diff(lasting) != 0).sum())


def _first(times_s: NDArray[np.float64], where: NDArray[np.bool_]) -> float | None:
    return float(times_s[where.argmax()]) if where.any() else None


def _is_alone(truth: Truth) -> NDArray[np.bool_]:
    """(n,) frames without a partner."""
    if "partner" not in truth.people:
        return np.ones(len(truth.times_s), dtype=np.bool_)
    return np.asarray(~np.isfinite(truth.people["partner"].xy_px).any(axis=(1, 2)), dtype=np.bool_)
