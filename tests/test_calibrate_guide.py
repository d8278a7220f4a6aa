"""The guide before the camera: scripted pictures in, the next step out, and words for what is not good enough."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from boards import SIZE, tour
from calibrating import REACHES, gentle
from drawn import SIDE
from protocols.thresholds import DEFAULTS
from stretchcheck.calibrate.board import Boards
from stretchcheck.calibrate.guide import PICTURE_S, REST_S, Asked, Guide
from stretchcheck.calibrate.showing import drawn
from stretchcheck.live.take import Take

ASKED = Asked(stretch="knee-to-chest", side="right")


def shown(guide, clip, *, start_s=0.0, luma=120.0, stretch="knee-to-chest"):
    """Every picture of a clip shown to the guide; the stages it went through, each with its time."""
    take = Take(clip.size_px, settings=DEFAULTS, stretch=stretch)
    stages = [(0.0, guide.stage)]
    for observation in clip.observations():
        glimpse = take.see(observation)
        now_s = start_s + observation.time_s
        guide.see(glimpse, now_s=now_s, size_px=clip.size_px, luma=luma)
        if guide.stage != stages[-1][1]:
            stages.append((now_s, guide.stage))
    return stages


def still(for_s, camera=SIDE):
    """Somebody who lies still for so long, and would move only after 20 seconds."""
    clip = gentle((110.0,), first_s=20.0, camera=camera, fps=15.0)
    return clip.frames(clip.times_s < for_s)


def test_a_good_picture_for_three_seconds_leads_to_lying_still():
    stages = shown(Guide(ASKED), still(5.0))

    assert ["picture", "rest"] == [stage for _, stage in stages]
    assert PICTURE_S <= stages[-1][0] < PICTURE_S + 1.5


def test_lying_still_for_eight_seconds_leads_to_the_repetitions():
    stages = shown(Guide(ASKED), still(16.0))

    assert ["picture", "rest", "repetitions"] == [stage for _, stage in stages]
    assert stages[-1][0] - stages[-2][0] == pytest.approx(REST_S, abs=0.2)


def test_somebody_who_moves_too_early_begins_anew():
    guide = Guide(ASKED)
    clip = gentle((110.0,), first_s=6.0, fps=15.0)
    stages = shown(guide, clip.frames(clip.times_s < 12.0))

    assert "rest" == stages[-1][1]
    assert ("Keep still: the time begins anew.",) == guide.problems
    assert 0.0 == guide.share


@pytest.mark.thorough
def test_three_repetitions_of_what_was_asked_end_it():
    guide = Guide(ASKED)
    stages = shown(guide, gentle(first_s=15.0, fps=15.0))

    assert ["picture", "rest", "repetitions", "done"] == [stage for _, stage in stages]
    assert "knee-to-chest right: 3" == guide.counts


@pytest.mark.thorough
def test_two_repetitions_do_not_end_it():
    guide = Guide(ASKED)
    stages = shown(guide, gentle(REACHES[:2], first_s=15.0, fps=15.0))

    assert "repetitions" == stages[-1][1]
    assert 2 / 3 == pytest.approx(guide.share)


def test_the_other_side_is_waited_for_where_both_were_asked():
    guide = Guide(Asked(stretch="knee-to-chest"))
    stages = shown(guide, gentle(first_s=15.0, fps=15.0))

    assert "repetitions" == stages[-1][1]
    assert 0.0 == guide.share


@pytest.mark.thorough
def test_where_any_stretch_will_do_a_long_rest_after_enough_of_one_ends_it():
    guide = Guide(Asked())
    clip = gentle(first_s=15.0, fps=15.0)
    shown(guide, clip, stretch=None)

    assert ("repetitions", 1.0) == (guide.stage, guide.share)

    shown(guide, still(1.0), start_s=float(clip.times_s[-1]) + 50.0)

    assert "done" == guide.stage


@pytest.mark.parametrize(
    ("camera", "luma", "words"),
    [
        (SIDE, 20.0, "Too dark"),
        (replace(SIDE, roll_deg=11.0), 120.0, "tilted by"),
    ],
)
def test_a_picture_that_is_not_good_enough_leads_nowhere_and_says_why(camera, luma, words):
    guide = Guide(ASKED)
    stages = shown(guide, still(9.0, camera), luma=luma)

    assert ["picture"] == [stage for _, stage in stages]
    assert any(words in problem for problem in guide.problems)
    assert 0.0 == guide.share


def test_the_board_comes_first_and_enough_pictures_of_it_lead_on():
    boards = Boards(SIZE)
    guide = Guide(Asked(boards))
    guide.see_board()

    assert ("lens", ("I do not see the board yet.",)) == (guide.stage, guide.problems)

    for picture in tour(62.0):
        boards.look(picture)
        guide.see_board()

    assert "picture" == guide.stage


def test_what_to_do_and_what_is_wrong_stand_on_the_screen():
    console = Console(width=100, file=StringIO(), record=True)
    guide = Guide(ASKED)
    shown(guide, still(4.0), luma=20.0)
    console.print(drawn(guide))
    text = " ".join(console.export_text().replace("│", " ").split())

    assert "The picture" in text
    assert "both feet flat" in text
    assert "Too dark" in text
