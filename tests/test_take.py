"""A take: what it records is judged like what was seen live; a disk that gives up costs the recording alone."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from drawn import OBLIQUE, Clip
from live_scripts import AT_S, brief, lifted, with_arm
from materials import MATERIALS
from protocols.session import Session
from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS
from protocols.types import Event, Repetition, View
from stretchcheck.calibrated import CalibratedSettings, Calibration, Known
from stretchcheck.judging import Judged, judge
from stretchcheck.live.take import Glimpse, Take
from vision.people import People
from vision.recording import Recording
from vision.types import Observation

LATE_S = 1234.567
ENGINE = {"name": "drawn", "model": "none", "models": {}}


def clip_of_a_stop() -> Clip:
    return with_arm(brief(fps=15.0), lifted(AT_S, 2.0))


def observed(clip: Clip, *, from_s: float = 0.0, first: int = 0) -> list[Observation]:
    return [
        replace(each, time_s=each.time_s + from_s, frame=each.frame + first) for each in clip.observations(partner=4)
    ]


def take_of(folder: Path | None, **options: object) -> Take:
    made = {"settings": DEFAULTS, "stretch": "knee-to-chest", "sides": ["left", "right"], "engine": ENGINE, **options}
    return Take((1280, 720), folder=folder, **made)


def analysed(path: Path, stretch: str = "auto") -> Judged:
    return judge(Recording(path), stretch=stretch, side="auto", settings=DEFAULTS)


@dataclass(frozen=True)
class Played:
    """A take from its first frame, long after the session began, to its end."""

    recording: Path
    glimpses: list[Glimpse]
    repetitions: tuple[Repetition, ...]
    judged: Judged


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("takes") / "1-knee-to-chest"
    take = take_of(folder)
    glimpses = [take.see(each, b"jpeg") for each in observed(clip_of_a_stop(), from_s=LATE_S, first=500)]
    repetitions = tuple(take.close())
    assert take.recording is not None
    return Played(take.recording, glimpses, repetitions, analysed(take.recording))


def watched(clip: Clip) -> tuple[tuple[Repetition, ...], tuple[Event, ...]]:
    """The same people and the same judges without a take."""
    people, session = People(clip.size_px), Session([STRETCHES["knee-to-chest"]], named=True)
    for each in observed(clip):
        session.update(people.update(each))
    found = session.finish(meant=["left", "right"])
    return found.repetitions, found.events


# -- what was recorded


def test_the_recording_is_judged_as_it_was_live(played: Played) -> None:
    assert played.repetitions == played.judged.judgement.repetitions
    assert 1 == len(played.repetitions)


def test_events_of_the_recording_are_those_of_the_frames_stop_signals_too(played: Played) -> None:
    repetitions, events = watched(clip_of_a_stop())

    assert repetitions == played.repetitions
    assert events == played.judged.judgement.events
    assert "stop_signal" in {event.kind for event in events}


def test_stretch_and_sides_that_were_meant_are_in_the_recording_and_hold(played: Played) -> None:
    metadata = Recording(played.recording).metadata

    assert {"stretch": "knee-to-chest", "sides": ["left", "right"]} == metadata["meant"]
    assert ENGINE == metadata["engine"]


def test_times_and_frames_begin_at_nought_whatever_the_sessions_are(played: Played) -> None:
    recorded = list(Recording(played.recording))
    clip = clip_of_a_stop()

    assert list(range(len(clip.times_s))) == [each.frame for each in recorded]
    assert clip.times_s == pytest.approx([each.time_s for each in recorded], abs=1e-6)
    assert [each.time_s for each in recorded] == [glimpse.time_s for glimpse in played.glimpses]


def test_the_source_says_how_long_and_how_fast_it_was(played: Played) -> None:
    source, clip = Recording(played.recording).metadata["source"], clip_of_a_stop()

    assert (1280, 720, len(clip.times_s)) == (source["width"], source["height"], source["frames"])
    assert (15.0, len(clip.times_s) / 15.0) == pytest.approx((source["fps"], source["duration_s"]), abs=0.01)
    assert 64 == len(source["sha256"])


def test_nothing_but_the_recording_remains_in_the_folder(played: Played) -> None:
    assert [played.recording] == list(played.recording.parent.iterdir())


def test_a_side_that_was_meant_and_not_done_is_the_same_fault_live_and_analysed(tmp_path: Path) -> None:
    course = replace(MATERIALS["spinal-twist"].course, hold_s=4.0, rest_s=1.5)
    take = take_of(tmp_path / "1", stretch="spinal-twist")
    for each in observed(MATERIALS["spinal-twist"].draw(course, fps=12.0, camera=OBLIQUE)):
        take.see(each)
    found = tuple(take.close())
    assert take.recording is not None

    assert ["fault"] == [check.verdict for check in found[0].checks if check.name == "both_sides"]
    assert found == analysed(take.recording).judgement.repetitions


# -- what was shown


def test_each_repetition_and_each_signal_is_shown_once(played: Played) -> None:
    finished = [each for glimpse in played.glimpses for each in glimpse.finished]
    (signal,) = (each for glimpse in played.glimpses for each in glimpse.stops)

    assert [(each.side, each.hold) for each in played.repetitions] == [(each.side, each.hold) for each in finished]
    assert "raised_hand" == signal.kind


def test_phases_are_shown_in_their_order_with_a_clock_in_the_hold(played: Played) -> None:
    phases = list(dict.fromkeys(glimpse.phase for glimpse in played.glimpses))
    clocks = [glimpse.hold.held_s for glimpse in played.glimpses if glimpse.hold is not None]

    assert ["setup", "moving_in", "hold", "release"] == phases
    assert all((glimpse.hold is not None) == (glimpse.phase == "hold") for glimpse in played.glimpses)
    assert clocks == sorted(clocks)
    assert 6.0 < clocks[-1] < 9.0


def test_checks_stand_from_the_way_in_on_and_stay_after_the_repetition(played: Played) -> None:
    first = next(n for n, glimpse in enumerate(played.glimpses) if glimpse.phase == "moving_in")

    assert not any(glimpse.checks for glimpse in played.glimpses[:first])
    assert all(glimpse.checks for glimpse in played.glimpses[first + 4 :])
    assert [(c.name, c.verdict) for c in played.glimpses[-1].checks if c.name != "both_sides"] == [
        (c.name, c.verdict) for c in played.repetitions[0].checks if c.name != "both_sides"
    ]


def test_skeletons_are_pixels_of_the_picture_with_what_is_known(played: Played) -> None:
    clip = clip_of_a_stop()
    people = played.glimpses[100].people

    assert {"recipient", "partner"} == set(people)
    for role, figure in (("recipient", clip.recipient), ("partner", clip.partner)):
        joints = people[role]
        assert joints is not None
        assert figure.xy[100] == pytest.approx(np.array([joint[:2] for joint in joints]), abs=0.06)
        assert {1} == {joint[2] for joint in joints}


def test_who_is_not_there_has_no_skeleton() -> None:
    clip = brief(fps=15.0, partner=False)
    take = take_of(None)
    glimpse = [take.see(each) for each in observed(clip)[:20]][-1]

    assert glimpse.people["recipient"] is not None
    assert None is glimpse.people["partner"]


def test_hidden_joints_are_shown_as_guessed() -> None:
    from drawn import ALL

    clip = brief(fps=15.0).hide(ALL[15:17])
    take = take_of(None)
    joints = [take.see(each) for each in observed(clip)[:30]][-1].people["recipient"]

    assert joints is not None
    assert [0, 0] == [joint[2] for joint in joints[15:17] if joint]
    assert 1 == joints[11][2]


# -- ends


def test_sides_may_be_taken_back_at_the_end(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")
    for each in observed(brief(fps=15.0))[:20]:
        take.see(each)
    take.close(sides=())

    assert take.recording is not None
    assert [] == Recording(take.recording).metadata["meant"]["sides"]
    assert 20 == len(analysed(take.recording).times_s)


def test_a_take_without_a_frame_leaves_no_recording(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")

    assert [] == list(take.close())
    assert None is take.recording
    assert None is take.failure
    assert [] == list((tmp_path / "1").iterdir())


def test_a_take_of_one_frame_is_a_recording(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")
    take.see(observed(brief(fps=15.0))[0])
    take.close()

    assert take.recording is not None
    assert 1 == len(list(Recording(take.recording)))


def test_frames_with_nobody_are_recorded_too(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")
    for n in range(40):
        glimpse = take.see(Observation(LATE_S + n / 15, n, ()))
    take.close()

    assert {"recipient": None, "partner": None} == glimpse.people
    assert take.recording is not None
    assert 40 == len(list(Recording(take.recording)))


def test_without_a_folder_nothing_is_recorded_and_nothing_is_missed() -> None:
    take = take_of(None)
    for each in observed(brief(fps=15.0))[:5]:
        take.see(each)
    take.close()

    assert (None, None) == (take.recording, take.failure)


# -- a disk that gives up


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond this: writing fails as on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def coached_without_recording(take: Take) -> None:
    """What is shown is what is shown with a recording."""
    plain = take_of(None)
    for each in observed(brief(fps=15.0))[:60]:
        mine, theirs = take.see(each, b"jpeg"), plain.see(each, b"jpeg")

        assert (theirs.time_s, theirs.phase, theirs.people) == (mine.time_s, mine.phase, mine.people)
    take.close()

    assert take.recording is None
    assert take.failure is not None
    assert take.failure.startswith("This stretch is not recorded: ")


def test_a_disk_that_is_full_at_the_end_costs_the_recording_and_leaves_nothing(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")
    with largest_file(1000):
        coached_without_recording(take)

    assert [] == list((tmp_path / "1").iterdir())


def test_a_disk_that_fills_up_on_the_way_costs_the_recording_and_coaching_goes_on(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")
    frames = observed(brief(fps=15.0))[:2]
    times = [n / 15 for n in range(320)]
    with largest_file(1000):
        for n, time_s in enumerate(times):
            glimpse = take.see(replace(frames[n % 2], time_s=time_s, frame=n))

    assert take.failure is not None
    assert times[-1] == pytest.approx(glimpse.time_s)
    assert [] == list((tmp_path / "1").iterdir())
    take.close()

    assert take.recording is None


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_folder_that_vanishes_costs_the_recording(tmp_path: Path) -> None:
    take = take_of(tmp_path / "1")
    shutil.rmtree(tmp_path / "1")
    coached_without_recording(take)


def test_a_folder_that_cannot_be_made_costs_the_recording(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    coached_without_recording(take_of(tmp_path / "file" / "1"))


@pytest.mark.parametrize(("width_px", "view"), [(1280.0, View("side", None)), (640.0, None)])
def test_where_the_camera_of_a_profile_stood_counts_for_pictures_of_its_shape_only(
    width_px: float, view: View | None
) -> None:
    camera = {"view": Known("side"), "width_px": Known(width_px), "height_px": Known(720.0)}
    settings = CalibratedSettings({}, "mine", Calibration(camera, {}))
    found = take_of(None, settings=settings)._session._settings.view()

    assert (view and view.kind) == (found and found.kind)
