"""The coach by scripts: rests, sides, skips, moves of the laptop, stops, and how it is."""

import pytest

from live_scripts import KNEE_LEFT, KNEE_RIGHT, TWIST_LEFT, Pair, check, repetition
from protocols.types import Verdict
from stretchcheck.live import lines
from stretchcheck.live.coach import REST_S
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


# -- how it is


def test_it_is_asked_early_in_a_hold_and_thanks_for_the_answer() -> None:
    pair = asked_pair().answer(3)
    (given,) = pair.coach.answers

    assert ("knee-to-chest", "left", 3, "key") == (given.stretch, given.side, given.score, given.by)
    assert None is pair.coach.asking_s
    assert "hold" == pair.coach.activity
    assert lines.NOTED == pair.said[-1][1]
    assert [3] == pair.coach.turn.scores


def test_a_question_that_nobody_answers_ends_nine_seconds_after_it_was_spoken() -> None:
    pair = asked_pair()
    asked_s = pair.times(lines.ASK)[-1]
    pair.hold(22.0, 8.2)
    (given,) = pair.coach.answers

    assert (None, "none") == (given.score, given.by)
    assert 10.5 < given.at_s - asked_s < 12.5


@pytest.mark.parametrize("without_frames", [True, False])
def test_a_question_also_ends_when_no_frames_come(without_frames: bool) -> None:
    pair = asked_pair()
    pair = pair.tick(13.0) if without_frames else pair.play(13.0)

    assert [None] == [given.score for given in pair.coach.answers]


def test_who_answered_in_the_hold_is_not_asked_again_after_it() -> None:
    pair = asked_pair().answer(2).hold(31.0, 8.2).play(3.0, "release").finish()

    assert 1 == len(pair.times(lines.ASK))


def test_who_did_not_answer_is_asked_again_after_the_repetition() -> None:
    pair = asked_pair().hold(31.0, 8.2).play(3.0, "release").finish()

    assert 2 == len(pair.times(lines.ASK))


def test_an_answer_of_the_first_repetition_does_not_stand_for_the_second() -> None:
    pair = asked_pair().answer(2).hold(31.0, 8.2).play(3.0, "release").finish().tick(REST_S + 0.5)
    pair.play(4.0).play(5.0, "moving_in").hold(4.0).play(2.0, "release").finish(held_s=4.0)

    assert 2 == len(pair.times(lines.ASK))


def test_who_is_just_being_asked_is_not_asked_over() -> None:
    pair = asked_pair().play(2.0, "release").finish(held_s=8.0)

    assert 1 == len(pair.times(lines.ASK))
    assert None is not pair.coach.asking_s


def test_an_answer_belongs_to_the_step_that_was_asked_about() -> None:
    pair = asked_pair().play(1.0, "release").finish(held_s=8.0)
    pair.coach.go_on(pair.now_s)
    pair.answer(4)

    assert [("left", 4)] == [(given.side, given.score) for given in pair.coach.answers]
    assert [[4], []] == [turn.scores for turn in pair.coach.turns]


@pytest.mark.parametrize("value", [7, 8, 9, 10, "pain"])
def test_seven_or_more_or_pain_ends_the_stretch_and_goes_on_only_when_told(value: object) -> None:
    pair = asked_pair().answer(value)

    assert lines.PAIN == pair.said[-1][1]
    assert "paused" == pair.coach.activity
    assert (True, "ended: pain" if value == "pain" else f"ended: {value} of 10") == results(pair)[0]
    pair.play(3.0, "release").finish(repetition(KNEE_LEFT, 9.0)).tick(300.0)

    assert "paused" == pair.coach.activity
    assert lines.PAIN == pair.said[-1][1]
    pair.coach.go_on(pair.now_s)

    assert ("get_ready", "right") == (pair.coach.activity, pair.coach.turn.step.side)


@pytest.mark.parametrize("value", [0, 6])
def test_up_to_six_is_tension_and_goes_on(value: int) -> None:
    pair = asked_pair().answer(value)

    assert "hold" == pair.coach.activity
    assert [] == pair.times(lines.PAIN)


@pytest.mark.parametrize("phase", ["setup", "moving_in", "release"])
def test_pain_may_be_said_at_any_time(phase: str) -> None:
    pair = Pair().play(4.0, phase).answer("pain", by="voice")

    assert "paused" == pair.coach.activity
    assert [(10, "voice")] == [(given.score, given.by) for given in pair.coach.answers]


# -- steps


def test_after_a_repetition_there_is_a_rest_and_then_the_next_step() -> None:
    pair = held_back(asked_pair().answer(1).hold(31.0, 8.2).play(3.0, "release").finish())

    assert ("rest", REST_S) == (pair.coach.activity, pair.coach.rest_left_s)
    pair.tick(REST_S - 0.5)

    assert "rest" == pair.coach.activity
    pair.tick(1.0)

    assert ("get_ready", 1) == (pair.coach.activity, pair.coach.number)
    assert [lines.CHANGE.text, lines.get_ready("knee-to-chest", "right")[0].text] == pair.texts()[:2]
    assert None is pair.coach.rest_left_s


def test_going_on_cuts_a_rest_short_and_does_nothing_else_at_other_times() -> None:
    pair = Pair().repeat()
    pair.coach.go_on(pair.now_s)

    assert ("get_ready", 1) == (pair.coach.activity, pair.coach.number)
    for _ in range(3):
        pair.coach.go_on(pair.now_s)
    pair.play(4.0).play(5.0, "moving_in").hold(3.0)
    pair.coach.go_on(pair.now_s)

    assert ("hold", 1) == (pair.coach.activity, pair.coach.number)


def test_the_other_side_first_is_accepted_and_the_first_one_comes_next() -> None:
    pair = Pair().repeat(side="right")

    assert [(False, None), (True, "31 s held")] == results(pair)
    assert 1 == len(pair.times(lines.OTHER_SIDE))
    assert KNEE_LEFT == pair.coach.turn.step
    pair.tick(REST_S + 10)

    assert ("get_ready", "left") == (pair.coach.activity, pair.coach.turn.step.side)
    pair.repeat(side="left").tick(REST_S + 10)

    assert "done" == pair.coach.activity


def test_a_side_that_could_not_be_told_is_taken_for_the_one_that_was_asked_for() -> None:
    assert [(True, "31 s held"), (False, None)] == results(Pair().repeat(side=None))


def test_a_side_that_is_not_planned_fulfils_no_step() -> None:
    pair = Pair((KNEE_LEFT,)).repeat(side="right")

    assert [(False, None)] == results(pair)
    pair.tick(REST_S + 10)

    assert "get_ready" == pair.coach.activity


def test_the_laptop_is_to_be_moved_when_the_next_step_wants_another_view() -> None:
    pair = Pair(THREE).repeat().tick(REST_S + 10).repeat().tick(REST_S + 10)

    assert ("move_camera", 2) == (pair.coach.activity, pair.coach.number)
    assert lines.MOVE == pair.said[-1][1]
    pair.tick(600.0)

    assert "move_camera" == pair.coach.activity
    pair.coach.camera_moved(pair.now_s)

    assert "get_ready" == pair.coach.activity


@pytest.mark.parametrize("view", ["side", "oblique", "foot-end", None])
def test_wherever_the_camera_stood_at_first_it_is_moved_once_for_the_second_view(view: str | None) -> None:
    pair = Pair(THREE, view=view)
    if view not in ("side", None):
        assert "move_camera" == pair.coach.activity
        pair.coach.camera_moved(pair.now_s)
    pair.repeat().tick(REST_S + 10).repeat().tick(REST_S + 10)

    assert ("move_camera", 2) == (pair.coach.activity, pair.coach.number)


def test_a_view_that_is_right_for_three_seconds_needs_no_button() -> None:
    pair = Pair((TWIST_LEFT,), view="side")
    for _ in range(5):
        pair.view = "oblique"
        pair.play(2.9)
        pair.view = "unknown"
        pair.play(0.1)

    assert "move_camera" == pair.coach.activity
    pair.view = "oblique"
    pair.play(3.1)

    assert "get_ready" == pair.coach.activity
    assert 1 == len(pair.times(lines.MOVED))


def test_what_was_stopped_is_paused_says_nothing_more_and_its_step_is_undone() -> None:
    pair = Pair().play(4.0).play(5.0, "moving_in").hold(10.0)
    pair.coach.score(pair.now_s, 2, by="key")
    pair.coach.stopped(pair.now_s)

    assert [] == pair.listen()
    assert ("paused", None) == (pair.coach.activity, pair.coach.asking_s)
    held_back(pair).hold(31.0, 10.0).play(3.0, "release").tick(60.0)

    assert [] == pair.said
    assert (False, None) == results(pair)[0]
    pair.coach.go_on(pair.now_s)

    assert ("get_ready", 0) == (pair.coach.activity, pair.coach.number)
    pair.repeat()

    assert (True, "31 s held") == results(pair)[0]
    assert 1 == len(pair.times(lines.HOLD))


def test_a_step_may_be_skipped_from_any_activity() -> None:
    for before in (Pair(), Pair().play(3.0, "moving_in"), Pair().play(3.0, "moving_in").hold(9.0)):
        before.coach.skip(before.now_s)

        assert [(True, "left out"), (False, None)] == results(before)
        assert ("get_ready", 1) == (before.coach.activity, before.coach.number)


def test_skipping_a_step_in_its_rest_keeps_its_result() -> None:
    pair = Pair().repeat()
    pair.coach.skip(pair.now_s)

    assert (True, "31 s held") == results(pair)[0]
    assert 1 == pair.coach.number


def test_when_all_is_skipped_it_is_done() -> None:
    pair = Pair(THREE)
    for _ in range(5):
        pair.coach.skip(pair.now_s)
    pair.listen()

    assert "done" == pair.coach.activity
    assert 1 == len(pair.times(lines.DONE))
    assert None is pair.coach.next_step


def test_what_comes_next_is_the_next_step_that_is_not_done() -> None:
    pair = Pair(THREE)

    assert KNEE_RIGHT == pair.coach.next_step
    pair.repeat(side="right")

    assert TWIST_LEFT == pair.coach.next_step


def test_advice_is_said_in_the_rest_one_a_repetition() -> None:
    advice = [
        check("partner_place", Verdict.OK, None, scored=False),
        check("partner_back", Verdict.WARN, "Straight back.", scored=False),
        check("partner_hands", Verdict.WARN, "Hands.", scored=False),
        check("depth", Verdict.WARN, "Deeper.", scored=True),
    ]
    pair = Pair().repeat(checks=advice)

    assert ["Straight back."] == pair.texts("advice")
