"""Commands to the room: which one means something when, and that nothing a page says can break it."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live_guest import STAGES, STEP, Guest
from stretchcheck.live.room import COMMANDS, CommandError, Room
from stretchcheck.live.screening import QUESTIONS
from stretchcheck.live.state import state

FIELDS: Mapping[str, Sequence[str]] = {
    "hello": ("voices", "microphone", "camera"), "answer": ("id", "yes"), "plan": ("steps",), "mute": ("on",),
    "plan_minutes": ("minutes",), "score": ("value", "by"), "stop": ("by",), "keep_video": ("on",),
    "word": ("phrase",),
}  # fmt: skip
WHERE: Mapping[str, str] = {name: (stages or ("screening",))[0] for name, stages in COMMANDS.items()}


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    return Guest(tmp_path)


# -- stages


def test_the_usual_way_leads_from_the_questions_to_the_report(guest: Guest) -> None:
    guest.to("after")

    assert state(guest.room, owner=True, voice="none")["after"]["lines"]


@pytest.mark.parametrize("stage", STAGES)
def test_every_command_out_of_place_is_refused_with_a_line_and_changes_nothing(stage: str, guest: Guest) -> None:
    guest.to(stage)
    before = state(guest.room, owner=True, voice="none")
    for name, stages in COMMANDS.items():
        if stages and stage not in stages:
            text = guest.refused(name, yes=True, id=QUESTIONS[0], steps=[STEP], minutes=10, value=3, on=True)

            assert text.endswith(".")
            assert stage in text
    assert before == state(guest.room, owner=True, voice="none")


@pytest.mark.parametrize(
    "name", ["", "nothing", "__init__", "heard", "_end", None, 3, True, ["end"], {"do": "end"}, math.nan]
)
def test_what_is_no_command_is_refused(name: Any, guest: Guest) -> None:
    assert guest.refused(name).startswith("Expected a command, but got ")


def test_every_command_has_a_doing() -> None:
    doings = {name.removeprefix("_do_") for name in vars(Room) if name.startswith("_do_")}

    assert doings == set(COMMANDS)


@pytest.mark.parametrize("stage", STAGES)
def test_the_state_can_be_told_in_every_stage(stage: str, guest: Guest) -> None:
    told = state(guest.to(stage).room, owner=True, voice="none")

    assert stage == told["stage"]
    assert json.loads(json.dumps(told, allow_nan=False)) == told


# -- hostile values

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, -1, 1e308]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
A_FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "word"])
@A_FEW
@given(data=st.data())
def test_no_value_raises_anything_but_a_refusal(name: str, data: st.DataObject, tmp_path: Path) -> None:
    guest = Guest(tmp_path)
    guest.to(WHERE[name])
    fields = {field: data.draw(JSON | st.sampled_from([True, "key", "granted", 3, [STEP]])) for field in FIELDS[name]}
    try:
        guest.do(name, **fields)
    except CommandError as refusal:
        told = str(refusal)
    else:
        told = ""

    assert 300 > len(told)
    assert state(guest.room, owner=True, voice="none")
    guest.later(1.0)


@pytest.mark.parametrize(
    "phrase", [None, 3, [], {}, "", " ", "a", "x" * 81, "\x00", "no", "\ud800", "halfway", "🙂 🙂"]
)
def test_a_phrase_that_will_not_do_is_refused(phrase: Any, guest: Guest) -> None:
    assert guest.to("word").refused("word", phrase=phrase)
    assert None is guest.room.word.phrase


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("answer", {"id": "nothing", "yes": False}), ("answer", {"id": QUESTIONS[0]}),
        ("answer", {"id": QUESTIONS[0], "yes": "no"}), ("answer", {"id": QUESTIONS[0], "yes": 0}),
        ("answer", {"id": [QUESTIONS[0]], "yes": False}),
        ("plan", {}), ("plan", {"steps": []}), ("plan", {"steps": [{**STEP, "hold_s": math.nan}]}),
        ("plan", {"steps": [STEP] * 25}), ("plan_minutes", {}), ("plan_minutes", {"minutes": math.nan}),
        ("plan_minutes", {"minutes": math.inf}), ("plan_minutes", {"minutes": 0}), ("plan_minutes", {"minutes": 121}),
        ("plan_minutes", {"minutes": True}), ("plan_minutes", {"minutes": "12"}), ("score", {}),
        ("score", {"value": 11}), ("score", {"value": -1}), ("score", {"value": 3.0}), ("score", {"value": "3"}),
        ("score", {"value": True}), ("score", {"value": math.nan}), ("score", {"value": "Pain"}),
        ("mute", {}), ("mute", {"on": 1}), ("keep_video", {"on": "yes"}), ("hello", {}),
        ("hello", {"voices": 2.5, "microphone": "none", "camera": "none"}),
        ("hello", {"voices": 1, "microphone": "maybe", "camera": "none"}),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_changes_nothing(name: str, fields: Mapping[str, Any], guest: Guest) -> None:
    guest.to(WHERE[name])
    before = state(guest.room, owner=True, voice="none")

    assert guest.refused(name, **fields)
    assert before == state(guest.room, owner=True, voice="none")
