"""Every stretch against everything a stretch promises."""

import inspect
from collections.abc import Callable

import pytest

import stretch_contract
from materials import MATERIALS
from protocols.stretch import Stretch
from protocols.stretches import STRETCHES
from protocols.types import EVENT_KINDS
from stretch_contract import ORDER

CLAIMS = [
    function
    for name, function in inspect.getmembers(stretch_contract, inspect.isfunction)
    if function.__module__ == stretch_contract.__name__ and function.__annotations__.get("return") is None
]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
@pytest.mark.parametrize("stretch", STRETCHES.values(), ids=lambda stretch: stretch.name)
def test_every_stretch_keeps_every_promise(stretch: Stretch, claim: Callable[[Stretch], None]) -> None:
    claim(stretch)


def test_the_contract_has_claims_and_each_says_what_it_claims() -> None:
    assert len(CLAIMS) >= 20
    assert all(claim.__doc__ for claim in CLAIMS)


def test_every_stretch_has_drawn_material() -> None:
    assert set(STRETCHES) == set(MATERIALS)


def test_names_are_those_the_outside_knows() -> None:
    assert set(STRETCHES) <= set(ORDER)
    assert all(name == stretch.name for name, stretch in STRETCHES.items())


def test_every_check_has_a_cue_and_no_cue_is_without_check() -> None:
    for stretch in STRETCHES.values():
        assert {name for name, _ in stretch.checks} == set(stretch.cues)


def test_every_stretch_says_where_it_comes_from() -> None:
    assert all(stretch.source for stretch in STRETCHES.values())


def test_event_kinds_are_the_closed_list() -> None:
    kinds = (
        "wrong_start off_path wrong_shoulder foot_up too_shallow not_drawn_in arms_off unstacked shoulder_lift "
        "not_centred ankle_slipped foot_not_lifted jerk too_fast bounce drift pushed_deeper hold_short hold_long "
        "stop_signal lost glitch"
    )

    assert kinds.split() == list(EVENT_KINDS)
