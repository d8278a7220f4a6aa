"""Advice to the partner: good help is called good, bad help gets its cue, and what cannot be seen is unknown."""

from collections.abc import Sequence

import numpy as np
import pytest

from drawn import Camera
from helping import (
    END,
    FPS,
    HANDS,
    HELD,
    HIGH,
    LEGS,
    ONSET,
    STRETCHED,
    advice,
    bowed,
    clip_of,
    context,
    helped,
    hidden,
    holding,
    kneeling,
    recipient,
    standing,
    verdicts,
    way,
)
from protocols.partner import partner_checks
from protocols.thresholds import Settings
from protocols.types import Verdict
from vision.joints import Joint

NAMES = ["partner_side", "partner_stance", "partner_back", "partner_legs", "partner_hands"]


@pytest.mark.parametrize("stretch", STRETCHED)
def test_good_help_is_called_good_in_every_respect(stretch: str) -> None:
    checks = advice(helped(stretch=stretch), stretch)

    assert dict.fromkeys(NAMES, "ok") == verdicts(checks)
    assert NAMES == list(checks)


@pytest.mark.parametrize("stretch", STRETCHED)
def test_the_mirror_image_gets_the_same_advice(stretch: str) -> None:
    poor = bowed(kneeling((0.9, 0.4), wider_m=0.0), 75.0)
    for clip in (helped(stretch=stretch), helped(poor, stretch)):
        assert verdicts(advice(clip, stretch, "right")) == verdicts(advice(clip.mirrored(), stretch, "left"))


def test_who_has_no_partner_gets_no_advice() -> None:
    assert [] == partner_checks(context(clip_of(recipient(), None), "knee-to-chest"))


def test_advice_is_never_scored_never_a_fault_and_makes_no_events() -> None:
    poor = bowed(kneeling((0.9, -0.5), wider_m=0.0, lean=80.0), 75.0)
    found = set()
    for clip in (helped(), clip_of(recipient(), poor), hidden(helped(), tuple(Joint), ONSET)):
        findings = partner_checks(context(clip, "knee-to-chest"))
        found |= {finding.check.verdict for finding in findings}

        assert not any(finding.check.scored or finding.events for finding in findings)

    assert {Verdict.OK, Verdict.WARN, Verdict.UNKNOWN} == found


def test_only_what_is_worth_changing_has_a_cue_and_only_what_is_unknown_a_reason() -> None:
    for clip in (helped(), helped(kneeling((0.9, 0.5), wider_m=0.0)), hidden(helped(), HANDS)):
        for check in advice(clip).values():
            assert (check.verdict == Verdict.WARN) == (check.cue is not None)
            assert (check.verdict == Verdict.UNKNOWN) == (check.why_unknown is not None)
            assert (check.verdict != Verdict.UNKNOWN) == (None not in (check.value, check.limit, check.unit))


def test_a_stretch_without_a_guide_of_its_own_is_advised_too() -> None:
    assert dict.fromkeys(NAMES, "ok") == verdicts(advice(helped(), "new-stretch"))
    assert "warn" == advice(helped(kneeling((1.0, 0.5))), "new-stretch")["partner_side"].verdict


# -- where the partner is


@pytest.mark.parametrize(
    ("stretch", "at", "verdict"),
    [
        ("knee-to-chest", (-0.1, 0.5), "ok"),
        ("knee-to-chest", (-0.1, -0.5), "warn"),  # next to the other hip
        ("knee-to-chest", (0.6, 0.5), "warn"),  # beside the head
        ("knee-to-chest", (-0.8, 0.3), "warn"),  # at the feet
        ("spinal-twist", (-0.1, 0.5), "ok"),
        ("spinal-twist", (-0.1, -0.5), "ok"),
        ("spinal-twist", (-0.8, 0.3), "warn"),
        ("figure-four", (-0.1, -0.5), "ok"),
        ("figure-four", (-0.5, 0.5), "ok"),  # beside the knees
        ("figure-four", (0.6, 0.5), "warn"),
    ],
)
def test_the_partner_belongs_beside_the_hips_as_the_stretch_has_it(
    stretch: str, at: Sequence[float], verdict: str
) -> None:
    assert verdict == advice(helped(kneeling(at), stretch), stretch)["partner_side"].verdict


def test_who_kneels_at_the_wrong_side_is_told_where_to_go() -> None:
    check = advice(helped(kneeling((-0.1, -0.5))))["partner_side"]

    assert "Kneel next to the hip of the leg you move." == check.cue
    assert ("trunks", 0.5) == (check.unit, check.limit)
    assert 0.5 / 0.48 == pytest.approx(check.value, abs=0.25)


def test_a_view_along_the_floor_does_not_show_where_the_partner_is() -> None:
    flat = advice(helped(kneeling((-0.1, -0.5)), camera=Camera(elevation_deg=4)))
    side = advice(helped(kneeling((-0.1, -0.5)), camera=Camera(elevation_deg=12)))

    assert "unknown" == flat["partner_side"].verdict
    assert "This view does not show where on the floor the partner is." == flat["partner_side"].why_unknown
    assert "warn" == side["partner_side"].verdict
    assert "ok" == flat["partner_stance"].verdict


# -- how the partner kneels, stands and leans


@pytest.mark.parametrize(("wider_m", "verdict", "apart_m"), [(0.13, "ok", 0.5), (0.05, "warn", 0.34)])
def test_a_narrow_stance_is_worth_widening(wider_m: float, verdict: str, apart_m: float) -> None:
    check = advice(helped(kneeling(wider_m=wider_m)))["partner_stance"]

    assert verdict == check.verdict
    assert apart_m / 0.36 == pytest.approx(check.value, abs=0.03)


def test_the_stance_of_someone_standing_is_between_the_feet() -> None:
    check = advice(helped(standing(30.0, 25.0)))["partner_stance"]

    assert 0.24 / 0.36 == pytest.approx(check.value, abs=0.03)


@pytest.mark.parametrize(("deg", "verdict"), [(0.0, "ok"), (20.0, "ok"), (42.0, "unknown"), (75.0, "warn")])
def test_a_bowed_back_is_worth_straightening_where_it_is_clear(deg: float, verdict: str) -> None:
    assert verdict == advice(helped(bowed(kneeling(), deg)))["partner_back"].verdict


def test_the_bend_of_the_back_is_what_was_drawn() -> None:
    assert 20.0 == pytest.approx(advice(helped(bowed(kneeling(), 20.0)))["partner_back"].value, abs=3)


@pytest.mark.parametrize(("lean", "verdict"), [(50.0, "ok"), (72.0, "warn")])
@pytest.mark.parametrize("camera", [HIGH, Camera(elevation_deg=12), Camera(yaw_deg=60, elevation_deg=35)])
def test_a_trunk_leaned_far_forward_is_worth_changing_from_any_camera(
    lean: float, verdict: str, camera: Camera
) -> None:
    check = advice(helped(kneeling(lean=lean), camera=camera))["partner_back"]

    assert verdict == check.verdict
    assert verdict == "ok" or lean == pytest.approx(check.value, abs=8)


@pytest.mark.parametrize(("for_s", "verdict"), [(2.0, "ok"), (5.0, "warn")])
def test_a_lean_must_last_to_count(for_s: float, verdict: str) -> None:
    frames = np.arange(END)
    lean = np.where((frames >= HELD) & (frames < HELD + for_s * FPS), 75.0, 40.0)
    check = advice(helped(kneeling(lean=lean)))["partner_back"]

    assert verdict == check.verdict
    assert verdict == "ok" or HELD / FPS <= check.at_s <= HELD / FPS + for_s


# -- what does the lifting


@pytest.mark.parametrize(
    ("lean", "bend_deg", "verdict"),
    [
        ((15.0, 70.0), (20.0, 20.0), "warn"),  # stoops
        ((15.0, 50.0), (20.0, 85.0), "ok"),  # goes down with the legs
        ((35.0, 40.0), (25.0, 25.0), "ok"),  # stays as it is, knees soft
        ((35.0, 40.0), (2.0, 2.0), "warn"),  # knees locked
    ],
)
def test_legs_do_the_lifting(lean: Sequence[float], bend_deg: Sequence[float], verdict: str) -> None:
    leaning, bending = (before + (after - before) * way() for before, after in (lean, bend_deg))

    assert verdict == advice(helped(standing(leaning, bending)))["partner_legs"].verdict


def test_stooping_and_locked_knees_have_cues_of_their_own() -> None:
    stoops = advice(helped(standing(15.0 + 55.0 * way(), 20.0)))["partner_legs"]
    locked = advice(helped(standing(30.0, 2.0)))["partner_legs"]

    assert ("Lift with your legs, keep your back long.", "share") == (stoops.cue, stoops.unit)
    assert ("Keep your knees a little bent, so that your legs do the lifting.", "deg") == (locked.cue, locked.unit)
    assert stoops.value < 0.2


def test_where_the_camera_stands_is_needed_for_place_lean_and_lifting() -> None:
    lies = recipient()
    lies[:, [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]] = np.nan
    checks = advice(clip_of(lies, holding(lies, kneeling(lean=75.0))))

    assert ("unknown", "unknown") == (checks["partner_legs"].verdict, checks["partner_side"].verdict)
    assert "ok" == checks["partner_back"].verdict


# -- what cannot be seen


NEEDED = {
    "partner_side": LEGS,
    "partner_stance": LEGS,
    "partner_back": (Joint.LEFT_EAR, Joint.RIGHT_EAR),
    "partner_legs": LEGS,
    "partner_hands": HANDS,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("share", "verdict"), [(0.2, "ok"), (0.6, "unknown")])
def test_what_is_hidden_for_too_long_is_unknown(name: str, share: float, verdict: str) -> None:
    last = ONSET + round(share * (END - ONSET))
    check = advice(hidden(helped(), NEEDED[name], END - (last - ONSET)))[name]

    assert verdict == check.verdict
    assert share == pytest.approx(check.unknown_share, abs=0.01)
    assert verdict == "ok" or "The partner was hidden for too much of the time." == check.why_unknown


def test_a_partner_who_left_before_the_repetition_is_unknown_throughout() -> None:
    checks = advice(hidden(helped(), tuple(Joint), ONSET - 30))

    assert dict.fromkeys(NAMES, "unknown") == verdicts(checks)


def test_a_profile_moves_the_limits() -> None:
    strict = Settings({"partner_stance_least_sw": 1.6})
    check = advice(helped(), settings=strict)["partner_stance"]

    assert ("warn", 1.6) == (check.verdict, check.limit)
