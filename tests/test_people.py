"""Who is who: the one lying on the back is the recipient, whatever their number and whoever else is there."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from cast import DOWN, HELPER, SIZE, Points, middle_px, shown
from drawn import Camera, Figure, Leg, lying, upright
from materials import OBLIQUE, SIDE, VIEWS, knee_to_chest
from vision.people import People
from vision.posture import lying as lying_score
from vision.posture import trunk_px


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("numbers", [(0, 1), (1, 0), (7, 3)])
def test_the_one_lying_is_the_recipient_whatever_their_number(numbers: tuple[int, int], view: str) -> None:
    down, helper = numbers
    people, scenes = shown(lambda _: {helper: HELPER, down: DOWN}, seconds=3, camera=VIEWS[view])

    assert (down, helper) == (people.recipient, people.partner)
    assert (down, helper, 0, 0) == (
        people.summary().recipient,
        people.summary().partner,
        people.summary().others,
        people.summary().identity_switches,
    )
    assert np.isfinite(scenes[0].recipient.xy).any()


@pytest.mark.parametrize("lean", [0.0, 35.0, 60.0, 80.0, 100.0])
@pytest.mark.parametrize(("at", "facing"), [((-0.1, 0.6), (0, -1)), ((-0.1, -0.6), (0, 1)), ((-1.0, 0.0), (1, 0))])
def test_a_kneeling_and_leaning_partner_never_becomes_the_recipient(
    at: Sequence[float], facing: Sequence[float], lean: float
) -> None:
    helper = upright(at=at, facing=facing, lean=lean)
    for camera in (SIDE, OBLIQUE):
        people, _ = shown(lambda _: {0: helper, 1: DOWN}, seconds=2.5, camera=camera)

        assert 1 == people.recipient


def test_a_partner_who_comes_first_hands_over_when_someone_lies_down() -> None:
    people, _ = shown(lambda t: {0: HELPER} if t < 2.5 else {0: HELPER, 1: DOWN}, seconds=8)

    assert (1, 0) == (people.recipient, people.partner)


def test_the_choice_survives_the_partner_lying_down_for_a_second() -> None:
    beside = lying(Leg(), Leg(), at=(0.0, -0.7, 0.0))
    people, scenes = shown(lambda t: {0: beside if 5 < t < 6 else HELPER, 1: DOWN}, seconds=8)

    assert (1, 0, 0) == (people.recipient, people.partner, people.summary().identity_switches)
    assert len({round(middle_px(scene)) for scene in scenes}) == 1


def test_someone_alone_is_the_recipient() -> None:
    for points in (DOWN, HELPER):
        people, _ = shown(lambda _, points=points: {4: points}, seconds=3)

        assert (4, None) == (people.recipient, people.partner)


def test_a_third_person_is_counted_and_ignored() -> None:
    by_the_wall = upright(at=(-1.2, -1.4), facing=(0, 1), stand=True, lean=0.0)
    people, scenes = shown(lambda _: {0: by_the_wall, 1: HELPER, 2: DOWN}, seconds=4)
    summary = people.summary()

    assert (2, 1, 1) == (summary.recipient, summary.partner, summary.others)
    assert 1.0 == summary.recipient_seen == summary.partner_seen
    assert np.allclose(scenes[-1].partner.xy, Figure.drawn(HELPER, SIDE).xy[0], atol=0.1, equal_nan=True)


def test_someone_who_passes_for_a_moment_is_not_counted() -> None:
    passing = upright(at=(-1.2, -1.4), facing=(1, 0), stand=True)
    people, _ = shown(lambda t: {1: HELPER, 2: DOWN} | ({5: passing} if 4 < t < 4.3 else {}), seconds=8)

    assert 0 == people.summary().others


def test_a_partner_who_is_followed_twice_for_a_while_is_no_third_person() -> None:
    beside = HELPER + np.array([0.15, 0.0, 0.0])
    people, _ = shown(lambda t: {1: HELPER, 2: DOWN} | ({5: beside} if 4 < t < 7.5 else {}), seconds=10)

    assert 0 == people.summary().others


def test_somebody_who_passes_by_within_seconds_is_counted() -> None:
    def passing(time_s: float) -> dict[int, Points]:
        walker = upright(at=(-2.0 + 0.8 * time_s, -1.4), facing=(1, 0), stand=True)
        return {1: HELPER, 2: DOWN} | ({5: walker} if 2 < time_s < 4.5 else {})

    people, _ = shown(passing, seconds=8)

    assert 1 == people.summary().others


@pytest.mark.parametrize("away_s", [0.0, 0.3, 1.5])
@pytest.mark.parametrize("helped", [True, False], ids=["helped", "alone"])
def test_a_recipient_who_comes_back_under_another_number_keeps_the_role(helped: bool, away_s: float) -> None:
    def cast(time_s: float) -> dict[int, Points]:
        bodies = {0: HELPER} if helped else {}
        if time_s < 5:
            bodies[1] = DOWN
        if time_s >= 5 + away_s:
            bodies[2] = DOWN
        return bodies

    people, scenes = shown(cast, seconds=10)
    summary = people.summary()

    assert (2, 0 if helped else None, 1) == (summary.recipient, summary.partner, summary.identity_switches)
    assert np.isfinite(scenes[-1].recipient.xy).any()
    assert 0 == summary.others


def test_someone_else_who_lies_down_elsewhere_does_not_take_the_role() -> None:
    elsewhere = lying(Leg(), Leg(), at=(0.9, -0.9, 0.0))
    people, scenes = shown(lambda t: {0: HELPER, 1: DOWN} if t < 5 else {0: HELPER, 2: elsewhere}, seconds=8)

    assert (1, 0) == (people.recipient, people.summary().identity_switches)
    assert not np.isfinite(scenes[-1].recipient.xy).any()


def test_without_anybody_nobody_has_a_role() -> None:
    people, scenes = shown(lambda _: {}, seconds=1)

    assert (None, None, 0.0) == (people.recipient, people.partner, people.summary().recipient_seen)
    assert not np.isfinite(scenes[-1].recipient.xy).any()
    assert not scenes[-1].recipient.trust.any()


def test_shares_are_of_frames() -> None:
    people, _ = shown(lambda t: {0: HELPER, 1: DOWN} if t < 3 else {0: HELPER} if t < 4 else {1: DOWN}, seconds=5)
    summary = people.summary()

    assert (0.8, 0.8, 1.0) == (summary.recipient_seen, summary.partner_seen, summary.lying_share)


def test_reset_equals_new() -> None:
    people, _ = shown(lambda _: {0: DOWN, 1: HELPER}, seconds=4)
    people.reset()
    clip = knee_to_chest().frames(slice(0, 200))

    fresh = People(SIZE)
    for observation in clip.observations(recipient=1, partner=0):
        before, after = people.update(observation), fresh.update(observation)
        for one, other in ((before.recipient, after.recipient), (before.partner, after.partner)):
            assert np.array_equal(one.xy, other.xy, equal_nan=True)
            assert np.array_equal(one.trust, other.trust)
    assert fresh.summary() == people.summary()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("thigh_deg", [4.0, 50.0, 115.0])
def test_lying_on_the_back_is_told_from_every_view(thigh_deg: float, view: str) -> None:
    leg = Leg(thigh_trunk_deg=thigh_deg, knee_deg=6.0 if thigh_deg < 10 else 100.0)

    assert score(lying(leg, Leg()), VIEWS[view]) > 0.5


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "overhead"])
@pytest.mark.parametrize(
    "points",
    [
        lying(Leg(4.0, 6.0), Leg(4.0, 6.0), prone=True),
        upright(at=(0, 0), stand=True, lean=0.0),
        upright(at=(0, 0), stand=True, lean=0.0, facing=(0, 1)),
        upright(at=(0, 0), stand=True, lean=15.0, facing=(1, 0)),
        upright(at=(0, 0), lean=30.0),
        upright(at=(0, 0), stand=True, lean=-25.0, facing=(0, 1)),
    ],
    ids=["prone", "standing", "standing with the back turned", "standing sideways", "kneeling", "leaning back"],
)
def test_someone_prone_or_upright_does_not_lie_on_the_back(points: Any, view: str) -> None:
    assert 0.0 == score(points, VIEWS[view])


def score(points: Points, camera: Camera) -> float:
    return lying_score(Figure.drawn(points, camera).body(0, 0))


def test_a_trunk_is_as_long_in_pixels_however_it_is_turned() -> None:
    sizes = [trunk_px(Figure.drawn(DOWN, Camera(yaw_deg=yaw, elevation_deg=20)).body(0, 0)) for yaw in (0, 45, 85)]
    focal = 1280 / 2 / np.tan(np.radians(31))

    assert [focal * 0.5 / 3.2] * 3 == pytest.approx(sizes, rel=0.12)


def test_a_collapsed_body_has_no_size_and_does_not_lie() -> None:
    point = Figure.drawn(np.zeros((1, 33, 3)), SIDE).body(0, 0)

    assert not trunk_px(point) > 0
    assert 0.0 == lying_score(point)
