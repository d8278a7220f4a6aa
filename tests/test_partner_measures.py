"""What is measured on the partner is what was drawn; what a hidden joint would tell is unknown."""

import numpy as np
import pytest

from bodies import OTHER, Array, joint
from drawn import Clip
from helping import HIGH, ONSET, WIDER_M, clip_of, hidden, kneeling, recipient, standing, with_hands
from protocols.geometry import length
from protocols.measures import INDEX, MEASURES, measure
from protocols.partner_measures import PARTNER_MEASURES
from vision.joints import Joint

QUIET = {"noise_px": 0.0, "noise_m": 0.0}
SHOULDERS_M = 0.36
ENDS = ("wrist", "index")


def measured(clip: Clip) -> dict[str, Array]:
    rows = measure(clip.scenes()[:ONSET])
    return {name: rows[:, INDEX[name]] for name in PARTNER_MEASURES}


def of(helps: Array) -> dict[str, float]:
    columns = measured(clip_of(recipient(), helps, **QUIET))
    return {name: float(column[0]) for name, column in columns.items()}


def half_kneeling() -> Array:
    """On the left knee, the right foot planted ahead of the hip."""
    points = kneeling()
    hip = joint(points, "right", "hip")
    joint(points, "right", "knee")[:] = hip + [0.0, -0.43, -0.02]
    joint(points, "right", "ankle")[:] = hip + [0.0, -0.43, -0.42]
    return points


def test_every_measure_is_a_column_once() -> None:
    assert len(set(MEASURES)) == len(MEASURES)
    assert set(PARTNER_MEASURES) <= set(MEASURES)


def test_without_a_partner_every_measure_is_unknown() -> None:
    columns = measured(clip_of(recipient(), None))

    assert all(np.isnan(column).all() for column in columns.values())


def test_who_kneels_stands_on_the_knees() -> None:
    found = of(kneeling())

    assert 1.0 == found["partner_kneels"]
    assert 2 * (0.12 + WIDER_M) / SHOULDERS_M == pytest.approx(found["partner_stance_sw"])


def test_who_stands_stands_on_the_feet_however_bent_the_knees_are() -> None:
    for bend_deg in (5.0, 40.0, 90.0):
        found = of(standing(30.0, bend_deg))

        assert 0.0 == found["partner_kneels"]
        assert bend_deg == pytest.approx(found["partner_knee_flexion_deg"], abs=8)


def test_half_kneeling_is_one_knee_and_one_foot() -> None:
    points = half_kneeling()
    found = of(points)
    apart = length(joint(points, "left", "knee") - joint(points, "right", "ankle"))[0]
    pixels, _ = HIGH.picture(points)
    middle = (joint(pixels, "left", "knee") + joint(pixels, "right", "ankle"))[0] / 2

    assert 0.5 == found["partner_kneels"]
    assert apart / SHOULDERS_M == pytest.approx(found["partner_stance_sw"])
    assert middle == pytest.approx([found["partner_place_x_px"], found["partner_place_y_px"]])


def test_a_straight_leg_however_flat_stands_on_its_foot() -> None:
    points = half_kneeling()
    hip = joint(points, "left", "hip")
    flat = np.array([0.0, np.cos(np.radians(5)), -np.sin(np.radians(5))])
    joint(points, "left", "knee")[:], joint(points, "left", "ankle")[:] = hip + 0.43 * flat, hip + 0.83 * flat

    assert 0.0 == of(points)["partner_kneels"]


def test_a_straight_back_is_straight_however_broad_the_shoulders() -> None:
    assert 180.0 == pytest.approx(of(kneeling())["partner_ear_shoulder_hip_deg"], abs=0.1)


def test_hands_are_as_far_from_a_place_as_the_nearer_of_wrist_and_finger() -> None:
    lies = recipient()
    knee = joint(lies, "left", "knee")
    helps = with_hands(kneeling(), {"left": knee + [0.0, 0.0, 0.2]})
    pixels = {name: HIGH.picture(points)[0] for name, points in (("lies", lies), ("helps", helps))}
    ends = [length(joint(pixels["helps"], "left", end) - joint(pixels["lies"], "left", "knee")) for end in ENDS]
    found = of(helps)

    assert min(ends[0][0], ends[1][0]) == pytest.approx(found["partner_left_hand_to_knee_left_px"])
    assert joint(pixels["helps"], "left", "wrist")[0, 0] == pytest.approx(found["partner_wrist_left_x_px"])


@pytest.mark.parametrize("end", ENDS)
def test_one_end_of_a_hand_is_enough_and_without_both_it_is_unknown(end: str) -> None:
    clip = clip_of(recipient(), kneeling())
    one, both = (measured(hidden(clip, [Joint[f"LEFT_{name.upper()}"] for name in names])) for names in ((end,), ENDS))

    assert np.isfinite(one["partner_left_hand_to_ankle_right_px"]).all()
    assert np.isnan(both["partner_left_hand_to_ankle_right_px"]).all()
    assert np.isfinite(both["partner_right_hand_to_ankle_right_px"]).all()


@pytest.mark.parametrize("side", OTHER)
def test_what_a_hidden_ankle_would_tell_is_unknown(side: str) -> None:
    columns = measured(hidden(clip_of(recipient(), kneeling()), [Joint[f"{side.upper()}_ANKLE"]]))

    for name in ("partner_kneels", "partner_stance_sw", "partner_place_x_px"):
        assert np.isnan(columns[name]).all()
    assert np.isfinite(columns["partner_knee_flexion_deg"]).all()


def test_the_mirror_image_measures_the_same_with_sides_exchanged() -> None:
    clip = clip_of(recipient(), half_kneeling())
    seen, mirrored = measured(clip), measured(clip.mirrored())

    for name in ("partner_kneels", "partner_stance_sw", "partner_knee_flexion_deg", "partner_ear_shoulder_hip_deg"):
        assert np.allclose(seen[name], mirrored[name])
    assert np.allclose(seen["partner_left_hand_to_thigh_right_px"], mirrored["partner_right_hand_to_thigh_left_px"])
