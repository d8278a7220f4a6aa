"""Stop signals that are seen: an arm up, two taps on the floor, both helping hands off; and the sides a plan meant."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from bodies import OTHER
from courses import irregular_times, minimum_jerk
from drawn import Array, Camera, Clip, Figure
from faults import either_side, seen_from
from live_scripts import (
    AT_S,
    BRIEF,
    brief,
    hands_off,
    judgement_of,
    lifted,
    signals,
    taps,
    with_arm,
    with_forearm,
    wrists_hidden,
)
from materials import MATERIALS, OBLIQUE, SIDE, VIEWS, fed, verdicts
from protocols.session import Session
from protocols.stretches import STRETCHES
from protocols.ticks import TICK_S
from protocols.types import Event

square_and_oblique = seen_from(side=SIDE, oblique=OBLIQUE)
in_or_held = pytest.mark.parametrize("at_s", [5.0, AT_S])

SCALE = 300.0
HELD_PX, OFF_PX = 20.0, 120.0


def said(found: Sequence[Event]) -> list[tuple[str, str | None]]:
    """Who gave each signal and with which arm."""
    return [(event.who, event.side) for event in found]


# -- an arm raised


@square_and_oblique
@either_side
@in_or_held
def test_a_raised_arm_is_a_signal_within_a_second_of_its_rise(at_s: float, side: str, camera: Camera) -> None:
    """Near or far arm: complete 0.4 s after it is up, and it is up 0.1 to 0.3 s after it began to rise."""
    (found,) = signals(with_arm(brief(camera=camera), lifted(at_s, 2.0), side, camera=camera))

    assert ("recipient", side, "forearms") == (found.who, found.side, found.unit)
    assert at_s + 0.05 <= found.start_s <= at_s + 0.3
    assert found.end_s - found.start_s == pytest.approx(0.4, abs=0.035)


@square_and_oblique
@either_side
@in_or_held
def test_a_forearm_raised_from_its_elbow_is_enough(at_s: float, side: str, camera: Camera) -> None:
    clip = with_forearm(brief(camera=camera), at_s, side, camera=camera)

    assert [("recipient", side)] == said(signals(clip))


@square_and_oblique
@either_side
def test_in_the_set_up_only_an_arm_that_is_clearly_up_is_a_signal(side: str, camera: Camera) -> None:
    whole = brief(camera=camera)
    clip = whole.frames(whole.times_s < BRIEF.setup_s)

    assert [("recipient", side)] == said(signals(with_arm(clip, lifted(1.8, 2.0), side, camera=camera)))
    assert [] == signals(with_arm(clip, lifted(1.8, 1.0), side, camera=camera))


@square_and_oblique
@either_side
def test_a_hand_below_the_limit_is_none(side: str, camera: Camera) -> None:
    assert [] == signals(with_arm(brief(camera=camera), lifted(AT_S, 0.6), side, camera=camera))


@square_and_oblique
@either_side
def test_a_hand_that_only_passes_is_none(side: str, camera: Camera) -> None:
    rise = lifted(AT_S, 1.9, for_s=0.0, over_s=0.25)

    assert [] == signals(with_arm(brief(camera=camera), rise, side, camera=camera))


@square_and_oblique
@pytest.mark.parametrize("from_s", [0.2, 1.2])
@pytest.mark.parametrize("turned", ["near", "far", "both"])
def test_arms_that_slide_along_the_floor_into_a_t_are_none(turned: str, from_s: float, camera: Camera) -> None:
    def slide(times_s: Array) -> Array:
        return 20.0 + 75.0 * minimum_jerk((times_s - from_s) / 1.2)

    away = {side: slide if turned in (name, "both") else 20.0 for side, name in (("right", "near"), ("left", "far"))}

    clip = brief(camera=camera, arms_deg=away)

    assert [] == signals(clip.frames(clip.times_s < BRIEF.setup_s))


@square_and_oblique
def test_a_wrist_hidden_now_and_then_still_signals_and_one_hidden_throughout_never_does(camera: Camera) -> None:
    clip = with_arm(brief(camera=camera), lifted(AT_S, 2.0), camera=camera)
    blinks = [(AT_S + 0.1 + 0.3 * n, AT_S + 0.18 + 0.3 * n) for n in range(6)]

    assert [("recipient", "right")] == said(signals(wrists_hidden(clip, *blinks)))
    assert [] == signals(wrists_hidden(clip, (AT_S - 1.0, AT_S + 4.0)))


@pytest.mark.parametrize("elevation_deg", [45.0, 52.0])
@pytest.mark.parametrize("to_deg", [95.0, 165.0])
def test_from_high_up_an_arm_laid_out_on_the_floor_is_none_though_it_looks_like_one(
    to_deg: float, elevation_deg: float
) -> None:
    """Into a T or beside the head: its picture may be more than a forearm over the shoulder's."""

    def slide(times_s: Array) -> Array:
        return 20.0 + (to_deg - 20.0) * minimum_jerk((times_s - 2.2) / 1.0)

    camera = replace(OBLIQUE, elevation_deg=elevation_deg)
    clip = brief(camera=camera, arms_deg=slide, course={"setup_s": 6.0})

    assert [] == signals(clip.frames(clip.times_s < 5.5))


def test_from_above_heights_cannot_be_told_and_nothing_is_said() -> None:
    camera = VIEWS["overhead"]

    assert [] == signals(with_arm(brief(camera=camera), lifted(AT_S, 2.0), camera=camera))


# -- tapping


@square_and_oblique
@either_side
def test_two_taps_of_the_near_hand_are_a_signal(side: str, camera: Camera) -> None:
    camera = replace(camera, sees=side)
    clip = brief(side=side, camera=camera)
    (found,) = signals(with_arm(clip, taps((AT_S, AT_S + 0.6)), side, camera=camera))

    assert ("recipient", side) == (found.who, found.side)
    assert AT_S + 0.8 <= found.end_s <= AT_S + 1.2


@square_and_oblique
def test_one_tap_is_none_and_three_slow_ones_are_none(camera: Camera) -> None:
    clip = brief(camera=camera)

    assert [] == signals(with_arm(clip, taps((AT_S,)), camera=camera))
    assert [] == signals(with_arm(clip, taps((9.0, 11.0, 13.0)), camera=camera))


@pytest.mark.parametrize("noise_px", [4.0, 9.0])
@square_and_oblique
def test_a_wrist_that_wavers_by_pixels_makes_no_tap(camera: Camera, noise_px: float) -> None:
    clip = brief(camera=camera)
    for side in ("left", "right"):
        clip = with_arm(clip, lifted(AT_S, 0.0), side, camera=camera, noise_px=noise_px)

    assert [] == signals(clip)


# -- hands off


@square_and_oblique
@pytest.mark.parametrize(("at_s", "side"), [(5.0, "left"), (AT_S, "right")])
def test_both_hands_off_for_a_second_are_a_signal(at_s: float, side: str, camera: Camera) -> None:
    camera = replace(camera, sees=side)
    clip = brief(side=side, camera=camera)
    (found,) = signals(hands_off(clip, (at_s, at_s + 1.6), kneels=side, camera=camera))

    assert ("partner", None, "shanks") == (found.who, found.side, found.unit)
    assert at_s <= found.start_s <= at_s + 0.25
    assert found.end_s - found.start_s == pytest.approx(1.0, abs=0.035)


@square_and_oblique
def test_a_change_of_grip_is_none(camera: Camera) -> None:
    assert [] == signals(hands_off(brief(camera=camera), (10.0, 10.7), (12.0, 12.7), camera=camera))


@square_and_oblique
def test_hands_that_are_away_in_the_set_up_or_the_release_are_none(camera: Camera) -> None:
    released_s = BRIEF.still_to_s + 1.2

    assert [] == signals(hands_off(brief(camera=camera), (0.2, 2.4), (released_s, 25.0), camera=camera))


# -- whatever the recording


def everything(camera: Camera = OBLIQUE, **drawing: object) -> Clip:
    """Hands off, two taps and an arm up, one after the other in one hold."""
    clip = brief(camera=camera, course={"hold_s": 14.0}, **drawing)
    clip = hands_off(clip, (9.5, 10.9), camera=camera)

    def rise(times_s: Array) -> Array:
        return taps((12.5, 13.1))(times_s) + lifted(17.0, 2.0)(times_s)

    return with_arm(clip, rise, camera=camera)


@cache
def signals_of_everything() -> list[Event]:
    return signals(everything())


ALL_THREE = [("partner", None), ("recipient", "right"), ("recipient", "right")]


def near_each_other(found: Sequence[Event], others: Sequence[Event], within_s: float) -> bool:
    pairs = list(zip(found, others, strict=True))
    return all(abs(a.start_s - b.start_s) <= within_s and abs(a.end_s - b.end_s) <= within_s for a, b in pairs)


def test_a_shift_in_time_shifts_the_signals_and_nothing_else() -> None:
    clip = everything()
    found, later = signals_of_everything(), signals(replace(clip, times_s=clip.times_s + 1234.5))

    assert ALL_THREE == said(found)
    assert found == [replace(e, start_s=round(e.start_s - 1234.5, 3), end_s=round(e.end_s - 1234.5, 3)) for e in later]


def test_a_larger_picture_changes_nothing() -> None:
    clip = everything()

    def larger(figure: Figure) -> Figure:
        return replace(figure, xy=1.5 * figure.xy)

    scaled = replace(clip, recipient=larger(clip.recipient), partner=larger(clip.partner), size_px=(1920, 1080))

    assert ALL_THREE == said(signals(scaled))
    assert near_each_other(signals_of_everything(), signals(scaled), 0.001)


def test_a_mirrored_picture_swaps_the_arm() -> None:
    clip = everything()
    found = signals(clip.mirrored())

    assert [(who, OTHER[side] if side else None) for who, side in ALL_THREE] == said(found)
    assert near_each_other(signals_of_everything(), found, 0.07)


@pytest.mark.parametrize("fps", [15.0, 24.0, 59.94])
def test_the_frame_rate_changes_a_signal_by_a_frame_at_most(fps: float) -> None:
    found = signals(everything(fps=fps))

    assert ALL_THREE == said(found)
    assert near_each_other(signals_of_everything(), found, 0.034 + 1 / fps)


def test_uneven_frame_times_change_no_signal() -> None:
    times = irregular_times(replace(BRIEF, hold_s=14.0).duration_s, seed=3)

    assert ALL_THREE == said(signals(everything(times_s=times)))


def test_frame_by_frame_the_signals_are_those_of_one_block() -> None:
    clip = everything(fps=15.0)
    session = Session([STRETCHES["knee-to-chest"]], named=True)
    updates = [session.update(scene) for scene in clip.scenes()]
    told = [(update.time_s, signal) for update in updates for signal in update.stops]

    assert session.finish() == judgement_of(clip)
    assert ["hands_off", "tapping", "raised_hand"] == [signal.kind for _, signal in told]
    assert [event.end_s for event in signals(clip)] == [round(signal.end * TICK_S, 3) for _, signal in told]
    assert all(0.0 <= time_s - signal.end * TICK_S < 0.3 for time_s, signal in told)


def test_a_session_that_was_reset_watches_for_stops_like_a_new_one() -> None:
    session = Session([STRETCHES["knee-to-chest"]], named=True)
    fed(session, everything())
    session.reset()

    assert judgement_of(everything()) == fed(session, everything())


def test_a_stop_signal_is_information_and_fails_no_check() -> None:
    with_signal, without = judgement_of(everything()), judgement_of(brief(camera=OBLIQUE, course={"hold_s": 14.0}))

    assert 3 == sum(event.kind == "stop_signal" for event in with_signal.events)
    assert verdicts(without) == verdicts(with_signal)
    assert [e.kind for e in without.events] == [e.kind for e in with_signal.events if e.kind != "stop_signal"]


@square_and_oblique
@pytest.mark.parametrize("name", list(STRETCHES))
@either_side
def test_good_form_gives_no_signal(side: str, name: str, camera: Camera) -> None:
    course = replace(MATERIALS[name].course, hold_s=4.0)

    assert [] == signals(MATERIALS[name].draw(course, side=side, camera=camera), name)
