"""Trust falls with each witness on its own, joint by joint, and never for the network's visibility alone."""

from typing import Any

import numpy as np
import pytest

from drawn import Figure, Leg, body, lying, upright
from materials import SIDE
from vision.joints import N_JOINTS, Joint
from vision.posture import trunk_px
from vision.trust import KNOWN, TrustMeter
from vision.types import Body

SIZE = (1280, 720)
FIGURE = Figure.drawn(lying(Leg(), Leg()), SIDE)
XY, WORLD = FIGURE.xy[0], FIGURE.world[0]
TRUNK = trunk_px(body(0, XY, WORLD))
KNEE = Joint.RIGHT_KNEE
SETTLED_S = 4.0


def moved(joint: int, x_px: float = 0.0, y_px: float = 0.0) -> np.ndarray[Any, Any]:
    xy = XY.copy()
    xy[joint] += (x_px, y_px)
    return xy


def settled() -> TrustMeter:
    """A meter that has watched a healthy body for four seconds."""
    meter = TrustMeter(SIZE)
    for index in range(round(SETTLED_S * 30)):
        meter.update(index / 30, healthy())
    return meter


def healthy(**columns: Any) -> Body:
    return body(0, XY, WORLD, **columns)


def at(joint: int, value: float, otherwise: float = np.nan) -> np.ndarray[Any, Any]:
    column = np.full(N_JOINTS, otherwise)
    column[joint] = value
    return column


def unknown(trust: np.ndarray[Any, Any]) -> set[Joint]:
    return {Joint(index) for index in np.flatnonzero(~(trust >= KNOWN))}


def test_a_healthy_body_is_known_from_the_first_frame() -> None:
    meter = TrustMeter(SIZE)
    for index in range(90):
        trust = meter.update(index / 30, healthy(scatter_px=2.0))

        assert set() == unknown(trust)
        assert (trust <= 1.0).all()


@pytest.mark.parametrize("visibility", [0.0, 0.1, 0.5])
def test_the_networks_visibility_alone_never_makes_a_joint_unknown(visibility: float) -> None:
    full, doubted = settled().update(SETTLED_S, healthy()), settled().update(SETTLED_S, healthy(visibility=visibility))

    assert set() == unknown(doubted)
    assert (doubted < full).all()


def test_scatter_over_the_crops_makes_a_joint_unknown() -> None:
    trust = settled().update(SETTLED_S, healthy(scatter_px=at(KNEE, 0.5 * TRUNK, 2.0)))

    assert {KNEE} == unknown(trust)


def test_scatter_is_remembered_until_it_is_measured_again() -> None:
    meter = settled()
    meter.update(SETTLED_S, healthy(scatter_px=at(KNEE, 0.5 * TRUNK, 2.0)))

    assert {KNEE} == unknown(meter.update(SETTLED_S + 0.1, healthy()))
    assert set() == unknown(meter.update(SETTLED_S + 0.2, healthy(scatter_px=2.0)))


def test_a_joint_that_the_other_network_sees_elsewhere_is_trusted_less_for_a_second_and_a_half() -> None:
    spread = at(KNEE, 0.1 * TRUNK, 2.0)
    meter, before = settled(), settled().update(SETTLED_S, healthy(scatter_px=spread))[KNEE]
    away = healthy(scatter_px=spread)
    away.values[KNEE, 7] += TRUNK
    nobody = healthy(witness_score=np.nan, scatter_px=spread)

    assert meter.update(SETTLED_S, away)[KNEE] < before - 0.1
    assert meter.update(SETTLED_S + 1.4, nobody)[KNEE] < before - 0.1
    assert pytest.approx(before, abs=1e-3) == meter.update(SETTLED_S + 1.6, nobody)[KNEE]


@pytest.mark.parametrize(
    ("scatter", "deeper_m", "known"),
    [(0.1, 0.0, True), (0.22, 0.0, False), (0.1, 0.3, False)],
    ids=["alike over the crops", "not alike", "of the far side"],
)
def test_a_joint_of_the_near_side_that_all_crops_place_alike_is_believed_against_the_other_network(
    scatter: float, deeper_m: float, known: bool
) -> None:
    away = healthy(scatter_px=at(KNEE, scatter * TRUNK, 2.0))
    away.values[KNEE, 7] += TRUNK
    away.values[KNEE, 6] = away.values[Joint.LEFT_KNEE, 6] + deeper_m

    assert known == (settled().update(SETTLED_S, away)[KNEE] >= KNOWN)


def test_against_a_joint_that_the_crops_place_exactly_the_other_network_says_nothing() -> None:
    exact, away = (healthy(scatter_px=at(KNEE, 0.03 * TRUNK, 2.0)) for _ in range(2))
    away.values[KNEE, 7] += TRUNK / 2

    assert (settled().update(SETTLED_S, exact) == settled().update(SETTLED_S, away)).all()


def test_two_networks_that_agree_lower_nothing() -> None:
    meter = settled()

    agreed, unwatched = meter.update(SETTLED_S, healthy()), meter.update(SETTLED_S + 9, healthy(witness_score=np.nan))

    assert pytest.approx(unwatched, abs=1e-3) == agreed


def test_an_unsure_witness_says_nothing() -> None:
    away = healthy(witness_score=0.1)
    away.values[KNEE, 7] += TRUNK

    assert (settled().update(SETTLED_S, healthy()) == settled().update(SETTLED_S, away)).all()


@pytest.mark.parametrize(("times", "lowered"), [(1.4, set()), (1.7, {KNEE})])
def test_a_bone_that_grossly_changes_its_length_lowers_the_joint_at_its_end_and_no_other(
    times: float, lowered: set[Joint]
) -> None:
    stretched = healthy()
    hip = stretched.values[Joint.RIGHT_HIP, 4:7]
    stretched.values[KNEE, 4:7] = hip + (stretched.values[KNEE, 4:7] - hip) * times
    stretched.values[Joint.RIGHT_ANKLE, 4:7] += stretched.values[KNEE, 4:7] - healthy().values[KNEE, 4:7]
    lower = settled().update(SETTLED_S, stretched) < settled().update(SETTLED_S, healthy())

    assert lowered == {Joint(index) for index in np.flatnonzero(lower)}


def test_lengths_are_learned_where_both_ends_are_steady() -> None:
    """From the feet a set-up may begin with shanks of any length; once they are seen well they are believed."""
    guessed = healthy(scatter_px=0.2 * TRUNK)
    for ankle in (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE):
        guessed.values[ankle, 4:7] += 1.5 * (guessed.values[ankle, 4:7] - guessed.values[ankle - 2, 4:7])
    meter = TrustMeter(SIZE)
    for index in range(120):
        meter.update(index / 30, guessed)
    for index in range(120, 125):
        trust = meter.update(index / 30, healthy(scatter_px=2.0))

    assert set() == unknown(trust)


def test_a_jump_no_body_makes_is_unknown_for_three_frames_and_then_believed() -> None:
    meter = settled()
    trusts = [meter.update(SETTLED_S + index / 30, body(0, moved(KNEE, 150.0), WORLD)) for index in range(5)]

    assert [{KNEE}] * 3 + [set()] * 2 == [unknown(trust) for trust in trusts]


def test_a_jump_back_is_believed_at_once() -> None:
    meter = settled()
    meter.update(SETTLED_S, body(0, moved(KNEE, 150.0), WORLD))

    assert set() == unknown(meter.update(SETTLED_S + 1 / 30, healthy()))


@pytest.mark.parametrize("fps", [20.0, 30.0, 60.0])
def test_a_lunge_is_no_jump(fps: float) -> None:
    """20 degrees in 0.3 s move the knee at 0.9 m/s at most."""
    meter = settled()
    for index in range(int(0.3 * fps)):
        px = TRUNK / 0.5 * 1.0 * index / fps

        assert set() == unknown(meter.update(SETTLED_S + index / fps, body(0, moved(KNEE, px), WORLD)))


def test_a_joint_outside_the_picture_is_unknown() -> None:
    meter = TrustMeter(SIZE)

    assert {KNEE} == unknown(meter.update(0.0, body(0, moved(KNEE, 2000.0), WORLD)))
    assert 0.0 == TrustMeter(SIZE).update(0.0, body(0, moved(KNEE, -2000.0), WORLD))[KNEE]


def test_a_joint_without_a_place_is_unknown_and_spoils_no_other() -> None:
    meter = settled()
    lost = healthy(x_px=np.where(np.arange(N_JOINTS) == KNEE, np.nan, XY[:, 0]))

    assert KNEE in unknown(meter.update(SETTLED_S, lost))
    assert set() == unknown(meter.update(SETTLED_S + 1.0, healthy()))


def test_foot_and_hand_are_trusted_little_more_than_ankle_and_wrist() -> None:
    trust = settled().update(SETTLED_S, healthy(scatter_px=at(Joint.LEFT_ANKLE, 0.5 * TRUNK, 2.0)))

    assert {Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX} == unknown(trust)


def test_another_persons_outline_lowers_the_far_limbs_under_it_and_no_near_one() -> None:
    helper = Figure.drawn(upright(at=(-0.1, 0.6), lean=35), SIDE).body(1, 0)
    alone = settled().update(SETTLED_S, healthy())
    covered = settled().update(SETTLED_S, healthy(), [helper])
    lower = {Joint(index) for index in np.flatnonzero(covered < alone)}

    assert lower
    assert all(joint.name.startswith("LEFT") for joint in lower)


def test_a_body_without_extent_is_trusted_nowhere() -> None:
    assert not TrustMeter(SIZE).update(0.0, body(0, np.zeros((33, 2)), np.zeros((33, 3)))).any()


def test_reset_equals_new() -> None:
    meter, fresh = settled(), TrustMeter(SIZE)
    meter.update(SETTLED_S, body(0, moved(KNEE, 150.0), WORLD * 1.4, scatter_px=at(KNEE, 0.5 * TRUNK)))
    meter.reset()
    for index in range(70):
        seen = body(0, moved(KNEE, 3.0 * (index % 2)), WORLD * (1 + 0.3 * (index > 65)))

        assert (fresh.update(index / 30, seen) == meter.update(index / 30, seen)).all()
