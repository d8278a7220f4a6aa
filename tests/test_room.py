"""The room between page and judges: questions, plan, stops, answers and pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from live_guest import STAGES, STEP, Guest
from live_scripts import brief
from stretchcheck.live import lines
from stretchcheck.live import plan as plans
from stretchcheck.live.archive import Archive
from stretchcheck.live.coach import Answer
from stretchcheck.live.engine import Seen as Picture
from stretchcheck.live.hearing import Heard
from stretchcheck.live.plan import Plan, default_plan
from stretchcheck.live.running import Closed, Stop
from stretchcheck.live.screening import QUESTIONS
from stretchcheck.live.state import state
from vision.types import Observation


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    return Guest(tmp_path)


# -- questions


def test_going_on_needs_every_answer(guest: Guest) -> None:
    for question in QUESTIONS[:-1]:
        guest.do("answer", id=question, yes=False)

    assert "Please answer every question." == guest.refused("screened")
    assert "prepare" == guest.do("answer", id=QUESTIONS[-1], yes=False).do("screened").room.stage


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_yes_refuses_the_session_until_a_new_one(question: str, guest: Guest) -> None:
    guest.do("answer", id=question, yes=True).do("screened")

    assert "refused" == guest.room.stage
    for name in ("prepared", "word_skip", "planned", "begin"):
        guest.refused(name)
    guest.do("new")

    assert ("screening", {}, None) == (guest.room.stage, guest.room.answers, guest.room.refusal)


def test_an_answer_may_be_changed_before_going_on(guest: Guest) -> None:
    guest.to("screening").do("answer", id=QUESTIONS[0], yes=True).do("answer", id=QUESTIONS[0], yes=False)
    for question in QUESTIONS[1:]:
        guest.do("answer", id=question, yes=False)

    assert "prepare" == guest.do("screened").room.stage


# -- the plan


def test_more_minutes_bring_back_what_fewer_took_away(guest: Guest) -> None:
    guest.to("plan").do(
        "plan", steps=[{**STEP, "hold_s": 45}, {"stretch": "spinal-twist", "side": "left", "hold_s": 30}]
    )
    whole = guest.room.plan
    guest.do("plan_minutes", minutes=1)

    assert 1 == len(guest.room.plan.steps)
    guest.do("plan_minutes", minutes=2.2)

    assert 2 == len(guest.room.plan.steps)
    assert whole != guest.room.plan
    guest.do("plan_minutes", minutes=60)

    assert whole == guest.room.plan


def test_a_plan_is_saved_where_the_server_keeps_it(guest: Guest) -> None:
    guest.to("plan").do("plan", steps=[STEP]).do("plan_save")

    assert guest.room.plan == plans.load(guest.room.plan_file)
    assert str(guest.room.plan_file) == guest.room.saved
    guest.do("plan", steps=[STEP, {**STEP, "side": "right"}])

    assert None is guest.room.saved


def test_a_plan_that_cannot_be_saved_is_a_line_for_the_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    guest = Guest(tmp_path, plan_file=tmp_path / "file" / "plan.toml").to("plan")

    assert guest.refused("plan_save").startswith("The plan could not be saved: ")


def test_a_plan_that_was_given_is_the_one_that_is_shown_first(tmp_path: Path) -> None:
    given_plan = Plan(default_plan().steps[:1])

    assert given_plan == Guest(tmp_path, plan=given_plan).room.plan


# -- stops


@pytest.mark.parametrize(("by", "told"), [("key", "key"), ("button", "button"), ("hammer", "button"), (None, "button")])
def test_a_stop_is_at_once_and_latched_until_it_is_released(by: Any, told: str, guest: Guest) -> None:
    guest.to("session").texts()
    guest.do("stop", by=by)

    assert told == guest.room.stop_latch.by  # type: ignore[union-attr]
    assert lines.STOP.text == guest.texts()[-1]
    for name in ("go_on", "skip"):
        assert "stopped" in guest.refused(name)
    assert "stopped" in guest.refused("score", value=3)
    guest.later(300.0)

    assert [] == guest.texts()
    assert state(guest.room, owner=True, voice="none")["stopped"]
    guest.do("release_stop")

    assert [lines.PAUSED.text] == guest.later(0.1).texts()
    assert "paused" == guest.coach.activity
    guest.do("go_on")

    assert "get_ready" == guest.coach.activity


def test_a_stop_at_the_camera_check_is_latched_too_and_nothing_begins_before_its_release(guest: Guest) -> None:
    guest.to("camera").do("stop", by="key")

    assert lines.STOP.text in guest.texts()
    assert "stopped" in guest.refused("begin")
    guest.do("release_stop").do("begin")

    assert "session" == guest.room.stage
    assert None is guest.room.stop_latch


@pytest.mark.parametrize("stage", STAGES)
def test_the_safe_word_stops_only_where_somebody_may_lie(stage: str, guest: Guest) -> None:
    guest.to(stage).texts()
    guest.room.heard(Heard("safe_word", "red lantern", 1.0))
    stopped = stage in ("camera", "session")

    assert stopped == (guest.room.stop_latch is not None)
    assert stopped == (lines.STOP.text in guest.texts())


def test_a_session_may_be_ended_while_stopped(guest: Guest) -> None:
    guest.to("session").do("stop", by="key").do("end")

    assert "after" == guest.room.stage
    assert "Stopped by a key." in state(guest.room, owner=True, voice="none")["after"]["lines"]


def test_a_new_session_knows_nothing_of_the_stop_before(guest: Guest) -> None:
    guest.to("camera").do("stop", by="key").do("release_stop").do("begin").do("stop", by="key").do("end").do("new")

    assert None is guest.room.stop_latch
    assert "session" == guest.to("session").room.stage


# -- answers


def test_a_score_by_voice_counts_only_while_it_was_asked_for(guest: Guest) -> None:
    guest.to("session")
    for kind, text in (("score", "9"), ("pain", "pain")):
        guest.room.heard(Heard(kind, text, 1.0))  # type: ignore[arg-type]

    assert [] == guest.coach.answers
    assert "get_ready" == guest.coach.activity
    guest.held(8.2)

    assert state(guest.room, owner=True, voice="none")["checkin"]
    guest.room.heard(Heard("score", "3", 2.0))

    assert [(3, "voice")] == [(each.score, each.by) for each in guest.coach.answers]
    guest.room.heard(Heard("score", "9", 3.0))

    assert 1 == len(guest.coach.answers)


def test_pain_by_voice_while_asked_ends_the_stretch(guest: Guest) -> None:
    guest.to("session").held(8.2).room.heard(Heard("pain", "pain", 2.0))

    assert "paused" == guest.coach.activity
    assert lines.PAIN.text in guest.texts()


def test_while_stopped_no_voice_answers(guest: Guest) -> None:
    guest.to("session").held(8.2).do("stop", by="key").room.heard(Heard("score", "9", 2.0))

    assert [] == guest.coach.answers


def test_pain_by_hand_ends_the_stretch_at_any_time_and_a_low_number_out_of_the_blue_is_nothing(guest: Guest) -> None:
    guest.to("session").do("score", value=6)

    assert [] == guest.coach.answers
    guest.do("score", value=7, by="key")

    assert ("paused", "key") == (guest.coach.activity, guest.coach.answers[0].by)
    guest.do("go_on").do("score", value="pain")

    assert ("paused", "click") == (guest.coach.activity, guest.coach.answers[1].by)


# -- what is kept


class Ledger(Archive):
    """An archive that only lists what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.failures: list[str] = []
        self.folder = None

    def begin(self, plan: Plan, **_: Any) -> None:
        self.told.append(("begin", len(plan.steps)))

    def check_in(self, given: Answer) -> None:
        self.told.append(("answer", given.score, given.by))

    def stop(self, stop: Stop) -> None:
        self.told.append(("stop", stop.by))

    def closed(self, takes: Sequence[Closed]) -> None:
        pass

    def end(self, *, stopped_by: str | None) -> None:
        self.told.append(("end", stopped_by))


def test_every_answer_and_every_stop_is_kept_once(tmp_path: Path) -> None:
    guest = Guest(tmp_path)
    ledger = guest.room.archive = Ledger()
    guest.to("session").held(8.2).do("score", value=2, by="key").later(1.0).later(1.0)
    guest.do("stop", by="button").later(5.0).do("release_stop").do("go_on").do("stop", by="key").do("end")

    assert [
        ("begin", 6), ("answer", 2, "key"), ("stop", "button"), ("stop", "key"), ("end", "key"),
    ] == ledger.told  # fmt: skip


def test_a_question_that_runs_out_is_kept_as_unanswered(tmp_path: Path) -> None:
    guest = Guest(tmp_path)
    ledger = guest.room.archive = Ledger()
    guest.to("session").held(8.2).later(40.0)

    assert ("answer", None, "none") == ledger.told[-1]


def test_when_the_plan_is_through_the_session_ends_by_itself(guest: Guest) -> None:
    guest.to("plan").do("plan", steps=[STEP]).do("planned").do("begin").do("skip").later(0.1)

    assert "after" == guest.room.stage
    assert lines.DONE.text in guest.texts()


# -- pictures


def shown(guest: Guest, count: int = 20) -> Mapping[str, Any]:
    for each in brief(fps=10.0).observations()[:count]:
        guest.clock.now_s += 0.1
        picture = Picture(replace(each, time_s=guest.room.now_s), (1280, 720), 120.0)
        told = guest.room.see(picture, b"")
    return told


@pytest.mark.parametrize("stage", STAGES)
def test_pictures_may_come_in_every_stage_and_are_judged_only_in_a_session(stage: str, guest: Guest) -> None:
    told = shown(guest.to(stage))

    assert told["people"]["recipient"]
    assert ("setup" if stage == "session" else None) == told["phase"]
    assert (7 if stage == "camera" else 0) == len(state(guest.room, owner=True, voice="none")["camera"]["checks"])


def test_the_camera_check_begins_anew_with_its_stage(guest: Guest) -> None:
    shown(guest.to("plan"))
    guest.do("planned")

    assert not guest.room.framing.ready("side")
    shown(guest)

    assert guest.room.framing.ready("side")


def test_while_stopped_pictures_are_frozen(guest: Guest) -> None:
    shown(guest.to("session"))
    guest.do("stop", by="key")
    told = shown(guest, 3)

    assert (True, None, None) == (told["frozen"], told["phase"], told["hold"])


def test_a_picture_with_nobody_is_answered(guest: Guest) -> None:
    told = guest.to("camera").room.see(Picture(Observation(1.0, 0, ()), (640, 360), 10.0), b"")

    assert {"recipient": None, "partner": None} == told["people"]
    assert [640, 360] == told["size"]


def test_a_session_begun_from_another_view_than_its_first_step_wants_begins_all_the_same(guest: Guest) -> None:
    shown(guest.to("plan").do("plan", steps=[STEP]).do("planned"), 60)

    assert "side" == guest.room.framing.view
    guest.do("begin")

    assert "get_ready" == guest.coach.activity
