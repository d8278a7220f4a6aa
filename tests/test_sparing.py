"""What the networks are spared, and what is filled in for it."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moving_square import Knows, Place, film
from vision.sparing import LONGEST_S, Sparing
from vision.types import Frame, Observation

FPS = 30
TIMES = [index / FPS for index in range(8 * FPS)]


def still(time_s: float) -> float:
    return 200.0


def pushed(time_s: float) -> float:
    """Still for four seconds, then 60 px to the right within half a second, then still again."""
    return 200.0 + 60.0 * float(np.clip((time_s - 4.0) / 0.5, 0.0, 1.0))


def play(sparing: Sparing, frames: Sequence[Frame]) -> list[Observation]:
    return [seen for frame in frames for seen in sparing(frame)] + list(sparing.rest())


def left_px(observation: Observation) -> float:
    return float(observation.bodies[0].xy_px[0, 0])


@given(st.lists(st.sampled_from([0.0, 0.0, 0.0, 2.0, 15.0]), min_size=1, max_size=60), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_every_frame_comes_out_once_and_in_order(steps_px: list[float], rarely: int) -> None:
    lefts = 150 + np.cumsum(steps_px) % 300
    times_s = np.cumsum([1 / 30 if index % rarely else 0.2 for index in range(len(steps_px))]).tolist()
    place = dict(zip(times_s, lefts.tolist(), strict=True)).__getitem__
    frames = film(place, times_s)

    seen = play(Sparing(Knows(place)), frames)

    assert [(frame.index, frame.time_s) for frame in frames] == [(each.frame, each.time_s) for each in seen]


@pytest.mark.parametrize(("noise", "flicker"), [(0.0, 0.0), (6.0, 0.0), (3.0, 8.0)], ids=["clean", "noisy", "flicker"])
def test_a_still_film_is_looked_at_about_twice_a_second(noise: float, flicker: float) -> None:
    knows = Knows(still)

    play(Sparing(knows), film(still, TIMES, noise=noise, flicker=flicker))

    later = [index for index in knows.shown if index >= FPS]
    assert len(later) <= 7 / LONGEST_S + 4


@pytest.mark.parametrize("fps", [60, 30, 8])
def test_no_two_looks_are_further_apart_than_the_longest_wait(fps: int) -> None:
    knows = Knows(still)

    play(Sparing(knows), film(still, [index / fps for index in range(6 * fps)]))

    assert max(np.diff(knows.shown)) / fps <= LONGEST_S + 1e-6


@pytest.mark.parametrize("contrast", [15, 60, 150], ids=["dark on dark", "plain", "bright"])
def test_every_picture_of_a_movement_is_looked_at_and_the_last_still_one(contrast: int) -> None:
    knows = Knows(pushed)

    play(Sparing(knows), film(pushed, TIMES, contrast=contrast, noise=3.0))

    moving = [index for index, time_s in enumerate(TIMES) if 4.0 <= time_s <= 4.5]
    assert set(moving) <= {*knows.shown}


def test_nothing_is_filled_in_across_a_movement() -> None:
    """A line from rest to the end of a push would make a slow movement of a sudden one."""
    seen = play(Sparing(Knows(pushed)), film(pushed, TIMES, noise=2.0))

    truth = np.array([pushed(time_s) for time_s in TIMES])
    assert float(np.abs(np.array([left_px(each) for each in seen]) - truth).max()) <= 1.0


def test_a_movement_slower_than_the_gate_sees_is_followed_all_the_same() -> None:
    """One pixel a second: no two looks differ visibly, yet it is followed to half a pixel."""

    def creeping(time_s: float) -> float:
        return 200.0 + time_s

    knows = Knows(creeping)
    seen = play(Sparing(knows), film(creeping, TIMES, noise=2.0))

    assert len(knows.shown) < len(TIMES) / 2
    assert [each.time_s + 200.0 for each in seen] == pytest.approx([left_px(each) for each in seen], abs=0.5)


def test_looks_of_one_stillness_are_averaged() -> None:
    """Few looks wander more than many: what the networks see of somebody still would else seem to sway."""
    shaky = np.random.default_rng(1).normal(0.0, 5.0, 10_000)

    def seen_there(time_s: float) -> float:
        return 200.0 + float(shaky[round(time_s * FPS)])

    seen = play(Sparing(Knows(seen_there)), film(still, TIMES))

    middle = [left_px(each) for each in seen if 3.5 <= each.time_s <= 5.5]
    assert float(np.std(middle)) < 2.5


def test_a_single_look_that_is_grossly_wrong_moves_nobody() -> None:
    """Legs that swap for one look would else be smeared over seconds of the stillness round it."""
    looks = iter(range(10_000))

    def seen_there(time_s: float) -> float:
        return still(time_s) + (90.0 if next(looks) == FPS + 6 else 0.0)

    seen = play(Sparing(Knows(seen_there)), film(still, TIMES))

    lefts = [left_px(each) for each in seen if each.time_s > 1.5]
    assert max(lefts) - min(lefts) < 0.2


def test_scores_and_scatter_are_never_led_on_past_what_was_seen() -> None:
    """At the end of a stillness a line through growing doubt would make scatter negative: full trust."""
    knows = Knows(still, doubt=lambda time_s: 30.0 if time_s >= 4.0 else 2.0)

    seen = play(Sparing(knows), film(still, TIMES))

    scatter = [float(each.bodies[0].scatter_px[0]) for each in seen]
    visibility = [float(each.bodies[0].visibility[0]) for each in seen]
    assert 2.0 <= min(scatter) <= max(scatter) <= 30.0
    assert 0.3 <= min(visibility) <= max(visibility) <= 1.0


def test_the_estimator_is_told_of_a_wait() -> None:
    waited: list[tuple[int, bool]] = []

    class Listens(Knows):
        def __call__(self, frame: Frame) -> Observation:
            waited.append((frame.index, frame.after_wait))
            return super().__call__(frame)

    play(Sparing(Listens(still)), film(still, TIMES))

    assert {False} == {after_wait for index, after_wait in waited if index < FPS}
    assert {True} == {after_wait for index, after_wait in waited if FPS + 9 < index < len(TIMES) - 14}


def test_who_comes_is_there_from_the_look_that_saw_them() -> None:
    def people(time_s: float) -> Sequence[int]:
        return (0, 1) if time_s >= 3.0 else (0,)

    knows = Knows(still, people=people)
    seen = play(Sparing(knows), film(still, TIMES))

    first = next(each.frame for each in seen if len(each.bodies) == 2)
    assert first == next(index for index in knows.shown if TIMES[index] >= 3.0)


def test_after_a_reset_it_is_as_new() -> None:
    frames = film(pushed, TIMES, noise=2.0)
    knows = Knows(pushed)
    sparing = Sparing(knows)
    first, shown = play(sparing, frames), list(knows.shown)
    knows.reset()
    sparing.reset()

    again = play(sparing, frames)

    assert shown == knows.shown
    assert [left_px(each) for each in first] == [left_px(each) for each in again]
    assert len(shown) == sparing.looks


def test_every_picture_is_looked_at_when_asked() -> None:
    knows = Knows(still)

    seen = play(Sparing(knows, every_picture=True), film(still, TIMES[:60]))

    assert list(range(60)) == knows.shown
    assert 60 == len(seen)


@pytest.mark.parametrize("place", [still, pushed])
def test_a_film_shifted_in_time_is_spared_the_same_pictures(place: Place) -> None:
    def later(time_s: float) -> float:
        return place(time_s - 100.0)

    early, late = Knows(place), Knows(later)
    play(Sparing(early), film(place, TIMES))
    play(Sparing(late), film(later, [100.0 + time_s for time_s in TIMES]))

    assert early.shown == late.shown
