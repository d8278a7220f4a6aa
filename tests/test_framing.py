"""The camera check: what drawn pictures show, what is wrong with them and what is not held against them."""

from dataclasses import replace

import numpy as np
import pytest

from courses import even_times
from drawn import ALL, OBLIQUE, SIDE, Camera, Clip, Figure
from drawn import upright as standing_up
from materials import knee_to_chest
from protocols.types import View
from stretchcheck.live.framing import FPS_LEAST, Framing, FramingCheck
from vision.types import Scene

SQUARE = View("side", 0.0, 2.0, 12.0, ("knee-to-chest", "figure-four"))
NAMES = ["people", "whole", "distance", "light", "frame_rate", "roll", "view"]


def still(camera: Camera = SIDE, *, fps: float = 30.0, for_s: float = 3.0, partner: bool = True) -> Clip:
    """Two people before a stretch begins."""
    return knee_to_chest(camera=camera, times_s=even_times(for_s, fps), partner=partner)


def scenes(clip: Clip, lies: float = 1.0) -> list[Scene]:
    return [replace(scene, recipient_lies=lies) for scene in clip.scenes()]


def framed(clip: Clip, *, lies: float = 1.0, luma: float = 120.0, view: View = SQUARE) -> Framing:
    framing = Framing()
    for scene in scenes(clip, lies):
        framing.see(scene, size_px=clip.size_px, luma=luma, view=view)
    return framing


def found(framing: Framing, wanted: str = "side") -> dict[str, FramingCheck]:
    return {check.name: check for check in framing.checks(wanted)}


def verdicts(framing: Framing, wanted: str = "side") -> dict[str, str]:
    """Those that are not ok."""
    return {name: check.verdict for name, check in found(framing, wanted).items() if check.verdict != "ok"}


def moved(clip: Clip, by_px: tuple[float, float]) -> Clip:
    figures = [replace(who, xy=who.xy + np.array(by_px)) for who in (clip.recipient, clip.partner)]
    return replace(clip, recipient=figures[0], partner=figures[1])


def test_a_good_picture_is_ok_in_everything_and_ready() -> None:
    framing = framed(still())

    assert NAMES == list(found(framing))
    assert {} == verdicts(framing)
    assert framing.ready("side")


def test_before_the_first_picture_nothing_is_known_and_nothing_is_ready() -> None:
    framing = Framing()

    assert {"people": "unknown"} == verdicts(framing)
    assert not framing.ready("side")
    assert 0.0 == framing.fps


def test_one_picture_is_enough_to_say_something() -> None:
    framing = framed(still(for_s=0.04))

    assert NAMES == list(found(framing))


def test_every_check_says_something_about_every_fault() -> None:
    bad = framed(still(replace(SIDE, distance_m=9.0)), luma=20.0, view=View("head-end", 20.0))

    assert all(check.title and check.text.endswith(".") for check in bad.checks("oblique"))


# -- who


def test_an_empty_picture_is_a_fault() -> None:
    nobody = replace(still(), recipient=Figure.nobody(90), partner=Figure.nobody(90))
    framing = framed(nobody, lies=0.0, view=View("unknown", None))

    assert "fault" == found(framing)["people"].verdict
    assert not framing.ready("side")


def test_who_does_not_lie_yet_is_a_warning_that_lets_begin() -> None:
    stands = Figure.drawn(standing_up(n=90, stand=True), SIDE)
    framing = framed(replace(still(), recipient=stands), lies=0.0)

    assert "warn" == found(framing)["people"].verdict
    assert framing.ready("side")


def test_alone_is_fine_and_said() -> None:
    framing = framed(still(partner=False))

    assert {} == verdicts(framing)
    assert "alone" in found(framing)["people"].text


@pytest.mark.parametrize(("share", "verdict"), [(0.4, "ok"), (0.6, "fault")])
def test_who_is_lost_now_and_then_is_there_as_long_as_it_is_mostly(share: float, verdict: str) -> None:
    clip = still()
    hidden = clip.hide(ALL, 0.0, 3.0 * share)

    assert verdict == found(framed(hidden))["people"].verdict


# -- where


@pytest.mark.parametrize("by_px", [(-600.0, 0.0), (600.0, 0.0), (0.0, 400.0)])
def test_a_body_that_is_cut_off_is_a_warning(by_px: tuple[float, float]) -> None:
    framing = framed(moved(still(), by_px))

    assert "warn" == found(framing)["whole"].verdict
    assert framing.ready("side")


def test_an_arm_outside_the_picture_is_none() -> None:
    clip = still()
    points = clip.recipient.xy.copy()
    points[:, [15, 16, 19, 20]] = -50.0

    assert "ok" == found(framed(replace(clip, recipient=replace(clip.recipient, xy=points))))["whole"].verdict


@pytest.mark.parametrize(
    ("distance_m", "verdict"), [(1.2, "warn"), (2.0, "ok"), (2.5, "ok"), (3.2, "ok"), (4.0, "ok"), (7.0, "warn")]
)
def test_the_distance_is_right_from_two_metres_on(distance_m: float, verdict: str) -> None:
    framing = framed(still(replace(SIDE, distance_m=distance_m)))

    assert verdict == found(framing)["distance"].verdict
    assert framing.ready("side")


def test_without_a_body_the_distance_is_not_known() -> None:
    nobody = replace(still(), recipient=Figure.nobody(90))

    assert "unknown" == found(framed(nobody))["distance"].verdict


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_the_size_of_the_picture_changes_nothing(scale: float) -> None:
    clip = still()
    figures = [replace(who, xy=who.xy * scale) for who in (clip.recipient, clip.partner)]
    size = (round(1280 * scale), round(720 * scale))

    assert {} == verdicts(framed(replace(clip, recipient=figures[0], partner=figures[1], size_px=size)))


@pytest.mark.parametrize(
    ("roll", "verdict"),
    [(0.0, "ok"), (-4.9, "ok"), (6.0, "warn"), (-9.0, "warn"), (11.0, "fault"), (-30.0, "fault"),
     (None, "unknown"), (float("nan"), "unknown")],
)  # fmt: skip
def test_a_tilted_picture_is_a_warning_and_then_a_fault(roll: float | None, verdict: str) -> None:
    framing = framed(still(), view=replace(SQUARE, roll_deg=roll))

    assert verdict == found(framing)["roll"].verdict
    assert (verdict != "fault") == framing.ready("side")


@pytest.mark.parametrize("kind", ["side", "oblique", "foot-end", "head-end", "overhead", "unknown"])
@pytest.mark.parametrize("wanted", ["side", "oblique"])
def test_another_view_than_wanted_is_a_warning_with_the_way_to_mend_it_and_stops_nobody(wanted: str, kind: str) -> None:
    framing = framed(still(), view=View(kind, 0.0))
    check = found(framing, wanted)["view"]

    assert {wanted: "ok", "unknown": "unknown"}.get(kind, "warn") == check.verdict
    assert ("Put the laptop" in check.text) == (check.verdict == "warn")
    assert framing.ready(wanted)


def test_the_view_is_that_of_the_newest_picture() -> None:
    framing = framed(still())
    framing.see(scenes(still(OBLIQUE, for_s=3.2))[-1], size_px=(1280, 720), luma=120.0, view=View("oblique", 0.0))

    assert "oblique" == framing.view


# -- light and rate


@pytest.mark.parametrize(
    ("luma", "verdict"),
    [(0.0, "fault"), (44.0, "fault"), (46.0, "warn"), (69.0, "warn"), (71.0, "ok"), (224.0, "ok"), (250.0, "warn")],
)
def test_a_dark_picture_is_a_fault_and_a_bright_one_a_warning(luma: float, verdict: str) -> None:
    framing = framed(still(), luma=luma)

    assert verdict == found(framing)["light"].verdict
    assert (verdict != "fault") == framing.ready("side")


@pytest.mark.parametrize("fps", [5.0, 5.5, 8.0, 12.0, 15.0, 19.0])
def test_a_slow_machine_is_warned_and_never_blocked(fps: float) -> None:
    framing = framed(still(fps=fps, for_s=6.0))

    assert {"frame_rate": "warn"} == verdicts(framing)
    assert framing.ready("side")


@pytest.mark.parametrize("fps", [FPS_LEAST, 24.0, 30.0, 60.0])
def test_twenty_pictures_a_second_are_enough(fps: float) -> None:
    framing = framed(still(fps=fps, for_s=6.0))

    assert fps == pytest.approx(framing.fps)
    assert {} == verdicts(framing)


def test_fewer_than_five_pictures_a_second_are_a_fault() -> None:
    assert {"frame_rate": "fault"} == verdicts(framed(still(fps=4.0, for_s=6.0)))


def test_the_first_pictures_are_not_held_against_the_rate() -> None:
    """One picture tells no rate: it is not known yet, and no fault."""
    assert "unknown" == found(framed(still(for_s=0.04)))["frame_rate"].verdict


# -- time


def test_three_seconds_count_and_what_was_before_is_forgotten() -> None:
    clip = still(for_s=7.0)
    framing = Framing()
    for scene in scenes(clip):
        luma = 20.0 if scene.time_s < 3.5 else 120.0
        framing.see(scene, size_px=clip.size_px, luma=luma, view=SQUARE)

    assert {} == verdicts(framing)


def test_a_shift_in_time_changes_nothing() -> None:
    clip = still(fps=17.0)
    later = replace(clip, times_s=clip.times_s + 5000.0)

    assert found(framed(clip)) == found(framed(later))
