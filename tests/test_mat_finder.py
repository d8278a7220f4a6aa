"""The camera is looked for each second, and not again over what was just refused."""

from collections.abc import Callable

import numpy as np
import pytest

from bodies import HOOK, Array, lying
from drawn import SIDE, Clip
from drawn_lookalikes import LOOKALIKES
from protocols import mat_finder
from protocols.mat import Mat
from protocols.mat_finder import MatFinder
from protocols.measures import INDEX, MEASURES, measure
from protocols.thresholds import DEFAULTS

SECOND = 30
X_PX = [place for name, place in INDEX.items() if name.endswith("_x_px")]


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[Mat | None]:
    """Every fit that is made, with what came of it."""
    made: list[Mat | None] = []
    known: Callable[..., Mat | None] = mat_finder.fit

    def noted(*args: Array, start: Mat | None = None) -> Mat | None:
        made.append(known(*args, start=start))
        return made[-1]

    monkeypatch.setattr(mat_finder, "fit", noted)
    return made


def ticks(clip: Clip, seconds: int) -> Array:
    """Someone who keeps the pose in the middle of a clip."""
    row = measure([clip.scenes()[len(clip.times_s) // 2]])
    assert (1, len(MEASURES)) == row.shape
    return np.repeat(row, seconds * SECOND, axis=0)


def sitting(seconds: int, *, moved_px: float = 0.0) -> Array:
    rows = ticks(LOOKALIKES["sit_up"](camera=SIDE, fps=2, noise_px=0.0, noise_m=0.0), seconds)
    rows[:, X_PX] += moved_px
    return rows


def at_rest(seconds: int) -> Array:
    body = lying(HOOK, HOOK, n=2)
    return ticks(Clip.drawn(np.arange(2) / 2, body, None, SIDE, noise_px=0.0, noise_m=0.0), seconds)


def test_somebody_who_does_not_lie_is_fitted_every_fifth_second_while_they_keep_still(fits: list[Mat | None]) -> None:
    one = MatFinder(DEFAULTS)
    one.spans(sitting(1))
    tried = len(fits)
    one.spans(sitting(4))

    assert one.mat is None
    assert 0 < tried == len(fits)
    one.spans(sitting(1))
    assert 2 * tried == len(fits)


def test_a_pixel_more_is_no_other_pose_and_half_a_body_is(fits: list[Mat | None]) -> None:
    one = MatFinder(DEFAULTS)
    one.spans(sitting(1))
    tried = len(fits)
    one.spans(sitting(2, moved_px=1.0))
    assert tried == len(fits)
    one.spans(sitting(2, moved_px=100.0))

    assert 2 * tried == len(fits)


def test_whoever_lies_down_afterwards_is_fitted_at_once(fits: list[Mat | None]) -> None:
    one, fresh = MatFinder(DEFAULTS), MatFinder(DEFAULTS)
    one.spans(sitting(5))
    one.spans(at_rest(2))
    fresh.spans(at_rest(2))

    assert one.mat is not None
    assert one.mat == fresh.mat


def test_joints_that_come_into_sight_are_another_try(fits: list[Mat | None]) -> None:
    rows = sitting(1)
    hidden = rows.copy()
    hidden[:, [INDEX["ankle_left_x_px"], INDEX["ankle_left_y_px"]]] = np.nan
    one = MatFinder(DEFAULTS)
    one.spans(hidden)
    tried = len(fits)
    one.spans(rows)

    assert tried < len(fits)


def test_reset_forgets_what_was_refused(fits: list[Mat | None]) -> None:
    one = MatFinder(DEFAULTS)
    one.spans(sitting(1))
    tried = len(fits)
    one.reset()
    one.spans(sitting(1))

    assert 2 * tried == len(fits)


@pytest.mark.parametrize("turned_deg", [30.0, 180.0])
def test_another_guess_of_where_the_camera_is_is_another_try(fits: list[Mat | None], turned_deg: float) -> None:
    rows = sitting(1)
    turn = np.exp(1j * np.radians(turned_deg))
    toward = [INDEX["to_camera_cranial"], INDEX["to_camera_right"]]
    other = rows.copy()
    turned = (rows[:, toward[0]] + 1j * rows[:, toward[1]]) * turn
    other[:, toward] = np.stack([turned.real, turned.imag], axis=1)
    one = MatFinder(DEFAULTS)
    one.spans(rows)
    tried = len(fits)
    one.spans(other)

    assert 2 * tried == len(fits)


def test_a_guess_that_was_wrong_at_first_keeps_nobody_from_being_found(fits: list[Mat | None]) -> None:
    rows = at_rest(4)
    toward = [INDEX["to_camera_cranial"], INDEX["to_camera_right"]]
    wrong = rows.copy()
    wrong[: 2 * SECOND, toward] *= -1.0
    one, never_wrong = MatFinder(DEFAULTS), MatFinder(DEFAULTS)
    one.spans(wrong)
    never_wrong.spans(rows)

    assert one.mat is not None
    assert never_wrong.mat is not None
    assert one.mat.azimuth_rad == pytest.approx(never_wrong.mat.azimuth_rad, abs=0.02)


def test_once_a_camera_is_known_every_second_of_stillness_counts_until_there_are_enough(fits: list[Mat | None]) -> None:
    one = MatFinder(DEFAULTS)
    one.spans(at_rest(1))
    first = len(fits)
    one.spans(sitting(2))

    assert first + 2 == len(fits)
