"""How a repetition stands while it is under way, and the sides that a plan meant."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from drawn import Camera, Clip
from faults import seen_from
from live_scripts import (
    brief,
)
from materials import MATERIALS, OBLIQUE, SIDE, fed
from protocols.measures import measure
from protocols.session import Session
from protocols.sides import with_both_sides
from protocols.stretches import STRETCHES
from protocols.types import Event, Judgement, PhaseName, Repetition
from stretchcheck.live.showing import lights

square_and_oblique = seen_from(side=SIDE, oblique=OBLIQUE)


# -- as it stands


def snapshots(session: Session, clip: Clip, every: int) -> list[tuple[Repetition, tuple[Event, ...]]]:
    rows, found = measure(clip.scenes()), []
    for first in range(0, len(rows), every):
        session.extend(clip.times_s[first : first + every], rows[first : first + every])
        so_far = session.so_far()
        if so_far is not None:
            found.append(so_far)
    return found


def named(stretch: str) -> Session:
    return Session([STRETCHES[stretch]], named=True)


@pytest.mark.parametrize("stretch", list(STRETCHES))
def test_asking_how_things_stand_changes_nothing(stretch: str) -> None:
    clip = MATERIALS[stretch].draw(replace(MATERIALS[stretch].course, hold_s=10.0), camera=OBLIQUE)
    asked = named(stretch)

    assert len(snapshots(asked, clip, 30)) > 10
    assert fed(named(stretch), clip) == asked.finish()


@pytest.mark.parametrize("stretch", list(STRETCHES))
def test_at_the_end_of_a_recording_how_things_stand_is_what_is_judged(stretch: str) -> None:
    """What is under way when the recording ends is judged the same by both, up to what ends a hold."""
    course = replace(MATERIALS[stretch].course, hold_s=12.0)
    whole = MATERIALS[stretch].draw(course, camera=OBLIQUE)
    clip = whole.frames(whole.times_s < course.still_to_s - 1.0)
    session = named(stretch)
    (*_, (standing, events)) = snapshots(session, clip, 30)
    found = session.finish()
    (final,) = found.repetitions

    assert {c.name: c.verdict for c in final.checks} == {c.name: c.verdict for c in standing.checks}
    assert [event.kind for event in found.events] == [event.kind for event in events]
    assert final.hold.held_s == pytest.approx(standing.hold.held_s, abs=0.2)


@square_and_oblique
@pytest.mark.parametrize("stretch", list(STRETCHES))
def test_good_form_shows_no_amber_and_no_red_light_at_any_moment(stretch: str, camera: Camera) -> None:
    """From where the way in begins; a figure-four's crossing of the ankle before it is quick."""
    course = replace(MATERIALS[stretch].course, hold_s=5.0)
    clip = MATERIALS[stretch].draw(course, camera=camera)
    session, rows = named(stretch), measure(clip.scenes())
    shown = []
    for first in range(0, len(rows), 15):
        session.extend(clip.times_s[first : first + 15], rows[first : first + 15])
        so_far = session.so_far()
        if so_far is not None and course.setup_s <= clip.times_s[first] < course.still_to_s - 0.5:
            phase: PhaseName = "moving_in" if clip.times_s[first] < course.still_from_s else "hold"
            shown += [light["verdict"] for light in lights(so_far[0].checks, phase)]

    assert {"ok", "unknown"} == set(shown)


def test_before_anything_moves_nothing_stands() -> None:
    whole = brief()

    assert [] == snapshots(named("knee-to-chest"), whole.frames(whole.times_s < 2.5), 15)


# -- both sides


def one_sided(side: str = "right", *, meant: Sequence[str] = ()) -> Judgement:
    clip = MATERIALS["spinal-twist"].draw(side=side, camera=OBLIQUE)
    session = named("spinal-twist")
    session.extend(clip.times_s, measure(clip.scenes()))
    return session.finish(meant=meant)


def both_sides(judgement: Judgement) -> list[str]:
    return [str(c.verdict) for each in judgement.repetitions for c in each.checks if c.name == "both_sides"]


def test_one_side_without_a_plan_is_unknown() -> None:
    assert ["unknown"] == both_sides(one_sided())
    assert ["unknown"] == both_sides(one_sided(meant=["right"]))


def test_one_side_where_both_were_meant_is_a_fault_with_a_cue() -> None:
    found = one_sided(meant=["left", "right"])
    (check,) = (check for check in found.repetitions[0].checks if check.name == "both_sides")

    assert ("fault", 1, 2, "sides") == (check.verdict, check.value, check.limit, check.unit)
    assert check.cue


@pytest.mark.parametrize("meant", [(), ("left", "right")])
def test_both_sides_done_are_ok_whatever_was_meant(meant: Sequence[str]) -> None:
    pair = [*one_sided("left").repetitions, *one_sided("right").repetitions]

    assert ["ok", "ok"] == [
        str(c.verdict) for r in with_both_sides(pair, meant=meant) for c in r.checks if c.name == "both_sides"
    ]
