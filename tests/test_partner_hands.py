"""Advice about the partner's hands: where they belong, for how long, and what a hidden hand leaves open."""

import numpy as np
import pytest

from bodies import OTHER, Array, joint
from helping import (
    AWAY,
    END,
    FPS,
    HELD,
    ONSET,
    STRETCHED,
    advice,
    clip_of,
    hidden,
    holding,
    kneeling,
    recipient,
    with_hands,
)
from vision.joints import Joint


@pytest.mark.parametrize("stretch", STRETCHED)
@pytest.mark.parametrize("hand", ["left", "right"])
def test_a_hand_that_is_elsewhere_is_missed(stretch: str, hand: str) -> None:
    lies = recipient(both=stretch != "knee-to-chest")
    helps = holding(lies, kneeling(), stretch)
    off = with_hands(helps, {hand: joint(helps, hand, "wrist") + AWAY})
    check = advice(clip_of(lies, off), stretch)["partner_hands"]

    assert ("warn", "shanks") == (check.verdict, check.unit)
    assert check.value > 0.6


def test_hands_at_the_ankles_do_not_hold_the_knees() -> None:
    lies = recipient(both=True)
    ankles = {side: joint(lies, side, "ankle") for side in OTHER}

    assert "warn" == advice(clip_of(lies, with_hands(kneeling(), ankles)), "spinal-twist")["partner_hands"].verdict


def test_either_hand_may_be_at_either_place() -> None:
    lies = recipient()
    swapped = with_hands(kneeling(), {"right": joint(lies, "right", "knee"), "left": joint(lies, "right", "ankle")})

    assert "ok" == advice(clip_of(lies, swapped))["partner_hands"].verdict


def test_two_hands_at_the_knee_leave_the_ankle() -> None:
    lies = recipient()
    knee = joint(lies, "right", "knee")

    assert (
        "warn" == advice(clip_of(lies, with_hands(kneeling(), {"left": knee, "right": knee})))["partner_hands"].verdict
    )


@pytest.mark.parametrize(("off_s", "verdict"), [(0.7, "ok"), (2.0, "warn")])
def test_hands_must_be_off_for_a_second_to_be_lost(off_s: float, verdict: str) -> None:
    lies = recipient()
    helps = holding(lies, kneeling())
    gone = np.zeros((END, 1))
    gone[HELD + 60 : HELD + 60 + round(off_s * FPS)] = 1.0
    check = advice(clip_of(lies, with_hands(helps, {"left": joint(helps, "left", "wrist") + gone * AWAY})))

    assert verdict == check["partner_hands"].verdict
    assert verdict == "ok" or HELD / FPS + 2.0 == pytest.approx(check["partner_hands"].at_s, abs=0.1)


def test_hands_that_come_late_on_the_way_in_are_not_lost_before() -> None:
    lies = recipient()
    helps = holding(lies, kneeling())
    late = (np.arange(END)[:, None] < ONSET + 50) * AWAY
    never = with_hands(helps, {hand: joint(helps, hand, "wrist") + AWAY for hand in OTHER})

    clip = clip_of(lies, with_hands(helps, {hand: joint(helps, hand, "wrist") + late for hand in OTHER}))

    assert "ok" == advice(clip)["partner_hands"].verdict
    assert "warn" == advice(clip_of(lies, never))["partner_hands"].verdict


def test_hands_that_are_near_but_may_not_hold_are_unknown() -> None:
    lies = recipient()
    helps = holding(lies, kneeling())
    near = with_hands(helps, {"right": joint(helps, "right", "wrist") + [0.0, 0.0, -0.22]})
    check = advice(clip_of(lies, near))["partner_hands"]

    assert ("unknown", True) == (check.verdict, check.why_unknown.startswith("The hands are near"))


def test_one_hand_far_from_everything_is_enough_to_miss_a_hand() -> None:
    lies = recipient()
    helps = holding(lies, kneeling())
    off = with_hands(helps, {"left": joint(helps, "left", "wrist") + AWAY})
    right = [Joint.RIGHT_WRIST, Joint.RIGHT_INDEX]

    assert "warn" == advice(hidden(clip_of(lies, off), right))["partner_hands"].verdict
    assert "unknown" == advice(hidden(clip_of(lies, helps), right))["partner_hands"].verdict


def test_both_hands_seen_to_hold_are_enough_whatever_else_is_hidden() -> None:
    """Without the hip the thigh has no place, and the hand at the ankle might be at the thigh as well."""
    lies = recipient()
    clip = clip_of(lies, holding(lies, kneeling())).hide([Joint.RIGHT_HIP], ONSET / FPS)

    assert "ok" == advice(clip)["partner_hands"].verdict


def test_a_place_that_is_hidden_may_be_where_the_hand_is() -> None:
    """Of two knees one is hidden: a hand at the other one holds, a hand elsewhere may be at the hidden one."""
    lies = recipient(both=True)
    knee = joint(lies, "right", "knee")
    at_it, off = (with_hands(kneeling(), {"left": place, "right": place}) for place in (knee, knee + AWAY))

    def seen(helps: Array) -> str:
        return str(advice(clip_of(lies, helps).hide([Joint.LEFT_KNEE]), "spinal-twist")["partner_hands"].verdict)

    assert ("ok", "unknown") == (seen(at_it), seen(off))
