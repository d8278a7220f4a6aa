"""A session under way: takes that follow the plan and the picture, and a stop that holds until a hand releases it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from drawn import Clip
from drawn_twist import spinal_twist
from faults import in_between
from live_scripts import AT_S, KNEE_LEFT, KNEE_RIGHT, TWIST_LEFT, brief, lifted, with_arm
from materials import OBLIQUE
from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS
from stretchcheck.judging import judge
from stretchcheck.live import lines
from stretchcheck.live.engine import Seen as Picture
from stretchcheck.live.lines import Line
from stretchcheck.live.plan import Plan, Step
from stretchcheck.live.running import Running
from stretchcheck.live.showing import answer
from stretchcheck.live.take import Glimpse
from vision.recording import Recording
from vision.types import Observation

FPS = 15.0
FOUR_LEFT = Step("figure-four", "left", 30.0)
BEGAN_S = 100.0


def pictures(clip: Clip, from_s: float, size_px: tuple[int, int] = (1280, 720)) -> Iterator[Picture]:
    for each in clip.observations():
        yield Picture(replace(each, time_s=from_s + each.time_s), size_px, 120.0)


@dataclass
class Played:
    """A session that is fed with pictures at 15 a second; keeps what was said and shown."""

    folder: Path | None
    steps: Sequence[Step] = (KNEE_RIGHT, KNEE_LEFT)
    view: str | None = "side"
    said: list[Line] = field(default_factory=list)
    shown: list[Glimpse] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.running = Running(Plan(tuple(self.steps)), folder=self.folder, settings=DEFAULTS, engine=lambda: ENGINE)
        self.running.start(BEGAN_S, view=self.view)
        self.now_s = BEGAN_S

    def see(self, clip: Clip, frames: int | None = None, **options: Any) -> "Played":
        from_s = self.now_s + 1 / FPS
        for picture in islice(pictures(clip, from_s, **options), frames):
            self.now_s = picture.observation.time_s
            self.shown.append(self.running.see(picture, b"jpeg"))
            self.said += self.running.lines()
        return self

    def listen(self) -> list[Line]:
        said = self.running.lines()
        self.said += said
        return said

    @property
    def stems(self) -> list[str]:
        return [each.stem for each in self.running.closed]


ENGINE = {"name": "drawn", "model": "none", "models": {}}
SETUP = brief(fps=FPS)
"""Its first 40 pictures are of people at rest."""


def frames_of(path: Path | None) -> int:
    assert path is not None
    return len(list(Recording(path)))


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A right arm goes up in the hold and stays up to the end of the pictures."""
    played = Played(tmp_path_factory.mktemp("session"))
    clip = with_arm(brief(fps=FPS), lifted(AT_S, 2.0, for_s=20.0))
    return played.see(clip.frames(clip.times_s < AT_S + 2.5))


# -- a signal that is seen


def test_a_raised_hand_stops_everything_once(stopped: Played) -> None:
    (stop,) = stopped.running.stops
    began_s = BEGAN_S + 1 / FPS

    assert stop is stopped.running.stop_latch
    assert "raised hand" == stop.by
    assert AT_S + 0.5 <= stop.at_s - began_s <= AT_S + 1.0
    assert 0.0 <= stop.after_s < 0.3
    assert 1 == stopped.said.count(lines.STOP)


def test_after_the_stop_nothing_is_said_and_nothing_counts(stopped: Played) -> None:
    after = stopped.shown[-20:]
    told = answer(after[-1], (1280, 720), coach=stopped.running.coach, cue=stopped.running.cue, frozen=True)

    assert lines.STOP == stopped.said[-1]
    assert "paused" == stopped.running.coach.activity
    assert (None, None, [], None, True) == (told["phase"], told["hold"], told["lights"], told["cue"], told["frozen"])
    assert told["people"]["recipient"]
    assert [False, False] == [turn.done for turn in stopped.running.coach.turns]


def test_the_take_ends_at_the_stop_with_a_recording_that_can_be_judged(stopped: Played) -> None:
    stopped.running.tick(stopped.now_s)
    (closed,) = stopped.running.closed
    assert closed.recording is not None
    judged = judge(Recording(closed.recording), stretch="auto", side="auto", settings=DEFAULTS)
    (stop,) = stopped.running.stops

    assert "1-knee-to-chest" == closed.stem
    assert judged.times_s[-1] == pytest.approx(stop.at_s - BEGAN_S - 1 / FPS, abs=1e-6)
    assert ["stop_signal"] == [event.kind for event in judged.judgement.events if event.kind == "stop_signal"]
    assert [] == judged.metadata["meant"]["sides"]


# -- stops that are told


def test_a_stop_holds_until_it_is_released_and_more_of_them_change_nothing(tmp_path: Path) -> None:
    played = Played(tmp_path).see(SETUP, 10)
    played.running.stop("key", played.now_s)
    first = played.running.stop_latch
    for by in ("button", "safe word"):
        played.running.stop(by, played.now_s + 1.0)
    played.see(SETUP, 20)
    played.running.tick(played.now_s + 60.0)

    assert first is played.running.stop_latch
    assert [("key", 0.0)] == [(stop.by, stop.after_s) for stop in played.running.stops]
    assert 10 == frames_of(played.running.closed[0].recording)


def test_release_pauses_and_going_on_begins_a_new_take_of_the_same_step(tmp_path: Path) -> None:
    played = Played(tmp_path).see(SETUP, 10)
    played.running.stop("key", played.now_s)
    played.listen()
    played.running.release(played.now_s)

    assert [lines.PAUSED] == played.listen()
    played.see(SETUP, 5)

    assert "paused" == played.running.coach.activity
    assert ["1-knee-to-chest"] == played.stems
    played.running.coach.go_on(played.now_s)
    played.see(SETUP, 7).running.end(played.now_s)

    assert ["1-knee-to-chest", "2-knee-to-chest"] == played.stems
    assert [10, 7] == [frames_of(each.recording) for each in played.running.closed]
    assert KNEE_RIGHT == played.running.coach.turn.step


def test_an_arm_that_is_still_up_when_they_go_on_stops_nothing_anew() -> None:
    clip = with_arm(brief(fps=FPS), lifted(1.5, 2.0, for_s=20.0))
    played = Played(None).see(clip, 45)

    assert ["raised hand"] == [stop.by for stop in played.running.stops]
    up = clip.frames(slice(30, 45))
    played.see(up).running.release(played.now_s)
    played.running.coach.go_on(played.now_s)
    for _ in range(4):
        played.see(up)

    assert 1 == len(played.running.stops)
    assert None is played.running.stop_latch


def test_time_without_pictures_passes_only_while_nothing_is_stopped() -> None:
    played = Played(None)
    played.running.coach.score(played.now_s, 1, by="key")
    played.running.stop("button", played.now_s)
    played.listen()
    played.running.tick(BEGAN_S + 500.0)

    assert [] == played.listen()


def test_a_release_without_a_stop_does_nothing() -> None:
    played = Played(None)
    played.listen()
    played.running.release(played.now_s)

    assert [] == played.listen()
    assert "get_ready" == played.running.coach.activity


# -- takes


def test_takes_change_with_the_stretch_and_not_with_the_side(tmp_path: Path) -> None:
    played = Played(tmp_path, (TWIST_LEFT, replace(TWIST_LEFT, side="right"), FOUR_LEFT), "oblique").see(SETUP, 5)
    played.running.coach.skip(played.now_s)
    played.see(SETUP, 5)

    assert [] == played.stems
    played.running.coach.skip(played.now_s)
    played.see(SETUP, 6).running.end(played.now_s)

    assert ["1-spinal-twist", "2-figure-four"] == played.stems
    assert [10, 6] == [frames_of(each.recording) for each in played.running.closed]


def test_a_recording_of_what_was_left_out_or_ended_asks_for_no_sides(tmp_path: Path) -> None:
    played = Played(tmp_path).see(SETUP, 5)
    played.running.coach.skip(played.now_s)
    played.see(SETUP.frames(slice(0, 5)), size_px=(640, 360))
    played.running.end(played.now_s)
    meant = []
    for closed in played.running.closed:
        assert closed.recording is not None
        meant.append(Recording(closed.recording).metadata["meant"])

    assert [[], []] == [each["sides"] for each in meant]
    assert {"knee-to-chest"} == {each["stretch"] for each in meant}


def test_another_size_of_picture_begins_a_new_take(tmp_path: Path) -> None:
    played = Played(tmp_path).see(SETUP, 5).see(SETUP, 6, size_px=(640, 360)).see(SETUP, 7)
    played.running.end(played.now_s)
    sizes = [Recording(each.recording).metadata["source"]["width"] for each in played.running.closed if each.recording]

    assert [1280, 640, 1280] == sizes
    assert [5, 6, 7] == [frames_of(each.recording) for each in played.running.closed]


def test_while_the_laptop_is_moved_nothing_is_recorded(tmp_path: Path) -> None:
    played = Played(tmp_path, (KNEE_LEFT, TWIST_LEFT)).see(SETUP, 5)
    played.running.coach.skip(played.now_s)
    played.see(SETUP, 6)

    assert "move_camera" == played.running.coach.activity
    assert ["1-knee-to-chest"] == played.stems
    played.running.coach.camera_moved(played.now_s)
    played.see(SETUP, 7).running.end(played.now_s)

    assert [5, 7] == [frames_of(each.recording) for each in played.running.closed]


def test_a_take_also_ends_when_no_picture_comes_any_more(tmp_path: Path) -> None:
    played = Played(tmp_path, (KNEE_LEFT, TWIST_LEFT)).see(SETUP, 5)
    played.running.coach.skip(played.now_s)
    played.running.tick(played.now_s + 0.1)

    assert ["1-knee-to-chest"] == played.stems


def test_without_a_folder_takes_are_counted_and_not_recorded() -> None:
    played = Played(None).see(SETUP, 3)
    played.running.end(played.now_s)

    assert [("knee-to-chest", None, 0)] == [(c.stretch, c.recording, c.repetitions) for c in played.running.closed]


def test_a_folder_that_cannot_be_written_is_told_and_coaching_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    played = Played(tmp_path / "file").see(SETUP, 3)
    played.running.end(played.now_s)

    assert "get_ready" == played.running.coach.activity
    assert 1 == len(played.running.failures)
    assert "not recorded" in played.running.failures[0]


def test_ending_frees_the_stop_and_ends_twice_without_harm(tmp_path: Path) -> None:
    played = Played(tmp_path).see(SETUP, 3)
    played.running.stop("key", played.now_s)
    for _ in range(2):
        played.running.end(played.now_s)

    assert None is played.running.stop_latch
    assert 1 == len(played.stems)


# -- what is said


def test_the_last_eight_lines_are_kept_and_the_newest_correction_is_the_cue() -> None:
    played = Played(None)
    played.running.coach.skip(played.now_s)
    played.running.coach.skip(played.now_s)
    said = played.listen()

    assert [line.text for line in said][-8:] == list(played.running.log)
    assert None is played.running.cue


def test_pictures_without_people_are_seen_as_nobody() -> None:
    played = Played(None)
    for n in range(1, 90):
        played.running.see(Picture(Observation(BEGAN_S + n / FPS, n, ()), (1280, 720), 120.0), b"")
        played.listen()

    assert 1 == played.said.count(lines.NOBODY)


def test_a_fault_is_said_while_it_lasts_whenever_the_session_began() -> None:
    """Events count from the take's first picture, the coach from the session's begin."""
    clip = spinal_twist(None, side="left", camera=replace(OBLIQUE, sees="left"), lift_sw=in_between(0.35))
    played = Played(None, steps=(TWIST_LEFT,), view="oblique").see(clip)
    cue = STRETCHES["spinal-twist"].cues["shoulder_anchored"]

    assert cue in [line.text for line in played.said]


def test_counting_down_pushes_no_correction_out_of_what_was_said() -> None:
    clip = spinal_twist(None, side="left", camera=replace(OBLIQUE, sees="left"), lift_sw=in_between(0.35))
    played = Played(None, steps=(TWIST_LEFT,), view="oblique")
    for picture in pictures(clip, BEGAN_S + 1 / FPS):
        played.running.see(picture, b"jpeg")
        if lines.COUNTS[1] in played.listen():
            break

    assert set(lines.COUNTS.values()) <= set(played.said)
    assert {line.text for line in lines.COUNTS.values()}.isdisjoint(played.running.log)
    assert STRETCHES["spinal-twist"].cues["shoulder_anchored"] in played.running.log
