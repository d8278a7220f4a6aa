"""Corrections: at most one at a time, the gravest first, never chattering, never of what the tracker did."""

import itertools

import pytest

from live_scripts import TICK, check
from protocols.types import Check, Event, Verdict, Who
from stretchcheck.live.corrections import AGAIN_S, BETWEEN_S, KINDS, SPOKEN, Corrections
from stretchcheck.live.lines import SOONER

FAULT, WARN, OK, UNKNOWN = Verdict.FAULT, Verdict.WARN, Verdict.OK, Verdict.UNKNOWN


def event(kind: str, end_s: float, who: Who = "partner") -> Event:
    return Event(kind, end_s - 0.2, end_s, who=who)


def faults(now_s: float, *names: str) -> tuple[list[Check], list[Event]]:
    return [check(name, FAULT, f"Cue {name}.") for name in names], [event(KINDS[name], now_s) for name in names]


def run(corrections: Corrections, from_s: float, for_s: float, *names: str, verdict: Verdict = FAULT) -> list[str]:
    """Texts with times, a frame at a time, of faults or warnings that last."""
    told = []
    for n in range(round(for_s / TICK)):
        now_s = from_s + n * TICK
        checks = [check(name, verdict, f"Cue {name}.") for name in names]
        events = [event(KINDS[name], now_s) for name in names] if verdict == FAULT else []
        line = corrections.choose(now_s, checks, events)
        told += [f"{now_s:.1f} {line.text}"] if line else []
    return told


def texts(told: list[str]) -> list[str]:
    return [each.split(" ", 1)[1] for each in told]


def test_a_fault_is_told_at_once_with_the_cue_of_its_check() -> None:
    for name in SPOKEN:
        line = Corrections().choose(1.0, *faults(1.0, name))

        assert line is not None
        assert (f"Cue {name}.", "warn") == (line.text, line.kind)


def test_every_kind_is_one_of_its_check_and_every_check_that_is_spoken_has_one() -> None:
    assert set(SPOKEN) == set(KINDS)
    assert not set(KINDS.values()) & set(SOONER)


@pytest.mark.parametrize("first", range(len(SPOKEN) - 1))
def test_of_two_faults_the_graver_is_told(first: int) -> None:
    graver, lesser = SPOKEN[first], SPOKEN[first + 1]
    line = Corrections().choose(1.0, *faults(1.0, lesser, graver))

    assert line is not None
    assert f"Cue {graver}." == line.text


def test_what_is_sudden_is_told_before_what_is_askew_and_jerks_first() -> None:
    checks, events = faults(1.0, *SPOKEN)
    sudden = [event(kind, 1.0) for kind in reversed(SOONER)]
    for kind in SOONER:
        assert SOONER[kind] == Corrections().choose(1.0, checks, events + sudden)
        sudden = [each for each in sudden if each.kind != kind]


def test_between_two_corrections_there_are_five_seconds_and_twelve_before_the_same_one() -> None:
    told = run(Corrections(), 100.0, 30.0, "same_side", "knee_path")
    times = [float(each.split()[0]) for each in told]

    assert ["Cue same_side.", "Cue knee_path.", "Cue same_side.", "Cue knee_path."] == texts(told)[:4]
    assert all(b - a >= BETWEEN_S - 0.06 for a, b in itertools.pairwise(times))
    for text in set(texts(told)):
        again = [time for time, each in zip(times, texts(told), strict=True) if each == text]
        assert all(b - a >= AGAIN_S - 0.06 for a, b in itertools.pairwise(again))


def test_a_fault_that_lasts_is_told_again_after_its_cool_down_also_in_the_next_repetition() -> None:
    corrections = Corrections()

    assert 1 == len(run(corrections, 0.0, AGAIN_S - 0.1, "knee_path"))
    corrections.reset()

    assert [] == run(corrections, AGAIN_S - 0.1, 0.1, "knee_path")
    assert 1 == len(run(corrections, AGAIN_S + 0.1, 1.0, "knee_path"))


def test_a_warning_is_told_only_when_it_lasts_and_once_a_repetition() -> None:
    corrections = Corrections()

    assert [] == run(corrections, 0.0, 0.8, "knee_path", verdict=WARN)
    corrections.choose(0.9, [check("knee_path", OK, None)], [])

    assert [] == run(corrections, 1.0, 0.8, "knee_path", verdict=WARN)
    assert ["1.8 Cue knee_path."] == run(corrections, 1.8, 60.0, "knee_path", verdict=WARN)
    corrections.reset()

    assert ["100.8 Cue knee_path."] == run(corrections, 100.0, 30.0, "knee_path", verdict=WARN)


def test_a_fault_that_is_over_is_no_longer_told() -> None:
    checks = [check("knee_path", FAULT)]

    assert Corrections().choose(10.0, checks, [event("off_path", 8.1)])
    assert None is Corrections().choose(10.0, checks, [event("off_path", 7.9)])
    assert None is Corrections().choose(10.0, [], [event("jerk", 7.9)])
    assert None is Corrections().choose(10.0, checks, [])


@pytest.mark.parametrize("kind", [*SOONER, "off_path", "glitch", "lost"])
def test_what_the_tracker_did_is_never_told(kind: str) -> None:
    found = Corrections().choose(10.0, [check("knee_path", FAULT)], [event(kind, 10.0, "tracker")])

    assert found is None


@pytest.mark.parametrize("kind", ["glitch", "lost", "stop_signal", "hold_short", "hold_long", "too_shallow"])
def test_what_is_no_matter_of_the_moment_is_not_told(kind: str) -> None:
    assert None is Corrections().choose(10.0, [], [event(kind, 10.0)])


@pytest.mark.parametrize("verdict", [OK, UNKNOWN])
def test_what_is_fine_or_cannot_be_seen_is_not_told(verdict: Verdict) -> None:
    assert [] == run(Corrections(), 0.0, 5.0, *SPOKEN, verdict=verdict)


def test_checks_of_the_partner_and_others_are_not_told_in_between() -> None:
    others = [check(name, FAULT) for name in ("depth", "hold", "steady_hold", "partner_place", "both_sides")]

    assert None is Corrections().choose(10.0, others, [])


def test_a_shift_in_time_changes_nothing() -> None:
    found = [texts(run(Corrections(), from_s, 40.0, "arms_t", "foot_lifted")) for from_s in (0.0, 98765.0)]

    assert found[0] == found[1]
    assert found[0]
