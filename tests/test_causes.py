"""Who caused a jerk: the partner whose hand goes along, the recipient alone, or it cannot be told."""

import numpy as np
import pytest

from bodies import OTHER, Array, joint
from courses import minimum_jerk
from helping import (
    AWAY,
    END,
    FPS,
    HANDS,
    HELD,
    ONSET,
    clip_of,
    context,
    hidden,
    kneeling,
    middle_of_thigh,
    recipient,
    with_hands,
)
from protocols.causes import who_moved
from vision.joints import Joint

START, STOP = HELD + 60, HELD + 70
SIDE_HANDS = {side: tuple(hand for hand in HANDS if hand.name.startswith(side.upper())) for side in OTHER}


def jolted(*, both: bool = False, deg: float = 18.0) -> Array:
    """Someone lying whose leg jumps into the stretch within a third of a second."""
    return recipient(both=both, jolt_deg=deg * minimum_jerk((np.arange(END) - START) / (STOP - START)))


def at_leg(lies: Array, side: str = "right") -> dict[str, Array]:
    return {"left": joint(lies, side, "knee"), "right": joint(lies, side, "ankle")}


def frozen(places: dict[str, Array]) -> dict[str, Array]:
    """The same hands, kept still while the leg jumps."""
    kept = {hand: place.copy() for hand, place in places.items()}
    for place in kept.values():
        place[START - 5 : STOP + 5] = place[(START + STOP) // 2]
    return kept


def who(
    lies: Array,
    places: dict[str, Array],
    *,
    blind: tuple[Joint, ...] = (),
    stretch: str = "knee-to-chest",
    **noise: float,
) -> str:
    clip = hidden(clip_of(lies, with_hands(kneeling(), places), **noise), blind)
    found = who_moved(context(clip, stretch), START, STOP)

    assert found == who_moved(context(clip.mirrored(), stretch, "left"), START, STOP)
    return found


def test_a_hand_that_goes_along_with_the_leg_is_the_partners() -> None:
    lies = jolted()

    assert "partner" == who(lies, at_leg(lies))


@pytest.mark.parametrize("hand", ["left", "right"])
def test_one_hand_that_goes_along_is_enough(hand: str) -> None:
    lies = jolted()

    assert "partner" == who(lies, at_leg(lies), blind=SIDE_HANDS[OTHER[hand]])
    assert "partner" == who(lies, at_leg(lies) | {OTHER[hand]: at_leg(lies)["left"] + AWAY})


def test_hands_off_the_leg_leave_the_recipient() -> None:
    lies = jolted()

    assert "recipient" == who(lies, {hand: place + AWAY for hand, place in at_leg(lies).items()})


def test_hands_that_rest_on_the_leg_without_moving_leave_the_recipient() -> None:
    lies = jolted()

    assert "recipient" == who(lies, frozen(at_leg(lies)))


def test_a_hand_at_the_thigh_goes_half_the_way_of_the_knee_and_is_still_the_partners() -> None:
    lies = jolted()
    thigh = middle_of_thigh(lies, "right")

    assert "partner" == who(lies, {"left": thigh, "right": thigh + AWAY})


def test_a_hand_that_goes_against_the_leg_did_not_move_it() -> None:
    lies = jolted(deg=10.0)
    places = at_leg(lies)
    against = {hand: 2 * place[(START + STOP) // 2] - place for hand, place in places.items()}

    assert "recipient" == who(lies, against)


def test_hidden_hands_are_unknown() -> None:
    lies = jolted()
    off = {hand: place + AWAY for hand, place in at_leg(lies).items()}

    assert "unknown" == who(lies, at_leg(lies), blind=HANDS)
    assert "unknown" == who(lies, off, blind=SIDE_HANDS["left"])


def test_hands_near_the_leg_that_may_not_touch_it_are_unknown() -> None:
    lies = jolted()
    ankle = joint(lies, "right", "ankle")

    assert "unknown" == who(lies, {"left": ankle + [0, 0, -0.2], "right": ankle + AWAY})


def test_a_leg_that_hardly_moved_tells_of_nobody() -> None:
    lies = np.broadcast_to(recipient()[START], (END, 33, 3)).copy()
    lies[STOP:, Joint.RIGHT_KNEE :] += [0.005, 0.0, 0.0]

    assert "unknown" == who(lies, frozen(at_leg(lies)), noise_px=0.0)


def test_a_leg_that_is_partly_hidden_may_have_been_held_there() -> None:
    lies = jolted()
    off = {hand: place + AWAY for hand, place in at_leg(lies).items()}
    clip = clip_of(lies, with_hands(kneeling(), off)).hide([Joint.RIGHT_ANKLE], ONSET / FPS)

    assert "unknown" == who_moved(context(clip, "knee-to-chest"), START, STOP)


def test_only_the_leg_that_is_stretched_counts_in_knee_to_chest_and_both_in_the_others() -> None:
    lies = jolted(both=True)
    on_left = at_leg(lies, "left")

    assert "partner" == who(lies, on_left, stretch="spinal-twist")
    assert "partner" == who(lies, on_left, stretch="figure-four")
    assert "partner" != who(jolted(), at_leg(jolted(), "left"))


def test_whoever_is_alone_did_it() -> None:
    assert "recipient" == who_moved(context(clip_of(jolted(), None), "knee-to-chest"), START, STOP)


def test_a_partner_who_is_out_of_sight_for_most_of_it_is_unknown() -> None:
    lies = jolted()
    off = {hand: place + AWAY for hand, place in at_leg(lies).items()}
    clip = hidden(clip_of(lies, with_hands(kneeling(), off)), tuple(Joint), START - 10, STOP)

    assert "unknown" == who_moved(context(clip, "knee-to-chest"), START, STOP)
