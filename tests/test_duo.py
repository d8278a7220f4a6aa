"""How the duo engine follows people, with scripted people in place of its networks."""

import math

import numpy as np
import pytest

from scripted_people import Place, Stage, figure, hips, numbers, seconds
from vision.estimators.blazepose import Landmarks
from vision.estimators.duo import Crops
from vision.estimators.regions import VARIANTS, Region
from vision.estimators.tracks import Track
from vision.estimators.voting import Votes
from vision.joints import COCO, N_JOINTS, Joint
from vision.types import Observation

LEFT: Place = (300.0, 350.0)
RIGHT: Place = (800.0, 350.0)


def both(time_s: float) -> dict[str, Place]:
    return {"ann": LEFT, "bob": RIGHT}


def test_numbers_stay_with_people_whatever_the_order_of_proposals() -> None:
    def walking(time_s: float) -> dict[str, Place]:
        ann, bob = (300 + 40 * time_s, 350.0), (900 - 40 * time_s, 350.0)
        return {"ann": ann, "bob": bob} if int(time_s) % 2 else {"bob": bob, "ann": ann}

    seen = Stage(walking).play(seconds(5))

    first, last = hips(seen[0]), hips(seen[-1])
    assert {0: (900.0, 350.0), 1: (300.0, 350.0)} == first
    assert [pytest.approx(702), pytest.approx(498)] == [last[0][0], last[1][0]]


def test_a_person_is_followed_on_while_no_proposal_is_about_them() -> None:
    stage = Stage(both, unproposed=lambda time_s: ["ann"] if time_s > 0.5 else [])

    assert all([0, 1] == numbers(each) for each in stage.play(seconds(12)))


def test_somebody_who_comes_back_near_and_soon_has_the_same_number() -> None:
    def blinking(time_s: float) -> dict[str, Place]:
        return {"bob": RIGHT} if 2 <= time_s < 5 else {"ann": (LEFT[0] + 10 * (time_s >= 5), LEFT[1]), "bob": RIGHT}

    seen = Stage(blinking).play(seconds(7))

    assert [1] == numbers(seen[50])
    assert [0, 1] == numbers(seen[-1])
    assert LEFT[0] + 10 == hips(seen[-1])[0][0]


@pytest.mark.parametrize(("back_s", "moved_px"), [(2 + 4.5, 0.0), (2 + 1.0, 150.0)], ids=["too late", "too far away"])
def test_somebody_who_comes_back_late_or_elsewhere_has_a_new_number(back_s: float, moved_px: float) -> None:
    def blinking(time_s: float) -> dict[str, Place]:
        ann = (LEFT[0] + (moved_px if time_s >= back_s else 0.0), LEFT[1])
        return {"bob": RIGHT} if 2 <= time_s < back_s else {"ann": ann, "bob": RIGHT}

    seen = Stage(blinking).play(seconds(9))

    assert [1, 2] == numbers(seen[-1])


def test_a_number_that_came_back_is_taken() -> None:
    """Somebody new who appears beside the one who came back is not them as well."""

    def blinking(time_s: float) -> dict[str, Place]:
        ann = {"ann": LEFT} if not 1 <= time_s < 2 else {}
        return ann | ({"cid": (LEFT[0] + 90.0, LEFT[1])} if time_s >= 3 else {})

    seen = Stage(blinking).play(seconds(4.5))

    assert [0] == numbers(seen[45])
    assert {0: LEFT, 1: (LEFT[0] + 90.0, LEFT[1])} == hips(seen[-1])


def test_nobody_is_moved_onto_a_body_they_do_not_agree_with() -> None:
    """While no proposal is about ann, somebody new comes in: a new number, and ann stays where she is."""

    def entering(time_s: float) -> dict[str, Place]:
        return {"ann": LEFT} | ({"cid": (LEFT[0] + 120.0, LEFT[1])} if time_s >= 1.5 else {})

    seen = Stage(entering, unproposed=lambda time_s: ["ann"] if time_s >= 0.5 else []).play(seconds(4))

    assert {0: LEFT, 1: (LEFT[0] + 120.0, LEFT[1])} == hips(seen[-1])


def test_a_track_that_slips_onto_somebody_else_is_lost_and_not_them() -> None:
    """The older number does not win: it is the one that leapt."""

    def hidden(time_s: float) -> dict[str, Place]:
        bob = (max(LEFT[0] + 80.0, RIGHT[0] - 300 * time_s), LEFT[1])
        return {"ann": LEFT, "bob": bob} if time_s < 1.5 else {"bob": bob}

    seen = Stage(hidden).play(seconds(3))

    assert [0, 1] == numbers(seen[29])
    assert [1] == numbers(seen[30])
    assert {1: (LEFT[0] + 80.0, LEFT[1])} == hips(seen[-1])


def test_a_body_is_never_followed_twice() -> None:
    def doubled(time_s: float) -> dict[str, Place]:
        return {"ann": LEFT, "ann again": (LEFT[0] + 15.0, LEFT[1])}

    assert all([0] == numbers(each) for each in Stage(doubled).play(seconds(3)))


def test_at_most_six_are_followed() -> None:
    def crowd(time_s: float) -> dict[str, Place]:
        return {str(n): (100.0 + 130 * n, 350.0) for n in range(8)}

    assert all(list(range(6)) == numbers(each) for each in Stage(crowd).play(seconds(2)))


def test_a_cut_leaves_no_ghosts_and_no_numbers() -> None:
    def cut(time_s: float) -> dict[str, Place]:
        return both(time_s) if time_s < 1 else {"cid": (LEFT[0] + 60.0, LEFT[1])}

    seen = Stage(cut).play(seconds(2), picture=lambda time_s: 90 if time_s < 1 else 200)

    assert [0, 1] == numbers(seen[19])
    assert [2] == numbers(seen[20])


def test_lights_that_go_on_change_nobody() -> None:
    seen = Stage(both).play(seconds(2), picture=lambda time_s: 90 if time_s < 1 else 200)

    assert all([0, 1] == numbers(each) for each in seen)


def test_after_a_cut_whom_only_the_carried_region_sees_is_not_kept() -> None:
    stage = Stage(both, unproposed=lambda time_s: ["ann"] if time_s >= 1 else [])

    seen = stage.play(seconds(2), picture=lambda time_s: 90 if time_s < 1 else 200)

    assert [1] == numbers(seen[20])


@pytest.mark.parametrize("fps", [5.0, 12.5, 60.0])
def test_a_look_a_second_of_media_time_whatever_the_frame_rate(fps: float) -> None:
    stage = Stage(both)
    stage.play(seconds(10, fps=fps))

    assert 10 == len(stage.looks)


def test_a_look_at_once_when_somebody_is_lost() -> None:
    stage = Stage(lambda time_s: both(time_s) if time_s < 1.1 else {"bob": RIGHT})
    stage.play(seconds(1.15))

    assert [0.0, 1.0, 1.1] == stage.looks


def test_the_witness_stands_where_it_looked_and_nowhere_else() -> None:
    seen = Stage(both).play(seconds(1.5))

    looked = [bool(np.isfinite(each.bodies[0].witness_score).any()) for each in seen]
    assert [0, 20] == [index for index, has in enumerate(looked) if has]
    body = seen[20].bodies[0]
    assert np.array_equal(figure(LEFT)[list(COCO)], body.witness_px[list(COCO)])
    assert N_JOINTS - len(COCO) == np.isnan(body.witness_score).sum()


def test_scatter_is_the_mean_residual_of_the_latest_crop_of_each_variant() -> None:
    """Each variant moves the joints by a length of its own: 1, 2, 4, 8, 16 pixels."""

    def jitter(region: Region) -> float:
        lengths = {(0.2, 1.0, False): 1.0, (-0.2, 1.0, False): 2.0, (0.0, 0.88, False): 4.0}
        lengths |= {(0.0, 1.15, False): 8.0, (0.0, 1.0, True): 16.0}
        return lengths.get((round(region.angle_rad, 6), round(region.size_px / 450, 6), region.mirrored), 0.0)

    seen = Stage(lambda time_s: {"ann": LEFT}, jitter=jitter).play(seconds(0.4))

    scatter = [each.bodies[0].scatter_px for each in seen]
    assert [True, True] == [bool(np.isnan(each).all()) for each in scatter[:2]]
    assert [2.3, 3.8, 6.2, 6.2] == [round(float(each[Joint.LEFT_KNEE]), 1) for each in scatter[2:6]]


def test_everyone_is_varied_in_every_frame() -> None:
    seen = Stage(both).play(seconds(0.5))

    first = [next(i for i, each in enumerate(seen) if np.isfinite(each.bodies[p].scatter_px).all()) for p in (0, 1)]
    assert [2, 2] == first


@pytest.mark.parametrize("crops_per_person", [0, 1, 3])
def test_crops_a_person_are_as_many_as_asked_for(crops_per_person: int) -> None:
    stage = Stage(both)
    duo = stage.duo(crops=Crops(each_frame=crops_per_person, after_wait=5))
    stage.play([0.0], duo=duo)
    stage.crops.clear()
    stage.play(seconds(0.5, start_s=0.1), duo=duo)

    assert 8 * 2 * (1 + crops_per_person) == len(stage.crops)


def test_turning_never_goes_the_long_way_round() -> None:
    """A person hanging head down has a turn of +pi or -pi: the region must not spin through zero between them."""
    down = Region(0.0, 0.0, 100.0, math.pi - 0.01)

    assert pytest.approx(math.pi + 0.0, abs=0.011) == down.eased(Region(0.0, 0.0, 100.0, 0.01 - math.pi), 0.5).angle_rad


def test_reset_is_equal_to_new() -> None:
    stage = Stage(both, jitter=lambda region: region.angle_rad)
    duo = stage.duo()
    stage.play(seconds(1.35), duo=duo, picture=lambda time_s: 200)
    duo.reset()

    assert values(stage.play(seconds(2), duo=duo)) == values(stage.play(seconds(2)))


def test_each_still_is_a_picture_of_its_own() -> None:
    stage = Stage(both)
    seen = stage.play([0.0, 1.0], duo=stage.duo(stills=True))

    assert [[0, 1], [2, 3]] == [numbers(each) for each in seen]
    assert all(np.isfinite(body.scatter_px).all() for each in seen for body in each.bodies)


def test_a_still_takes_the_joint_that_lies_nearest_to_the_others() -> None:
    """One crop of eight is far off, the base crop a little: neither is taken."""

    def jitter(region: Region) -> float:
        varied = region.mirrored or region.angle_rad != 0.0 or region.size_px != 450.0
        return 60.0 if region.mirrored and region.angle_rad == 0.0 else 5.0 if varied else 4.0

    stage = Stage(lambda time_s: {"ann": LEFT}, jitter=jitter)
    [seen] = stage.play([0.0], duo=stage.duo(stills=True))

    assert LEFT[0] + 5.0 == hips(seen)[0][0]


def test_a_closed_estimator_says_so() -> None:
    duo = Stage(both).duo()
    duo.close()

    with pytest.raises(RuntimeError, match="closed"):
        Stage(both).play([0.0], duo=duo)


def test_the_variants_are_those_that_were_measured() -> None:
    assert {(0.2, 1.0, False), (-0.2, 1.0, False), (0.0, 0.88, False), (0.0, 1.15, False), (0.0, 1.0, True)} == {
        (each.turn_rad, each.scale, each.mirrored) for each in VARIANTS
    }


def test_crops_vote_each_less_its_own_bias() -> None:
    """A crop always 6 px right of the base is a bias, so both mean 3; then the base alone moves 3 px right.

    The base says 3 + 3, the crop 6 - 6 + 3: the vote halves the movement that only one of them saw.
    """
    votes = Votes()
    base, crop = at(0.0), at(6.0)
    alone = votes.count(base, [(0, crop)])[0]
    before = votes.count(base, [(0, crop)])[0]
    after = votes.count(at(3.0), [(0, crop)])[0]

    assert [0.0, 3.0, 4.5] == [float(each.xy_px[Joint.NOSE, 0]) for each in (alone, before, after)]


def test_better_landmarks_of_a_person_forget_the_votes_on_the_old_ones() -> None:
    track = Track(0, at(0.0), figure(LEFT)[[11, 12, 23, 24]])
    for variant in range(5):
        track.votes.count(track.landmarks, [(variant, at(9.0))])
    track.replace(at(50.0), 1.0)
    joints, spread = track.votes.count(track.landmarks, [])

    assert 50.0 == joints.xy_px[Joint.NOSE, 0]
    assert np.isnan(spread).all()


def at(x_px: float) -> Landmarks:
    """A body that is nothing but a place."""
    joints, ones = np.full((N_JOINTS, 2), x_px), np.ones(N_JOINTS)
    return Landmarks(joints, joints[:2], ones, ones, np.zeros((N_JOINTS, 3)), 1.0, Region(0.0, 0.0, 100.0, 0.0))


def values(observations: list[Observation]) -> list[tuple[int, bytes]]:
    return [(body.person, body.values.tobytes()) for each in observations for body in each.bodies]


def test_who_is_found_anew_where_a_track_slipped_off_is_the_same_person() -> None:
    """The region has slipped half a trunk off ann and no proposal is about it; then the slipped track is lost."""

    def slipping(time_s: float) -> dict[str, Place]:
        ghost = {"ghost": (LEFT[0] - 70.0, LEFT[1])} if time_s < 3 else {}
        return ghost | {"bob": RIGHT} | ({"ann": (LEFT[0] + 20.0, LEFT[1])} if time_s >= 2 else {})

    seen = Stage(slipping, unproposed=lambda time_s: ["ghost"] if time_s >= 2 else []).play(seconds(5))

    assert {0: (LEFT[0] - 70.0, LEFT[1]), 1: RIGHT} == hips(seen[30])
    assert {0: (LEFT[0] + 20.0, LEFT[1]), 1: RIGHT} == hips(seen[-1])


def test_nobody_inherits_the_number_of_somebody_far_away() -> None:
    def leaving(time_s: float) -> dict[str, Place]:
        ann = {"ann": LEFT} if time_s < 3 else {}
        return ann | {"bob": RIGHT} | ({"cid": (LEFT[0] + 220.0, LEFT[1])} if time_s >= 2 else {})

    seen = Stage(leaving).play(seconds(5))

    assert [1, 2] == numbers(seen[-1])
