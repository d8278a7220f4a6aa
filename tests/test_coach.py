"""The coach by scripts: what it says and does of what it sees and is told, on media time alone."""

from itertools import pairwise

import pytest

from live_scripts import KNEE_LEFT, KNEE_RIGHT, TWIST_LEFT, Pair, check, clock
from protocols.hold import Status
from protocols.types import Event, PhaseName, Verdict
from stretchcheck.live import lines
from stretchcheck.live.coach import REST_S, Seen
from stretchcheck.live.plan import Step

THREE = (KNEE_LEFT, KNEE_RIGHT, TWIST_LEFT)
MINUTE = Step("knee-to-chest", "left", 60.0)


def results(pair: Pair) -> list[tuple[bool, str | None]]:
    return [(turn.done, turn.result) for turn in pair.coach.turns]


def asked_pair(*steps: Step) -> Pair:
    """Eight seconds into a hold, just asked."""
    pair = Pair(steps or (KNEE_LEFT, KNEE_RIGHT)).play(4.0).play(5.0, "moving_in").hold(8.2)
    assert pair.coach.asking_s is not None
    return pair


def held_back(pair: Pair) -> Pair:
    """Everything after the first lines, so that only what follows is kept."""
    pair.said.clear()
    return pair


# -- the whole course


def test_a_session_says_its_lines_in_their_order() -> None:
    """Two sides, calmly done: this is what the pair hears, advice left out."""
    pair = Pair().play(6.0).play(5.0, "moving_in").hold(30.5).play(3.0, "release").finish().play(REST_S + 4.0)
    pair.play(20.0).play(5.0, "moving_in").hold(30.5).play(3.0, "release").finish().play(REST_S + 4.0)
    one = [
        lines.HOLD, lines.ASK, lines.HALF, *lines.COUNTS.values(), lines.guide_back("knee-to-chest"), lines.REST,
    ]  # fmt: skip
    left = [*lines.get_ready("knee-to-chest", "left"), *one, lines.ASK]
    right = [lines.CHANGE, *lines.get_ready("knee-to-chest", "right"), *one, lines.ASK, lines.DONE]
    breaths = {lines.BREATHE_IN, lines.ON, lines.EASE, *(lines.guide_in("knee-to-chest", s) for s in ("left", "right"))}

    assert [*left, *right] == [line for _, line in pair.said if line not in breaths]
    assert "done" == pair.coach.activity
    assert [(True, "30 s held")] * 2 == results(pair)


def test_the_way_in_is_guided_with_the_breath_going_out() -> None:
    pair = Pair().play(30.0)
    said = [line for _, line in pair.said]
    inward, out = said.index(lines.BREATHE_IN), said.index(lines.guide_in("knee-to-chest", "left"))

    assert 3 == inward < out
    assert pair.times(lines.guide_in("knee-to-chest", "left"))[0] - pair.times(lines.BREATHE_IN)[0] >= 4.0


def test_who_begins_to_move_before_a_breath_was_guided_breathes_out_first() -> None:
    pair = Pair().play(1.0).play(40.0, "moving_in")
    said = [line for _, line in pair.said]

    assert said.index(lines.guide_in("knee-to-chest", "left")) < said.index(lines.BREATHE_IN)


def test_on_the_way_in_they_are_told_once_to_stop_where_it_resists() -> None:
    pair = Pair().play(20.0).play(25.0, "moving_in")

    assert 1 == len(pair.times(lines.EASE))


def test_hold_is_said_once_a_repetition_however_often_it_flickers() -> None:
    pair = Pair().play(4.0).play(3.0, "moving_in")
    for _ in range(4):
        pair.hold(2.0).play(0.5, "moving_in")

    assert 1 == len(pair.times(lines.HOLD))
    pair.hold(31.0).play(3.0, "release").finish().tick(REST_S + 1).repeat()

    assert 2 == len(pair.times(lines.HOLD))


@pytest.mark.parametrize("fps", [5.0, 15.0, 30.0])
@pytest.mark.parametrize("step", [KNEE_LEFT, TWIST_LEFT, MINUTE], ids=lambda s: f"{s.hold_s:g}")
def test_halfway_five_to_one_and_letting_go_come_once_and_late_by_a_frame_at_most(step: Step, fps: float) -> None:
    pair = Pair((step,), view=step.view, fps=fps).play(4.0).play(5.0, "moving_in")
    from_s = pair.now_s
    pair.hold(step.hold_s + 3.0)
    due = {lines.HALF: step.hold_s / 2, lines.guide_back(step.stretch): step.hold_s}
    due |= {line: step.hold_s - n for n, line in lines.COUNTS.items()}

    for line, at_s in due.items():
        (said_s,) = pair.times(line)
        assert -1e-6 <= said_s - from_s - at_s <= 1 / fps + 1e-6


def test_in_the_last_five_seconds_there_are_counts_only() -> None:
    """Faults, warnings and sudden pulls that last the whole hold."""
    cues = [check("knee_path", Verdict.FAULT, "Path."), check("same_side", Verdict.WARN, "Side.")]
    pair = Pair((MINUTE,)).play(4.0).play(5.0, "moving_in")
    from_s = pair.now_s
    for n in range(1, 60 * 30):
        kinds = ("off_path", "jerk", "bounce", "drift")
        events = [Event(kind, pair.now_s - 0.1, pair.now_s, who="partner") for kind in kinds]
        pair.see(Seen("hold", clock(n / 30), checks=cues, events=events, view="side"))
    late = [line.kind for time_s, line in pair.said if time_s - from_s >= 55.0 - 0.01]
    corrections = [time_s for time_s, line in pair.said if line.kind == "warn"]

    assert ["count"] * 5 == late
    assert len(corrections) > 5
    assert all(b - a >= 5.0 - 1e-6 for a, b in pairwise(corrections))


@pytest.mark.parametrize("phase", ["moving_in", "hold", "release"])
def test_a_sudden_pull_is_told_at_once_on_the_way_in_in_the_hold_and_on_the_way_out(phase: PhaseName) -> None:
    pair = Pair().play(4.0).play(3.0, "moving_in").hold(3.0) if phase != "moving_in" else Pair().play(4.0)
    from_s = pair.now_s
    pair.play(0.3, phase, hold=clock(3.0), events=[Event("jerk", from_s, from_s + 0.2, who="partner")])

    assert [from_s] == pytest.approx(pair.times(lines.SOONER["jerk"]), abs=0.04)


def test_what_the_set_up_shows_is_not_corrected() -> None:
    """Checks of the last repetition still stand then."""
    pair = Pair().play(20.0, checks=[check("knee_path", Verdict.WARN, "Path.")])

    assert [] == pair.texts("warn")


# -- early, late, unseen, absent


def test_a_hold_that_is_left_early_is_told_and_counts_as_far_as_it_went() -> None:
    pair = Pair().play(4.0).play(5.0, "moving_in").hold(12.0).play(3.0, "release").finish(held_s=12.0)

    assert 1 == len(pair.times(lines.EARLY))
    assert [] == pair.times(lines.COUNTS[5])
    assert (True, "12 s held") == results(pair)[0]


def test_a_hold_that_was_long_enough_is_not_early() -> None:
    assert [] == Pair().repeat(29.2).times(lines.EARLY)


def test_a_repetition_without_hold_leaves_the_step_to_be_done() -> None:
    pair = Pair().play(4.0).play(5.0, "moving_in").finish(held_s=0.0)

    assert (False, None) == results(pair)[0]


def test_pictures_that_stop_are_told_once_and_end_all_guiding() -> None:
    pair = Pair().play(12.0).play(4.0, "moving_in")
    before = len(pair.said)
    pair.tick(1.5)

    assert lines.BLIND not in [line for _, line in pair.said]
    pair.tick(60.0)

    assert [lines.BLIND] == [line for _, line in pair.said[before:] if line not in (lines.BREATHE_IN, lines.ON)]
    pair.play(0.5, "moving_in")

    assert lines.SEEN in [line for _, line in pair.said[before:]]


def test_a_movement_that_comes_to_nothing_begins_anew() -> None:
    pair = Pair().play(10.0).play(3.0, "moving_in").hold(26.0).play(2.0)

    assert "get_ready" == pair.coach.activity
    assert [False, False] == [done for done, _ in results(pair)]
    pair.play(5.0, "moving_in").hold(31.0)

    assert 2 == len(pair.times(lines.HOLD))
    assert 2 == len(pair.times(lines.COUNTS[5]))


def test_a_release_that_is_no_repetition_begins_anew_too() -> None:
    pair = Pair().play(10.0).play(3.0, "moving_in").hold(31.0).play(2.0, "release").play(2.0)

    assert "get_ready" == pair.coach.activity
    pair.play(5.0, "moving_in").hold(31.0)

    assert 2 == len(pair.times(lines.HOLD))
    assert 2 == len(pair.times(lines.guide_back("knee-to-chest")))


def test_out_of_sight_the_count_waits_and_is_told_once() -> None:
    pair = Pair().play(4.0).play(5.0, "moving_in").hold(26.5).unseen(20.0, 26.5).hold(31.0, 26.5)
    gone, back = pair.times(lines.UNSEEN), pair.times(lines.SEEN)

    assert 1 == len(gone) == len(back)
    assert 20.0 - 3.0 == pytest.approx(back[0] - gone[0], abs=0.1)
    assert pair.times(lines.COUNTS[3])[0] - pair.times(lines.COUNTS[4])[0] == pytest.approx(21.0, abs=0.1)
    assert all(1 == len(pair.times(line)) for line in lines.COUNTS.values())


def test_nobody_in_the_picture_is_told_after_five_seconds_and_then_seldom() -> None:
    pair = Pair().play(20.0)
    from_s = pair.now_s
    pair.play(4.9, present=False)

    assert [] == pair.times(lines.NOBODY)
    pair.play(30.0, present=False)

    assert [5.0, 20.0] == pytest.approx([time_s - from_s for time_s in pair.times(lines.NOBODY)], abs=0.1)


def test_who_comes_and_goes_is_not_told() -> None:
    pair = Pair()
    for _ in range(10):
        pair.play(4.0, present=False).play(0.1)

    assert [] == pair.times(lines.NOBODY)


def test_who_does_not_begin_is_reminded_every_half_minute() -> None:
    times = Pair().play(100.0).times(lines.REMIND)

    assert [30.0, 60.0, 90.0] == pytest.approx(times, abs=0.2)


# -- time


def test_media_time_alone_counts_a_shift_changes_nothing() -> None:
    def told(start_s: float) -> list[tuple[float, str]]:
        pair = Pair(THREE, start_s=start_s).repeat().tick(REST_S + 1).play(8.0).play(6.0, "moving_in").hold(9.0)
        pair.answer(4).unseen(5.0, 9.0).hold(31.0, 9.0).play(3.0, "release").finish().tick(REST_S + 1)
        return [(time_s, line.text) for time_s, line in pair.said]

    now, later = told(0.0), told(4096.0)

    assert [text for _, text in now] == [text for _, text in later]
    assert [time_s for time_s, _ in now] == pytest.approx([time_s for time_s, _ in later], abs=0.11)


def test_nothing_is_said_twice_when_ticks_come_between_frames() -> None:
    def told(*, ticks: bool) -> list[str]:
        pair = Pair(fps=10.0).play(6.0)
        for n in range(1, 320):
            pair.see(Seen("hold", clock(n / 10), view="side"))
            if ticks:
                pair.coach.tick(pair.now_s + 0.05)
                pair.listen()
        return pair.texts()

    assert told(ticks=False) == told(ticks=True)


def test_a_pause_without_frames_is_no_time_held() -> None:
    pair = Pair().play(4.0).play(5.0, "moving_in").hold(10.0).tick(60.0)

    assert [] == pair.times(lines.HALF)
    assert "hold" == pair.coach.activity
    pair.hold(31.0, 10.0)

    assert 1 == len(pair.times(lines.HALF))


def test_an_unseen_clock_is_not_taken_for_out_of_pose() -> None:
    pair = Pair().play(4.0).play(5.0, "moving_in").hold(10.0)
    pair.play(10.0, "hold", hold=clock(10.0, Status.OUT_OF_POSE))

    assert [] == pair.times(lines.UNSEEN)
